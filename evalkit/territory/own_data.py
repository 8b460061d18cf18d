"""What a SIAE knows of its workers on a path, by commune and type: added up at the door, small counts masked.

Rows on persons are read and added up in one function; no row is kept in an object, a message or an output.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from evalkit.catalogue.siae import siae_types
from evalkit.errors import EvalkitError, Problem, problem
from evalkit.model.personal import personal_kind
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.suppression import Cell, Relation, protect
from evalkit.territory.levels import CITY_OF, Level
from evalkit.territory.membership import Membership, Passage
from evalkit.territory.reading.codes import codes_of_rows
from evalkit.territory.reading.headings import normal
from evalkit.territory.reading.raw import MOST_PROBLEMS, RawTable, read_raw
from evalkit.texts import LANGUAGES, say

THRESHOLD = 5
ALL = "all"
"""Key of the margins: all zones, all types."""
MOST_HOURS = 12 * 31 * 24.0
_LIMITS = {"months": 12.0, "hours": MOST_HOURS}
_FIELDS = ("commune", "type", "months", "hours")
_WORDS = {
    "commune": ("code_commune", "commune", "codgeo", "code_insee"),
    "type": ("type", "type_siae", "type_de_siae"),
    "months": ("mois", "months"),
    "hours": ("heures", "hours"),
}
Figure = float | NotEstimable
Key = tuple[str, str]


@dataclass(frozen=True)
class OwnData:
    """Workers on a path by zone and type of SIAE, without anything small.

    Parameters
    ----------
    level : Level
    workers : mapping of (zone, type) to int or NotEstimable
        Counts of people; ``"all"`` stands for all zones or all types. Nobody is in a pair that is not there.
    months, hours : mapping of (zone, type) to float or NotEstimable
        Sums over the same people; masked wherever their count is. Empty where the file does not have them.
    threshold : int
    notes : tuple of Problem
    """

    level: Level
    workers: dict[Key, Figure]
    months: dict[Key, Figure]
    hours: dict[Key, Figure]
    threshold: int
    notes: tuple[Problem, ...] = ()

    def of_zone(self, zone: str) -> Figure:
        """Return the workers who live in a zone: none where the file has nobody from there."""
        return self.workers.get((zone, ALL), 0.0)


def read_own_data(
    path: str | Path,
    membership: Membership,
    level: Level = "commune",
    passage: Passage | None = None,
    threshold: int = THRESHOLD,
) -> OwnData:
    """Read workers on a path and add them up by zone and type at once.

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
        Counts of fewer people are masked, and as many others as it takes that none can be worked out from those shown.

    Raises
    ------
    EvalkitError
        All problems at once; no message repeats what a row says of a person.
    """
    raw = read_raw(path)[0]
    columns = _columns(raw)
    kept = [columns[each] for each in _FIELDS if each in columns]
    _refuse_personal(raw, kept)
    rows, problems = _rows(raw, columns, membership, level, passage)
    if problems:
        raise EvalkitError(problems)
    # How many is not told: they may be few.
    notes = [problem(raw.place(-1), "", "territory.own.without_commune")] if rows["zone"].isna().any() else []
    return _protected(rows, level, threshold, tuple(notes))


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
    ("nom", "prenom", "name", "first_name", "surname", "date_de_naissance", "naissance", "birth", "nir", "email",
     "mail", "telephone", "tel", "phone", "adresse", "address", "numero_de_securite_sociale", "identifiant",
     "nationalite")
)  # fmt: skip


def _refuse_personal(raw: RawTable, kept: Sequence[str]) -> None:
    """Refuse a file that says more of persons than is needed: columns of names and numbers, or values that look so."""
    others = [each for each in raw.frame.columns if each not in kept]
    named = [each for each in others if normal(each) in _PERSONAL]
    seen = [each for each in others if each not in named and raw.frame[each].map(personal_kind).notna().any()]
    if found := [*named, *seen]:
        raise EvalkitError([problem(raw.place(-1, each), each, "territory.own.personal") for each in found])


def _rows(raw: RawTable, columns: dict[str, str], membership: Membership, level: Level, passage: Passage | None
          ) -> tuple[pd.DataFrame, list[Problem]]:  # fmt: skip
    filled = (raw.frame[list(columns.values())] != "").any(axis=1)
    if not filled.any():
        return pd.DataFrame(), [problem(raw.place(-1), "", "territory.own.no_rows")]
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
    rows = pd.DataFrame({"zone": communes.map(membership.groups("commune", level))})
    rows["type"], wrong = _types(raw, columns.get("type"))
    problems += wrong
    for field, limit in _LIMITS.items():
        if field in columns:
            rows[field], wrong = _amounts(raw, columns[field], limit)
            problems += wrong
    return rows, problems


def _types(raw: RawTable, column: str | None) -> tuple[pd.Series, list[Problem]]:
    if column is None:
        return pd.Series("", index=raw.frame.index), []
    known = sorted(each.code for each in siae_types())
    types = raw.frame[column].str.upper()
    wrong = types[~types.isin([*known, ""])].index[:MOST_PROBLEMS]
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


def _protected(rows: pd.DataFrame, level: Level, threshold: int, notes: tuple[Problem, ...]) -> OwnData:
    """Add rows up by zone and type with all margins, and mask what is small or tells what is small."""
    places = rows.assign(zone=rows["zone"].astype(object).where(rows["zone"].notna(), ""))
    sums = _with_margins(places)
    hidden = protect(*_linked(sums["workers"], threshold))
    # One reason for all: it must not tell which of them is the small one.
    masked = dict.fromkeys((key for key in sums["workers"] if key in hidden), not_estimable("territory.withheld"))
    shown = {name: {key: masked.get(key, _known(value)) for key, value in found.items() if _is_told(key)}
             for name, found in sums.items()}  # fmt: skip
    return OwnData(level, shown["workers"], shown.get("months", {}), shown.get("hours", {}), threshold, notes)


def _known(value: float) -> Figure:
    """Return a sum, or why there is none: a worker whose months or hours are not said is no zero."""
    return not_estimable("territory.part_missing") if np.isnan(value) else float(value)


def _is_told(key: Key) -> bool:
    """Workers without a commune or a type only count in the margins."""
    return "" not in key


def _with_margins(rows: pd.DataFrame) -> dict[str, dict[Key, float]]:
    """Return counts and sums by zone and type, with the margins; only pairs that somebody is in."""
    wanted = {"workers": rows.assign(one=1.0)["one"], **{name: rows[name] for name in _LIMITS if name in rows}}
    found: dict[str, dict[Key, float]] = {}
    for name, values in wanted.items():
        table = pd.DataFrame({"zone": rows["zone"], "type": rows["type"], "value": values})
        margins = ({"zone": ALL}, {"type": ALL}, {"zone": ALL, "type": ALL})
        whole = pd.concat([table, *(table.assign(**margin) for margin in margins)])
        sums = whole.groupby(["zone", "type"])["value"].agg(lambda part: part.sum(skipna=False))
        keys = [(str(zone), str(kind)) for zone, kind in sums.index]
        found[name] = dict(zip(keys, map(float, sums), strict=True))
    return found


def _linked(counts: dict[Key, float], threshold: int) -> tuple[list[Cell], list[Relation]]:
    """Return the cells of the cross table and its sums; cells without commune or type are never shown."""
    cells = []
    for key, value in counts.items():
        count, small = int(value), value < threshold
        margin, most = (threshold - 1, threshold - 1) if small else (0, None)
        cells.append(
            Cell(key, count, key if _is_told(key) else None, margin, most, rank=sum(part == ALL for part in key))
        )
    zones, kinds = ({key[at] for key in counts} - {ALL} for at in (0, 1))
    relations = [
        Relation((zone, ALL), tuple((zone, kind) for kind in sorted(kinds) if (zone, kind) in counts)) for zone in zones
    ]
    relations += [
        Relation((ALL, kind), tuple((zone, kind) for zone in sorted(zones) if (zone, kind) in counts)) for kind in kinds
    ]
    relations.append(Relation((ALL, ALL), tuple((zone, ALL) for zone in sorted(zones))))
    relations.append(Relation((ALL, ALL), tuple((ALL, kind) for kind in sorted(kinds))))
    return cells, sorted(relations, key=lambda each: (each.whole, each.parts))
