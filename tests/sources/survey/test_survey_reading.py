"""Exports as LimeSurvey, Kobo and Excel write them, and what is told of each row that is no plain answer."""

import datetime as dt

import openpyxl
import pytest
from answer_books import DOSSIER, FILES, GROUP, PERIOD, asked, book, dossier, run, sheet
from samples import ROOT

from evalkit.errors import EvalkitError
from evalkit.sources import parse_dossier, read_dossier
from evalkit.sources.grid import Book, Cell, Sheet, read_book
from evalkit.sources.survey import import_answers, parse_mapping, propose_mapping
from evalkit.sources.survey.table import table_of

RIVAGE = read_dossier(ROOT / "tests" / "cases" / "fictional_complete.yaml")


def rows_of(found):
    return {
        (each.indicator, each.respondent, each.subgroup): each.numerator if each.value is None else each.value.value
        for each in found.measures
    }


def faults(call):
    with pytest.raises(EvalkitError) as caught:
        call()
    return [each.sentence() for each in caught.value.problems]


def limesurvey(name, answers, column):
    mapping = parse_mapping(
        f"kind: answers\n{GROUP}{PERIOD}complete: {column[0]}\nquestions:\n"
        f'- {{column: "{column[1]}", indicator: C1.I4, answers: {{{answers}}}}}\n'
        f'- {{column: "{column[2]}", indicator: C2.I2}}\n'
    )
    return import_answers(RIVAGE, read_book(FILES / name), mapping)


def test_limesurvey_codes_and_full_answers_give_the_same_measures():
    codes = limesurvey("limesurvey_codes.csv", "A1: 5, A2: 4, A3: 3, A4: 2, A5: 1", ("submitdate", "C1I4", "C2I2"))
    full = limesurvey(
        "limesurvey_full_answers.csv",
        "Tout à fait d'accord: 5, Plutôt d'accord: 4, Ni d'accord ni pas d'accord: 3, Plutôt pas d'accord: 2",
        (
            "Date de soumission",
            "C1I4. Le partenariat propose quelque chose de nouveau.",
            "C2I2. Êtes-vous encore en poste ?",
        ),
    )
    assert rows_of(codes) == rows_of(full) == {("C1.I4", "salariés", None): 4, ("C2.I2", "salariés", None): 8}
    assert "2 réponses incomplètes" in " ".join(each.sentence() for each in codes.notes)


def kobo_mapping(group):
    return parse_mapping(
        f"kind: answers\n{PERIOD}respondent: {{column: respondent, names: {{P1: P1, P2: P2, "
        "beneficiaries: salariés en parcours, employees: équipes}}\nquestions:\n"
        f'- {{column: "{group}C1_I4", indicator: C1.I4}}\n- {{column: "{group}C2_I2", indicator: C2.I2}}\n'
    )


def test_a_kobo_csv_gives_each_view_its_measure():
    empty = RIVAGE.model_copy(update={"measures": ()})
    found = import_answers(empty, read_book(FILES / "kobo.csv"), kobo_mapping("avis/"))
    assert rows_of(found) == {
        ("C1.I4", "P1", None): 4,
        ("C1.I4", "P2", None): 2,
        ("C1.I4", "salariés en parcours", None): 4,
        ("C2.I2", "salariés en parcours", None): 6,
    }
    again = import_answers(RIVAGE, read_book(FILES / "kobo.csv"), kobo_mapping("avis/"))
    assert {(each.who, each.reason) for each in again.withheld} >= {("P1", "already"), ("P2", "already")}


def kobo_workbook(path):
    """Write what Kobo writes: the main sheet, a repeat joined by _parent_index, tags below the headings."""
    workbook = openpyxl.Workbook()
    main, repeat = workbook.active, workbook.create_sheet("postes")
    main.title = "Enquête salariés 2024"
    main.append(["respondent", "C1_I4", "C2_I2", "_id", "_uuid", "_submission_time", "_index"])
    main.append(["#respondent", "#indicator", None, None, None, None, None])
    repeat.append(["heures", "_index", "_parent_table_name", "_parent_index", "_submission__id"])
    for i in range(1, 8):
        main.append(["beneficiaries", str(1 + i % 5), "oui", 900 + i, f"uuid-{i}", dt.datetime(2024, 10, i, 9, 30), i])
    for i in range(10):
        repeat.append([10 + i, i + 1, "Enquête salariés 2024", 1 + i % 4, 900 + i])
    workbook.save(path)
    return read_book(path)


def test_a_kobo_workbook_is_read_on_its_main_sheet(tmp_path):
    found = import_answers(RIVAGE, kobo_workbook(tmp_path / "kobo.xlsx"), kobo_mapping(""))
    assert rows_of(found) == {("C1.I4", "salariés en parcours", None): 3, ("C2.I2", "salariés en parcours", None): 7}
    assert any("étiquettes" in each.sentence() for each in found.notes)


