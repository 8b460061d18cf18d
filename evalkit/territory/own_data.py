"""What a SIAE knows of its workers on a path, by commune and type: added up at the door, small counts masked.

Rows on persons are read and added up in one function; no row is kept in an object, a message or an output.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pandas as pd

from evalkit.catalogue.siae import siae_types
from evalkit.errors import EvalkitError, Problem, problem
from evalkit.model.personal import personal_kind
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.territory.levels import CITY_OF, Level
from evalkit.territory.membership import Membership, Passage
from evalkit.territory.own_protection import ALL, LIMITS, released
from evalkit.territory.own_protection import Figure as OwnFigure
from evalkit.territory.reading.codes import codes_of_rows
from evalkit.territory.reading.headings import normal
from evalkit.territory.reading.raw import MOST_PROBLEMS, RawTable, read_raw
from evalkit.texts import LANGUAGES, say

THRESHOLD = 5
_FIELDS = ("commune", "type", "months", "hours", "year")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = {
    "commune": ("code_commune", "commune", "codgeo", "code_insee"),
    "type": ("type", "type_siae", "type_de_siae"),
    "months": ("mois", "months"),
    "hours": ("heures", "hours"),
    "year": ("annee", "year"),
}
Figure = float | NotEstimable
Key = tuple[str, str]
_WITHHELD = not_estimable("territory.own_withheld")
"""One reason for all, a zone where nobody lives too: it must not tell which of them is the small one."""


@dataclass(frozen=True)
class OwnData:
    """Workers on a path by zone and type of SIAE, without anything small.

    Parameters
    ----------
    level : Level
    workers : mapping of (zone, type) to int or NotEstimable
        Counts of people; ``"all"`` stands for all zones or all types. Of each zone that has a figure to be shown, all
        types of the file; a zone that is not there has few workers, or none.
    months, hours : mapping of (zone, type) to float or NotEstimable
        Sums over the same people; masked wherever their count is, or one worker's part nearly makes them. Empty where
        the file does not have them.
    threshold : int
    year : str
        That the rows are of; empty where the file does not say it.
    notes : tuple of Problem
    """

    level: Level
    workers: dict[Key, Figure]
    months: dict[Key, Figure]
    hours: dict[Key, Figure]
    threshold: int
    year: str = ""
    notes: tuple[Problem, ...] = ()

    def of_zone(self, zone: str) -> Figure:
        """Return the workers who live in a zone, or that they are few, or none."""
        return self.workers.get((zone, ALL), _WITHHELD)


def read_own_data(
    path: str | Path,
    membership: Membership,
    level: Level = "commune",
    passage: Passage | None = None,
    threshold: int = THRESHOLD,
) -> OwnData:
    """Read workers on a path and add them up by zone and type at once.

    What is masked does not depend on the level that is asked for: see `evalkit.territory.own_protection`.

    Parameters
    ----------
    path : path
        Workbook or text with one row per worker: commune of residence, and if wanted type, months and hours. Evalkit's
        blank one is made by `write_blank_own_data`.
    membership : Membership
        The communes that there are, and their zones.
    level : Level
        Zones to add up by.
    passage : Passage, optional
        What communes of former years became.
    threshold : int
        Counts of fewer people are masked, and as many others as it takes that none can be worked out from those shown
        at any level. So are sums of months and hours that one worker's part nearly makes.

    Raises
    ------
    EvalkitError
        All problems at once, a geography without employment zones among them; no message repeats what a row says of a
        person.
    """
    raw = _table(path)
    columns = _columns(raw)
    kept = [columns[each] for each in _FIELDS if each in columns]
    rows, problems = _rows(raw, columns, membership, passage)
    year, wrong = _year(raw, columns.get("year"))
    if problems := [*_personal(raw, kept), *problems, *wrong, *_blind(raw, membership)]:
        raise EvalkitError(problems)
    notes = _notes(raw, kept, rows)
    membership.groups("commune", level)
    return _protected(rows, _zones(rows, membership), level, threshold, year, notes)


def _table(path: str | Path) -> RawTable:
    """Return the table of a file; without headings, it is told what this file needs."""
    try:
        return read_raw(path)[0]
    except EvalkitError as error:
        bare = [each for each in error.problems if each.fault[0] == "errors.territory.no_headings.fault"]
        if not bare:
            raise
        missing = (say("territory.own.columns.commune"),)
        found = [problem(each.place, "", "territory.own.no_columns", missing=missing) for each in bare]
        raise EvalkitError(found) from None


def _blind(raw: RawTable, membership: Membership) -> list[Problem]:
    """Refuse a geography without employment zones: what may be shown is judged over all levels.

    Figures told without them, and those told with them another day, would tell small counts together.
    """
    known = "employment_zone" in membership.levels
    return [] if known else [problem(raw.place(-1), "", "territory.own.no_zones")]


def _zones(rows: pd.DataFrame, membership: Membership) -> pd.DataFrame:
    """Return the zones of every level that the communes of the workers lie in; empty texts for none."""
    communes = pd.Index(sorted(set(rows["commune"])))
    levels: list[Level] = ["commune", *(each for each in membership.levels)]
    return pd.DataFrame({each: membership.groups("commune", each).reindex(communes) for each in levels}).fillna("")


def _notes(raw: RawTable, kept: Sequence[str], rows: pd.DataFrame) -> tuple[Problem, ...]:
    """Tell what is left out of zones, and columns that are not read."""
    # How many are without a commune is not told: they may be few.
    notes = [problem(raw.place(-1), "", "territory.own.without_commune")] if (rows["commune"] == "").any() else []
    unread = tuple(each for each in raw.frame.columns if each not in kept and (raw.frame[each] != "").any())
    if unread:
        notes.append(problem(raw.place(-1), "", "territory.own.unread", n=len(unread), found=unread))
    return tuple(notes)


def _year(raw: RawTable, column: str | None) -> tuple[str, list[Problem]]:
    """Return the year that the rows are of; empty where the file does not say it."""
    found = sorted({*raw.frame[column]} - {""}) if column else []
    if len(found) > 1 or any(not _YEAR.fullmatch(each) for each in found):
        return "", [problem(raw.place(-1, column or ""), column or "", "territory.own.year")]
    return (found[0] if found else ""), []


def _columns(raw: RawTable) -> dict[str, str]:
    """Return the column of each field, by evalkit's own headings or usual ones."""
    known = {
        field: {*_WORDS[field], *(normal(say(f"territory.own.columns.{field}", language)) for language in LANGUAGES)}
        for field in _FIELDS
    }
    found = {field: next((each for each in raw.columns if normal(each) in names), "") for field, names in known.items()}
    if not found["commune"]:
        missing = (say("territory.own.columns.commune"),)
        raise EvalkitError([problem(raw.place(-1), "", "territory.own.no_columns", missing=missing)])
    return {field: column for field, column in found.items() if column}


