"""A questionnaire as an XLSForm: the workbook that Kobo, ODK and pyxform read."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from evalkit.sources.office import with_one_date, writable
from evalkit.sources.questionnaire.form import Question, Questionnaire
from evalkit.sources.questionnaire.names import CLOSING, DONT_KNOW, INTRODUCTION, RESPONDENT, THANKS
from evalkit.sources.survey.coding import Scale

Row = tuple[str, ...]
SURVEY: Row = ("type", "name", "label", "hint", "required", "appearance", "calculation", "constraint",
               "constraint_message")  # fmt: skip
CHOICES: Row = ("list_name", "name", "label")
SETTINGS: Row = ("form_title", "form_id", "version", "default_language")
LANGUAGE_NAMES = {"fr": "Français (fr)", "en": "English (en)"}

MOST_CHOICES = 11
"""Marks that can be chosen from a list (0 to 10); beyond, the mark is typed."""
LIKERT = 7
"""Marks that fit on one line of a telephone."""
_WIDTHS = {"A": 24, "B": 16, "C": 70, "D": 50, "G": 20}
_JOINER = "\u2060"
"""A word joiner: it has no width, and what it parts is read as plain text."""


def xlsform(form: Questionnaire) -> bytes:
    """Return the workbook of a questionnaire.

    Every cell is text. No question is required; the respondent is a constant that nobody types.
    """
    survey = list(_survey(form))
    choices = list(_choices(form))
    digest = hashlib.sha256(repr((survey, choices)).encode("utf-8", "backslashreplace")).hexdigest()
    form_title = _plain(form.say("form_title", title=form.subtitle, who=form.who))
    settings = [(form_title, form.stem, digest[:12], LANGUAGE_NAMES[form.language])]
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, head, rows in (
        ("survey", SURVEY, survey),
        ("choices", CHOICES, choices),
        ("settings", SETTINGS, settings),
    ):
        _fill(book.create_sheet(name), head, rows)
    stream = io.BytesIO()
    book.save(stream)
    return with_one_date(stream.getvalue())


def _survey(form: Questionnaire) -> Iterator[Row]:
    first = [form.say("fictional")] if form.fictional else []
    yield _row(type="note", name=INTRODUCTION, label="\n\n".join([*first, *form.introduction]))
    yield _row(type="calculate", name=RESPONDENT, calculation=_literal(writable(form.respondent)))
    for each in form.questions:
        yield _question(form, each)
    closing, hint = form.say(f"closing.{form.audience}"), form.say(f"no_name.{form.audience}")
    yield _row(type="text", name=CLOSING, label=closing, hint=hint, required="no", appearance="multiline")
    yield _row(type="note", name=THANKS, label=form.say("thanks"))


def _question(form: Questionnaire, each: Question) -> Row:
    if each.scale is None:
        hint = form.say(f"no_name.{form.audience}")
        return _row(type="text", name=each.name, label=each.asked, hint=hint, required="no", appearance="multiline")
    low, high = each.scale
    if not is_listed(each.scale):
        message = form.say("scale.outside", low=low, high=high)
        return _row(
            type="integer", name=each.name, label=each.asked, hint=each.hint, required="no",
            constraint=f". >= {low} and . <= {high}", constraint_message=message,
        )  # fmt: skip
    appearance = "likert" if high - low < LIKERT else "columns-pack"
    kind = f"select_one {_list_name(each.scale)}"
    return _row(type=kind, name=each.name, label=each.asked, hint=each.hint, required="no", appearance=appearance)


def is_listed(scale: Scale) -> bool:
    """Tell whether the marks of a scale are few enough to be chosen from a list."""
    return scale[1] - scale[0] < MOST_CHOICES


def _choices(form: Questionnaire) -> Iterator[Row]:
    for low, high in sorted({each.scale for each in form.questions if each.scale and is_listed(each.scale)}):
        words = {low: form.say("scale.lowest"), high: form.say("scale.highest")}
        for mark in range(low, high + 1):
            label = form.say("scale.end", mark=mark, words=words[mark]) if mark in words else str(mark)
            yield _list_name((low, high)), str(mark), label
        yield _list_name((low, high)), DONT_KNOW, form.say("dont_know")


def _list_name(scale: Scale) -> str:
    return f"scale_{scale[0]}_{scale[1]}"


def _row(**cells: str) -> Row:
    shown = {"label", "hint"}
    return tuple(_plain(cells.get(name, "")) if name in shown else cells.get(name, "") for name in SURVEY)


def _plain(text: str) -> str:
    """Return a text that shows as it is: it refers to no other question, and holds no link."""
    return re.sub(r"\$(?=\{)|instance(?=\()|\](?=\()", rf"\g<0>{_JOINER}", writable(text))


def _literal(text: str) -> str:
    """Return a text as an XPath string, which has no escapes: each piece stands between the quotes it does not hold.

    Typographic quotes count as straight ones: pyxform makes them such.
    """
    pieces = re.findall(r"[^'‘’$]+|['‘’]+|\$", text)
    quoted = [f'"{each}"' if each[0] in "'‘’" else f"'{each}'" for each in pieces]
    return quoted[0] if len(quoted) == 1 else f"concat({', '.join(quoted)})"


def _fill(sheet: Worksheet, head: Row, rows: Sequence[Row]) -> None:
    for number, row in enumerate((head, *rows), 1):
        _write(sheet, number, row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _write(sheet: Worksheet, number: int, row: Iterable[str]) -> None:
    for column, text in enumerate(row, 1):
        if text:
            cell = sheet.cell(number, column, text)
            # A text that starts with "=" is no formula.
            cell.data_type, cell.quotePrefix = "s", True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