def test_a_repeat_has_its_parents_columns_and_counts_people(tmp_path):
    mapping = (
        f"kind: answers\nsheet: postes\n{PERIOD}"
        "respondent: {column: respondent, names: {beneficiaries: salariés}}\n"
        "questions:\n- {column: heures, indicator: C1.I4, how: mean}\n"
    )
    read = kobo_workbook(tmp_path / "kobo.xlsx")
    found = import_answers(dossier(), read, parse_mapping(mapping))
    assert found.measures == ()
    assert found.withheld[0].reason == "few"


def test_a_french_excel_csv_is_read_and_its_total_row_left_out():
    mapping = parse_mapping(
        f"kind: answers\n{GROUP}{PERIOD}subgroups:\n- {{column: Sexe, names: {{F: femmes, H: hommes}}}}\nquestions:\n"
        "- {column: Caractère innovant vu par les partenaires, indicator: C1.I4}\n"
        "- {column: Part encore en poste à 12 mois, indicator: C2.I2}\n"
    )
    found = import_answers(RIVAGE, read_book(FILES / "tableau_excel.csv"), mapping)
    assert rows_of(found)["C2.I2", "salariés", None] == 8
    assert "ligne 14 : ligne de total, laissée de côté" in found.notes[0].sentence()


def test_each_year_of_a_date_column_is_a_period():
    days = ["01/12/2023"] * 5 + ["2024-11-03 10:22:45"] * 5 + ["2024-10-02T09:11:40.102+02:00"]
    found = run({"q": ["4"] * 11, "jour": days}, asked("q", "C1.I1"), head=GROUP + "period: {column: jour}\n")
    assert [(str(each.start), each.n) for each in found.measures] == [("2023-01-01", 5), ("2024-01-01", 6)]


@pytest.mark.parametrize(
    "day",
    ["2024/03/15 2:22:31 PM UTC+1", "15/03/2024 14:22:31", "15/03/2024 à 14:22", "15.03.2024", "2024-03-15T09:11:40Z"],
)
def test_a_time_stamp_is_read_as_its_day(day):
    found = run(
        {"q": ["4"] * 6, "Horodateur": [day] * 6}, asked("q", "C1.I1"), head=GROUP + "period: {column: Horodateur}\n"
    )
    assert [(str(each.start), each.n) for each in found.measures] == [("2024-01-01", 6)]
    assert not run({"q": ["4"] * 6, "Horodateur": [day] * 6}, asked("q", "C1.I1")).notes[1:]


def test_a_time_stamp_is_no_question():
    rows = [["2024/03/15 2:22:31 PM UTC+1", "4"]] * 6
    assert '# - column: "Horodateur"' not in propose_mapping(dossier(), book(["Horodateur", "C1_I1"], rows)).text


def delimited(tmp_path, text):
    file = tmp_path / "reponses.csv"
    file.write_text(text, encoding="utf-8")
    return read_book(file)


def test_decimal_commas_in_a_file_of_one_column_part_nothing(tmp_path):
    mapping = parse_mapping(f"kind: answers\n{GROUP}{PERIOD}questions:\n{asked('s', 'C1.I4', 'how: mean')}")
    found = import_answers(dossier(), delimited(tmp_path, "s\n" + "12,50 €\n13\n" * 4), mapping)
    assert [(each.value.value, each.n) for each in found.measures] == [(12.75, 8)]


def test_commas_still_part_two_columns_of_whole_numbers(tmp_path):
    assert [each.heading for each in table_of(delimited(tmp_path, "a,b\n" + "3,4\n" * 4)).columns] == ["a", "b"]


def test_a_ticked_cell_is_shown_as_it_is_in_the_sheet():
    with pytest.raises(EvalkitError) as caught:
        run({"q": [4, 4, 4, 4, True]}, asked("q", "C1.I1"))
    said = caught.value.problems[0]
    assert "« VRAI »" in said.sentence("fr")
    assert '"TRUE"' in said.sentence("en")


@pytest.mark.parametrize("typed", ["VRAI", "true", "TRUE"])
def test_a_ticked_cell_is_found_in_a_codebook_by_either_name(typed):
    found = run({"q": [True] * 4 + [False] * 2}, asked("q", "C1.I1", f"answers: {{'{typed}': 5, 'FAUX': 1}}"))
    assert found.measures[0].value.value == 5


def test_titles_of_several_columns_above_the_headings_are_passed_over():
    rows = [["C1_I1", "C1_I2", "nom"], *[["3", "oui", "Vasseur"]] * 9]
    text = propose_mapping(dossier(), book(["Votre avis", "", "Vous"], rows)).text
    assert "indicator: C1.I1" in text
    assert "Vasseur" not in text


