"""A questionnaire as a Word document: an A4 form to print, or to fill in on a screen."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from evalkit.sources.office import with_one_date, writable
from evalkit.sources.questionnaire.form import Question, Questionnaire
from evalkit.sources.questionnaire.names import CLOSING, RESPONDENT
from evalkit.sources.questionnaire.page import ANSWER, HINT, SMALL, TEXT_WIDTH, field, set_up
from evalkit.sources.questionnaire.ticks import BOX, Tick, add_ticks
from evalkit.sources.questionnaire.xlsform import LIKERT, is_listed
from evalkit.sources.survey.coding import Scale
from evalkit.texts import unbroken

LINES = 5
"""Lines of an open answer."""
_MARK_LINE = Cm(6)


def paper_form(form: Questionnaire) -> bytes:
    """Return the document of a questionnaire: the same one gives the same bytes."""
    document = Document()
    set_up(document, form)
    _head(document, form)
    for number, each in enumerate(form.questions, 1):
        _question(document, form, number, each)
    last = Question(CLOSING, form.say(f"closing.{form.audience}"))
    _question(document, form, len(form.questions) + 1, last)
    _foot(document, form)
    stream = io.BytesIO()
    document.save(stream)
    return with_one_date(stream.getvalue())


def _head(document: Doc, form: Questionnaire) -> None:
    _add(document, form, form.title, "Title")
    _add(document, form, form.subtitle, "Subtitle")
    _add(document, form, form.say("for_whom", who=form.who), "Subtitle")
    _add(document, form, form.say("before"), "Heading 1")
    for text in form.introduction:
        _add(document, form, text, "Body Text")
    _add(document, form, form.say("questions"), "Heading 1")


def _question(document: Doc, form: Questionnaire, number: int, each: Question) -> None:
    _add(document, form, f"{number}. {each.asked}", "Heading 2")
    if each.scale is None:
        _add(document, form, form.say(f"no_name.{form.audience}"), HINT)
        _lines(document, LINES)
        return
    _add(document, form, each.hint, HINT)
    if is_listed(each.scale):
        add_ticks(document, _ticks(form, each.scale), form.say("answer_to", number=number))
    else:
        _mark(document, form)


def _ticks(form: Questionnaire, scale: Scale) -> Sequence[Tick]:
    low, high = scale
    # Below a narrow box there is no room for words: the hint has them.
    roomy = high - low < LIKERT
    words = {low: form.say("scale.lowest"), high: form.say("scale.highest")} if roomy else {}
    marks = [Tick(str(mark), unbroken(words.get(mark, ""), form.language)) for mark in range(low, high + 1)]
    return [*marks, Tick("", unbroken(form.say("dont_know"), form.language), wide=True)]


def _mark(document: Doc, form: Questionnaire) -> None:
    """Add a line for a mark that is written, and the box of those who do not know."""
    said = f"{form.say('scale.mark')} \t\n{BOX} {form.say('dont_know')}"
    _leader(_add(document, form, said, ANSWER), _MARK_LINE)


def _lines(document: Doc, count: int) -> None:
    """Add lines to write on, as one paragraph: they stay on one page with their question."""
    lines = document.add_paragraph("\n".join(["\t"] * count), style=ANSWER)
    _leader(lines, TEXT_WIDTH)
    lines.paragraph_format.keep_together = True


def _leader(paragraph: Paragraph, *stops: int) -> None:
    for stop in stops:
        paragraph.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)


def _foot(document: Doc, form: Questionnaire) -> None:
    """Add the thanks, where to hand the form in, and what the person needs who types the answers."""
    thanks = _add(document, form, form.say("thanks"), "Body Text")
    thanks.paragraph_format.space_before, thanks.paragraph_format.keep_with_next = Pt(18), True
    hand_in = _add(document, form, form.say("hand_in") + "\t", ANSWER)
    _leader(hand_in, Cm(11), TEXT_WIDTH)
    hand_in.paragraph_format.keep_with_next = True
    names = [*(each.name for each in form.questions), CLOSING]
    columns = ", ".join(form.say("keyed", number=i, name=name) for i, name in enumerate(names, 1))
    values = {"column": RESPONDENT, "respondent": form.respondent, "columns": columns}
    _add(document, form, form.say("keying", **values), SMALL)
    _number_pages(document, form)


def _number_pages(document: Doc, form: Questionnaire) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{form.stem} · {form.say('page')} ")
    field(footer, "PAGE")
    footer.add_run(" / ")
    field(footer, "NUMPAGES")


def _add(document: Doc, form: Questionnaire, text: str, style: str) -> Paragraph:
    return document.add_paragraph(unbroken(writable(text), form.language), style=style)
