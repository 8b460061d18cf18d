"""The paper form: a document that opens, says its language, and holds a box for each answer."""

import io
import zipfile

import pytest
from asked_dossiers import forms
from docx import Document
from docx.oxml.ns import qn
from test_questionnaire_xlsform import HOSTILE, asking

from evalkit.sources.questionnaire import paper_form
from evalkit.texts import unbroken


def opened(form):
    return Document(io.BytesIO(paper_form(form)))


def text_of(document) -> str:
    return "\n".join(each.text for each in document.paragraphs)


def test_each_scale_is_one_line_of_boxes_and_one_for_those_who_do_not_know():
    tables = opened(forms()[0]).tables
    assert [len(each.rows) for each in tables] == [1, 1]
    assert [len(each.rows[0].cells) for each in tables] == [5 + 1, 11 + 1]
    assert [cell.text.count("☐") for each in tables for cell in each.rows[0].cells] == [1] * 18
    assert "Je ne sais pas" in tables[0].rows[0].cells[-1].text


def test_a_mark_out_of_a_hundred_has_a_line_to_write_on():
    document = opened(forms(("unit: 0 à 10", "unit: 0 à 100"))[0])
    assert len(document.tables) == 1
    assert "Votre note" in text_of(document)


def test_headings_lead_through_the_form_and_questions_are_numbered():
    found = [each.text for each in opened(forms()[2]).paragraphs if each.style.name == "Heading 2"]
    assert [each.split(".")[0] for each in found] == ["1", "2", "3", "4"]
    assert found[0] == "1. Êtes-vous bien accueilli\u00a0?"


@pytest.mark.parametrize(("language", "locale"), [("fr", "fr-FR"), ("en", "en-GB")])
def test_the_document_says_its_language_and_its_title(language, locale):
    document = opened(forms(language=language)[0])
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {locale}
    assert document.core_properties.language == locale
    assert "Atelier Rivage" in document.core_properties.title


def test_an_a4_page_with_its_number():
    section = opened(forms()[0]).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    fields = [each.get(qn("w:instr")) for each in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_letters_are_larger_for_the_beneficiaries():
    sizes = [opened(form).styles["Body Text"].font.size.pt for form in forms()]
    assert sizes == [11, 11, 14]


def test_whoever_types_the_answers_is_told_the_columns():
    said = text_of(opened(forms()[2]))
    for word in ("respondent", "beneficiaries", "C1_I1", "C1_I4", "nsp"):
        assert word in said


def test_a_fictional_dossier_says_so_on_every_page():
    change = ("year: 2024", "year: 2024\nfictional: true")
    assert "fictif" in opened(forms(change)[0]).sections[0].header.paragraphs[0].text
    assert not opened(forms()[0]).sections[0].header.paragraphs[0].text


def test_the_same_questionnaire_gives_the_same_bytes():
    first = paper_form(forms()[0])
    assert first == paper_form(forms()[0])
    assert {each.date_time for each in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"1980-01-01T00:00:00Z" in zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml")


@pytest.mark.parametrize("text", [*HOSTILE, "a\x00b\ud800c\ufffe"], ids=range(len(HOSTILE) + 1))
def test_what_a_user_typed_is_printed_as_it_is(text):
    for form in asking(text):
        said = " ".join(text_of(opened(form)).split())
        kept = "abc" if text.startswith("a\x00") else text
        assert " ".join(unbroken(kept, "fr").split()) in said