def test_headings_that_may_stand_on_two_lines_are_asked_back():
    rows = [["Vasseur", "Nadia", "Lyon"], ["Belkacem", "Karim", "Lens"]]
    said = faults(lambda: table_of(book(["Identité", "", "Ville"], rows)))
    assert "deux lignes (l. 1, 2)" in said[0]
    assert "Vasseur" not in said[0]


def test_a_unit_without_scale_is_named_as_the_workbook_names_it():
    plain = parse_dossier(DOSSIER.replace('unit: "1-5"', "unit: points"))
    said = faults(lambda: run({"q": ["4"] * 5}, asked("q", "C1.I1"), into=plain))
    assert "colonne « Unité » du dossier" in said[0]


def test_limesurveys_own_date_of_nowhere_is_asked_back():
    days = ["1980-01-01 00:00:00"] * 6
    head = GROUP + "period: {column: submitdate}\n"
    said = faults(lambda: run({"q": ["4"] * 6, "submitdate": days}, asked("q", "C1.I1"), head=head))
    assert "LimeSurvey n'a pas gardé les dates" in said[0]


def test_a_choice_that_is_not_ticked_is_a_no():
    columns = {"Q[SQ001]": ["Y", "", "Y", "", ""], "id": list("12345")}
    assert run(columns, asked("Q[SQ001]", "C1.I2")).measures == ()
    found = run(columns, asked("Q[SQ001]", "C1.I2", "empty: no")).measures[0]
    assert (found.numerator, found.denominator) == (2, 5)


def test_each_answer_that_is_not_understood_is_told_once_with_its_lines():
    answers = ["4", "8", "5", "8", "jamais", "3"]
    said = faults(lambda: run({"q": answers}, asked("q", "C1.I1")))
    assert said == [
        "reponses.csv, ligne 3, q : « 8 » sort de l'échelle (l. 3, 5). "
        "Corrigez la réponse, ou ajoutez-la à « missing » si elle veut dire « sans réponse ».",
        "reponses.csv, ligne 6, q : réponse inattendue « jamais » (l. 6). Ajoutez-la à « answers », ou corrigez-la.",
    ]


def test_what_could_name_someone_is_not_shown():
    said = faults(lambda: run({"q": ["4", "4", "4", "4", "Demander à Lucie Fontaine"]}, asked("q", "C1.I1")))
    assert said[0].startswith("reponses.csv, ligne 6, q : réponses inattendues (l. 6), non montrées")
    assert "Lucie" not in said[0]


def test_an_ambiguous_number_is_asked_back_in_text_and_read_in_a_sheet():
    said = faults(lambda: run({"q": ["1.234", "2", "3", "4", "5"]}, asked("q", "C1.I4", "how: sum")))
    assert "ambigus" in said[0]
    assert run({"q": [1.234, 2, 3, 4, 5]}, asked("q", "C1.I4", "how: sum")).measures[0].value.value == 15.234


def test_a_codebook_leaves_no_other_answer_understood():
    said = faults(lambda: run({"q": ["3", "2", "2", "2", "1"]}, asked("q", "C1.I2", "answers: {'3': yes, '2': no}")))
    assert "réponse inattendue « 1 » (l. 6)" in said[0]


def test_two_answers_of_one_partner_are_asked_back():
    said = faults(lambda: run({"q": ["2", "4"]}, asked("q", "C1.I1"), head=PERIOD + "respondent: {name: P1}\n"))
    assert "le partenaire P1 a donné deux réponses différentes (l. 2, 3)" in said[0]


def test_a_word_of_summary_is_an_answer_where_several_give_it():
    answers = ["moyenne", "bonne", "moyenne", "bonne", "moyenne"]
    codebook = "answers: {moyenne: 2, bonne: 3}"
    found = run({"q": answers, "age": ["20", "30", "40", "50", "60"]}, asked("q", "C1.I1", codebook))
    assert found.measures[0].n == 5


@pytest.mark.parametrize("first", ["Total", "TOTAL GÉNÉRAL", "Moyenne", "Sous-total"])
def test_a_total_row_is_told_and_left_out(first):
    columns = {"site": ["a", "b", "a", "b", "a", first], "q": ["4", "4", "4", "4", "5", "21"]}
    found = run(columns, asked("q", "C1.I4", "how: sum"))
    assert found.measures[0].value.value == 21
    assert "ligne 7 : ligne de total" in found.notes[0].sentence()


