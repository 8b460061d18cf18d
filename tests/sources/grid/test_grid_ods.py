import datetime as dt

import pytest
from grid_files import ods, refusal

from evalkit.sources.grid import Cell, read_book, text_of

TABLE = '<table:table table:name="F">{}</table:table>'
ROW = "<table:table-row{}>{}</table:table-row>"
CELL = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
FAR = 'table:number-rows-repeated="1048000"'


def cells(path, *rows, styles=""):
    table = TABLE.format("".join(ROW.format("", row) for row in rows))
    return read_book(ods(path / "f.ods", table, styles)).sheets[0].cells


def typed(kind, value, shown="", name="value"):
    return CELL.format(f'office:value-type="{kind}" office:{name}="{value}"', shown)


@pytest.mark.parametrize(
    ("cell", "value", "text"),
    [
        (typed("float", "12"), 12, "12"),
        (typed("float", "1234.567"), 1234.567, "1234.5670"),
        (typed("percentage", "0.125", "12,5 %"), 0.125, "12.5 %"),
        (typed("currency", "1250.5", "1 250,50 €"), 1250.5, "1250.5"),
        (typed("date", "2024-03-15", name="date-value"), dt.date(2024, 3, 15), "2024-03-15"),
        (typed("date", "2024-03-15T14:30:00", name="date-value"), dt.datetime(2024, 3, 15, 14, 30), "2024-03-15 14:30"),
        (typed("time", "PT35H30M00S", name="time-value"), 35.5 / 24, "35:30"),
        (typed("boolean", "true", "VRAI", name="boolean-value"), True, "true"),
        (typed("float", "0", "FAUX"), False, "false"),
        (typed("string", "caché", "montré", name="string-value"), "caché", "caché"),
        (
            CELL.format('office:value-type="string"', "a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d"),
            "a   b\tc\nd",
            "a   b\tc\nd",
        ),
        (CELL.format('office:value-type="string"', "un</text:p><text:p>deux"), "un\ndeux", "un\ndeux"),
        (
            CELL.format('office:value-type="string"', "<text:span>gr</text:span>as <text:a>lien</text:a>"),
            "gras lien",
            "gras lien",
        ),
    ],
)
def test_a_cell_says_what_was_typed(tmp_path, cell, value, text):
    found = cells(tmp_path, cell)[1, 1]
    assert (found.value, text_of(found)) == (value, text)


def test_the_format_of_a_cell_is_that_of_its_style_its_row_or_its_column(tmp_path):
    styles = (
        '<number:number-style style:name="N1"><number:number number:min-integer-digits="5"/></number:number-style>'
        '<style:style style:name="code" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="fils" style:family="table-cell" style:parent-style-name="code"/>'
    )
    row = ROW.format(' table:default-cell-style-name="code"', typed("float", "7"))
    column = '<table:table-column/><table:table-column table:default-cell-style-name="code"/>'
    own = ROW.format("", CELL.format('office:value-type="float" office:value="7" table:style-name="fils"', "7"))
    by_column = ROW.format("", typed("float", "7") + typed("float", "7"))
    found = read_book(ods(tmp_path / "s.ods", TABLE.format(column + row + own + by_column), styles)).sheets[0].cells
    assert [text_of(found[at]) for at in [(1, 1), (2, 1), (3, 1), (3, 2)]] == ["00007", "00007", "7", "00007"]


def test_repeated_cells_and_rows_are_read_where_they_hold_something(tmp_path):
    repeated = CELL.format('office:value-type="float" office:value="1" table:number-columns-repeated="2"', "1")
    blank = '<table:table-cell table:number-columns-repeated="3"/>'
    table = TABLE.format(
        ROW.format(' table:number-rows-repeated="2"', blank + repeated)
        + ROW.format(f" {FAR}", blank)
        + ROW.format("", "<table:table-cell table:style-name='x'/>")
    )
    assert set(read_book(ods(tmp_path / "r.ods", table)).sheets[0].cells) == {(1, 4), (1, 5), (2, 4), (2, 5)}


def test_something_after_endless_empty_rows_is_refused_with_its_cell(tmp_path):
    table = TABLE.format(ROW.format(f" {FAR}", "<table:table-cell/>") + ROW.format("", typed("float", "1")))
    assert "F!A1048001" in refusal(ods(tmp_path / "loin.ods", table))


