"""The colour of a marked cell: a conditional format, so that the cell keeps the look its user gave it underneath.

The condition is always true and compares our name with itself: by it the marks are known again and taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree

from evalkit.sources.grid import Position
from evalkit.sources.grid.book import cell_name
from evalkit.sources.returned.marks import SEVERITIES, Mark, Severity
from evalkit.sources.returned.schema import WORKSHEET, Element, children, descendants, namespace, place, whole

FORMULA = '"evalkit"="evalkit"'
_RESERVED = len(SEVERITIES)
"""Our rules come first; those of the user follow, in their order."""
_RANGES = 1000
"""Ranges of one rule: Excel reads no more than 8 192."""


def clear_shading(sheet: Element) -> bool:
    """Take off the colours of an earlier check; tell whether there were any."""
    ours = [rule for rule in descendants(sheet, "cfRule") if _is_ours(rule)]
    for rule in ours:
        format_ = rule.getparent()
        assert format_ is not None
        format_.remove(rule)
        if not children(format_, "cfRule"):
            _remove(format_)
    if ours and _first_priority(sheet) == _RESERVED + 1:
        _shift(sheet, -_RESERVED)
    return bool(ours)


def shade(sheet: Element, marks: Mapping[Position, list[Mark]], formats: Mapping[Severity, int]) -> None:
    """Colour the marked cells of a sheet by the gravest thing said of each.

    Parameters
    ----------
    sheet : Element
        Root of the sheet.
    marks : mapping of (row, column) to list of Mark
        The gravest first.
    formats : mapping of str to int
        The differential format of each severity.
    """
    first = _first_priority(sheet)
    if first is not None and first <= _RESERVED:
        _shift(sheet, _RESERVED + 1 - first)
    for rank, severity in enumerate(SEVERITIES, start=1):
        cells = [where for where, said in marks.items() if said[0].severity == severity]
        ranges = list(_ranges(cells))
        for start in range(0, len(ranges), _RANGES):
            _add_rule(sheet, " ".join(ranges[start : start + _RANGES]), rank, formats[severity])


def _add_rule(sheet: Element, ranges: str, priority: int, format_: int) -> None:
    space = namespace(sheet)
    new = place(sheet, etree.Element(f"{{{space}}}conditionalFormatting", sqref=ranges), WORKSHEET)
    given = {"type": "expression", "dxfId": str(format_), "priority": str(priority)}
    rule = etree.SubElement(new, f"{{{space}}}cfRule", given)
    etree.SubElement(rule, f"{{{space}}}formula").text = FORMULA


def _ranges(cells: Iterable[Position]) -> Iterable[str]:
    """Return cells as ranges, those below one another together."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(cells, key=lambda where: (where[1], where[0])):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    for column, first, last in sorted(runs, key=lambda run: (run[1], run[0])):
        start, end = cell_name(first, column), cell_name(last, column)
        yield start if first == last else f"{start}:{end}"


def _is_ours(rule: Element) -> bool:
    return any("".join((each.text or "").split()) == FORMULA for each in children(rule, "formula", "f"))


def _remove(format_: Element) -> None:
    parent = format_.getparent()
    assert parent is not None
    parent.remove(format_)


def _rules(sheet: Element) -> list[Element]:
    """Return all rules that have a priority: those of the extension list share the same scale."""
    return [each for each in descendants(sheet, "cfRule") if each.get("priority")]


def _first_priority(sheet: Element) -> int | None:
    return min((whole(rule, "priority", 1) for rule in _rules(sheet)), default=None)


def _shift(sheet: Element, by: int) -> None:
    for rule in _rules(sheet):
        rule.set("priority", str(whole(rule, "priority", 1) + by))
