"""The XLSForm: pyxform converts it without a word, and the answers come back without a correction by hand."""

import io
import xml.etree.ElementTree as ET
import zipfile

import pytest
from asked_dossiers import as_book, dossier, forms, kobo_export, sheet_of
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyxform.xls2xform import convert
from samples import ROOT

from evalkit.sources import read_dossier
from evalkit.sources.questionnaire import questionnaires_of, xlsform
from evalkit.sources.survey import import_answers, parse_mapping, propose_mapping

FILES = sorted([*(ROOT / "data" / "partnerships").glob("*.yaml"), *(ROOT / "data" / "samples").glob("*.yaml")])
HOSTILE = [
    "${C1_I1}",
    "${",
    "$ {x} ${last-saved#a}",
    "=cmd|'/c calc'!A1",
    "+1",
    "@SUM(A1)",
    "-",
    "a \"b\" 'c' “d” ‘e’",
    "ligne\nautre\n\n\tfin",
    "🙂 é ü 漢字",
    "instance('x')/tree/item[name='a']/label",
    "[lien](javascript:alert(1))",
    "<script>alert(1)</script> & <b>",
    "]]>",
    "x" * 5000,
    "*gras* _souligné_ # titre",
    "jr:itext('a')",
]


def converted(form) -> str:
    warnings: list[str] = []
    result = convert(xlsform(form), warnings=warnings, file_type=".xlsx")
    assert warnings == []
    return result.xform


def labels(xform: str) -> list[str]:
    return ["".join(each.itertext()) for each in ET.fromstring(xform).iter("{http://www.w3.org/2002/xforms}label")]


def asking(text: str):
    """Return the forms of a dossier in which all that is shown holds a text."""
    base = dossier()
    change = {"question": text, "plain_question": text, "label": text, "unit": "1-5"}
    indicators = tuple(each.model_copy(update=change) for each in base.indicators)
    partners = tuple(each.model_copy(update={"name": f"{text} {each.code}"}) for each in base.partners)
    groups = [base.stakeholders[0].model_copy(update={"name": f"{text} {name}"}) for name in ("a", "b")]
    changed = {"indicators": indicators, "partners": partners, "title": text, "stakeholders": tuple(groups)}
    return questionnaires_of(base.model_copy(update=changed)).forms


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_dossier_of_the_data_converts_without_warning(file, language):
    for form in questionnaires_of(read_dossier(file), language).forms:
        assert len(labels(converted(form))) > 1


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_user_typed_is_shown_as_it_is(text):
    for form in asking(text):
        xform = converted(form)
        assert "<output" not in xform
        shown = [each.replace("\u2060", "").split() for each in labels(xform)]
        straight = text.translate(str.maketrans("“”‘’", "\"\"''"))
        assert straight.split() in shown


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_is_a_formula(text):
    for form in asking(text):
        for sheet in load_workbook(io.BytesIO(xlsform(form))):
            assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_no_text_at_all_makes_a_form_that_does_not_convert(text):
    for form in asking(text):
        converted(form)


