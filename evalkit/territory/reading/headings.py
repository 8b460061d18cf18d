"""What a heading of an official file stands for: a level of geography, a name, a period; never guessed from values."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence

from evalkit.territory.levels import Level

_ZONES: Mapping[Level, frozenset[str]] = {
    "commune": frozenset(
        ("codgeo", "code_commune", "code_insee", "codeinsee", "code_insee_commune", "code_commune_insee", "depcom",
         "com", "insee_com", "code_de_la_commune", "codcom", "code_com")
    ),
    "epci": frozenset(("epci", "code_epci", "siren_epci", "code_de_l_epci")),
    "employment_zone": frozenset(
        ("ze2020", "ze2010", "code_ze", "code_ze2020", "code_ze2010", "code_zone_d_emploi", "code_de_la_zone_d_emploi",
         "code_de_la_zone_d_emploi_2020", "code_de_la_zone_d_emploi_2010", "zone_emploi")
    ),
    "employment_zone_part": frozenset(("ze2020_partie_reg", "ze_partie_reg", "ze2010_partie_reg")),
    "departement": frozenset(("dep", "code_departement", "code_dep", "code_du_departement", "departement")),
    "region": frozenset(("reg", "code_region", "code_reg", "code_de_la_region", "region")),
}  # fmt: skip
_PLAIN = frozenset(("departement", "region", "epci"))
"""Codes, unless another column of the same level says that it holds the codes: then they are names."""
_NAMES: Mapping[Level, frozenset[str]] = {
    "commune": frozenset(
        ("libgeo", "nom_commune", "commune", "libelle_commune", "libelle", "lib_com", "nom_de_la_commune")
    ),
    "epci": frozenset(("nom_epci", "libepci", "lib_epci", "libelle_epci")),
    "employment_zone": frozenset(
        ("libze2020", "libze2010", "lib_ze2010", "lib_ze2020", "nom_ze2020", "nom_ze2010", "nom_ze",
         "libelle_de_la_zone_d_emploi_2020", "libelle_de_la_zone_d_emploi")
    ),
    "departement": frozenset(("libdep", "nom_departement", "libelle_departement", "lib_dep", "territoire")),
    "region": frozenset(("libreg", "nom_region", "libelle_region", "lib_reg")),
}  # fmt: skip
INSEE_LEVELS: Mapping[str, Level] = {
    "COM": "commune", "EPCI": "epci", "ZE2020": "employment_zone", "ZE2010": "employment_zone", "DEP": "departement",
    "REG": "region",
}  # fmt: skip
"""How files of several levels say of which one a row is (``NIVGEO``, ``GEO_OBJECT``), smallest zones first."""
_PERIODS = frozenset(("trimestre", "date", "periode", "mois", "annee", "year", "time_period"))
_CATEGORIES = frozenset(
    ("categorie", "cat", "sexe", "categorie_de_demandeurs_d_emploi", "aged100", "agepyr10", "agequinq", "agemen8",
     "age", "type_de_donnees", "tranche_d_age", "anciennete", "tranche_d_heures_travaillees", "champ")
)  # fmt: skip
"""Of Insee's detailed tables of the census, and of Dares' files of job seekers."""
_TERMS = (frozenset(("code", "nom", "cheflieu")), frozenset(("code", "nom", "modefinancement")),
          frozenset(("cod_var", "lib_var")), frozenset(("nom_var", "intitule_var")),
          frozenset(("code_qpv", "nom_qpv")))  # fmt: skip
_CUBE = frozenset(("geo", "geo_object", "time_period", "obs_value"))
_EDITIONS = frozenset(("millesime", "edition"))
_QUARTER = re.compile(r"(\d{4})[ _-]?[TQ]([1-4])|[TQ]([1-4])[ _-](\d{4})", re.IGNORECASE)
_QUARTER_WORDS = re.compile(r"([1-4])\s?(?:er|e|è|ème|nd)?\s?trim(?:estre|\.)?\s?(\d{4})", re.IGNORECASE)
_MONTHS = (
    ("jan", "janv", "janvier"), ("fev", "fevr", "fevrier"), ("mar", "mars"), ("avr", "avril"), ("mai",), ("juin",),
    ("juil", "juillet"), ("aou", "aout"), ("sep", "sept", "septembre"), ("oct", "octobre"), ("nov", "novembre"),
    ("dec", "decembre"),
)  # fmt: skip
_MONTH_WORDS = re.compile(r"([a-z]{3,9})_?(\d{4})")
_MONTH = re.compile(r"(\d{4})[-_/](\d{1,2})(?:[-_/]\d{1,2}(?:[ T]00:00(?::00)?)?)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(r"[+-]?\d[\d ]*(?:[.,]\d+)?")


def normal(heading: str) -> str:
    """Return a heading without case, accents and signs: ``Code département`` is ``code_departement``."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[^a-z0-9#]+", "_", "".join(each for each in plain if not unicodedata.combining(each))).strip("_")


def zone_columns(headings: Sequence[str]) -> dict[Level, str]:
    """Return the column that holds the codes of each level."""
    found: dict[Level, str] = {}
    for level, names in _ZONES.items():
        named = [each for each in headings if normal(each) in names]
        sure = [each for each in named if normal(each) not in _PLAIN] or named
        if sure:
            found[level] = sure[0]
    return found


