"""The sheet of each indicator: what the dossier says of its definition is in the report."""

from dossiers import PARTNERSHIPS, evaluated

from evalkit.views.tables.sheets import FIELDS, indicator_sheets_table

RIVAGE = next(path for path in PARTNERSHIPS if path.stem == "rivage-delorme-2024")


def test_every_stated_field_of_an_indicator_stands_in_its_sheet() -> None:
    evaluation, _ = evaluated(RIVAGE)
    shown = indicator_sheets_table(evaluation, "fr")
    assert len(shown.rows) == len(evaluation.dossier.indicators)
    for indicator, row in zip(evaluation.dossier.indicators, shown.rows, strict=True):
        for name in ("numerator", "denominator", "perimeter", "source", "method", "frequency"):
            assert (getattr(indicator, name) or "") in row[1]


def test_a_funnel_says_from_which_count_it_comes() -> None:
    evaluation, _ = evaluated(RIVAGE)
    shown = indicator_sheets_table(evaluation, "fr")
    assert any("C1, I1" in row[1] for row in shown.rows if row[0] == "C1, I2")


def test_the_file_holds_one_column_per_field() -> None:
    evaluation, _ = evaluated(RIVAGE)
    assert [column.key for column in indicator_sheets_table(evaluation, "en").columns][2:] == list(FIELDS)