_PERSONAL = frozenset(
    ("nom", "noms", "prenom", "prenoms", "name", "names", "surname", "firstname", "forename", "salarie", "salaries",
     "beneficiaire", "personne", "worker", "employee", "naissance", "ne", "nee", "ddn", "birth", "born", "dob", "nir",
     "nss", "secu", "securite", "email", "mail", "courriel", "telephone", "tel", "portable", "phone", "mobile",
     "adresse", "rue", "address", "identifiant", "id", "matricule", "numero", "nationalite", "nationality",
     "commentaire", "commentaires", "observation", "observations", "remarque", "remarques", "comment", "comments",
     "notes", "iban", "rib")
)  # fmt: skip
"""Words of headings that point to persons."""
_PUBLIC = frozenset(
    (
        "commune",
        "communes",
        "ville",
        "localite",
        "municipality",
        "town",
        "postal",
        "cp",
        "departement",
        "region",
        "epci",
        "zone",
        "structure",
        "siae",
        "employeur",
        "siret",
        "employer",
    )
)
"""Words of headings that point to a place or an employer, whatever stands beside: ``nom de la commune``."""
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}(?:[ T].*)?")
MOST_WORDS, ALIKE = 5, 0.9
"""Words beyond which a cell is a free text; share of different values from which a column points to each person."""


def _personal(raw: RawTable, kept: Sequence[str]) -> list[Problem]:
    """Return the columns that say more of persons than is needed: by their headings, or by values that look so."""
    others = [each for each in raw.frame.columns if each not in kept]
    found = [each for each in others if _points_to_persons(each, raw.frame[each])]
    return [problem(raw.place(-1, each), each, "territory.own.personal") for each in found]


def _points_to_persons(heading: str, values: pd.Series) -> bool:
    filled = values[values != ""]
    if filled.empty:
        return False
    words = set(normal(heading).split("_"))
    public = bool(words & _PUBLIC)
    if (words & _PERSONAL and not public) or filled.map(personal_kind).notna().any():
        return True
    if filled.str.fullmatch(_DATE).any() or filled.map(lambda text: len(text.split()) > MOST_WORDS).any():
        return not public or bool(filled.str.fullmatch(_DATE).any())
    return not public and filled.nunique() >= ALIKE * len(filled) > 1


