"""The comments of a sheet: ours put in, after those of the user where there are some, and taken off again."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from evalkit.sources.grid import Position, position_of
from evalkit.sources.grid.book import cell_name
from evalkit.sources.returned.block import Piece, append, new_text, pieces, take_off, text_of
from evalkit.sources.returned.box import Anchor, Grid, beside, extent, grid_of, reaching, size
from evalkit.sources.returned.marks import Mark
from evalkit.sources.returned.package import Package
from evalkit.sources.returned.rows import heights
from evalkit.sources.returned.schema import (
    LONGEST,
    WORKSHEET,
    Element,
    child,
    children,
    descendants,
    ensure,
    local,
    namespace,
    place,
)
from evalkit.sources.returned.shapes import (
    as_before,
    can_hold,
    cells_with_box,
    is_empty,
    new_drawing,
    resized,
    with_boxes,
    without_boxes,
)
from evalkit.sources.returned.threads import answer
from evalkit.sources.returned.workbook import Sheet, Workbook
from evalkit.texts import Language

AUTHOR = "evalkit"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_ORDER = ("authors", "commentList", "extLst")
_LEAST = 300
"""Characters below which there is no room left in a comment of the user's."""


def clear_comments(workbook: Workbook, sheet: Sheet) -> None:
    """Take off what an earlier check has said in the comments of a sheet."""
    package = workbook.package
    for part in package.related(sheet.part, "comments"):
        root = package.tree(part)
        ours = [each for each in descendants(root, "comment") if _take_off(each)]
        if not ours:
            continue
        emptied = [each for each in ours if not text_of(_text(each)).strip()]
        for each in emptied:
            _remove(each)
        _drop_author(root)
        cells = {where for each in emptied if (where := position_of(each.get("ref", "")))}
        _clear_drawing(package, sheet, cells)
        if any(True for _ in descendants(root, "comment")):
            package.touch(part, root)
        else:
            package.unrelate(sheet.part, part)
            package.drop(part)


def _clear_drawing(package: Package, sheet: Sheet, cells: set[Position]) -> None:
    """Take out the boxes of the comments that are gone, and the drawing when nothing is left in it."""
    root = package.sheet(sheet.part)
    part = _drawing_part(package, sheet, root)
    if part is None:
        return
    drawing = as_before(without_boxes(_read(package, part), cells))
    if not is_empty(drawing):
        package.put(part, _written(drawing))
        return
    package.unrelate(sheet.part, part)
    package.drop(part)
    for each in children(root, "legacyDrawing"):
        root.remove(each)
    package.touch(sheet.part, root)


def comment(workbook: Workbook, sheet: Sheet, marks: Mapping[Position, list[Mark]], language: Language) -> None:
    """Say in a comment of each marked cell what is said of it.

    Parameters
    ----------
    workbook : Workbook
    sheet : Sheet
    marks : mapping of (row, column) to list of Mark
        The gravest first.
    language : {"fr", "en"}
    """
    package = workbook.package
    root = package.sheet(sheet.part)
    part = _drawing_part(package, sheet, root) or _new_drawing(workbook, sheet, root)
    drawing = _read(package, part)
    if not can_hold(drawing):  # The colour and the first sheet still say it.
        return
    comments_part, comments = _comments(workbook, sheet)
    texts = _say(comments, marks, language)
    package.touch(comments_part, comments)
    package.put(part, _written(_boxed(drawing, grid_of(root, heights(package.rows(sheet.part))), texts, sheet.number)))
    answers = {cell_name(*where): _joined(pieces(said, language)) for where, said in marks.items()}
    answer(workbook, sheet, answers)


def _say(comments: Element, marks: Mapping[Position, list[Mark]], language: Language) -> dict[Position, str]:
    """Say it in the cells' comments, new or the user's, and return the whole text of each."""
    listed = ensure(comments, "commentList", _ORDER)
    known = {each.get("ref", ""): each for each in children(listed, "comment")}
    texts: dict[Position, str] = {}
    new: dict[Position, Element] = {}
    for where, said in marks.items():
        found = known.get(cell_name(*where))
        if found is None:
            new[where] = _new_comment(comments, where, pieces(said, language))
            texts[where] = text_of(_text(new[where]))
        else:
            texts[where] = _add(_text(found), said, language)
    _insert(listed, new)
    return texts


def _add(text: Element, marks: list[Mark], language: Language) -> str:
    """Say it after a text of the user's, when there is room, and return the whole."""
    room = LONGEST - len(text_of(text))
    if room >= _LEAST:
        append(text, pieces(marks, language, room))
    return text_of(text)


