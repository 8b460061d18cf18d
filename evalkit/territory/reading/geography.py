"""Composition of larger zones by commune, and what communes of former years became."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.territory.levels import CITY_OF, OVERSEAS, UNKNOWN_ZONES, Level, is_code, old_corsican
from evalkit.territory.membership import Membership, Passage, with_parts
from evalkit.territory.reading.codes import codes_of_rows
from evalkit.territory.reading.headings import name_column, normal, zone_columns, zoning_of
from evalkit.territory.reading.raw import MOST_PROBLEMS, RawTable
from evalkit.territory.variables import population_of
from evalkit.territory.words import level_words

_YEARLY = re.compile(r"codgeo_(ini|\d{4})")
_GEOGRAPHY = re.compile(
    r"(?:g[ée]ographie|au)[^0-9]{0,15}(?:0?1(?:er)?[/ -](?:0?1|janvier)[/ -])?(20\d\d)", re.IGNORECASE
)
_POPULATIONS = frozenset(("population", "population_municipale", "pmun"))
_GONE = frozenset((20, 21))
"""Events of Insee's list by which a commune is parted from another: creation, re-establishment."""
_MERGED = frozenset((31, 32, 33, 34, 41, 50))
"""Events by which a commune's code becomes another: mergers, change of département or of seat."""


def membership_of(raw: RawTable, vintage: str | None, source: str) -> Membership:
    """Read a table of communes with the zones that they belong to; raises as `read_membership` does."""
    columns = zone_columns(raw.columns)
    if "commune" not in columns or len(columns) < 2:
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_membership")])
    raw, notes = _of_departements(raw, columns["commune"])
    communes = codes_of_rows(
        raw, columns["commune"], "commune", (raw.frame.drop(columns=columns["commune"]) == "").all(axis=1)
    )
    problems, notes = list(communes.problems), [*notes, *communes.notes]
    again = communes.codes[communes.codes.notna() & communes.codes.duplicated()]
    problems += [problem(raw.place(row, columns["commune"]), columns["commune"], "territory.commune_twice", found=code)
                 for row, code in again.head(MOST_PROBLEMS).items()]  # fmt: skip
    frame: dict[Level, pd.Series] = {}
    for level, column in columns.items():
        if level != "commune" and column in raw.frame:
            frame[level], found, wrong = _level(raw, column, level)
            notes, problems = [*notes, *found], [*problems, *wrong]
    if problems:
        raise EvalkitError(problems)
    table = (
        pd.DataFrame(frame).assign(commune=communes.codes).dropna(subset=["commune"]).set_index("commune").sort_index()
    )
    table = table.loc[~table.index.isin(CITY_OF)]
    table = with_parts(table)
    names = {level: _names(raw, level, communes.codes if level == "commune" else frame[level]) for level in columns}
    people = _people(raw, communes.codes, table.index)
    zoning = zoning_of(columns["employment_zone"]) if "employment_zone" in columns else ""
    return Membership(table, names, people, vintage or _year(raw), source or raw.file, (*raw.notes, *notes), zoning)


def _of_departements(raw: RawTable, column: str) -> tuple[RawTable, list[Problem]]:
    """Leave out what is no commune of a département: parts of communes (COG: TYPECOM) and overseas collectivities."""
    frame = raw.frame
    kind = next((each for each in raw.columns if normal(each) == "typecom"), None)
    if kind is not None:
        frame = frame[frame[kind] == "COM"]
    overseas = frame[column].str.startswith(OVERSEAS)
    notes = [problem(raw.place(-1), column, "territory.overseas", n=int(overseas.sum()))] if overseas.any() else []
    return replace(raw, frame=frame[~overseas]), notes


def _level(raw: RawTable, column: str, level: Level) -> tuple[pd.Series, list[Problem], list[Problem]]:
    """Return the zones of a level; communes that belong to none have a missing one."""
    texts = raw.frame[column]
    if (texts == "").any():
        raw = RawTable(
            **{**vars(raw), "frame": raw.frame.assign(**{column: texts.where(texts != "", _nowhere(level))})}
        )
    codes = codes_of_rows(raw, column, level)
    return codes.codes, list(codes.notes), list(codes.problems)


