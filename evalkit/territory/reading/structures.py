"""Lists of SIAE (ASP, DGEFP): establishments counted by commune and type; no line of one leaves this module."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from evalkit.catalogue.siae import siae_types
from evalkit.catalogue.words import Words
from evalkit.errors import EvalkitError, Problem, problem
from evalkit.sources.shown import short
from evalkit.territory.levels import CITY_OF
from evalkit.territory.reading.codes import codes_of_rows
from evalkit.territory.reading.headings import normal, zone_columns
from evalkit.territory.reading.raw import MOST_PROBLEMS, RawTable
from evalkit.territory.table import Variable, ZoneTable, empty_reasons
from evalkit.texts import family

_TYPES = frozenset(
    ("type_siae", "type", "kind", "type_structure", "type_de_structure", "mesure", "af_mesure_dispositif_code")
)
TOTAL = "siae"


def structures_of(raw: RawTable, vintage: str | None, source: str) -> ZoneTable:
    """Count the agreements of a list by commune and type; raises as `read_structures` does."""
    columns = zone_columns(raw.columns)
    kind = next((each for each in raw.columns if normal(each) in _TYPES), None)
    if "commune" not in columns or kind is None:
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_structures")])
    codes = codes_of_rows(raw, columns["commune"], "commune")
    types, problems = _types(raw, kind)
    if problems := [*codes.problems, *problems]:
        raise EvalkitError(problems)
    counts = pd.crosstab(codes.codes.replace(dict(CITY_OF)), types).reindex(
        columns=[each.code for each in siae_types()], fill_value=0
    )
    frame = counts.add_prefix(f"{TOTAL}_").astype(float).rename_axis(index=None, columns=None)
    frame[TOTAL] = frame.sum(axis=1)
    notes = [*raw.notes, *codes.notes]
    if nowhere := int(codes.codes.isna().sum()):
        notes.append(problem(raw.place(-1), "", "territory.structures_nowhere", n=nowhere))
    if again := int(raw.frame[_siret(raw)].duplicated().sum()):
        notes.append(problem(raw.place(-1), "", "territory.siret_twice", n=again))
    variables = tuple(_variable(name, vintage, source or raw.file) for name in frame.columns)
    table = ZoneTable("commune", frame, variables, empty_reasons(frame), pd.Series("", index=frame.index, dtype=str))
    return replace(table, exhaustive=True, notes=tuple(notes), file=raw.file)


def _types(raw: RawTable, column: str) -> tuple[pd.Series, list[Problem]]:
    known = {each.code for each in siae_types()}
    types = raw.frame[column].str.upper().str.split("_").str[0]
    wrong = types[~types.isin(known)].head(MOST_PROBLEMS)
    return types, [
        problem(
            raw.place(row, column),
            column,
            "territory.unknown_type",
            found=short(found),
            known=tuple(sorted(known)),
        )
        for row, found in wrong.items()
    ]


def _siret(raw: RawTable) -> str:
    return next(each for each in raw.columns if normal(each) == "siret")


def _variable(name: str, vintage: str | None, source: str) -> Variable:
    code = name.removeprefix(f"{TOTAL}_")
    words = family("territory")["variables"][TOTAL] if name == TOTAL else family("vocabulary")["siae_type"][code]
    return Variable(name, Words(**words), "structures", "count", vintage=vintage, source=source)
