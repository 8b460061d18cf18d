"""The reference document: the look that pandoc gives to a report. Made by code, so that no binary needs trust."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from evalkit.reports.word.look import (
    ACCENT,
    BOTTOM,
    DEEP,
    DENSE,
    DENSE_SIZE,
    INK,
    MARGIN,
    MUTED,
    PADDING,
    ROOMY,
    RULE,
    TABLE_SIZE,
    TEXT_WIDTH,
    TINT,
    TWIPS,
    WARN,
    WARN_INK,
    WARN_TINT,
)

SANS, SERIF = "Arial", "Georgia"
"""On every Windows and Mac; LibreOffice has fonts of the same width."""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NEXT, _LINES = "<w:keepNext/>", "<w:keepLines/>"


@dataclass(frozen=True)
class _Style:
    """A paragraph style; sizes and spaces in points, lines in 240ths; `keep` to `indent` are pieces of Word's XML."""

    name: str
    size: float = 10
    color: str = INK
    before: float = 0
    after: float = 6
    bold: bool = False
    font: str = SANS
    keep: str = ""
    border: str = ""
    tabs: str = ""
    indent: str = ""
    level: int | None = None
    based: str = "Normal"
    then: str = ""
    line: int = 264
    italic: bool = False
    own: bool = False

    @property
    def id(self) -> str:
        joined = "".join(word[0].upper() + word[1:] for word in self.name.split())
        return joined.replace("Toc", "TOC")

    def xml(self) -> str:
        """Return the style as Word holds it."""
        own = ' w:customStyle="1"' if self.own else ""
        base = "" if self.name == "Normal" else f'<w:basedOn w:val="{self.based}"/>'
        then = f'<w:next w:val="{self.then}"/>' if self.then else ""
        default = ' w:default="1"' if self.name == "Normal" else ""
        return (
            f'<w:style {_W} w:type="paragraph"{default}{own} w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f"{base}{then}<w:qFormat/><w:pPr>{self.keep}{self.border}{self.tabs}{self._space()}{self.indent}"
            f"{self._level()}</w:pPr><w:rPr>{self._letters()}</w:rPr></w:style>"
        )

    def _space(self) -> str:
        before, after = round(self.before * 20), round(self.after * 20)
        return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{self.line}" w:lineRule="auto"/>'

    def _level(self) -> str:
        return "" if self.level is None else f'<w:outlineLvl w:val="{self.level}"/>'

    def _letters(self) -> str:
        size = round(self.size * 2)
        bold, italic = "<w:b/>" if self.bold else "", "<w:i/>" if self.italic else ""
        sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        return f'{_fonts(self.font)}{bold}{italic}<w:color w:val="{self.color}"/>{sizes}'


def _fonts(font: str) -> str:
    return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'


def _side(side: str, color: str, eighths: int, space: int = 4) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{color}"/>'


def _frame(sides: str, tint: str = "") -> str:
    """Return the borders of a paragraph, and its ground."""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{tint}"/>' if tint else ""
    return f"<w:pBdr>{sides}</w:pBdr>{ground}"


def _indent(left: float, right: float = 0, hanging: float = 0) -> str:
    twips = [round(each * TWIPS) for each in (left, right, hanging)]
    return f'<w:ind w:left="{twips[0]}" w:right="{twips[1]}" w:hanging="{twips[2]}"/>'


def _right_tab(dots: bool = False) -> str:
    leader = ' w:leader="dot"' if dots else ""
    return f'<w:tabs><w:tab w:val="right"{leader} w:pos="{round(TEXT_WIDTH * TWIPS)}"/></w:tabs>'


