"""A list of exits, one row each, to counts by category: one entry for each period and perimeter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evalkit.errors import Place
from evalkit.model.dossier import Dossier
from evalkit.model.results import Exits
from evalkit.sources.survey.mapping import Mapping
from evalkit.sources.survey.records import Record, Span
from evalkit.sources.survey.withheld import Withheld
from evalkit.sources.survey.withhold import threshold_of
from evalkit.sources.wording import fold
from evalkit.stats.disclosure import telling_parts

RETAINED = ("lasting", "transition", "positive", "other")
Key = tuple[Span, str]


def exits_of(
    dossier: Dossier, mapping: Mapping, records: Sequence[Record]
) -> tuple[tuple[Exits, ...], tuple[Withheld, ...]]:
    """Count the exits of each period and perimeter.

    Notes
    -----
    Where fewer exits are retained than the threshold, nothing of them is written: their categories would tell what
    became of someone. Where the dossier already holds the exits of a whole that such a perimeter is a part of, the
    perimeters from which it could be worked out are kept back too. An entry whose period overlaps one of the same
    perimeter in the dossier is told, not doubled.
    """
    counts: dict[Key, Counter[str]] = {}
    for each in records:
        if each.category:
            counts.setdefault((each.period, each.who), Counter())[each.category] += 1
    counts = dict(sorted(counts.items(), key=lambda item: (item[0][0][0].first_day, item[0][1])))
    reasons = _reasons(dossier, counts)
    added = tuple(_entry(mapping, key, counts[key]) for key in counts if key not in reasons)
    limit = threshold_of(dossier)
    kept_back = tuple(
        Withheld("", who, None, *period, reason, limit, _place(dossier, (period, who)) if reason == "overlap" else None)
        for (period, who), reason in reasons.items()
    )
    return added, kept_back


def _retained(found: Counter[str]) -> int:
    return sum(found[each] for each in (*RETAINED, "training"))


def _reasons(dossier: Dossier, counts: dict[Key, Counter[str]]) -> dict[Key, str]:
    limit = threshold_of(dossier)
    reasons: dict[Key, str] = {key: "overlap" for key in counts if _same_place(dossier, key) is not None}
    sizes = {key: _retained(found) for key, found in counts.items() if key not in reasons}
    reasons |= {key: "few_exits" for key, size in sizes.items() if size < limit}
    for period in {period for period, _ in sizes}:
        new = {key: size for key, size in sizes.items() if key[0] == period and key not in reasons}
        hides = any(key[0] == period and reason == "few_exits" for key, reason in reasons.items())
        reasons |= dict.fromkeys(_telling(dossier, period, new, hides, limit), "complement")
    return reasons


def _telling(dossier: Dossier, period: Span, new: dict[Key, int], hides: bool, limit: int) -> set[Key]:
    """Return the entries from which few exits could be worked out: only an entry without perimeter is a whole."""
    old = [each for each in dossier.exits if _overlap(each, period)]
    whole = {key: size for key, size in new.items() if not key[1]}
    wholes = {*whole.values(), *(_stated(each) for each in old if not each.perimeter)}
    parts: dict[object, int] = {key: size for key, size in new.items() if key[1]}
    parts |= {i: _stated(each) for i, each in enumerate(old) if each.perimeter}
    telling = telling_parts(wholes, parts, hides, limit)
    return set(new) if any(isinstance(key, int) for key in telling) else {key for key in new if key in telling}


def _stated(exits: Exits) -> int:
    return sum(int(getattr(exits, name)) for name in RETAINED)


def _same_place(dossier: Dossier, key: Key) -> int | None:
    period, who = key
    same = (i for i, each in enumerate(dossier.exits) if fold(each.perimeter or "") == fold(who))
    return next((i for i in same if _overlap(dossier.exits[i], period)), None)


def _place(dossier: Dossier, key: Key) -> Place | None:
    found = _same_place(dossier, key)
    return None if found is None else dossier.place_of(("exits", found))


def _overlap(exits: Exits, period: Span) -> bool:
    return exits.start.first_day <= period[1].last_day and period[0].first_day <= exits.end.last_day


def _entry(mapping: Mapping, key: Key, found: Counter[str]) -> Exits:
    """Write the counts; training and withdrawn exits are left open where the codebook has no word for them."""
    (start, end), who = key
    known = set(mapping.category.names.values()) if mapping.category else set()
    said = {
        "start": start,
        "end": end,
        "lasting": found["lasting"],
        "transition": found["transition"],
        "positive": found["positive"] + found["training"],
        "other": found["other"],
        "training": found["training"] if "training" in known else None,
        "withdrawn": found["withdrawn"] if "withdrawn" in known else None,
        "perimeter": who or None,
        "source": mapping.proof,
    }
    return Exits.model_validate({name: value for name, value in said.items() if value is not None})
