"""Numbers that cannot be together, and exit rates that do not say what they count: faults that cross fields.

They are looked for in the untyped data, so that they are told together with all other faults of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic_core import PydanticCustomError

from evalkit.errors import Path, Problem, problem
from evalkit.model.dates import parse_date
from evalkit.model.quantity import parse_number, parse_quantity
from evalkit.model.vocabulary import ExitRate
from evalkit.sources.references import entries, same_code
from evalkit.sources.wording import field_name, fold, short
from evalkit.sources.yaml_tree import Tree

EXIT_RATE = re.compile(
    r"(?:\btaux|%|\bpourcentage|\bpart)(?: \w+)? (?:de |des )(?:la )?sorties?\b"
    r"|\bexit rates?\b|(?:\b(?:share|percentage|rate)|%) of (?:the )?exits?\b"
)
"""Looked for in folded labels: no capital, no accent."""
Fields = dict[str, Any]


def consistency_problems(data: Fields, tree: Tree) -> list[Problem]:
    """Return the problems between the fields of measures, exits and indicators."""
    indicators = _by_code(data)
    return [
        *_impossible_shares(data, tree),
        *_impossible_training(data, tree),
        *_shares_out_of_range(data, indicators, tree),
        *_unnamed_exit_rates(data, tree),
        *_funnel_loops(data, indicators, tree),
        *_impossible_funnels(data, indicators, tree),
    ]


def _by_code(data: Fields) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for _, entry in entries(data, "indicators"):
        if isinstance(entry.get("code"), str):
            found.setdefault(same_code(entry["code"]), entry)
    return found


def _at(path: Path, tree: Tree, key: str, **values: object) -> Problem:
    return problem(tree.near(path), field_name(path), key, **values)


def _impossible_shares(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "measures"):
        part, whole = _number(entry.get("numerator")), _number(entry.get("denominator"))
        if part is not None and whole is not None and part > whole:
            shown = {"numerator": short(entry["numerator"]), "denominator": short(entry["denominator"])}
            yield _at(("measures", i), tree, "share_impossible", **shown)


def _impossible_training(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "exits"):
        training, positive = _number(entry.get("training")), _number(entry.get("positive"))
        if training is not None and positive is not None and training > positive:
            shown = {"training": short(entry["training"]), "positive": short(entry["positive"])}
            yield _at(("exits", i, "training"), tree, "training_impossible", **shown)


def _shares_out_of_range(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    given = [(("measures", i, "value"), entry, _code(entry, "indicator")) for i, entry in entries(data, "measures")]
    for i, entry in entries(data, "indicators"):
        given += [(("indicators", i, field), entry, _code(entry, "code")) for field in ("baseline", "target")]
    for path, entry, code in given:
        value = entry.get(str(path[-1]))
        if indicators.get(code, {}).get("form") == "share" and any(not 0 <= each <= 100 for each in _numbers(value)):
            yield _at(path, tree, "share_out_of_range", found=short(value))


def _unnamed_exit_rates(data: Fields, tree: Tree) -> Iterator[Problem]:
    for i, entry in entries(data, "indicators"):
        label, rate = fold(str(entry.get("label", ""))[:400]), entry.get("exit_rate")
        if rate is None and EXIT_RATE.search(label):
            yield _at(("indicators", i), tree, "bare_exit_rate", expected=", ".join(get_args(ExitRate)))
        if rate == "employment_or_training" and not entry.get("exits_counted"):
            yield _at(("indicators", i), tree, "exits_not_counted")


def _funnel_loops(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    told: set[str] = set()
    for i, entry in entries(data, "indicators"):
        chain = _chain(_code(entry, "code"), indicators)
        if len(chain) > 1 and chain[0] == chain[-1] and not told & set(chain):
            told |= set(chain)
            yield _at(("indicators", i, "funnel_from"), tree, "funnel_loop", chain=" → ".join(map(short, chain[:9])))


def _chain(code: str, indicators: dict[str, Fields]) -> list[str]:
    """Return the codes from an indicator up its funnel, until its end or until one comes back."""
    chain, seen = [code], {code}
    while len(chain) < MOST_STEPS:
        above = _code(indicators.get(chain[-1], {}), "funnel_from")
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
    counts = _counts(data)
    for i, entry in entries(data, "measures"):
        above = _code(indicators.get(_code(entry, "indicator"), {}), "funnel_from")
        whole = _number(entry.get("denominator"))
        known = counts.get((above, _population(entry)), {}) if above else {}
        if whole is None or not known:
            continue
        # Respondents are kept apart: one may contradict another, so only the same one, or the largest, binds.
        largest = known.get(str(entry.get("respondent")), max(known.values()))
        if whole > largest:
            shown = {"denominator": short(entry["denominator"]), "previous": short(above), "count": f"{largest:g}"}
            yield _at(("measures", i), tree, "funnel_impossible", **shown)


Population = tuple[object, ...]


def _counts(data: Fields) -> dict[tuple[str, Population], dict[str, float]]:
    """Return the counts of each indicator, period and subgroup, by respondent."""
    found: dict[tuple[str, Population], dict[str, float]] = {}
    for _, entry in entries(data, "measures"):
        given = entry.get("numerator") if "numerator" in entry else entry.get("value")
        for count in _numbers(given)[-1:]:
            key = _code(entry, "indicator"), _population(entry)
            found.setdefault(key, {})[str(entry.get("respondent"))] = count
    return found


def _population(entry: Fields) -> Population:
    return _day(entry.get("start"), first=True), _day(entry.get("end"), first=False), str(entry.get("subgroup", ""))


def _day(given: object, *, first: bool) -> object:
    try:
        date = parse_date(str(given)[:40])
    except PydanticCustomError:
        return None
    return date.first_day if first else date.last_day


def _code(entry: Fields, field: str) -> str:
    given = entry.get(field)
    return same_code(given) if isinstance(given, str) else ""


def _number(given: object) -> float | None:
    try:
        return parse_number(given) if isinstance(given, str) else None
    except PydanticCustomError:
        return None


def _numbers(given: object) -> list[float]:
    """Return the number of a statement, or the ends it gives; none when it cannot be read (told elsewhere)."""
    try:
        said = parse_quantity(given) if isinstance(given, str) else None
    except PydanticCustomError:
        return []
    ends = (said.value, said.minimum, said.maximum) if said else ()
    return [each for each in ends if each is not None]
