"""Nobody's answers leave the package: each cell of a file bears a mark, and no mark is ever found elsewhere."""

import traceback

from answer_books import PERIOD, book, dossier
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import EvalkitError
from evalkit.sources.survey import Proposal, import_answers, parse_mapping, propose_mapping
from evalkit.sources.survey.report import added_exits, added_measures, kept_back
from evalkit.texts import LANGUAGES

HEADINGS = (
    "Nom",
    "Sexe",
    "C1_I1",
    "C1_I2",
    "C1_I4",
    "group",
    "Type de sortie",
    "Date de sortie",
    "Autre question",
    "id",
)
ANSWERS = f"""kind: answers
{PERIOD}respondent: {{column: group, names: {{s: salariés, P1: P1}}}}
subgroups:
- {{column: Sexe, names: {{F: femmes, H: hommes}}}}
questions:
- {{column: C1_I1, indicator: C1.I1}}
- {{column: C1_I2, indicator: C1.I2}}
- {{column: C1_I4, indicator: C1.I4, how: mean}}
"""
EXITS = """kind: exits
period: {column: Date de sortie}
category: {column: Type de sortie, names: {CDI: lasting}}
perimeter: {column: group, names: {s: Atelier}}
"""
SOUND = {"Sexe": "F", "C1_I1": "4", "C1_I2": "oui", "C1_I4": "12,5", "group": "s", "Type de sortie": "CDI",
         "Date de sortie": "03/05/2024"}  # fmt: skip
PREFIXES = st.sampled_from(["", "M. ", "4 - ", "+33 6 ", "01/01/", "=", "Lucie ", "12,", "1.", "0"])


@st.composite
def people(draw):
    """Draw rows in which each cell is sound, empty, or bears a mark of its own."""
    rows, marks = [], []
    for i in range(draw(st.integers(1, 14))):
        row = []
        for j, heading in enumerate(HEADINGS):
            mark = f"{draw(PREFIXES)}{7301 + 100 * i + j}9{i:02d}{j}zqx"
            kept = draw(st.sampled_from(["sound", "sound", "sound", "mark", "empty"]))
            sound = SOUND.get(heading, mark)
            row.append(sound if kept == "sound" else mark if kept == "mark" else "")
            marks.append(mark)
        rows.append(row)
    return rows, marks


def all_said(rows):
    """Return every text that an import could show or write, those of exceptions included."""
    return "\n".join(text for language in LANGUAGES for text in said_in(language, book(HEADINGS, rows)))


def said_in(language, read):
    yield from said_by(language, lambda: propose_mapping(dossier(), read, language))
    for text in (ANSWERS, EXITS):
        yield from said_by(language, lambda text=text: import_answers(dossier(), read, parse_mapping(text), language))


def said_by(language, call):
    try:
        found = call()
    except EvalkitError as error:
        return [error.sentences(language), str(error), repr(error), *traceback.format_exception(error)]
    texts = [repr(found), *(each.sentence(language) for each in found.notes)]
    if isinstance(found, Proposal):
        return [*texts, found.text]
    rows = [*added_measures(found, language), *added_exits(found, language), *kept_back(found, language)]
    return [*texts, *map(str, rows), found.dossier.model_dump_json()]


@given(people())
def test_no_mark_of_anyone_is_ever_said_or_written(drawn):
    rows, marks = drawn
    said = all_said(rows)
    assert "zqx" not in said
    assert not [mark for mark in marks if mark in said]


def test_a_row_does_not_show_itself():
    from evalkit.model import PartialDate
    from evalkit.sources.survey.records import Record

    record = Record(3, 3, (PartialDate(2024), PartialDate(2024)), "salariés", ("femmes",), (4.0,))
    assert "femmes" not in repr(record)


def test_each_word_of_a_sound_file_is_aggregated():
    rows = [[SOUND.get(heading, f"{i}zqx") for heading in HEADINGS] for i in range(7)]
    assert "zqx" not in all_said(rows)
    found = import_answers(dossier(), book(HEADINGS, rows), parse_mapping(ANSWERS))
    assert {each.indicator for each in found.measures} == {"C1.I1", "C1.I2", "C1.I4"}
