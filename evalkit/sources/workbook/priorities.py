"""The priorities in a workbook: one column per partner, one level per objective."""

from __future__ import annotations

from typing import Any, get_args

from evalkit.errors import problem
from evalkit.model.vocabulary import Level
from evalkit.sources.grid import Position
from evalkit.sources.shown import short
from evalkit.sources.wording import fold, labels_of_list
from evalkit.sources.workbook.cells import Reading
from evalkit.sources.workbook.find import Located, place_of
from evalkit.texts import LANGUAGES


def rank(
    reading: Reading, located: Located, at: Position, codes: tuple[str, str], text: str, data: dict[str, Any]
) -> None:
    """Put a partner's level for an objective where YAML has it; two different levels for one code are asked back.

    Parameters
    ----------
    reading, located
    at : Position
        The cell.
    codes : tuple of str
        The partner as the heading names it, and the objective.
    text : str
        What the cell holds; empty when it holds nothing.
    data : dict
        The dossier's untyped data.
    """
    partner, objective = _code_of(codes[0], data), codes[1]
    place = place_of(located, *at)
    heading = place_of(located, located.heading_row, at[1])
    if reading.tree.places.get(("priorities", partner), heading) != heading:
        # Told once, under the heading: two columns for one partner.
        told = problem(heading, "", "workbook.heading_twice")
        reading.tree.problems += [told] * (told not in reading.tree.problems)
        return
    reading.tree.places.setdefault(("priorities",), heading)
    reading.tree.places[("priorities", partner)] = heading
    # An empty cell has its place too: what is missing is told there.
    reading.tree.places.setdefault(("priorities", partner, objective), place)
    if not objective or not text:
        return
    levels = data.setdefault("priorities", {}).setdefault(partner, {})
    level = _level(text)
    if levels.setdefault(objective, level) != level:
        reading.complain(place, "workbook.ranked_twice", found=short(objective))


def _code_of(named: str, data: dict[str, Any]) -> str:
    """Return the code of a partner that a heading names by its code or by its name."""
    partners = [each for each in data.get("partners", []) if each.get("code")]
    if named in {each["code"] for each in partners}:
        return named
    same = [str(each["code"]) for each in partners if fold(str(each.get("name", ""))) == fold(named)]
    return same[0] if len(same) == 1 else named


def _level(text: str) -> str:
    labels = labels_of_list(get_args(Level))
    meant = {fold(label[language]): code for code, label in labels.items() for language in LANGUAGES}
    return meant.get(fold(text), text)
