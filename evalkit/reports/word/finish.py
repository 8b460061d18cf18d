"""What pandoc leaves to finish: figures in place, captions that number themselves, contents, header, footer, names."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from evalkit.reports.word.contents import write_contents
from evalkit.reports.word.names import child, field, put, run, style_of, w
from evalkit.reports.word.plain import DOT, Plain
from evalkit.reports.word.tables import finish_tables
from evalkit.sources.office import with_one_date
from evalkit.texts import Language, said, say

LOCALES: dict[Language, str] = {"fr": "fr-FR", "en": "en-GB"}
_SIGNS: dict[Language, tuple[str, str, str]] = {"fr": ("fr-FR", ",", ";"), "en": ("en-GB", ".", ",")}
_DOCUMENT = "word/document.xml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
    '.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl'
    '.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>'
    "evalkit</dc:creator><dc:language>{locale}</dc:language><cp:lastModifiedBy></cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    'officeDocument/2006/extended-properties"><Application>evalkit</Application></Properties>'
)
_MODERN = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": "15"}
_AFTER_UPDATE = ("footnotePr", "endnotePr", "compat", "rsids", "themeFontLang")
"""What stands after the order to update the fields, in Word's order."""


def finished(made: bytes, page: Plain, language: Language) -> bytes:
    """Return the document that pandoc made, ready to be edited; the same page gives the same bytes.

    Parameters
    ----------
    made : bytes
        What pandoc made of ``page.html``.
    page : Plain
    language : {"fr", "en"}
    """
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(made)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    trees = {name: _tree(data) for name, data in parts.items() if name.endswith((".xml", ".rels"))}
    body = trees[_DOCUMENT].find(w("body"))
    parts.update(_figures(parts, page))
    _finish_body(body, language)
    _set(trees["word/settings.xml"], language)
    for name, tree in trees.items():
        _fill_margin(name, tree, page, language)
        parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    parts["docProps/core.xml"] = _CORE.format(title=escape(page.title[:255]), locale=LOCALES[language]).encode()
    parts["docProps/app.xml"] = _APP.encode()
    return _zipped(parts)


def _tree(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True, remove_blank_text=True))


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return with_one_date(stream.getvalue())


def _figures(parts: dict[str, bytes], page: Plain) -> dict[str, bytes]:
    """Return the figures that take the place of the dots, by the name of their part."""
    dots = {name: data.removeprefix(DOT) for name, data in parts.items() if data.startswith(DOT)}
    return {name: page.figures[int(number)] for name, number in dots.items()}


def _tidy_pictures(body: Any) -> None:
    """Drop the second description of each picture: pandoc repeats the whole picture there."""
    for picture in body.iter(f"{{{_DRAWING}}}cNvPr"):
        picture.attrib.pop("descr", None)


def _finish_body(body: Any, language: Language) -> None:
    _tidy_pictures(body)
    finish_tables(body)
    numbers = {"TableCaption": 0, "ImageCaption": 0}
    for paragraph in list(body.iter(w("p"))):
        style = style_of(paragraph)
        if style in numbers:
            numbers[style] += 1
            _number(paragraph, style, numbers[style], language)
        elif style == "Compact" and paragraph.find(f"{w('pPr')}/{w('numPr')}") is not None:
            paragraph.find(f"{w('pPr')}/{w('pStyle')}").set(w("val"), "ListParagraph")
    _start_pages(body)
    write_contents(body)


def _number(paragraph: Any, style: str, number: int, language: Language) -> None:
    """Make a caption one of Word's own: with a number that follows when captions move, for a list of figures."""
    kind = say("page.numbered.table" if style == "TableCaption" else "page.numbered.figure", language)
    form = child(paragraph, "pPr", first=True)
    form.find(w("pStyle")).set(w("val"), "Caption")
    head = paragraph.makeelement(w("p"))
    run(head, f"{kind}\u00a0")
    field(head, f"SEQ {kind} \\* ARABIC", str(number))
    run(head, said("page.numbered.colon", language))
    for piece in head.iter(w("r")):
        put(child(piece, "rPr", first=True), "b")
    for at, piece in enumerate(list(head)):
        paragraph.insert(1 + at, piece)
    if style == "TableCaption":
        form.insert(1, form.makeelement(w("keepNext")))
    else:
        spacing = {w("before"): "80", w("after"): "240"}
        form.append(form.makeelement(w("spacing"), spacing))


def _start_pages(body: Any) -> None:
    """Start a new page at the first part, then at each that holds a table or a figure."""
    heading, first = None, True
    for each in body:
        if style_of(each) == "Heading1":
            heading = each
        shows = next(each.iter(w("tbl"), w("drawing")), None) is not None
        if heading is not None and (first or shows):
            child(heading, "pPr", first=True).insert(1, each.makeelement(w("pageBreakBefore")))
            heading, first = None, False


def _set(settings: Any, language: Language) -> None:
    """Ask for the fields to be filled on opening, and for the layout of today's Word."""
    later = next((each for name in _AFTER_UPDATE if (each := settings.find(w(name))) is not None), None)
    update = put(settings, "updateFields", val="true")
    compat = settings.find(w("compat"))
    if later is not None:
        later.addprevious(update)
    if compat is None:
        compat = settings.makeelement(w("compat"))
        update.addnext(compat)
    put(compat, "compatSetting", **_MODERN)
    signs = zip(("themeFontLang", "decimalSymbol", "listSeparator"), _SIGNS[language], strict=True)
    for name, value in signs:
        settings.find(w(name)).set(w("val"), value)


def _fill_margin(name: str, tree: Any, page: Plain, language: Language) -> None:
    """Write what stands on every page: that a case is invented, the title, the number of the page."""
    if tree.tag == w("hdr") and page.notice:
        paragraph = tree.find(w("p"))
        put(child(paragraph, "pPr", first=True), "jc", val="center")
        run(paragraph, page.notice)
    if tree.tag == w("ftr"):
        paragraph = tree.find(w("p"))
        run(paragraph, page.title)
        put(put(paragraph, "r"), "tab")
        run(paragraph, f"{say('page.page_of', language)} ")
        field(paragraph, "PAGE", "1")
        run(paragraph, " / ")
        field(paragraph, "NUMPAGES", "1")
