"""Tables as CSV: opened by a French or an English spreadsheet, they show what the report shows, and nothing runs."""

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evalkit.reports.files import save_section, save_table
from evalkit.texts import Language
from evalkit.views.blocks import Column, Figure, Table
from evalkit.views.html import Section

COLUMNS = (Column("partner", "Partenaire"), Column("amount", "Montant", "number"))


def saved(folder: Path, language: Language, *values: tuple[object, ...]) -> str:
    rows = tuple(tuple(str(value) for value in row) for row in values)
    save_table(Table("means", "Moyens", COLUMNS, rows, values), folder, language)
    return (folder / "means.csv").read_bytes().decode("utf-8")


def test_a_french_table_has_semicolons_decimal_commas_and_the_utf8_mark(tmp_path: Path) -> None:
    assert saved(tmp_path, "fr", ("Élan", 1234.5)) == "\ufeffpartner;amount\r\nÉlan;1234,5\r\n"


def test_an_english_table_has_commas_and_decimal_points(tmp_path: Path) -> None:
    assert saved(tmp_path, "en", ("Élan", 1234.5)) == "\ufeffpartner,amount\r\nÉlan,1234.5\r\n"


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    assert "Élan;-3\r\n" in saved(tmp_path, "fr", ("Élan", -3))


def test_without_plain_values_the_shown_cells_are_saved(tmp_path: Path) -> None:
    save_table(Table("means", "Moyens", COLUMNS, (("Élan", "12 jours"),)), tmp_path, "fr")
    assert "Élan;12 jours" in (tmp_path / "means.csv").read_text(encoding="utf-8-sig")


@given(st.sampled_from("=+-@\t\r"), st.text(max_size=20))
def test_no_text_begins_as_a_formula(tmp_path_factory, head: str, rest: str) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("csv")
    text = saved(folder, "fr", (head + rest.replace("\x00", ""), 1))
    _, row = list(csv.reader(text.splitlines(keepends=True), delimiter=";"))[:2]
    assert row[0].startswith("'" + head)


def test_a_section_leaves_its_tables_and_its_figures(tmp_path: Path) -> None:
    table = Table("means", "Moyens", COLUMNS, (("Élan", "1"),))
    figure = Figure("timeline", "une frise", "Frise", b"<svg/>")
    save_section(Section((table, figure), "fr"), tmp_path)
    names = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*"))
    assert names == ["figures/timeline.svg", "tables/means.csv"]