_HEAD: dict[str, Any] = {"keep": _NEXT + _LINES, "then": "BodyText", "line": 252}
_BOX: dict[str, Any] = {"indent": _indent(0.25, 0.15), "before": 6, "after": 8, "own": True, "keep": _LINES}
_OWN_TABLES = ((ROOMY, "Report Table"), (DENSE, "Dense Table"))
_CELL: dict[str, Any] = {"after": 0, "line": 240, "own": True}
_STYLES = (
    _Style("Normal"),
    _Style("Body Text", before=3),
    _Style("First Paragraph", based="BodyText", then="BodyText", own=True),
    _Style("Compact", before=0, after=2, based="BodyText", own=True),
    _Style("List Paragraph", after=3),
    _Style("List Small", 8.5, after=1, based="ListParagraph", own=True, line=247),
    _Style("Intro", before=6, after=3, bold=True, keep=_NEXT, then="BodyText", own=True),
    _Style("Subtitle", 12, MUTED, before=24, after=6, then="Title"),
    _Style("Title", 26, DEEP, after=16, font=SERIF, border=_frame(_side("bottom", ACCENT, 24, 10)), **_HEAD),
    _Style("Definition Term", 8.5, MUTED, before=3, keep=_NEXT, after=0, then="Definition", own=True),
    _Style("Definition", 10, bold=True, after=3, line=247, own=True),
    _Style("heading 1", 18, DEEP, 22, 8, font=SERIF, level=0, border=_frame(_side("top", ACCENT, 18, 6)), **_HEAD),
    _Style("heading 2", 13, DEEP, 16, 4, bold=True, level=1, **_HEAD),
    _Style("heading 3", 10.5, INK, 12, 3, bold=True, level=2, **_HEAD),
    _Style("heading 4", 10, MUTED, 10, 3, bold=True, level=3, **_HEAD),
    _Style("heading 5", 10, MUTED, 10, 3, italic=True, level=4, **_HEAD),
    _Style("Card Heading", 12, DEEP, 12, 4, font=SERIF, level=1, own=True,
           border=_frame(_side("top", ACCENT, 18, 3), TINT), **_HEAD),
    _Style("Notice", border=_frame(_side("left", ACCENT, 36, 6), TINT), **_BOX),
    _Style("Notice Warning", color=WARN_INK, border=_frame(_side("left", WARN, 36, 6), WARN_TINT), **_BOX),
    _Style("caption", 9.5, INK, 10, 4, keep=_LINES, line=247),
    _Style("Figure", before=8, after=0, line=240, own=True),
    _Style("Captioned Figure", before=8, after=0, keep=_NEXT, line=240, own=True),
    _Style("Table Text", TABLE_SIZE, **_CELL),
    _Style("Table Row", TABLE_SIZE, bold=True, **_CELL),
    _Style("Table Head", TABLE_SIZE, DEEP, bold=True, **_CELL),
    _Style("Dense Text", DENSE_SIZE, **_CELL),
    _Style("Dense Row", DENSE_SIZE, bold=True, **_CELL),
    _Style("Dense Head", DENSE_SIZE, DEEP, bold=True, **_CELL),
    _Style("Table Note", 8.5, MUTED, before=3, after=3, line=247, own=True),
    _Style("Colophon", 8.5, MUTED, before=18, after=0, own=True, border=_frame(_side("top", RULE, 4, 6))),
    _Style("TOC Heading", 13, DEEP, 16, 2, bold=True, keep=_NEXT, then="BodyText"),
    _Style("toc 1", 10, DEEP, 4, 0, bold=True, tabs=_right_tab(dots=True)),
    _Style("toc 2", 9, INK, 0, 0, line=247, tabs=_right_tab(dots=True), indent=_indent(0.5)),
    _Style("header", 8, WARN_INK, bold=True, after=0),
    _Style("footer", 8, MUTED, after=0, tabs=_right_tab()),
)  # fmt: skip


def _table(known: str, name: str, kind: str) -> str:
    """Return a table style; each says everything, as LibreOffice does not look where one comes from."""
    return (
        f'<w:style {_W} w:type="table" {kind} w:styleId="{known}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr>'
        f"<w:tblBorders>{_side('bottom', RULE, 4, 0)}{_side('insideH', RULE, 4, 0)}</w:tblBorders>"
        f'<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="{PADDING}" w:type="dxa"/>'
        f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="{PADDING}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{_side("bottom", ACCENT, 12, 0)}</w:tcBorders>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        "</w:style>"
    )


_NORMAL_TABLE = (
    f'<w:style {_W} w:type="table" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
    "<w:semiHidden/><w:unhideWhenUsed/></w:style>"
)


def _tables() -> tuple[str, ...]:
    """Return the table styles: any table's, the report's own, and its own in small type."""
    own = 'w:customStyle="1"'
    return (_NORMAL_TABLE, _table("Table", "Table", 'w:default="1"'), *(_table(*each, own) for each in _OWN_TABLES))


@lru_cache(maxsize=1)
def reference(pandoc: Path) -> bytes:
    """Return the reference document, made from pandoc's own.

    A4, styles in evalkit's colours, an empty header, and a footer with a place for the title and the page's number.

    Parameters
    ----------
    pandoc : pathlib.Path
        The program.
    """
    from docx import Document

    default = subprocess.run(  # noqa: S603
        [pandoc, "--print-default-data-file", "reference.docx"], check=True, capture_output=True
    )
    document = Document(io.BytesIO(default.stdout))
    _set_styles(document.styles.element)
    _set_page(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_styles(styles: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    ours = [parse_xml(each) for each in (*_tables(), *(style.xml() for style in _STYLES))]
    new = {each.get(qn("w:styleId")) for each in ours}
    for style in styles.findall(qn("w:style")):
        known = str(style.get(qn("w:styleId")))
        # "Heading 1 Char" and its like would keep pandoc's colours.
        if known in new or (known.endswith("Char") and known[:5] in ("Headi", "Title", "Subti")):
            styles.remove(style)
    styles.extend(ours)
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.replace(defaults.find(qn("w:rFonts")), parse_xml(_fonts(SANS).replace("<w:rFonts", f"<w:rFonts {_W}")))
    for color in styles.iter(qn("w:color")):
        if color.get(qn("w:themeColor")):
            color.attrib.clear()
            color.set(qn("w:val"), ACCENT)


def _set_page(document: Any) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = Cm(MARGIN)
    section.bottom_margin = Cm(BOTTOM)
    section.header_distance = section.footer_distance = Cm(0.9)
    section.header.paragraphs[0].style = document.styles["header"]
    section.footer.paragraphs[0].style = document.styles["footer"]
