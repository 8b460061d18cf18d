"""A dossier as a workbook: what is read back from it is the same dossier."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator

from lxml import etree
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.model.dossier import TEMPLATE_VERSION, Dossier
from evalkit.sources.grid import cell_name
from evalkit.sources.office import with_one_date, xstring
from evalkit.sources.references import same_code
from evalkit.sources.shown import short
from evalkit.sources.workbook import style
from evalkit.sources.workbook.guide import fill_guide
from evalkit.sources.workbook.kinds import MANY
from evalkit.sources.workbook.layout import VERSION_PROPERTY, tabs
from evalkit.sources.workbook.lists import FIRST_ROW, Lists
from evalkit.sources.workbook.sheets import entries_of, fill_form, fill_table
from evalkit.sources.workbook.words import shown
from evalkit.texts import Language, say

LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet can hold."""


def workbook_bytes(dossier: Dossier, language: Language, file: str = "") -> bytes:
    """Return a dossier as the bytes of an .xlsx workbook; the same dossier always gives the same bytes.

    Parameters
    ----------
    dossier : Dossier
    language : {"fr", "en"}
        Language of its labels, helps and choices; it can be read back in any.
    file : str
        How messages name the file.

    Raises
    ------
    EvalkitError
        When a workbook could not hold all of it: entries that depend on a doubled code, a list too long for a cell.
    """
    if problems := [*_lost(dossier, file), *_too_long(dossier, language, file)]:
        raise EvalkitError(problems)
    book = Workbook()
    guide = book.active
    guide.title = say("workbook.guide.title", language)  # type: ignore[union-attr]
    fill_guide(guide, dossier, language)  # type: ignore[arg-type]
    sheets = [(tab, book.create_sheet(tab.sheet(language))) for tab in tabs()]
    lists = Lists(book, dossier, language)
    for tab, sheet in sheets:
        (fill_table if tab.path else fill_form)(sheet, tab, dossier, lists, language)
        style.protect(sheet)
    style.protect(guide)  # type: ignore[arg-type]
    return _saved(book, language)


def _lost(dossier: Dossier, file: str) -> Iterator[Problem]:
    """Yield what no sheet could hold: entries below a code that is doubled, ranks of what is not there."""
    for name, held in (("partners", "key_figures"), ("indicators", "breaks")):
        entries = getattr(dossier, name)
        codes = [same_code(each.code) for each in entries]
        for i, entry in enumerate(entries):
            if getattr(entry, held) and codes.count(codes[i]) > 1:
                yield problem(Place(file), f"{name}[{i + 1}]", "workbook.no_owner", found=short(entry.code))
    partners, objectives = {each.code for each in dossier.partners}, {each.code for each in dossier.objectives}
    for partner, levels in dossier.priorities.items():
        for objective in levels:
            if partner not in partners or objective not in objectives:
                named = {"partner": short(partner), "found": short(objective)}
                yield problem(Place(file), "priorities", "workbook.stray_rank", **named)


def _too_long(dossier: Dossier, language: Language, file: str) -> Iterator[Problem]:
    """Yield the lists that are too long for one cell; the longest single text is far shorter."""
    for tab in tabs():
        rows = enumerate(entries_of(tab, dossier), start=FIRST_ROW) if tab.path else ()
        for row, (_, entry) in rows:
            for at, column in enumerate(tab.all_columns, start=1):
                value = getattr(entry, column.field) if column.kind in MANY else ()
                size = len(xstring(str(shown(column, value, language))))
                if size > LONGEST_CELL:
                    place = Place(file, sheet=tab.sheet(language), cell=cell_name(row, at), heading=column.heading)
                    yield problem(place, "", "workbook.too_long", n=size)


def _saved(book: Workbook, language: Language) -> bytes:
    version = StringProperty(name=VERSION_PROPERTY, value=str(TEMPLATE_VERSION))
    book.custom_doc_props.append(version)  # type: ignore[attr-defined]
    book.properties.title = say("workbook.file_title", language)
    book.properties.creator = "evalkit"
    book.properties.language = language
    stream = io.BytesIO()
    try:
        book.save(stream)
    except etree.SerialisationError:
        # openpyxl writes each sheet into a temporary file first.
        raise OSError(errno.ENOSPC, "no room for temporary files") from None
    return with_one_date(stream.getvalue())