def test_a_file_without_headings_is_refused_and_shows_no_one():
    rows = [["Fontaine", "Lyon", "4"], ["Haddad", "Lens", "3"]]
    said = faults(lambda: table_of(book(["Vasseur", "Lille", "4"], rows)))
    assert "ressemble à une réponse" in said[0]
    assert "Vasseur" not in said[0]


def test_a_title_above_the_headings_moves_nothing():
    cells = {(1, 1): Cell("Enquête 2024")}
    cells |= {(r + 2, c): cell for (r, c), cell in book(["nom", "note"], [["x", "4"]] * 5).sheets[0].cells.items()}
    table = table_of(Book("a.xlsx", "xlsx", (Sheet("a.xlsx", "Réponses", cells),)))
    assert (table.header, len(table.rows)) == (3, 5)


def test_merged_groups_are_filled_and_hidden_rows_told():
    plain = book(["groupe", "q"], [["s", "4"], ["", "4"], ["", "4"], ["", "5"], ["", "5"]], "Réponses").sheets[0]
    merged = Sheet(plain.file, plain.name, plain.cells, merged=((2, 1, 6, 1),), hidden_rows=frozenset({4}))
    mapping = parse_mapping(
        f"kind: answers\n{PERIOD}respondent: {{column: groupe, names: {{s: salariés}}}}\n"
        f"questions:\n{asked('q', 'C1.I1')}"
    )
    found = import_answers(dossier(), Book("a.xlsx", "xlsx", (merged,)), mapping)
    assert found.measures[0].n == 5
    assert "lignes masquées" in found.notes[0].sentence()


def test_two_sheets_that_could_be_meant_are_asked_back():
    sheets = (sheet(["q"], [["4"]], "2023"), sheet(["q"], [["4"]], "2024"))
    said = faults(lambda: table_of(Book("a.xlsx", "xlsx", sheets)))
    assert "plusieurs feuilles peuvent contenir les réponses : 2023, 2024" in said[0]
    assert table_of(Book("a.xlsx", "xlsx", sheets), "2024").sheet.name == "2024"


def test_columns_of_one_heading_are_told_and_never_guessed():
    two = book(["q", "q"], [["4", "5"]] * 5)
    assert "plusieurs colonnes" in propose_mapping(dossier(), two).notes[0].sentence()
    mapping = parse_mapping(f"kind: answers\n{GROUP}{PERIOD}questions:\n{asked('q', 'C1.I1')}")
    assert "portent le titre « q »" in faults(lambda: import_answers(dossier(), two, mapping))[0]


def test_rows_without_a_respondent_are_told():
    head = PERIOD + "respondent: {column: who, names: {s: salariés}}\n"
    found = run({"who": ["s"] * 6 + [""], "q": ["4"] * 7}, asked("q", "C1.I1"), head=head)
    assert found.measures[0].n == 6
    assert any("lignes sans répondant, laissées de côté (l. 8)" in each.sentence() for each in found.notes)


def test_answers_sent_outside_the_period_are_told():
    days = ["2024-12-30 10:00:00"] * 5 + ["2025-01-03 10:00:00"]
    found = run({"q": ["4"] * 6, "submitdate": days}, asked("q", "C1.I1"))
    assert any("datées hors de la période (2024-01-01 – 2024-12-31)" in each.sentence() for each in found.notes)
    assert not any(
        "hors" in each.sentence() for each in run({"q": ["4"] * 5, "submitdate": days[:5]}, asked("q", "C1.I1")).notes
    )


def test_a_respondent_that_the_dossier_does_not_know_is_told():
    head = PERIOD + "respondent: {name: Salaries}\n"
    assert any(
        "« Salaries » n'est ni un partenaire" in each.sentence()
        for each in run({"q": ["4"] * 5}, asked("q", "C1.I1"), head=head).notes
    )


def test_a_formula_that_nobody_computed_is_no_empty_answer():
    plain = book(["q"], [["4"]] * 6, "Réponses").sheets[0]
    cells = {**plain.cells, (4, 1): Cell(None, formula=True), (5, 1): Cell(None, error="#DIV/0!")}
    mapping = parse_mapping(f"kind: answers\n{GROUP}{PERIOD}questions:\n{asked('q', 'C1.I1')}")
    broken = Book("a.xlsx", "xlsx", (Sheet("a.xlsx", "Réponses", cells),))
    assert "réponses inattendues (l. 4, 5)" in faults(lambda: import_answers(dossier(), broken, mapping))[0]


def test_a_large_file_is_a_matter_of_seconds():
    import time

    columns = {f"q{i}": ["4"] * 10_000 for i in range(20)} | {"q": [str(1 + i % 5) for i in range(10_000)]}
    began = time.monotonic()
    assert run(columns, asked("q", "C1.I1")).measures[0].n == 10_000
    assert time.monotonic() - began < 10
