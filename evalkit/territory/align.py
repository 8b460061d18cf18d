"""A table as read, put on the zones of one geography: communes merged and parted since, and those the file lacks."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.territory.aggregate import from_tally, grouped, tally_of
from evalkit.territory.levels import Level, departement_of
from evalkit.territory.membership import SHOWN, Membership, Passage
from evalkit.territory.reading.headings import normal
from evalkit.territory.table import REASONS, Tally, ZoneTable, codes_of, reasons_of
from evalkit.territory.words import level_words

MOST_NAMES, FEWEST_NAMES = 500, 10
"""Names that are compared with those of the geography; fewer may well be written in another way."""
MOST_UNKNOWN = 0.05
"""A file of which more of the codes are unknown is of another geography."""


@dataclass(frozen=True)
class _Places:
    """Where the rows of a file go: the zone of each (missing: unknown), and the pairs parted since."""

    targets: pd.Series
    splits: tuple[tuple[str, str], ...]


def align(table: ZoneTable, membership: Membership, passage: Passage | None = None) -> ZoneTable:
    """Put a table on the zones of a geography.

    Parameters
    ----------
    table : ZoneTable
        As read.
    membership : Membership
        Its zones are the rows of the result, no more and no fewer.
    passage : Passage or None
        What communes of former years became; without it, codes that are no longer in use are left out, and told.

    Returns
    -------
    ZoneTable
        With its tally. Communes that merged are added (a median of several is missing: ``merged_since``); those that
        were parted since have no value of their own (``split_since``) but count in every larger zone that holds both.

    Raises
    ------
    EvalkitError
        When so many codes are unknown that the file must be of another geography or level.
    """
    if table.level.startswith("employment_zone") and table.zoning and membership.zoning not in ("", table.zoning):
        values = {"found": table.zoning, "known": membership.zoning}
        raise EvalkitError([problem(table.place, "", "territory.other_zoning", **values)])
    known = membership.groups(table.level, "france").index
    places = _places(table, known, passage)
    if table.exhaustive:
        table = _filled(table, known, places)
        places = _places(table, known, passage)
    _refuse_strangers(table, places.targets, membership)
    _refuse_other_names(table, membership)
    tally = grouped(tally_of(table), places.targets)
    tally = _completed(tally, known, places.splits, _people(membership, table.level))
    frame, missing, refused = from_tally(tally, table.variables, places.splits, 1.0)
    made = replace(table, frame=frame, missing=missing, refused=refused, tally=tally, splits=places.splits,
                   vintage=membership.vintage or table.vintage, names=_names(table, membership, known))  # fmt: skip
    made = _with_own(made, table, places)
    return replace(made, notes=(*table.notes, *_notes(table, places, membership, known)))


def _places(table: ZoneTable, known: pd.Index, passage: Passage | None) -> _Places:
    codes = table.frame.index
    targets = codes.to_series()
    splits: tuple[tuple[str, str], ...] = ()
    if passage is not None and table.level == "commune":
        became = passage.successors()
        targets = targets.map(became).fillna(targets)
        there = {str(each) for each in targets}
        splits = tuple(
            (one, new) for one, new in passage.splits() if new not in there and one in there and new in known
        )
    return _Places(targets.where(targets.isin(known)), splits)


def _filled(table: ZoneTable, known: pd.Index, places: _Places) -> ZoneTable:
    """Give the zones that an exhaustive list lacks their figure: none."""
    lacking = known.difference(pd.Index(places.targets.dropna().unique()))
    added = pd.DataFrame(0.0, index=lacking, columns=table.frame.columns)
    frame = pd.concat([table.frame, added]).sort_index()
    codes = pd.DataFrame(codes_of(table.missing), index=table.frame.index, columns=table.frame.columns)
    reasons = codes.reindex(frame.index, fill_value=-1).to_numpy(dtype="int8")
    names = table.names.reindex(frame.index).fillna("")
    return replace(table, frame=frame, missing=reasons_of(reasons, frame), names=names)


def _refuse_strangers(table: ZoneTable, targets: pd.Series, membership: Membership) -> None:
    strangers = targets.index[targets.isna()]
    if len(strangers) <= MOST_UNKNOWN * len(targets):
        return
    values = {"n": len(strangers), "of": len(targets), "level": level_words(table.level), "found": _shown(strangers),
              "geography": membership.vintage or "?"}  # fmt: skip
    raise EvalkitError([problem(table.place, "", "territory.other_geography", **values)])


def _refuse_other_names(table: ZoneTable, membership: Membership) -> None:
    """Refuse a table whose names are not those of their codes: of another delimitation, or with shuffled columns."""
    own = table.names[table.names != ""]
    known = membership.name_of(table.level, own.index)
    both = pd.DataFrame({"own": own, "known": known})[known != ""]
    both = both.iloc[:: max(1, len(both) // MOST_NAMES)]
    differ = both[[not _same_name(one, other) for one, other in both.itertuples(index=False)]]
    if len(both) < FEWEST_NAMES or len(differ) <= len(both) / 2:
        return
    found = tuple(f"{code} « {one} » / « {other} »" for code, one, other in differ.head(SHOWN).itertuples())
    values = {"n": len(differ), "of": len(both), "level": level_words(table.level), "found": found}
    raise EvalkitError([problem(table.place, "", "territory.other_names", **values)])


def _same_name(one: str, other: str) -> bool:
    """Tell names of one zone, whatever the case, accents and articles, or more words than the other."""
    words, others = ({*normal(each).split("_")} - {"le", "la", "les", "l", "d", "de"} for each in (one, other))
    return words <= others or others <= words


def _completed(tally: Tally, known: pd.Index, splits: tuple[tuple[str, str], ...], people: pd.Series | None) -> Tally:
    """Return a tally with all zones of the geography: those the file lacks are parts without a value."""
    made = tally.each(lambda frame: frame.reindex(known).fillna(0.0))
    mothers, children = [mother for mother, _ in splits], [child for _, child in splits]
    parts = tally.parts.reindex(known).fillna(1.0)
    parts.loc[children] = 0.0
    if people is None:
        return replace(made, parts=parts, people=tally.people.reindex(known))
    share = made.covered.div(parts.where(parts > 0)).fillna(0.0)
    # Who lives in a commune parted since is counted with the one it was parted from.
    share.loc[children] = share.loc[mothers].to_numpy()
    lived = people.reindex(known).astype(float)
    return replace(made, parts=parts, people_covered=share.mul(lived, axis=0), people=(share * 0.0).add(lived, axis=0))


def _people(membership: Membership, level: Level) -> pd.Series | None:
    if membership.people is None or level == "commune":
        return membership.people
    return membership.people.groupby(membership.groups("commune", level)).sum()


def _with_own(made: ZoneTable, table: ZoneTable, places: _Places) -> ZoneTable:
    """Give zones that one row of the file makes their own values and reasons; tell why the others have none."""
    parted = {each for pair in places.splits for each in pair}
    there = places.targets.dropna()
    alone = there[~there.duplicated(keep=False) & ~there.isin(parted)]
    rows = made.frame.index.get_indexer(pd.Index(alone))
    taken = table.frame.index.get_indexer(alone.index)
    values, codes = made.frame.to_numpy(dtype=float, copy=True), codes_of(made.missing)
    values[rows], codes[rows] = table.frame.to_numpy(dtype=float)[taken], codes_of(table.missing)[taken]
    absent = ~made.frame.index.isin(set(there) | parted)
    codes[absent] = REASONS.index("not_in_file")
    merged = made.frame.index.isin(set(there[there.duplicated()]) - parted)
    for number, variable in enumerate(made.variables):
        if variable.name in made.refused:
            codes[merged, number] = REASONS.index("merged_since")
    frame = pd.DataFrame(values, index=made.frame.index, columns=made.frame.columns)
    return replace(made, frame=frame, missing=reasons_of(codes, frame))


def _notes(table: ZoneTable, places: _Places, membership: Membership, known: pd.Index) -> list[Problem]:
    place, level = table.place, level_words(table.level)
    there = places.targets.dropna()
    notes = []
    if merged := int(there.duplicated(keep=False).sum()):
        notes.append(problem(place, "", "territory.merged", n=merged, into=int(there[there.duplicated()].nunique())))
    if changed := int((there != there.index).sum()):
        notes.append(problem(place, "", "territory.other_code", n=changed))
    strangers = places.targets.index[places.targets.isna()]
    if len(strangers):
        notes.append(problem(place, "", "territory.left_out", n=len(strangers), level=level, found=_shown(strangers)))
    if places.splits:
        children = pd.Index([child for _, child in places.splits])
        notes.append(problem(place, "", "territory.parted", n=len(children), found=_shown(children)))
    absent = known.difference(pd.Index(there.unique())).difference(pd.Index([child for _, child in places.splits]))
    if len(absent):
        notes.append(_absent(table, place, absent, known))
    return notes


def _absent(table: ZoneTable, place: Place, absent: pd.Index, known: pd.Index) -> Problem:
    """Tell the zones that the file lacks; of communes, by département, whole ones first."""
    values = {"n": len(absent), "of": len(known), "level": level_words(table.level)}
    if table.level != "commune":
        return problem(place, "", "territory.absent", found=_shown(absent), **values)
    lacking = absent.map(departement_of).value_counts()
    of = known.map(departement_of).value_counts()
    shown = tuple(f"{code} ({count}/{of[str(code)]})" for code, count in lacking.sort_index().items())
    return problem(place, "", "territory.absent_communes", found=shown[: 4 * SHOWN], **values)


def _names(table: ZoneTable, membership: Membership, known: pd.Index) -> pd.Series:
    own = table.names.reindex(known).fillna("")
    return membership.name_of(table.level, known).where(lambda names: names != "", own)


def _shown(codes: pd.Index) -> tuple[str, ...]:
    return (*codes[:SHOWN], "…") if len(codes) > SHOWN else tuple(codes)