def name_column(headings: Sequence[str], level: Level) -> str | None:
    """Return the column that holds the names of a level's zones; ``LIBGEO`` names whatever ``CODGEO`` codes."""
    codes = zone_columns(headings)
    known = set(_NAMES.get(level, ())) | (
        {"libgeo"} if level not in codes or normal(codes[level]) == "codgeo" else set()
    )
    known |= _PLAIN & _ZONES.get(level, frozenset()) - {normal(codes.get(level, ""))}
    return next((each for each in headings if normal(each) in known and each not in codes.values()), None)


def is_geography(heading: str) -> bool:
    """Tell whether a heading is that of a code or name of a zone, of a period, a category or an edition."""
    name = normal(heading)
    known = [*_ZONES.values(), *_NAMES.values(), _PERIODS, _CATEGORIES, _EDITIONS]
    return any(name in names for names in known) or name == "nivgeo"


def is_attribute(heading: str) -> bool:
    """Tell whether a heading is that of another code or of a remark, never of a figure."""
    name = normal(heading)
    return name.startswith(("code_", "lib_", "libelle", "nom_", "siren", "siret", "type")) or name in {
        "lat", "lng", "lon", "longitude", "latitude", "nivgeo", "zone", "an", "id", "regions", "departements",
        "communes", "arrondissement", "chef_lieu", "cheflieu",
    }  # fmt: skip


def is_header(row: Sequence[str]) -> bool:
    """Tell whether a row of cells can be headings: one names a zone or what became of it, and another stands beside."""
    filled = [each for each in row if each.strip()]
    if any(_FIGURE.fullmatch(each.strip()) and not period_of(each) for each in filled):
        return False
    known = (zone_columns, is_passage, is_structures, is_own, is_terms, is_cube)
    return len(filled) > 1 and any(bool(each(filled)) for each in known)


def is_passage(headings: Sequence[str]) -> bool:
    """Tell the headings of a table of passage, or of Insee's list of events."""
    names = {normal(each) for each in headings}
    yearly = [each for each in names if re.fullmatch(r"codgeo_(?:ini|\d{4})", each)]
    return {"com_av", "com_ap", "mod"} <= names or {"depcom_hist", "depcom"} <= names or len(yearly) > 1


def is_terms(headings: Sequence[str]) -> bool:
    """Tell the headings of a table that only names things: zones (Etalab), columns (metadata), priority districts."""
    names = {normal(each) for each in headings}
    return any(each <= names for each in _TERMS) and "commune" not in zone_columns(headings)


def is_cube(headings: Sequence[str]) -> bool:
    """Tell the headings of a data set of data.insee (Melodi): one row per zone, period and cell of its dimensions."""
    return {normal(each) for each in headings} >= _CUBE


def zoning_of(heading: str) -> str:
    """Return the year of the employment zones whose codes a column holds (2010, 2020); empty where it is not said."""
    found = re.search(r"ze_?(2010|2020)|zone_d_emploi_(2010|2020)", normal(heading))
    return next(filter(None, found.groups())) if found else ""


def is_structures(headings: Sequence[str]) -> bool:
    """Tell the headings of a list of establishments."""
    return "siret" in {normal(each) for each in headings}


def is_own(headings: Sequence[str]) -> bool:
    """Tell the headings of what a SIAE says of its workers: a commune beside a type, months or hours."""
    starts = {normal(each).split("_")[0] for each in headings if len(each) <= _LONGEST}
    return "commune" in starts and bool(starts & {"type", "mois", "months", "heures", "hours"})


_LONGEST = 60
"""Characters of a heading; a longer text is a remark."""


def period_column(headings: Sequence[str]) -> str | None:
    """Return the column that holds periods."""
    return next((each for each in headings if normal(each) in _PERIODS), None)


def category_columns(headings: Sequence[str]) -> list[str]:
    """Return the columns that part figures by category."""
    return [each for each in headings if normal(each) in _CATEGORIES]


def edition_column(headings: Sequence[str]) -> str | None:
    """Return the column that says of which edition a row is."""
    return next((each for each in headings if normal(each) in _EDITIONS), None)


def period_of(text: str) -> str | None:
    """Return a period in one form (``2025-T4``, ``2016-06``, ``2022``), or None where a text is none."""
    text = text.strip()
    if found := _QUARTER.fullmatch(text):
        year, quarter = (found.group(1), found.group(2)) if found.group(1) else (found.group(4), found.group(3))
        return f"{year}-T{quarter}"
    if found := _QUARTER_WORDS.fullmatch(text):
        return f"{found.group(2)}-T{found.group(1)}"
    if found := _MONTH_WORDS.fullmatch(normal(text)):
        named = [number for number, words in enumerate(_MONTHS, 1) if found.group(1) in words]
        return f"{found.group(2)}-{named[0]:02}" if named else None
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found.group(2)) <= 12:
        return f"{found.group(1)}-{int(found.group(2)):02}"
    return text if _YEAR.fullmatch(text) else None


def labels_of(text: str) -> dict[str, str]:
    """Return the labels in Insee's file of metadata (``COD_VAR``, ``LIB_VAR_LONG`` or ``LIB_VAR``)."""
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") >= first.count(",") else ",")
    found: dict[str, str] = {}
    for row in rows:
        label = row.get("LIB_VAR_LONG") or row.get("LIB_VAR") or ""
        if row.get("COD_VAR") and label:
            found.setdefault(row["COD_VAR"].strip(), label.strip())
    return found