def test_the_same_questionnaire_gives_the_same_bytes_and_another_one_another_version():
    first, again = xlsform(forms()[0]), xlsform(forms()[0])
    assert first == again
    assert {each.date_time for each in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    other = xlsform(forms(("L'accueil est-il bon ?", "L'accueil va-t-il ?"))[0])
    assert sheet_of(first, "settings")[0]["version"] != sheet_of(other, "settings")[0]["version"]


def test_no_question_is_required_and_none_asks_for_personal_data():
    for form in forms():
        survey = sheet_of(xlsform(form), "survey")
        kinds = {each["type"].split()[0] for each in survey}
        assert kinds == {"note", "calculate", "select_one", "text"}
        assert {each["required"] for each in survey} <= {"", "no"}
        assert [each["name"] for each in survey if each["type"] == "text"] == ["C1_I4", "comments"]


def test_a_scale_shared_by_questions_has_one_list_and_do_not_know_ends_each():
    choices = sheet_of(xlsform(forms(("unit: 0 à 10", "unit: 1-5"))[0]), "choices")
    assert [(each["list_name"], each["name"]) for each in choices] == [
        *(("scale_1_5", mark) for mark in "12345"),
        ("scale_1_5", "nsp"),
    ]


def test_a_mark_out_of_a_hundred_is_typed_within_its_bounds():
    form = forms(("unit: 0 à 10", "unit: 0 à 100"))[0]
    question = next(each for each in sheet_of(xlsform(form), "survey") if each["name"] == "C1_I3")
    assert (question["type"], question["constraint"]) == ("integer", ". >= 0 and . <= 100")
    converted(form)


def test_settings_name_the_form_after_its_file_and_say_its_language():
    settings_row = sheet_of(xlsform(forms(language="en")[1]), "settings")[0]
    assert settings_row["form_id"] == "essai-2024-p2-en"
    assert settings_row["default_language"] == "English (en)"


def come_back(into, form, answers):
    """Import answers by the mapping that is proposed for them, as it stands."""
    book = as_book(kobo_export(form, answers))
    proposal = propose_mapping(into, book)
    assert (proposal.kind, proposal.open) == ("kobo", 0)
    return import_answers(into, book, parse_mapping(proposal.text))


def test_a_partners_answers_come_back_without_a_correction_by_hand():
    found = come_back(
        dossier(), forms()[0], [{"C1_I1": "4", "C1_I3": "nsp", "C1_I4": "Beaucoup.", "comments": "Rien."}]
    )
    assert [(each.indicator, each.respondent, each.value.value) for each in found.measures] == [("C1.I1", "P1", 4)]


def test_the_beneficiaries_answers_come_back_as_their_median():
    marks = ["1", "2", "4", "5", "5", "nsp", ""]
    found = come_back(dossier(), forms()[2], [{"C1_I1": each, "C1_I3": "10", "comments": "Merci"} for each in marks])
    assert [(each.indicator, each.respondent, each.value.value, each.n) for each in found.measures] == [
        ("C1.I1", "Salariés en parcours", 4, 5),
        ("C1.I3", "Salariés en parcours", 10, 7),
    ]


def test_fewer_beneficiaries_than_the_threshold_tell_nothing():
    found = come_back(dossier(), forms()[2], [{"C1_I1": "3"}] * 4)
    assert found.measures == ()


def test_each_of_several_groups_comes_back_under_its_name():
    change = ("- {name: équipes", "- {name: \"L'équipe d'été\", group: beneficiaries}\n- {name: équipes")
    into = dossier(change)
    form = questionnaires_of(into).forms[3]
    assert form.respondent == "L'équipe d'été"
    book = as_book(kobo_export(form, [{"C1_I1": "3", "respondent": "L'équipe d'été"}] * 6))
    proposal = propose_mapping(into, book)
    found = import_answers(into, book, parse_mapping(proposal.text))
    assert [(each.respondent, each.n) for each in found.measures] == [("L'équipe d'été", 6)]


def test_codes_that_start_with_a_digit_come_back_too():
    change = ("code: C1.I1", "code: 1.1"), ("code: C1.I3", "code: 1.2")
    into = dossier(*change)
    found = come_back(into, questionnaires_of(into).forms[0], [{"_1_1": "4", "_1_2": "9"}])
    assert [(each.indicator, each.value.value) for each in found.measures] == [("1.1", 4), ("1.2", 9)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_answers_exported_with_their_labels_are_read_too(language):
    form = forms(language=language)[2]
    by_name = {each["name"]: each["label"] for each in sheet_of(xlsform(form), "choices") if "1_5" in each["list_name"]}
    found = come_back(dossier(), form, [{"C1_I1": by_name[mark]} for mark in ("1", "2", "3", "5", "5", "nsp")])
    assert [(each.value.value, each.n) for each in found.measures] == [(3, 5)]


@pytest.mark.parametrize("name", ["rivage-delorme-2024", "cinq-partenaires"])
def test_every_questionnaire_of_a_real_dossier_comes_back_complete(name):
    into = read_dossier(ROOT / "data" / "partnerships" / f"{name}.yaml")
    into = into.model_copy(update={"measures": ()})
    for form in questionnaires_of(into).forms:
        marks = {each.name: str(each.scale[1]) for each in form.questions if each.scale}
        found = come_back(into, form, [marks] * 12)
        assert {each.indicator.replace(".", "_") for each in found.measures} == set(marks)