def _nowhere(level: Level) -> str:
    return max(UNKNOWN_ZONES.get(level, frozenset({""})))


def _names(raw: RawTable, level: Level, codes: pd.Series) -> pd.Series:
    column = name_column(raw.columns, level)
    if column is None or column not in raw.frame:
        return pd.Series(dtype=str)
    named = pd.Series(raw.frame[column].to_numpy(), index=pd.Index(codes))
    return named[named.index.notna() & ~named.index.duplicated()].sort_index()


def _people(raw: RawTable, codes: pd.Series, index: pd.Index) -> pd.Series | None:
    known = population_of(list(raw.frame.columns))
    column = known or next((each for each in raw.frame.columns if normal(each) in _POPULATIONS), None)
    if column is None:
        return None
    people = pd.Series(raw.numbers(column).values, index=pd.Index(codes))
    return people[people.index.notna()].reindex(index)


def _year(raw: RawTable) -> str | None:
    """Return the year of the geography that the titles say, if they say one."""
    found = _GEOGRAPHY.search(raw.titles)
    return found.group(1) if found else None


def passage_of(raw: RawTable, vintage: str | None, source: str) -> Passage:
    """Read what communes became; raises as `read_passage` does."""
    at = {normal(each): each for each in raw.columns}
    yearly = sorted(each for each in at if _YEARLY.fullmatch(each))
    if {"com_av", "com_ap", "mod"} <= set(at):
        pairs, year = _of_events(raw, at), vintage
    elif {"depcom_hist", "depcom"} <= set(at):
        pairs, year = raw.frame[[at["depcom_hist"], at["depcom"]]].set_axis(["old", "new"], axis=1), vintage
    elif len(yearly) > 1:
        last = max(each for each in yearly if each != "codgeo_ini")
        parts = [raw.frame[[at[each], at[last]]].set_axis(["old", "new"], axis=1) for each in yearly]
        pairs, year = pd.concat(parts), vintage or last.removeprefix("codgeo_")
    else:
        raise EvalkitError([problem(raw.place(-1), "", "territory.no_passage")])
    pairs = pairs[(pairs["old"] != "") & (pairs["new"] != "")].drop_duplicates()
    if problems := list(_wrong(raw, pairs)):
        raise EvalkitError(problems)
    return Passage(pairs.sort_values(["old", "new"], ignore_index=True), year, source or raw.file)


def _wrong(raw: RawTable, pairs: pd.DataFrame) -> Iterator[Problem]:
    for column in ("old", "new"):
        bad = {
            code: row for row, code in pairs[column].items() if not is_code(code, "commune") and not old_corsican(code)
        }
        for code, row in list(bad.items())[:MOST_PROBLEMS]:
            place: Place = raw.place(row)
            yield problem(place, "", "territory.wrong_code", found=code, level=level_words("commune"))


def _of_events(raw: RawTable, at: dict[str, str]) -> pd.DataFrame:
    """Return pairs from Insee's list of events (mvt_commune): followed through to the codes of today."""
    events = pd.DataFrame({name: raw.frame[at[name]] for name in ("mod", "com_av", "com_ap")})
    events["date"] = raw.frame[at["date_eff"]] if "date_eff" in at else ""
    communes = (raw.frame[at["typecom_ap"]] == "COM") if "typecom_ap" in at else pd.Series(True, index=events.index)
    events = events[communes & (events["com_av"] != events["com_ap"])].sort_values("date", kind="stable")
    became: dict[str, set[str]] = {}
    for kind, old, new in events[["mod", "com_av", "com_ap"]].itertuples(index=False):
        number = int(kind) if str(kind).isdigit() else 0
        if number in _MERGED:
            for followed in became.values():
                if old in followed:
                    followed.discard(old)
                    followed.add(new)
            became.setdefault(old, set()).add(new)
        elif number in _GONE:
            became.setdefault(old, {old}).add(new)
            became.pop(new, None)
    return pd.DataFrame([(old, new) for old, found in became.items() for new in sorted(found)], columns=["old", "new"])