def _new_comment(comments: Element, where: Position, said: list[Piece]) -> Element:
    space = namespace(comments)
    new = etree.Element(f"{{{space}}}comment", ref=cell_name(*where), authorId=str(_author(comments)))
    new.append(new_text(said, space))
    return new


def _insert(listed: Element, new: Mapping[Position, Element]) -> None:
    """Put each new comment before the first that stands after it on the sheet."""
    waiting = sorted(new)
    for each in children(listed, "comment"):
        here = position_of(each.get("ref", "")) or (0, 0)
        while waiting and waiting[0] < here:
            each.addprevious(new[waiting.pop(0)])
    listed.extend(new[where] for where in waiting)


def _boxed(drawing: str, grid: Grid, texts: Mapping[Position, str], number: int) -> str:
    """Return the drawing with a box for each comment, or with the user's box made large enough."""

    def choose(where: Position, old: Anchor | None) -> Anchor | None:
        if where not in texts:
            return None
        wanted = size(texts[where])
        width, height = extent(grid, old) if old else (0, 0)
        if width >= wanted[0] and height >= wanted[1]:
            return None
        larger = max(width, wanted[0]), max(height, wanted[1])
        return reaching(grid, old[:4], larger) if old else beside(grid, where, wanted)

    boxed = cells_with_box(drawing)
    new = {where: beside(grid, where, size(text)) for where, text in texts.items() if where not in boxed}
    return with_boxes(resized(drawing, choose), new, number)


def _comments(workbook: Workbook, sheet: Sheet) -> tuple[str, Element]:
    """Return the sheet's comments, started where it has none."""
    package = workbook.package
    found = package.related(sheet.part, "comments")
    if found:
        return found[0], package.tree(found[0])
    part = package.free_name(f"{workbook.folder}/comments{{}}.xml")
    empty = f'<comments xmlns="{workbook.main}"><authors/><commentList/></comments>'
    package.add(part, empty.encode(), _COMMENTS_TYPE)
    package.relate(sheet.part, part, f"{workbook.relations}/comments")
    return part, package.tree(part)


def _new_drawing(workbook: Workbook, sheet: Sheet, root: Element) -> str:
    package = workbook.package
    for dead in children(root, "legacyDrawing"):
        root.remove(dead)
    part = package.free_name(f"{workbook.folder}/drawings/vmlDrawing{{}}.vml")
    package.add(part, _written(new_drawing(sheet.number)), _DRAWING_TYPE)
    identifier = package.relate(sheet.part, part, f"{workbook.relations}/vmlDrawing")
    link = etree.Element(f"{{{namespace(root)}}}legacyDrawing", nsmap={"r": workbook.relations})
    link.set(f"{{{workbook.relations}}}id", identifier)
    place(root, link, WORKSHEET)
    package.touch(sheet.part, root)
    return part


def _drawing_part(package: Package, sheet: Sheet, root: Element) -> str | None:
    link = child(root, "legacyDrawing")
    names = [] if link is None else [str(value) for key, value in link.attrib.items() if str(key).endswith("}id")]
    return package.target(sheet.part, names[0]) if names else None


def _read(package: Package, part: str) -> str:
    """Return a drawing as text; bytes that are no UTF-8 come back as they were."""
    return package.data(part).decode("utf-8", "surrogateescape")


def _written(drawing: str) -> bytes:
    return drawing.encode("utf-8", "surrogateescape")


def _text(comment: Element) -> Element:
    return ensure(comment, "text", ("text", "commentPr"))


def _take_off(comment: Element) -> bool:
    text = child(comment, "text")
    return text is not None and take_off(text)


def _joined(said: list[Piece]) -> str:
    return "".join(text for text, _ in said)


def _author(comments: Element) -> int:
    authors = ensure(comments, "authors", _ORDER)
    names = [each.text or "" for each in children(authors, "author")]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{{{namespace(comments)}}}author").text = AUTHOR
        return len(names)
    return names.index(AUTHOR)


def _drop_author(comments: Element) -> None:
    """Forget our name when it comes last and no comment needs it: the others keep their numbers."""
    names = children(child(comments, "authors"), "author")
    used = {each.get("authorId") for each in descendants(comments, "comment")}
    if names and names[-1].text == AUTHOR and str(len(names) - 1) not in used:
        _remove(names[-1])


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None and local(element):
        parent.remove(element)
