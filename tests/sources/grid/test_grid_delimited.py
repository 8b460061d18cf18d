import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import EvalkitError
from evalkit.sources.grid import read_book
from evalkit.sources.grid.delimited import parse_delimited

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
SEPARATORS = [";", ",", "\t", "|"]
WORDS = st.text(st.sampled_from('abcé ç€"\n;,|\t1.5Œ’'), max_size=12)


def rows_of(raw: bytes) -> list[list[str]]:
    sheet = parse_delimited(raw, "f.csv").sheets[0]
    rows = {row: dict[int, str]() for row in sheet.lines}
    for (row, column), cell in sheet.cells.items():
        rows[row][column] = cell.value
    return [[cells.get(column, "") for column in range(1, max(cells) + 1)] for cells in rows.values()]


def faults(raw: bytes) -> list[str]:
    with pytest.raises(EvalkitError) as caught:
        parse_delimited(raw, "f.csv")
    return [f"{each.place.line} {each.fault[0].removeprefix('errors.grid.')[:-6]}" for each in caught.value.problems]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=8),
    st.sampled_from(ENCODINGS),
    st.sampled_from(SEPARATORS),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_a_table_is_read_back_whatever_its_encoding_and_separator(rows, encoding, separator, end):
    table = [["Prénom usuel", "montant", "avis"], *([f"x{a}", b, f"{c}y"] for a, b, c in rows)]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    assert rows_of(stream.getvalue().encode(encoding)) == table


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_separator_said_in_the_first_line_is_taken(separator):
    raw = f"sep={separator}\r\na{separator}b;c\r\n1{separator}2\r\n".encode()
    if separator == ";":
        assert rows_of(raw) == [["a", "b", "c"], ["1", "2"]]
    else:
        assert rows_of(raw) == [["a", "b;c"], ["1", "2"]]


def test_a_separator_that_cannot_be_one_is_told():
    assert faults(b"sep=a\nxay\n") == ["1 csv.said_separator"]


def test_a_decimal_comma_is_no_separator():
    assert rows_of(b"note;part\n1,5;2,5\n3,5;4,5\n") == [["note", "part"], ["1,5", "2,5"], ["3,5", "4,5"]]


def test_a_file_of_one_column_is_read():
    assert rows_of(b"commentaire\nbien, merci\nrien\n") == [["commentaire"], ["bien, merci"], ["rien"]]


def test_fields_stay_texts():
    assert rows_of(b"a;b\nNA;01000\n1e5;02/01/2024\nnull;TRUE\n") == [
        ["a", "b"],
        ["NA", "01000"],
        ["1e5", "02/01/2024"],
        ["null", "TRUE"],
    ]


def test_each_row_knows_its_line_of_the_file():
    sheet = parse_delimited(b'sep=;\n\na;b\n"1\n2";3\n\n4;5\n', "f.csv").sheets[0]
    assert dict(sheet.lines) == {1: 3, 2: 4, 3: 7}
    assert sheet.place(3, 2).words() == "f.csv, ligne 7"


def test_lines_with_too_much_are_told_with_their_line():
    assert faults(b"a;b\n1;2\n1;2;3\n4;5\n6;7;8\n") == ["3 csv.ragged", "5 csv.ragged"]


def test_headings_fewer_than_the_columns_below_are_told():
    assert faults(b"nom,note\nx,1,5\ny,2,5\nz,3,5\n") == ["1 csv.headings"]
    assert rows_of(b"nom,note\nx,1,\ny,2,\n") == [["nom", "note"], ["x", "1"], ["y", "2"]]


def test_separators_without_anything_after_them_are_no_more_fields():
    assert rows_of(b"a;b;;\n1;2;;\n3;4;;;;\n") == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_a_line_cut_in_two_is_told():
    assert faults(b"a;b;c\n1;2;3\n4;com\nment;6\n7;8;9\n") == ["4 csv.cut"]
    assert faults(b"a;b;c\n1;2;comment\nplus loin\n7;8;9\n") == ["3 csv.cut"]


def test_short_lines_that_lose_nothing_are_read():
    assert rows_of(b"Export du 12\na;b;c\n1;2;3\n4;5\n6;7;8\nTotal\n")[3:] == [["4", "5"], ["6", "7", "8"], ["Total"]]


@pytest.mark.parametrize(
    ("raw", "line"),
    [(b'a;b\n1;"deux\n3;4\n', 2), (b'a;b\n1;2\n"x"y;4\n', 3), (b'a;b\n1;"2\n3;"4"\n', 2), (b'"a', 1)],
)
def test_a_quotation_mark_left_open_is_told_with_its_line(raw, line):
    assert faults(raw) == [f"{line} csv.quote"]


def test_a_quotation_mark_inside_a_bare_text_is_part_of_it():
    assert rows_of(b'a;b\necran 5";2\n') == [["a", "b"], ['ecran 5"', "2"]]


def test_lines_that_no_separator_parts_alike_are_asked_back():
    assert faults(b"a;b\n1,2,3\n4|5|6|7\n8\n9;9;9;9;9\n") == ["None csv.separator"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a;b\né;1\n".encode() + b"\xe9;2\n", "3 csv.encoding"),
        ("a;b\nr\u00e9ponse;1\n".encode("mac_roman"), "2 csv.encoding"),
        (b"a;b\n\x81;1\n", "2 csv.encoding"),
        (b"a;b\n1;\x07\n", "2 csv.control"),
        ("a;b".encode("utf-16")[:-1], "None csv.encoding"),
        (b"\n \n", "None empty"),
        (b";;;\n;;;\n", "None empty"),
        (b"\x0c;\x0b\n", "None empty"),
        (b"\xef\xbb\xbf", "None empty"),
    ],
)
def test_what_is_no_text_is_told(raw, said):
    assert faults(raw) == [said]


def test_too_much_is_refused_with_its_line():
    assert faults(b"a;b\n" + b"1;2\n" * 20_001) == ["20001 csv.rows"]
    assert faults(b";".join([b"x"] * 501) + b"\n") == ["1 csv.columns"]
    assert faults(b"a\n" + b"\n" * 600_000) == ["None csv.rows"]
    assert faults(b"a;b\n1;" + b"x" * 40_000 + b"\n") == ["2 csv.long_text"]


def test_a_csv_under_another_name_is_read(tmp_path):
    (tmp_path / "faux.xlsx").write_bytes(b"a;b\n1;2\n")
    assert read_book(tmp_path / "faux.xlsx").kind == "csv"