def _rows(
    raw: RawTable, columns: dict[str, str], membership: Membership, passage: Passage | None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return commune, type and amounts of each worker; empty texts where a commune or a type is not said."""
    filled = (raw.frame[[column for field, column in columns.items() if field != "year"]] != "").any(axis=1)
    if not filled.any():
        return pd.DataFrame({"commune": []}), [problem(raw.place(-1), "", "territory.own.no_rows")]
    raw = replace(raw, frame=raw.frame.loc[filled])
    codes = codes_of_rows(raw, columns["commune"], "commune")
    # A message repeats nothing of a row on a person.
    problems = [problem(each.place, columns["commune"], "territory.own.unknown_commune") for each in codes.problems]
    became = passage.successors() if passage is not None else pd.Series(dtype=str)
    communes = codes.codes.map(lambda code: CITY_OF.get(code, became.get(code, code)), na_action="ignore")
    strangers = communes[communes.notna() & ~communes.isin(membership.frame.index)]
    place_column = columns["commune"]
    problems += [problem(raw.place(row, place_column), place_column, "territory.own.unknown_commune")
                 for row in strangers.index[:MOST_PROBLEMS]]  # fmt: skip
    if _are_postal(communes):
        problems.append(problem(raw.place(-1, place_column), place_column, "territory.own.postal"))
    rows = pd.DataFrame({"commune": communes.fillna("").astype(str)})
    rows["type"], wrong = _types(raw, columns.get("type"))
    problems += wrong
    for field, limit in LIMITS.items():
        if field in columns:
            rows[field], wrong = _amounts(raw, columns[field], limit)
            problems += wrong
    return rows, problems


FEWEST_CODES = 4
"""Different codes below which it is no wonder that all end in 0: of Insee's, one in ten does."""


def _are_postal(communes: pd.Series) -> bool:
    """Tell codes that all end in 0, as nearly all postal codes do: some are those of another commune."""
    codes = set(communes.dropna())
    return len(codes) >= FEWEST_CODES and all(each.endswith("0") for each in codes)


def _type_of(text: str) -> str | None:
    """Return the code of a type written as a code or in full; empty for none, None for another text."""
    names = {"": "", **{normal(each.label.say(language)): each.code for each in siae_types() for language in LANGUAGES},
             **{normal(each.code): each.code for each in siae_types()}}  # fmt: skip
    return names.get(normal(text))


def _types(raw: RawTable, column: str | None) -> tuple[pd.Series, list[Problem]]:
    if column is None:
        return pd.Series("", index=raw.frame.index), []
    known = sorted(each.code for each in siae_types())
    types = raw.frame[column].map(_type_of)
    wrong = types[types.isna()].index[:MOST_PROBLEMS]
    return types, [problem(raw.place(row, column), column, "territory.unknown_type", found="…", known=tuple(known))
                   for row in wrong]  # fmt: skip


def _amounts(raw: RawTable, column: str, limit: float) -> tuple[pd.Series, list[Problem]]:
    numbers = raw.numbers(column)
    values = pd.Series(numbers.values, index=raw.frame.index)
    wrong = [*raw.frame.index[numbers.wrong], *values.index[(values < 0) | (values > limit)]]
    return values, [
        problem(raw.place(row, column), column, "territory.own.negative", limit=f"{limit:g}")
        for row in wrong[:MOST_PROBLEMS]
    ]


def _protected(
    rows: pd.DataFrame, zones: pd.DataFrame, level: Level, threshold: int, year: str, notes: tuple[Problem, ...]
) -> OwnData:
    """Add rows up by zone and type with all margins, as far as they may be shown."""
    told = released(rows, zones, threshold)
    kinds = (*sorted({*rows["type"]} - {""}), ALL)
    lived = zones[level].reindex(rows["commune"]).to_numpy()
    shown: dict[str, dict[Key, Figure]] = {name: {} for name in told}
    for at, zone in dict.fromkeys((each.level, each.zone) for each in sorted(told["workers"])):
        if at not in (level, ALL):
            continue
        for kind, name in product(kinds, told):
            inside = rows[((lived == zone) | (zone == ALL)) & ((rows["type"] == kind) | (kind == ALL))]
            may = OwnFigure(at, zone, kind) in told["workers"]
            shown[name][zone, kind] = _sum(inside, name, told[name], OwnFigure(at, zone, kind)) if may else _WITHHELD
    return OwnData(level, shown["workers"], shown.get("months", {}), shown.get("hours", {}), threshold, year, notes)


def _sum(rows: pd.DataFrame, name: str, told: set[OwnFigure], figure: OwnFigure) -> Figure:
    """Return a sum, or why there is none: a worker whose months or hours are not said is no zero."""
    if name == "workers":
        return float(len(rows))
    if rows[name].isna().any():
        return not_estimable("territory.part_missing")
    return float(rows[name].sum()) if figure in told else _WITHHELD
