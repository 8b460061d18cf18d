"""Statements that can be true and probably are not what was meant: told, never refused."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.errors import Problem, nearest
from evalkit.sources.references import entries
from evalkit.sources.tree import Tree
from evalkit.sources.untyped import Fields, code_in, fault, indicators_by_code, numbers_in, text_in
from evalkit.sources.wording import fold, short


def odd_statements(data: Fields, tree: Tree) -> list[Problem]:
    """Return what should be looked at twice in the untyped data of a dossier."""
    indicators = indicators_by_code(data)
    return [*_shares_below_one(data, indicators, tree), *_respondents_nearly_named(data, tree)]


def _shares_below_one(data: Fields, indicators: dict[str, Fields], tree: Tree) -> Iterator[Problem]:
    """Look for 0,6 where a percentage is meant: 60 % written as a spreadsheet keeps it, or less than 1 %."""
    given = [(("measures", i, "value"), entry, code_in(entry, "indicator")) for i, entry in entries(data, "measures")]
    for i, entry in entries(data, "indicators"):
        given += [(("indicators", i, field), entry, code_in(entry, "code")) for field in ("baseline", "target")]
    for path, entry, code in given:
        value = text_in(entry, str(path[-1]))
        small = any(0 < each < 1 for each in numbers_in(entry, str(path[-1]))) and "%" not in value
        if small and indicators.get(code, {}).get("form") == "share":
            yield fault(path, tree, "share_below_one", found=short(value))


def _respondents_nearly_named(data: Fields, tree: Tree) -> Iterator[Problem]:
    """Look for a respondent that is nearly a group of the dossier: it would be one more respondent."""
    names = {fold(text_in(entry, "name")): text_in(entry, "name") for _, entry in entries(data, "stakeholders")}
    told: set[str] = set()
    for i, entry in entries(data, "measures"):
        said = fold(text_in(entry, "respondent"))
        meant = nearest(said, names) if said and said not in names and said not in told else None
        if meant and len(said) >= SHORTEST:
            told.add(said)
            shown = {"found": short(text_in(entry, "respondent")), "meant": short(names[meant])}
            yield fault(("measures", i, "respondent"), tree, "respondent_nearly", **shown)


SHORTEST = 5
"""Shorter names are alike by chance."""
