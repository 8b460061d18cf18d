"""The looks that marks and the summary need: found among those of the workbook, or added after them.

Nothing is ever taken out: the cells of the user point to looks by their rank. The same looks are found again at the
next check, so that the file does not grow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lxml import etree

from evalkit.sources.returned.marks import SEVERITIES, Severity
from evalkit.sources.returned.schema import STYLES, Element, ensure, local, namespace
from evalkit.sources.returned.workbook import Workbook

ACCENT, INK, MUTED, RULE = "FF0B4F6C", "FF222222", "FF595959", "FFC8C8C8"
COLOURS: dict[Severity, str] = {
    "problem": "FFF4B6B6",
    "blocking": "FFF9CFA5",
    "to_mend": "FFFFEB9C",
    "advice": "FFCFE5F5",
    "note": "FFE4E4E4",
}
"""Pale enough for dark letters; the severity is always in words beside them."""

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_FIRST = {
    "fonts": '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    "cellStyles": '<cellStyle name="Normal" xfId="0" builtinId="0"/>',
    "dxfs": "",
}
"""What the format wants first in each collection, where a file has none."""
_LINE = f'<bottom style="thin"><color rgb="{RULE}"/></bottom>'
_BORDERS = {
    "none": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "line": f"<border><left/><right/><top/>{_LINE}<diagonal/></border>",
}


@dataclass(frozen=True)
class Look:
    """How a cell of the summary looks: font size and style, colours, and how far its text stands from the edge."""

    size: int = 11
    colour: str = INK
    style: str = ""
    fill: str = ""
    border: Literal["none", "line"] = "none"
    indent: int = 1


LOOKS: dict[str, Look] = {
    "title": Look(18, ACCENT, "<b/>", indent=0),
    "todo": Look(indent=0),
    "meaning": Look(11, MUTED),
    "header": Look(11, "FFFFFFFF", "<b/>", ACCENT),
    "body": Look(border="line"),
    "link": Look(11, ACCENT, "<u/>", border="line"),
    "rule": Look(10, MUTED, border="line"),
    **{f"chip_{each}": Look(11, INK, "<b/>", COLOURS[each]) for each in SEVERITIES},
    **{f"severity_{each}": Look(11, INK, "<b/>", COLOURS[each], "line") for each in SEVERITIES},
}


@dataclass(frozen=True)
class Formats:
    """Ranks of the looks in the workbook's styles: those of cells by name, those of marks by severity."""

    cells: dict[str, int]
    marks: dict[Severity, int]


def add_formats(workbook: Workbook) -> Formats:
    """Make sure that the workbook has all the looks, and return their ranks."""
    part = _styles_part(workbook)
    root = workbook.package.tree(part)
    styles = _Styles(root)
    marks = {severity: styles.rank("dxfs", _mark_format(colour)) for severity, colour in COLOURS.items()}
    cells = {name: styles.rank("cellXfs", _cell_format(styles, look)) for name, look in LOOKS.items()}
    workbook.package.touch(part, root)
    return Formats(cells, marks)


def _styles_part(workbook: Workbook) -> str:
    """Return the workbook's styles, started when a frugal program has written none."""
    found = workbook.package.related(workbook.part, "styles")
    if found:
        return found[0]
    usual = f"{workbook.folder}/styles.xml"
    part = workbook.package.free_name(f"{workbook.folder}/styles{{}}.xml") if workbook.package.has(usual) else usual
    workbook.package.add(part, f'<styleSheet xmlns="{workbook.main}"/>'.encode(), _CONTENT_TYPE)
    workbook.package.relate(workbook.part, part, f"{workbook.relations}/styles")
    return part


def _mark_format(colour: str) -> str:
    """Return a fill and the ink that can be read on it: the user's own letters may be white."""
    fill = f'<fill><patternFill patternType="solid"><bgColor rgb="{colour}"/></patternFill></fill>'
    return f'<dxf><font><color rgb="{INK}"/></font>{fill}</dxf>'


def _cell_format(styles: _Styles, look: Look) -> str:
    letters = f'{look.style}<sz val="{look.size}"/><color rgb="{look.colour}"/><name val="Calibri"/><family val="2"/>'
    font = styles.rank("fonts", f"<font>{letters}</font>")
    fill = styles.rank("fills", _solid(look.fill)) if look.fill else 0
    border = styles.rank("borders", _BORDERS[look.border])
    ranks = f'numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
    applied = 'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
    where = f'<alignment horizontal="left" vertical="center" wrapText="1" indent="{look.indent}"/>'
    return f"<xf {ranks} {applied}>{where}</xf>"


def _solid(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill></fill>'
    )


class _Styles:
    """The looks of a workbook; each collection is looked through once, for it may hold tens of thousands."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.ranks: dict[str, dict[bytes, int]] = {}

    def rank(self, collection: str, written: str) -> int:
        """Return the rank of a look in its collection, added at the end when it is not there."""
        looks = _ensure(self.root, collection)
        if collection not in self.ranks:
            known = [_canonical(each) for each in looks if local(each)]
            self.ranks[collection] = {look: rank for rank, look in reversed(list(enumerate(known)))}
        ranks = self.ranks[collection]
        new = _elements(self.root, written)[0]
        return ranks[_canonical(new)] if _canonical(new) in ranks else self._add(looks, new, ranks)

    def _add(self, looks: Element, new: Element, ranks: dict[bytes, int]) -> int:
        rank = sum(1 for each in looks if local(each))
        looks.append(new)
        looks.set("count", str(rank + 1))
        ranks[_canonical(new)] = rank
        return rank


def _canonical(element: Element) -> bytes:
    """Return an element's content in a form in which equal looks are equal."""
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False).strip()


def _elements(root: Element, written: str) -> list[Element]:
    return list(etree.fromstring(f'<x xmlns="{namespace(root)}">{written}</x>'))


def _ensure(root: Element, collection: str) -> Element:
    """Return a collection, with what the format wants first in it."""
    if collection == "cellXfs":
        for other in ("fonts", "fills", "borders", "cellStyleXfs", "cellStyles"):
            _ensure(root, other)
    looks = ensure(root, collection, STYLES)
    if not len(looks):
        looks.extend(_elements(root, _FIRST[collection]))
        looks.set("count", str(len(looks)))
    return looks
