"""Numbers that cannot be together, and exit rates that do not say what they count: faults that cross fields.

They are looked for in the untyped data, so that they are told together with all other faults of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from evalkit.errors import Problem
from evalkit.model.vocabulary import ExitRate
from evalkit.sources.contradictions import contradiction_problems
from evalkit.sources.references import entries
from evalkit.sources.tree import Tree
from evalkit.sources.unit_problems import unit_problems
from evalkit.sources.untyped import (
    Fields,
    code_in,
    fault,
    indicators_by_code,
    number_in,
    numbers_in,
    period_in,
    text_in,
)
from evalkit.sources.wording import fold, short

EXIT_RATE = re.compile(
    r"(?:\btaux|%|\bpourcentage|\bpart)(?: \w+)? (?:de |des )(?:la )?sorties?\b"
    r"|\bexit rates?\b|(?:\b(?:share|percentage|rate)|%) of (?:the )?exits?\b"
)
"""Looked for in folded labels: no capital, no accent."""


def consistency_problems(data: Fields, tree: Tree) -> list[Problem]:
    """Return the problems between the fields of measures, exits and indicators."""
    indicators = indicators_by_code(data)
    return [
        *_impossible_shares(data, tree),
        *_impossible_training(data, tree),
        *_shares_out_of_range(data, indicators, tree),
        *_unnamed_exit_rates(data, tree),
        *_funnel_loops(data, indicators, tree),
        *_impossible_funnels(data, indicators, tree),
        *contradiction_problems(data, indicators, tree),
        *unit_problems(data, indicators, tree),
    ]


def _impossible_shares(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "measures"):
        part, whole = number_in(entry, "numerator"), number_in(entry, "denominator")
        if part is not None and whole is not None and part > whole:
            shown = {"numerator": short(entry["numerator"]), "denominator": short(entry["denominator"])}
            yield fault(("measures", i, "numerator"), tree, "share_impossible", **shown)


def _impossible_training(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "exits"):
        training, positive = number_in(entry, "training"), number_in(entry, "positive")
        if training is not None and positive is not None and training > positive:
            shown = {"training": short(entry["training"]), "positive": short(entry["positive"])}
            yield fault(("exits", i, "training"), tree, "training_impossible", **shown)


def _shares_out_of_range(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    given = [(("measures", i, "value"), entry, code_in(entry, "indicator")) for i, entry in entries(data, "measures")]
    for i, entry in entries(data, "indicators"):
        given += [(("indicators", i, field), entry, code_in(entry, "code")) for field in ("baseline", "target")]
    for path, entry, code in given:
        value = entry.get(str(path[-1]))
        if indicators.get(code, {}).get("form") == "share" and any(
            not 0 <= each <= 100 for each in numbers_in(entry, str(path[-1]))
        ):
            yield fault(path, tree, "share_out_of_range", found=short(value))


def _unnamed_exit_rates(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "indicators"):
        label, rate = fold(str(entry.get("label", ""))[:400]), entry.get("exit_rate")
        if rate is None and EXIT_RATE.search(label):
            yield fault(("indicators", i), tree, "bare_exit_rate", expected=", ".join(get_args(ExitRate)))
        if rate == "employment_or_training" and not entry.get("exits_counted"):
            yield fault(("indicators", i), tree, "exits_not_counted")


def _funnel_loops(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    told: set[str] = set()
    for i, entry in entries(data, "indicators"):
        chain = _chain(code_in(entry, "code"), indicators)
        if len(chain) > 1 and chain[0] == chain[-1] and not told & set(chain):
            told |= set(chain)
            yield fault(("indicators", i, "funnel_from"), tree, "funnel_loop", chain=" → ".join(map(short, chain[:9])))


def _chain(code: str, indicators: dict[str, Fields]) -> list[str]:
    """Return the codes from an indicator up its funnel, until its end or until one comes back."""
    chain, seen = [code], {code}
    while len(chain) < MOST_STEPS:
        above = code_in(indicators.get(chain[-1], {}), "funnel_from")
        if not above:
            break
        chain.append(above)
        if above in seen:
            break
        seen.add(above)
    return chain


MOST_STEPS = 50
"""Longest funnel followed: keeps a hostile file of thousands of indicators a matter of a second."""


def _impossible_funnels(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    counts = _counts(data, indicators)
    for i, entry in entries(data, "measures"):
        above = code_in(indicators.get(code_in(entry, "indicator"), {}), "funnel_from")
        whole, field = _stage(entry, indicators)
        known = counts.get((above, _population(entry)), {}) if above else {}
        if whole is None or not known:
            continue
        # Respondents are kept apart: one may contradict another, so only the same one, or the largest, binds.
        largest = known.get(str(entry.get("respondent")), max(known.values()))
        if whole > largest:
            shown = {"denominator": short(entry[field]), "previous": short(above), "count": f"{largest:g}"}
            yield fault(("measures", i, field), tree, "funnel_impossible", **shown)


def _stage(entry: Fields, indicators: dict[str, Fields]) -> tuple[float | None, str]:
    """Return what comes from the stage above: a share's denominator, or the whole of a count."""
    field = "denominator" if "denominator" in entry or _is_share(entry, indicators) else "value"
    return number_in(entry, field), field


def _is_share(entry: Fields, indicators: dict[str, Fields]) -> bool:
    """Tell whether a measure is one of a share: its value is a percentage, and counts nobody."""
    return indicators.get(code_in(entry, "indicator"), {}).get("form") == "share"


Population = tuple[object, ...]


def _counts(data: Fields, indicators: dict[str, Fields]) -> dict[tuple[str, Population], dict[str, float]]:
    """Return the counts of each indicator, period and subgroup, by respondent."""
    found: dict[tuple[str, Population], dict[str, float]] = {}
    for _, entry in entries(data, "measures"):
        field = "numerator" if "numerator" in entry or _is_share(entry, indicators) else "value"
        for count in numbers_in(entry, field)[-1:]:
            key = code_in(entry, "indicator"), _population(entry)
            found.setdefault(key, {})[str(entry.get("respondent"))] = count
    return found


def _population(entry: Fields) -> Population:
    return period_in(entry), text_in(entry, "subgroup")
