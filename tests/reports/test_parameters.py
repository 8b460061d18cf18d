"""A table of parameters: typed as the notebook asks, files found, every problem told at once with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from own_notebooks import write_notebook

from evalkit.errors import EvalkitError
from evalkit.reports.declared import declared_of, title_of
from evalkit.reports.parameters import Row, read_parameters, row_of


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path, "1")


def rows(notebook: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> tuple[Row, ...]:
    file = notebook.with_name(name)
    file.write_text(text, encoding=encoding)
    return read_parameters(file, notebook)


def refusal(notebook: Path, text: str, name: str = "table.csv") -> str:
    with pytest.raises(EvalkitError) as raised:
        rows(notebook, text, name)
    return str(raised.value)


def only(notebook: Path, text: str, name: str = "table.csv") -> Any:
    (row,) = rows(notebook, text, name)
    return row.parameters


def test_every_value_has_the_type_that_the_notebook_asks_for(notebook: Path) -> None:
    head = "threshold;tries;town;flag;weights;options\n"
    found = only(notebook, head + '0,25;7;01000;oui;[3, 4];"{""b"": 2.5}"\n')
    expected = {"threshold": 0.25, "tries": 7, "town": "01000", "flag": True, "weights": [3, 4], "options": {"b": 2.5}}
    assert {name: found[name] for name in expected} == expected
    assert [type(found[name]) for name in ("threshold", "tries", "flag")] == [float, int, bool]


def test_an_empty_cell_is_the_notebooks_own_value_given_aloud(notebook: Path) -> None:
    first, second = rows(notebook, "threshold;tries\n1;\n;9\n")
    assert (first.parameters["tries"], second.parameters["threshold"]) == (3, 0.5)
    assert list(first.parameters) == ["threshold", "tries", "town", "flag", "weights", "options", "answers"]


def test_rows_are_named_by_their_column_else_by_their_number(notebook: Path) -> None:
    assert [row.name for row in rows(notebook, "name;tries\nlyon-2024;1\n;2\n")] == ["lyon-2024", "002"]


def test_a_notebooks_own_parameter_called_name_is_a_parameter(tmp_path: Path) -> None:
    (row,) = rows(write_notebook(tmp_path, parameters='name: str = "x"'), "name\nÎle de Ré\n")
    assert (row.name, row.parameters) == ("001", {"name": "Île de Ré"})


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_is_read_with_any_separator_and_either_encoding(notebook: Path, separator: str, encoding: str) -> None:
    (row,) = rows(notebook, f"town{separator}tries\nÉpinal{separator}4\n", encoding=encoding)
    assert (row.parameters["town"], row.parameters["tries"]) == ("Épinal", 4)


@pytest.mark.parametrize(
    ("text", "number"), [("1.234", 1.234), ("12,5", 12.5), ("1e-3", 0.001), ("-3", -3.0), ("1 234,5", 1234.5)]
)
def test_a_number_may_be_written_as_people_write_it(notebook: Path, text: str, number: float) -> None:
    assert only(notebook, f"threshold;town\n{text};a\n")["threshold"] == number


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_a_number_that_python_wrote_comes_back_as_it_was(tmp_path: Path, number: float) -> None:
    notebook = write_notebook(tmp_path, parameters="x: float = 0.0")
    assert row_of(notebook, {"x": repr(number)}).parameters["x"] == number


def test_what_may_be_a_thousand_or_a_decimal_is_refused(notebook: Path) -> None:
    assert "millier ou une décimale" in refusal(notebook, "threshold;town\n1,234;a\n")


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("tries", "2,5", "un nombre entier"),
        ("threshold", "nan", "un nombre"),
        ("threshold", "beaucoup", "un nombre"),
        ("flag", "peut-être", "oui ou non"),
        ("weights", "[1", "une liste JSON"),
        ("weights", "3", "une liste JSON"),
        ("options", "[1]", "un objet JSON"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_line(notebook: Path, column: str, text: str, said: str) -> None:
    found = refusal(notebook, f"town;{column}\na;{text}\n")
    assert f"table.csv, ligne 2, {column} : on attendait {said}" in found


def test_all_problems_are_told_at_once(notebook: Path) -> None:
    found = refusal(notebook, "name;thresold;tries;other\nÉté;1;x;\na;;1;\na;;y;\n")
    assert "Vouliez-vous dire « threshold »" in found
    assert "Paramètres possibles : threshold, tries" in found
    assert "ligne 2, tries" in found and "ligne 4, tries" in found
    assert "« Été » ne peut pas nommer" in found
    assert found.count("plusieurs lignes s'appellent « a »") == 2


def test_a_column_given_twice_and_a_value_without_a_heading_are_refused(notebook: Path) -> None:
    assert "deux colonnes s'appellent « tries »" in refusal(notebook, "tries;tries\n1;2\n")
    assert "pas de nom de paramètre" in refusal(notebook, "tries;;town\n1;2;a\n")


def test_a_table_without_a_row_is_refused(notebook: Path) -> None:
    assert "aucune ligne" in refusal(notebook, "tries;town\n")


def test_a_workbook_is_read_cell_by_cell(notebook: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["threshold", "tries", "town", "flag"], [1.234, 3, "01000", True], [None, 2.5, 1.5, None]):
        sheet.append(row)
    file = notebook.with_name("table.xlsx")
    book.save(file)
    with pytest.raises(EvalkitError, match=r"Sheet!B3.*un nombre entier"):
        read_parameters(file, notebook)
    sheet["B3"] = 2
    book.save(file)
    first, second = read_parameters(file, notebook)
    assert [first.parameters[name] for name in ("threshold", "tries", "town", "flag")] == [1.234, 3, "01000", True]
    assert (second.parameters["town"], second.parameters["threshold"]) == ("1.5", 0.5)


def test_merged_cells_are_refused(notebook: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["tries", "town"], [1, "a"], [None, "b"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    book.save(notebook.with_name("table.xlsx"))
    with pytest.raises(EvalkitError, match="fusionnées"):
        read_parameters(notebook.with_name("table.xlsx"), notebook)


def test_yaml_gives_texts_as_typed_and_lists_as_they_are(notebook: Path) -> None:
    found = only(notebook, "- town: 01000\n  weights: [1, 2.5, '3', 01]\n  options: {a: {b: true}}\n", "table.yaml")
    assert found["town"] == "01000"
    assert found["weights"] == [1, 2.5, "3", "01"]
    assert found["options"] == {"a": {"b": True}}


def test_json_gives_the_same_as_python_wrote(notebook: Path) -> None:
    given = {"name": "a", "threshold": 0.125, "tries": 4, "town": "É/1", "weights": ["1", 1, None], "flag": True}
    (row,) = rows(notebook, json.dumps([given], indent="\t"), "table.json")
    assert {name: row.parameters[name] for name in given if name != "name"} == {
        name: value for name, value in given.items() if name != "name"
    }


def test_a_broken_file_of_mappings_is_told_with_its_line(notebook: Path) -> None:
    assert "table.json, ligne 2" in refusal(notebook, '[\n{"tries": }]', "table.json")
    assert "une liste de paramètres" in refusal(notebook, "tries: 3\n", "table.yaml")
    assert "ligne 2" in refusal(notebook, "- tries: 1\n- tries: deux\n", "table.yaml")


def test_files_are_found_from_the_table_and_from_the_notebook(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    notebook = write_notebook(tmp_path)
    (tmp_path / "answers.csv").write_text("a")
    table = tmp_path / "notes" / "table.csv"
    (tmp_path / "notes" / "b.csv").write_text("b")
    table.write_text("answers;tries\nb.csv;1\n;2\n")
    first, second = read_parameters(table, notebook)
    assert first.files == {"answers": tmp_path / "notes" / "b.csv"}
    assert second.files == {"answers": tmp_path / "answers.csv"}


def test_a_file_that_is_not_there_is_told_where_others_are(notebook: Path) -> None:
    notebook.with_name("a.csv").write_text("a")
    assert "« b.csv » est introuvable" in refusal(notebook, "answers;tries\na.csv;1\nb.csv;2\n")


def test_a_folder_is_refused_with_advice(notebook: Path) -> None:
    (notebook.parent / "data").mkdir()
    assert "est un répertoire" in refusal(notebook, "answers;tries\ndata/;1\n")


def test_a_date_made_by_python_is_refused_with_advice(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, parameters="from datetime import date\nday = date(2024, 1, 1)\nn = 1")
    assert "date.fromisoformat(day)" in refusal(notebook, "day;n\n2024-05-01;2\n")
    assert "date.fromisoformat(day)" in refusal(notebook, "n\n2\n")


def test_a_computed_value_has_to_be_given(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, parameters="n: int = 60 * 60\nm = 1")
    assert "(60 * 60)" in refusal(notebook, "m\n2\n")
    assert only(notebook, "m;n\n2;3\n") == {"m": 2, "n": 3}


def test_a_type_that_is_not_told_is_asked_for(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, parameters="n = None\nm: Optional[int] = None")
    assert "ne dit pas le type" in refusal(notebook, "n;m\n2;1\n")
    assert only(notebook, "m;n\n2;\n") == {"m": 2, "n": None}


@pytest.mark.parametrize("line", ["h: int | None = None", "h: int", "a, h = 1, 2"])
def test_a_parameter_that_papermill_does_not_see_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(EvalkitError, match="h : papermill ne voit pas ce paramètre"):
        declared_of(write_notebook(tmp_path, parameters=f"n = 1\n{line}"))


def test_a_notebook_of_another_language_is_refused(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path)
    notebook.write_text(notebook.read_text().replace('"language": "python"', '"language": "R"'))
    with pytest.raises(EvalkitError, match="notebook est en R"):
        declared_of(notebook)


def test_what_the_notebook_declares_is_told_with_its_comments(notebook: Path) -> None:
    first, *_ = declared_of(notebook)
    assert (first.name, first.kind, first.default, first.help) == ("threshold", "float", 0.5, "lowest share")


def test_language_and_folder_are_given_as_to_the_report(tmp_path: Path) -> None:
    usual = 'dossier_file: str = ""\nlanguage: str = "fr"\noutput_folder: str = ""'
    notebook = write_notebook(tmp_path, parameters=usual)
    assert row_of(notebook, {}, "en", dossier=True).parameters == {
        "dossier_file": "", "language": "en", "output_folder": ".",
    }  # fmt: skip
    other = write_notebook(tmp_path, parameters='language: str = "python"', name="other")
    assert row_of(other, {}, "en").parameters == {"language": "python"}


def test_a_value_given_twice_or_to_nothing_is_refused(notebook: Path) -> None:
    file = notebook.with_name("table.csv")
    file.write_text("tries;town\n1;a\n")
    with pytest.raises(EvalkitError, match="donné deux fois"):
        read_parameters(file, notebook, {"tries": "2"})
    with pytest.raises(EvalkitError, match="Vouliez-vous dire « tries »"):
        row_of(notebook, {"triess": "2"})
    with pytest.raises(EvalkitError, match="ne prend pas de dossier"):
        row_of(notebook, {}, dossier=True)


def test_the_title_is_the_first_heading_else_the_name(tmp_path: Path) -> None:
    assert title_of(write_notebook(tmp_path, "md # Une étude")) == "Une étude"
    assert title_of(write_notebook(tmp_path, "md ## Pas de titre")) == "study"