@pytest.mark.parametrize("repeated", ["columns", "rows"])
def test_one_filled_cell_repeated_without_end_is_refused(tmp_path, repeated):
    cell = CELL.format(f'office:value-type="float" office:value="1" table:number-{repeated}-repeated="999999999"', "1")
    row = ROW.format(' table:number-rows-repeated="1048576"', cell)
    assert "F!" in refusal(ods(tmp_path / "bombe.ods", TABLE.format(row)))


def test_merged_covered_and_hidden_are_told(tmp_path):
    merged = CELL.format(
        'office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="2"', "a"
    )
    covered = "<table:covered-table-cell office:value-type='string'><text:p>dessous</text:p></table:covered-table-cell>"
    styles = (
        '<style:style style:name="t" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    table = columns + ROW.format("", merged + covered) + ROW.format(' table:visibility="filter"', typed("float", "1"))
    tables = f'<table:table table:name="G" table:style-name="t">{table}</table:table>'
    sheet = read_book(ods(tmp_path / "m.ods", tables, styles)).sheets[0]
    assert (list(sheet.cells), sheet.merged) == ([(1, 1)], ((1, 1, 2, 2),))
    assert (sheet.hidden, sheet.hidden_rows, sheet.hidden_columns) == (True, {2}, {2})


def test_errors_and_formulas_that_nothing_computed_are_told(tmp_path):
    found = cells(
        tmp_path,
        CELL.format('table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"', "#DIV/0 !")
        + '<table:table-cell table:formula="of:=1+1"/>'
        + CELL.format('table:formula="of:=X" office:value-type="float" office:value="0"', "#NOM ?")
        + CELL.format('table:formula="of:=1+1" office:value-type="float" office:value="2"', "2")
        + CELL.format('office:value-type="string"', "#1"),
    )
    assert list(found.values()) == [
        Cell(None, formula=True, error="#DIV/0 !"),
        Cell(None, formula=True),
        Cell(None, formula=True, error="#NOM ?"),
        Cell(2, formula=True),
        Cell("#1"),
    ]


def test_comments_drawings_and_what_was_deleted_are_no_cells(tmp_path):
    note = "<office:annotation><text:p>remarque</text:p></office:annotation>"
    cell = f"<table:table-cell office:value-type='string'>{note}<text:p>vrai</text:p></table:table-cell>"
    deleted = f"<table:tracked-changes>{TABLE.format(ROW.format('', typed('float', '9')))}</table:tracked-changes>"
    shapes = "<table:shapes><x><text:p>dessin</text:p></x></table:shapes>"
    book = read_book(ods(tmp_path / "c.ods", deleted + TABLE.format(shapes + ROW.format("", cell))))
    assert [sheet.name for sheet in book.sheets] == ["F"]
    assert book.sheets[0].cells == {(1, 1): Cell("vrai")}


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<table:dde-links/>", "DDE"),
        (TABLE.format('<table:table-source xlink:href="autre.ods"/>'), "liaisons"),
        (TABLE.format(ROW.format("", "<table:table-cell table:formula=\"of:=DDE('a';'b';'c')\"/>")), "F!A1"),
        (TABLE.format(ROW.format("", "<table:table-cell table:formula=\"of:='file:///x.ods'#$F.A1\"/>")), "F!A1"),
        (TABLE.format(ROW.format("", typed("float", "douze"))), "F!A1"),
        (TABLE.format(ROW.format("", typed("date", "2024-13-45", name="date-value"))), "F!A1"),
        ("", "abîmé"),
    ],
)
def test_what_cannot_be_admitted_is_refused(tmp_path, inside, said):
    assert said in refusal(ods(tmp_path / "x.ods", inside))


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("Basic/Standard/Module1.xml", "<a/>", "macros"),
        ("META-INF/manifest.xml", "<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>", "mot de passe"),
        ("meta.xml", "<a>", "abîmé"),
    ],
)
def test_macros_and_passwords_are_refused(tmp_path, part, content, said):
    assert said in refusal(ods(tmp_path / "y.ods", TABLE.format(""), more={part: content}))
