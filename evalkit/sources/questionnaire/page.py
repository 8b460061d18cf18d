"""The look of the paper form: A4, sizes, colours, language, and the properties of the document."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from evalkit.sources.office import writable
from evalkit.sources.questionnaire.form import Questionnaire
from evalkit.texts import Language, unbroken

FONT = "Arial"
INK, ACCENT, GREY = RGBColor(0x22, 0x22, 0x22), RGBColor(0x0B, 0x4F, 0x6C), RGBColor(0x55, 0x55, 0x55)
MARGIN = Cm(2)
TEXT_WIDTH = Cm(17)
HINT, ANSWER, SMALL = "Questionnaire hint", "Questionnaire answer", "Questionnaire small"
"""Styles of our own."""
_SIZES = {"partner": 11, "beneficiaries": 14}
"""Points of the running text; 14 is what easy-to-read guides ask for."""
_LOCALES: dict[Language, str] = {"fr": "fr-FR", "en": "en-GB"}
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def set_up(document: Doc, form: Questionnaire) -> None:
    """Give an empty document its page, styles, language and properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    size = _SIZES[form.audience]
    _styles(document, size)
    _language(document, _LOCALES[form.language])
    if form.fictional:
        section.header.paragraphs[0].text = unbroken(form.say("fictional"), form.language)
    properties = document.core_properties
    properties.title = writable(f"{form.title} – {form.subtitle} – {form.who}")[:255]
    properties.author, properties.last_modified_by, properties.comments = "evalkit", "", ""
    properties.language, properties.revision = _LOCALES[form.language], 1


def _styles(document: Doc, size: int) -> None:
    _style(document, "Normal", size, INK, after=6)
    _style(document, "Title", size + 11, ACCENT, bold=True, after=4)
    _style(document, "Subtitle", size + 1, GREY, after=2)
    _style(document, "Heading 1", size + 4, ACCENT, bold=True, before=16, after=6)
    _style(document, "Heading 2", size + 1, INK, bold=True, before=18, after=3)
    _style(document, "Body Text", size, INK, after=size / 2)
    _style(document, HINT, size - 1, GREY, after=4).paragraph_format.keep_with_next = True
    answer = _style(document, ANSWER, size, GREY, after=0)
    answer.paragraph_format.line_spacing_rule, answer.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(26)
    _style(document, SMALL, 8, GREY, before=10)
    for name in ("Header", "Footer"):
        _style(document, name, 8, GREY)
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].paragraph_format.keep_with_next = True


def _style(
    document: Doc, name: str, size: float, color: RGBColor, *, bold: bool = False, before: float = 0, after: float = 0
) -> ParagraphStyle:
    known = {each.name for each in document.styles}
    style: Any = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, False, color
    fonts = style.element.rPr.rFonts
    for each in _THEMED:
        fonts.attrib.pop(qn(f"w:{each}"), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for part, unwanted in ((style.element.pPr, "w:pBdr"), (style.element.rPr, "w:spacing")):
        for each in part.findall(qn(unwanted)):
            part.remove(each)
    found: ParagraphStyle = style
    return found


def _language(document: Doc, locale: str) -> None:
    """Say the document's language: spelling checks and screen readers go by it."""
    for each in document.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), locale)
        each.set(qn("w:eastAsia"), locale)


def field(paragraph: Paragraph, code: str) -> None:
    """Add a field that the word processor fills in: ``PAGE``, ``NUMPAGES``."""
    element: Any = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), code)
    element.append(paragraph.add_run("1")._r)
    paragraph._p.append(element)
