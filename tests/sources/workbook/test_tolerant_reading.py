"""What people do to a workbook is understood, or asked back with its cell; nothing is guessed in silence."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from samples import FICTIONAL
from workbooks import HEADINGS, Change, answer, at, column, edited, noted, put, read, said

from evalkit.errors import EvalkitError
from evalkit.model.dates import PartialDate
from evalkit.sources import read_dossier

MEASURES, MEANS, INDICATORS = "3 Mesures", "2 Moyens", "3 Indicateurs"
PLAIN = read_dossier(FICTIONAL)
COUNT_ROW = next(i for i, each in enumerate(PLAIN.measures, start=5) if each.value and each.value.raw.isdigit())


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1250,5", 1250.5),
        ("1 250,5", 1250.5),
        ("1\u00a0250,5", 1250.5),
        ("1\u202f250,5", 1250.5),
        ("1\u2009250.5", 1250.5),
        (1250.5, 1250.5),
        (1250, 1250),
        ("1 250 €", 1250),
        ("environ 1 250 €", 1250),
        ("=1000+250.5", None),
    ],
)
def test_an_amount_is_read_as_it_is_typed_in_french(typed: object, value: float | None, tmp_path: Path) -> None:
    change = put(MEANS, "Montant prévu", 5, typed)
    if value is None:
        assert said(tmp_path, change)[0].startswith("dossier.xlsx, 2 Moyens!G5, Montant prévu : ")
    else:
        amount = read(tmp_path, change).means[0].planned_amount
        assert amount is not None
        assert amount.value == value


@pytest.mark.parametrize(("typed", "shown"), [("1.234", "1.234"), ("80,000", "80,000"), ("n.c.", "n.c."), ("?", "?")])
def test_what_is_ambiguous_or_no_number_is_asked_back_with_its_cell(typed: str, shown: str, tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, put(MEANS, "Prévu", 5, typed))
    assert sentence.startswith("dossier.xlsx, 2 Moyens!D5, Prévu : ")
    assert f"« {shown} »" in sentence


def share_row() -> int:
    codes = [each.code for each in PLAIN.indicators if each.form == "share"]
    return next(i for i, each in enumerate(PLAIN.indicators, start=5) if each.code == codes[0])


@pytest.mark.parametrize(("typed", "number_format"), [("60 %", "@"), ("60\u00a0%", "@"), (0.6, "0%"), (60, "General")])
def test_a_target_in_per_cent_is_read_from_text_and_from_a_formatted_cell(
    typed: object, number_format: str, tmp_path: Path
) -> None:
    found = read(tmp_path, put(INDICATORS, "Cible", share_row(), typed, number_format))
    assert found.indicators[share_row() - 5].target == 60


def test_a_per_cent_where_none_is_due_is_asked_back(tmp_path: Path) -> None:
    row = next(i for i, each in enumerate(PLAIN.indicators, start=5) if each.form == "count")
    (sentence,) = said(tmp_path, put(INDICATORS, "Cible", row, 0.6, "0%"))
    assert f"3 Indicateurs!K{row}, Cible" in sentence
    assert "« 60 % »" in sentence


@pytest.mark.parametrize(
    ("typed", "number_format", "date"),
    [
        ("15/03/2023", "@", PartialDate(2023, 3, 15)),
        ("2023-03-15", "@", PartialDate(2023, 3, 15)),
        (dt.datetime(2023, 3, 15), "dd/mm/yyyy", PartialDate(2023, 3, 15)),
        (dt.datetime(2023, 3, 1), "mmm-yy", PartialDate(2023, 3)),
        ("03/2023", "@", PartialDate(2023, 3)),
        (2023, "General", PartialDate(2023)),
        ("2023", "@", PartialDate(2023)),
    ],
)
def test_a_date_is_as_precise_as_it_shows(typed: object, number_format: str, date: PartialDate, tmp_path: Path) -> None:
    assert read(tmp_path, put("1 Historique", "Date", 5, typed, number_format)).history[0].date == date


def test_a_serial_number_in_a_column_of_dates_is_that_day_and_is_told(tmp_path: Path) -> None:
    # 45000 is 15 March 2023: Excel's day 1 is 1 January 1900, with the 29 February 1900 that never was.
    change = put("1 Historique", "Date", 5, 45000)
    assert read(tmp_path, change).history[0].date == PartialDate(2023, 3, 15)
    assert "le nombre 45000 est lu comme la date 15/03/2023" in noted(tmp_path, change)[0]


def test_a_workbook_that_counts_from_1904_keeps_its_dates(tmp_path: Path) -> None:
    def in_1904(book: Workbook) -> None:
        book.epoch = dt.datetime(1904, 1, 1)
        put("1 Historique", "Date", 5, dt.datetime(2023, 3, 15), "dd/mm/yyyy")(book)
        put("1 Historique", "Date", 6, 45000 - 1462)(book)

    found = read(tmp_path, in_1904).history
    assert [each.date for each in found[:2]] == [PartialDate(2023, 3, 15)] * 2


@pytest.mark.parametrize("typed", ["31/02/2023", "15/03/23", "mars 2023", "15.03.2023"])
def test_an_impossible_date_is_asked_back(typed: str, tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, put("1 Historique", "Date", 5, typed, "@"))
    assert sentence.startswith("dossier.xlsx, 1 Historique!A5, Date : ")
    assert "2024-03-15" not in sentence


def test_an_hour_in_a_date_is_asked_back(tmp_path: Path) -> None:
    change = put("1 Historique", "Date", 5, dt.datetime(2023, 3, 15, 14, 30), "dd/mm/yyyy hh:mm")
    assert "1 Historique!A5" in said(tmp_path, change)[0]


@pytest.mark.parametrize("typed", ["oui", "OUI", " Oui ", "yes", "vrai", True])
def test_a_yes_is_a_yes_however_it_is_typed(typed: object, tmp_path: Path) -> None:
    assert read(tmp_path, put("1 Objectifs", "Emploi durable", 6, typed)).objectives[1].lasting_employment is True


@pytest.mark.parametrize(
    ("sheet", "heading"), [("1 Partenaires", "Nom"), (MEASURES, "Effectif"), ("1 Objectifs", "Priorité P1")]
)
def test_a_true_where_no_yes_is_due_is_asked_back(sheet: str, heading: str, tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, put(sheet, heading, 5, True))
    assert "VRAI ou FAUX" in sentence


def test_a_cross_is_neither_yes_nor_no(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, put("1 Objectifs", "Emploi durable", 6, "x"))
    assert sentence == ("dossier.xlsx, 1 Objectifs!E6, Emploi durable : « x » n'est ni oui ni non. Écrivez oui ou non.")


@pytest.mark.parametrize("typed", ["entreprise", "Entreprise", "company", " ENTREPRISE "])
def test_a_choice_is_read_by_its_label_or_its_code(typed: str, tmp_path: Path) -> None:
    assert read(tmp_path, put("1 Partenaires", "Type", 6, typed)).partners[1].type == "company"


@pytest.mark.parametrize("typed", ["M5", "M5 - coop. éco.", "M5 – coopération économique", "Coopération economique"])
def test_a_numbered_choice_is_read_by_its_number(typed: str, tmp_path: Path) -> None:
    assert read(tmp_path, put("1 Modèles", "Modèle", 5, typed)).models[0].model == "M5"


def test_a_wrong_choice_is_asked_back_in_the_words_of_the_list(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, put("1 Partenaires", "Type", 6, "entreprize"))
    assert sentence.endswith("Choisissez « entreprise » dans la liste.")
    (sentence,) = said(tmp_path, put("1 Partenaires", "Type", 6, "club de foot"))
    assert sentence.endswith("Choisissez dans la liste déroulante de la cellule.")
    (sentence,) = said(tmp_path, put("2 Moyens", "Nature", 5, "moral"))
    assert sentence.endswith("Choisissez dans la liste : humain, financier, logistique ou technique.")


def test_the_territory_is_named_in_words(tmp_path: Path) -> None:
    assert read(tmp_path, put("1 Objectifs", "Porteur", 5, "Territoire")).objectives[0].holder == "territory"
    (sentence,) = said(tmp_path, put("1 Objectifs", "Porteur", 5, "P9"))
    assert "Codes possibles : P1, P2, le territoire, les bénéficiaires." in sentence


def test_a_code_typed_as_a_number_is_the_same_code(tmp_path: Path) -> None:
    def renamed(book: Workbook) -> None:
        cells = [cell for sheet in book.worksheets[1:-1] for row in sheet.iter_rows(min_row=4) for cell in row]
        for cell in cells:
            text = re.sub(r"\bP2\b", "2", str(cell.value or ""))
            cell.value = 2 if text == "2" else text or None

    found = read(tmp_path, renamed)
    assert [each.code for each in found.partners] == ["P1", "2"]
    assert found.priorities["2"] == PLAIN.priorities["P2"]
    assert found.actions[0].to == tuple(code.replace("P2", "2") for code in PLAIN.actions[0].to)


def test_a_lost_zero_comes_back_where_there_is_no_doubt(tmp_path: Path) -> None:
    def typed(book: Workbook) -> None:
        for label, value in (("Territoire : type de zone", "commune"), ("Territoire : code Insee", 1004)):
            answer(book, label).value = value

    found = read(tmp_path, typed)
    assert found.territory is not None
    assert found.territory.insee_code == "01004"
    assert "le code est lu 01004" in noted(tmp_path, typed)[0]


@pytest.mark.parametrize("typed", ["P1, P2", "P1 et P2", "P1/P2", "P1 ; P2", "P1\nP2", "P1 & P2"])
def test_two_codes_are_parted_as_people_part_them(typed: str, tmp_path: Path) -> None:
    assert read(tmp_path, put("2 Actions", "Par", 5, typed)).actions[0].by == ("P1", "P2")


# ----- cells, rows, columns and sheets moved about


def test_merged_cells_count_for_each_of_their_rows_and_it_is_told(tmp_path: Path) -> None:
    def merged(book: Workbook) -> None:
        sheet = book["1 Chiffres clés"]
        sheet.merge_cells(start_row=5, end_row=7, start_column=1, end_column=1)

    assert read(tmp_path, merged).partners[0].key_figures == PLAIN.partners[0].key_figures
    assert noted(tmp_path, merged) == [
        "dossier.xlsx, 1 Chiffres clés!A5, Partenaire : cellules fusionnées : la valeur vaut aussi pour les 2 lignes "
        "suivantes. Défusionnez si ce n'est pas ce que vous voulez."
    ]


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path: Path) -> None:
    def hidden(book: Workbook) -> None:
        book["1 Historique"].row_dimensions[6].hidden = True
        book["1 Historique"].column_dimensions["C"].hidden = True
        book["3 Effets"].sheet_state = "hidden"

    assert read(tmp_path, hidden) == PLAIN
    told = noted(tmp_path, hidden)
    assert any("1 Historique!A6 : cette ligne masquée" in each for each in told)
    assert any("la feuille masquée « 3 Effets » est lue" in each for each in told)


def test_a_line_of_totals_is_left_out_and_told(tmp_path: Path) -> None:
    def total(book: Workbook) -> None:
        row = 5 + len(PLAIN.means)
        at(book, MEANS, "Libellé", row).value = "TOTAL"
        at(book, MEANS, "Montant prévu", row).value = 12345

    assert read(tmp_path, total) == PLAIN
    assert "ligne de total : elle n'est pas lue" in noted(tmp_path, total)[0]


def test_a_means_called_total_that_is_complete_is_a_means(tmp_path: Path) -> None:
    assert read(tmp_path, put(MEANS, "Libellé", 5, "Total")).means[0].label == "Total"


def test_empty_rows_between_entries_do_not_matter(tmp_path: Path) -> None:
    assert read(tmp_path, lambda book: book["1 Historique"].insert_rows(7, 3)) == PLAIN


def test_columns_in_another_order_are_found_by_their_headings(tmp_path: Path) -> None:
    def swapped(book: Workbook) -> None:
        sheet = book[MEASURES]
        first, second = column(sheet, "Début"), column(sheet, "Répondant")
        for row in range(HEADINGS, sheet.max_row + 1):
            a, b = sheet.cell(row, first), sheet.cell(row, second)
            a.value, b.value = b.value, a.value

    assert read(tmp_path, swapped) == PLAIN


def test_a_renamed_column_is_followed_by_its_hidden_name(tmp_path: Path) -> None:
    assert read(tmp_path, put(MEASURES, "Répondant", HEADINGS, "Qui a répondu ?")) == PLAIN


def test_renamed_and_moved_sheets_are_followed(tmp_path: Path) -> None:
    def renamed(book: Workbook) -> None:
        for name in list(book.defined_names):
            defined = book.defined_names[name]
            defined.attr_text = str(defined.attr_text).replace(f"'{MEASURES}'", "'Nos chiffres'")
        book[MEASURES].title = "Nos chiffres"
        book.move_sheet("Nos chiffres", offset=-8)

    assert read(tmp_path, renamed) == PLAIN


def without_names(book: Workbook) -> None:
    for name in list(book.defined_names):
        if name.startswith("evk_") and "_list_" not in name:
            del book.defined_names[name]


def test_without_its_hidden_names_a_workbook_is_read_by_its_words(tmp_path: Path) -> None:
    assert read(tmp_path, without_names) == PLAIN


def test_without_names_a_sheet_of_another_title_is_known_by_its_headings(tmp_path: Path) -> None:
    def renamed(book: Workbook) -> None:
        without_names(book)
        book["3 Sorties"].title = "Devenir des personnes"

    assert read(tmp_path, renamed) == PLAIN


def test_a_heading_that_is_nearly_ours_is_asked_back(tmp_path: Path) -> None:
    sentences = said(tmp_path, without_names, put(MEASURES, "Répondant", HEADINGS, "Repondants"))
    assert any(
        sentence.startswith("dossier.xlsx, 3 Mesures!D4 : ce titre, « Repondants », est-il « Répondant » ?")
        for sentence in sentences
    )


def test_a_heading_that_stands_twice_is_asked_back(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, lambda book: book["1 Historique"].cell(HEADINGS, 4, "Libellé"))
    assert sentence.startswith("dossier.xlsx, 1 Historique!D4 : ce titre figure deux fois.")


def test_extra_columns_and_sheets_are_left_as_they_are_and_told(tmp_path: Path) -> None:
    def extra(book: Workbook) -> None:
        sheet = book["1 Historique"]
        sheet.cell(HEADINGS, 5).value, sheet.cell(5, 5).value = "Humeur du jour", "bonne"
        book.create_sheet("Brouillon")["A1"] = "à trier"

    assert read(tmp_path, extra) == PLAIN
    assert noted(tmp_path, extra) == [
        "dossier.xlsx, Brouillon!A1 : la feuille « Brouillon » n'est pas une feuille du dossier : elle n'est pas lue. "
        "Rien à faire : elle reste dans ce fichier, comme elle est.",
        "dossier.xlsx, 1 Historique!E4 : la colonne « Humeur du jour » n'est pas une colonne du dossier : elle n'est "
        "pas lue. Rien à faire : elle reste dans ce fichier, comme elle est.",
    ]


def test_a_copied_sheet_is_asked_back(tmp_path: Path) -> None:
    def copied(book: Workbook) -> None:
        book.copy_worksheet(book[MEASURES]).title = "3 Mesures (2)"

    assert any("3 Mesures (2)!A1 : cette feuille" in sentence for sentence in said(tmp_path, copied))


def test_rows_added_above_the_headings_do_not_matter(tmp_path: Path) -> None:
    def added(book: Workbook) -> None:
        without_names(book)
        book["1 Historique"].insert_rows(1, 3)
        book["1 Historique"]["A1"] = "Vu avec Delorme le 3 mars"

    assert read(tmp_path, added) == PLAIN


def test_a_priority_headed_by_the_partners_name_is_that_partners(tmp_path: Path) -> None:
    name = PLAIN.partners[1].name
    assert read(tmp_path, put("1 Objectifs", "Priorité P2", HEADINGS, f"Priorité {name}")) == PLAIN


def test_an_answer_without_its_own_line_is_never_dropped(tmp_path: Path) -> None:
    def second(book: Workbook) -> None:
        book["Dossier"].insert_rows(6)
        book["Dossier"].cell(6, 2).value = "un deuxième titre"

    assert any("Dossier!B6, Titre : cette rubrique ne prend qu'une réponse" in each for each in said(tmp_path, second))


def test_several_answers_stand_one_per_line_and_there_may_be_more(tmp_path: Path) -> None:
    def more(book: Workbook) -> None:
        cell = answer(book, "Non mesuré", "4 Limites")
        book["4 Limites"].insert_rows(cell.row + 1, 5)
        for i in range(5):
            book["4 Limites"].cell(cell.row + 1 + i, 2).value = f"point {i}"

    found = read(tmp_path, more).limits
    assert found is not None
    assert {f"point {i}" for i in range(5)} <= set(found.not_measured)


# ----- formulas and errors


def computed(file: Path, sheet: str, cell: str, formula: str, value: str) -> None:
    """Write a formula with the value that a spreadsheet program computed, which openpyxl cannot do."""
    book = load_workbook(file)
    book[sheet][cell].value = formula
    number = book.sheetnames.index(sheet) + 1
    book.save(file)
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    part = f"xl/worksheets/sheet{number}.xml"
    parts[part] = re.sub(
        rb"(<c r=\"%s\"[^>]*)>(<f>[^<]*</f>)<v ?/?>(?:</v>)?" % cell.encode(),
        lambda found: found[1] + b">" + found[2] + b"<v>" + value.encode() + b"</v>",
        parts[part],
    )
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_the_value_of_a_formula_is_used_without_its_noise_and_told(tmp_path: Path) -> None:
    file = edited(tmp_path)
    computed(file, MEANS, "G5", "=0.1+0.2", "0.30000000000000004")
    found = read_dossier(file)
    amount = found.means[0].planned_amount
    assert amount is not None
    assert amount.raw == "0.3"
    assert [each.sentence("fr") for each in found.notes] == [
        "dossier.xlsx, 2 Moyens!G5, Montant prévu : le résultat de la formule est repris. Vérifiez qu'il est à jour."
    ]


@pytest.mark.parametrize("typed", ["#DIV/0!", "#REF!", "#N/A"])
def test_an_error_in_a_cell_is_asked_back(typed: str, tmp_path: Path) -> None:
    def error(book: Workbook) -> None:
        cell = at(book, MEANS, "Montant prévu", 5)
        cell.value = typed
        cell.data_type = "e"

    assert said(tmp_path, error)[0].startswith("dossier.xlsx, 2 Moyens!G5, Montant prévu : ")


def test_a_formula_that_no_program_computed_is_asked_back(tmp_path: Path) -> None:
    assert said(tmp_path, put(MEANS, "Montant prévu", 5, "=1+1"))[0].startswith("dossier.xlsx, 2 Moyens!G5")


# ----- versions, other workbooks


def older(book: Workbook) -> None:
    """Make a workbook of today one of the first version of the template."""
    sheet = book[INDICATORS]
    for heading in ("Question posée", "Question en mots simples"):
        sheet.delete_cols(column(sheet, heading))
    for name in ("evk_indicators_question", "evk_indicators_plain_question", "evk_indicators_note"):
        del book.defined_names[name]
    next(each for each in book.custom_doc_props.props if each.name == "evalkit_template").value = "1"


def test_a_workbook_of_an_older_version_is_read_and_what_changed_is_listed(tmp_path: Path) -> None:
    assert read(tmp_path, older) == PLAIN.model_copy(
        update={
            "indicators": tuple(
                each.model_copy(update={"question": None, "plain_question": None}) for each in PLAIN.indicators
            )
        }
    )
    assert noted(tmp_path, older) == [
        "dossier.xlsx, Dossier!A1 : dossier de la version 1 du modèle, lu dans la version 3, qui ajoute : Question "
        "posée, Question en mots simples, Diagnostic du territoire. "
        "Rien à faire ; « evalkit convert » l'écrit dans la nouvelle version."
    ]


def test_a_workbook_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    def newer(book: Workbook) -> None:
        next(each for each in book.custom_doc_props.props if each.name == "evalkit_template").value = "99"

    (sentence,) = said(tmp_path, newer)
    assert "version plus récente du modèle (99)" in sentence


def test_a_workbook_that_is_no_dossier_is_one_sentence(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "Liste de courses"  # type: ignore[index]
    book.save(tmp_path / "courses.xlsx")
    with pytest.raises(EvalkitError) as error:
        read_dossier(tmp_path / "courses.xlsx")
    assert len(error.value.problems) == 1
    assert "aucune feuille de ce classeur n'est celle d'un dossier" in error.value.sentences()


def test_every_problem_is_told_at_once_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    changes: list[Change] = [
        put(MEASURES, "Effectif", 5, "beaucoup"),
        put("1 Partenaires", "Type", 5, "x"),
        put(MEANS, "Prévu", 6, "n.c."),
    ]
    places = [sentence.split(" : ")[0] for sentence in said(tmp_path, *changes)]
    assert places == [
        "dossier.xlsx, 1 Partenaires!C5, Type",
        "dossier.xlsx, 2 Moyens!D6, Prévu",
        "dossier.xlsx, 3 Mesures!I5, Effectif",
    ]


# ----- nothing that was typed is left unsaid


def test_an_emptied_heading_is_followed_by_its_name_and_told(tmp_path: Path) -> None:
    assert read(tmp_path, put(MEASURES, "Valeur", HEADINGS, None)) == PLAIN
    assert noted(tmp_path, put(MEASURES, "Valeur", HEADINGS, None)) == [
        "dossier.xlsx, 3 Mesures!E4 : « — » est lu comme « Valeur », dont c'était la place. Rien à faire si c'est bien "
        "cela ; sinon, remettez « Valeur » et ajoutez votre colonne, votre ligne ou votre feuille ailleurs."
    ]


def test_a_heading_that_was_renamed_is_told(tmp_path: Path) -> None:
    (told,) = noted(tmp_path, put(MEASURES, "Note", HEADINGS, "Téléphone du contact"))
    assert "« Téléphone du contact » est lu comme « Note »" in told


def test_a_filled_column_without_any_heading_is_asked_back(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, lambda book: book[MEASURES].cell(5, 17, "remarque"))
    assert sentence.startswith("dossier.xlsx, 3 Mesures!Q4 : cette colonne est remplie")


@pytest.mark.parametrize(
    "heading", ["Priorité\u00a0P2", "Priorité\nP2", "Priorité : P2", "priorite (P2)", "Priority P2"]
)
def test_a_priority_heading_is_read_however_it_is_spaced(heading: str, tmp_path: Path) -> None:
    assert read(tmp_path, put("1 Objectifs", "Priorité P2", HEADINGS, heading)) == PLAIN


def test_two_priority_columns_of_one_partner_are_asked_back(tmp_path: Path) -> None:
    sentences = said(tmp_path, put("1 Objectifs", "Priorité P2", HEADINGS, "Priorité P1"))
    assert sentences == [
        "dossier.xlsx, 1 Objectifs!I4 : ce titre figure deux fois. Gardez une seule des deux colonnes ou lignes, ou "
        "renommez celle qui ne compte pas."
    ]


def test_a_column_put_into_a_form_moves_nothing(tmp_path: Path) -> None:
    def inserted(book: Workbook) -> None:
        for sheet in ("2 Pilotage", "4 Limites", "Dossier"):
            book[sheet].insert_cols(2)

    assert read(tmp_path, inserted) == PLAIN


def test_an_emptied_label_of_a_form_is_followed_by_its_name_and_told(tmp_path: Path) -> None:
    def emptied(book: Workbook) -> None:
        row = answer(book, "Précautions", "4 Limites").row
        book["4 Limites"].cell(row, 1).value = None

    assert read(tmp_path, emptied) == PLAIN
    assert any("est lu comme « Précautions »" in each for each in noted(tmp_path, emptied))


def test_a_label_of_a_form_that_is_nearly_ours_is_asked_back(tmp_path: Path) -> None:
    def misspelt(book: Workbook) -> None:
        without_names(book)
        row = answer(book, "Précautions", "4 Limites").row
        book["4 Limites"].cell(row, 1).value = "Précaution"

    assert any("« Précaution », est-il « Précautions » ?" in each for each in said(tmp_path, misspelt))


def test_what_is_typed_beside_the_answers_of_a_form_is_told(tmp_path: Path) -> None:
    def beside(book: Workbook) -> None:
        book["Dossier"]["C6"], book["Dossier"]["D7"] = "ma réponse à moi", "et une note"

    cells = [each.split(" : ")[0] for each in noted(tmp_path, beside)]
    assert cells == ["dossier.xlsx, Dossier!C6", "dossier.xlsx, Dossier!D7"]


def test_a_sheet_with_our_headings_under_another_title_is_asked_back(tmp_path: Path) -> None:
    def copied(book: Workbook) -> None:
        book.copy_worksheet(book[MEASURES]).title = "Sauvegarde du 3 mars"

    assert any(
        "Sauvegarde du 3 mars!A1 : cette feuille est la même que « 3 Mesures »" in e for e in said(tmp_path, copied)
    )


@pytest.mark.parametrize("sheet", ["Dossier", "1 Partenaires"])
def test_a_missing_sheet_is_named_once(sheet: str, tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, lambda book: book.remove(book[sheet]))
    assert sentence.startswith(f"dossier.xlsx : il manque la feuille {sheet.removeprefix('1 ')}.")


@pytest.mark.parametrize(("heading", "row"), [("Unité", 5), ("ODD", 5), ("Libellé", 5)])
def test_a_date_that_the_program_made_of_something_else_is_asked_back(heading: str, row: int, tmp_path: Path) -> None:
    sentences = said(tmp_path, put(INDICATORS, heading, row, dt.datetime(2025, 5, 1), "d-mmm"))
    assert any("le tableur a fait une date (01/05/2025)" in sentence for sentence in sentences)


def test_a_year_typed_into_a_cell_of_dates_is_asked_back(tmp_path: Path) -> None:
    # Excel keeps 2024 as its day number 2024: 16 July 1905.
    (sentence,) = said(tmp_path, put("1 Historique", "Date", 5, dt.datetime(1905, 7, 16), "dd/mm/yyyy"))
    assert "1 Historique!A5" in sentence


@pytest.mark.parametrize(
    ("typed", "purposes"), [("F2, F4", ("F2", "F4")), ("F2 ; F4", ("F2", "F4")), ("F2 et F4", ("F2", "F4"))]
)
def test_several_choices_in_one_cell_of_a_form_are_all_read(
    typed: str, purposes: tuple[str, ...], tmp_path: Path
) -> None:
    def change(book: Workbook) -> None:
        cell = answer(book, "Finalités")
        for row in range(cell.row, cell.row + 7):
            book["Dossier"].cell(row, 2).value = None
        cell.value = typed

    assert read(tmp_path, change).purposes == purposes


@pytest.mark.parametrize("typed", ["M5, M6", "M5 – modèle hybride", "EN1"])
def test_a_number_that_goes_with_other_words_is_asked_back(typed: str, tmp_path: Path) -> None:
    assert "1 Modèles!A5" in said(tmp_path, put("1 Modèles", "Modèle", 5, typed))[0]


@pytest.mark.parametrize("typed", ['"On verra"', 'un "mot" et un autre', "« guillemets »"])
def test_quotation_marks_of_the_users_own_stay(typed: str, tmp_path: Path) -> None:
    criteria = read(tmp_path, put("3 Critères", "Autres facteurs", 5, f"{typed}\nautre")).criteria
    assert criteria[0].factors == (typed, "autre")


def test_one_number_with_a_comma_is_one_goal_and_several_are_several(tmp_path: Path) -> None:
    assert read(tmp_path, put(INDICATORS, "ODD", 5, "8,5")).indicators[0].sdg == ("8,5",)
    assert read(tmp_path, put(INDICATORS, "ODD", 5, "8, 12")).indicators[0].sdg == ("8", "12")


def test_a_row_that_says_total_and_is_complete_is_read_and_told(tmp_path: Path) -> None:
    change = put(MEANS, "Libellé", 5, "Total des moyens")
    assert read(tmp_path, change).means[0].label == "Total des moyens"
    assert "cette ligne, qui commence par « total », est lue comme les autres" in noted(tmp_path, change)[0]


def test_hidden_columns_of_priorities_and_answers_are_told(tmp_path: Path) -> None:
    def hidden(book: Workbook) -> None:
        book["1 Objectifs"].column_dimensions["I"].hidden = True
        book["4 Limites"].column_dimensions["B"].hidden = True

    assert read(tmp_path, hidden) == PLAIN
    assert [each.split(" : ")[0] for each in noted(tmp_path, hidden)] == [
        "dossier.xlsx, 1 Objectifs!I4",
        "dossier.xlsx, 4 Limites!B1",
    ]


def test_a_users_own_sheet_of_lists_is_told(tmp_path: Path) -> None:
    def own(book: Workbook) -> None:
        book.create_sheet("Lists")["A1"] = "à moi"

    assert any("la feuille « Lists » n'est pas une feuille du dossier" in each for each in noted(tmp_path, own))


@pytest.mark.parametrize("typed", ["P1 et P2", "P1/P2", "P1;P2"])
def test_two_respondents_in_one_cell_are_asked_back(typed: str, tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, put(MEASURES, "Répondant", 5, typed))
    assert "réunit plusieurs répondants" in sentence


@pytest.mark.parametrize("typed", ["P9", "P 2"])
def test_a_respondent_that_looks_like_a_partners_code_is_asked_back(typed: str, tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, put(MEASURES, "Répondant", 5, typed))
    assert sentence.startswith("dossier.xlsx, 3 Mesures!D5, Répondant : ")


def test_a_respondent_that_is_nearly_a_group_of_the_dossier_is_told(tmp_path: Path) -> None:
    row = next(i for i, each in enumerate(PLAIN.measures, start=5) if each.respondent == "Salariés en parcours")
    (told,) = noted(tmp_path, put(MEASURES, "Répondant", row, "Salarié en parcours"))
    assert "est un autre répondant que « Salariés en parcours »" in told


def test_a_share_below_one_is_told(tmp_path: Path) -> None:
    (told,) = noted(tmp_path, put(INDICATORS, "Cible", share_row(), 0.6))
    assert "« 0.6 » est lu comme moins de 1 %" in told


def test_a_csv_named_like_a_workbook_is_no_dossier(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_text("code;titre\na;b\n", encoding="utf-8")
    with pytest.raises(EvalkitError) as error:
        read_dossier(tmp_path / "x.xlsx")
    assert "un texte séparé (.csv)" in error.value.sentences()


def test_things_to_know_are_counted_beyond_the_first(tmp_path: Path) -> None:
    def many(book: Workbook) -> None:
        sheet = book["1 Historique"]
        for row in range(5, 305):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = 45000 + row, "un événement"

    notes = read(tmp_path, many).notes
    assert len(notes) == 201
    assert "et 100 autres choses à savoir" in notes[-1].sentence("fr")


def test_an_entry_typed_over_the_help_lines_is_told(tmp_path: Path) -> None:
    (told,) = noted(tmp_path, put(MEASURES, "Valeur", HEADINGS - 1, 26))
    assert told.startswith("dossier.xlsx, 3 Mesures!E3 : ce qui est écrit au-dessus du titre n'est pas lu.")


def test_a_workbook_named_like_yaml_is_told_so(tmp_path: Path) -> None:
    file = edited(tmp_path).rename(tmp_path / "dossier.yaml")
    with pytest.raises(EvalkitError) as error:
        read_dossier(file)
    assert "ce fichier est un classeur" in error.value.sentences()
