import struct

import pytest
from grid_files import FILES, read_or_refuse, refusal

from evalkit.errors import EvalkitError
from evalkit.sources.grid import Book, read_book
from evalkit.sources.grid.ole import Container

SAVED = (FILES / "tout.xls").read_bytes()
WHOLE_SHEET = struct.pack("<4H", 0, 0xFFFF, 0, 0xFF)
LINK = 0x01B8
NAME = 0x0018


def stream() -> bytes:
    found = Container(SAVED).stream("Workbook")
    assert found
    return found


def with_record(kind: int, content: bytes) -> bytes:
    """Add a record at the end of the last sheet, where it moves nothing."""
    whole = stream()
    end = whole.rindex(b"\x0a\x00\x00\x00")
    return whole[:end] + struct.pack("<HH", kind, len(content)) + content + whole[end:]


def renamed(old: str, new: str) -> bytes:
    """Give an entry of the container's directory another name."""
    raw = bytearray(SAVED)
    at = raw.index((old + "\0").encode("utf-16-le"))
    raw[at : at + 66] = new.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(new) + 2)
    return bytes(raw)


def test_a_workbook_without_its_container_is_read(tmp_path):
    (tmp_path / "nu.xls").write_bytes(stream())
    assert len(read_book(tmp_path / "nu.xls").sheets[0].cells) == 19


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Workbook", "WordDocument", "document de texte"),
        ("Workbook", "PowerPoint Document", "document de texte"),
        ("Workbook", "Autre", "abîmé"),
        ("\5SummaryInformation", "_VBA_PROJECT_CUR", "macros"),
        ("\5SummaryInformation", "EncryptedPackage", "mot de passe"),
    ],
)
def test_what_else_a_container_may_hold_is_refused(tmp_path, old, new, said):
    (tmp_path / "x.xls").write_bytes(renamed(old, new))
    assert said in refusal(tmp_path / "x.xls")


@pytest.mark.parametrize("field", [48, 60], ids=["directory", "small table"])
def test_a_chain_that_comes_back_on_itself_is_damage(tmp_path, field):
    raw = bytearray(SAVED)
    (start,), (table,) = struct.unpack_from("<I", raw, field), struct.unpack_from("<I", raw, 76)
    struct.pack_into("<I", raw, 512 + table * 512 + 4 * start, start)
    (tmp_path / "boucle.xls").write_bytes(raw)
    assert "abîmé" in refusal(tmp_path / "boucle.xls")


def test_the_stream_of_a_chain_that_comes_back_is_not_followed_for_ever(tmp_path):
    raw = bytearray(SAVED)
    # The stream is short: its pieces stand in the small table.
    (table,) = struct.unpack_from("<I", raw, 60)
    entry = raw.index("Workbook\0".encode("utf-16-le"))
    (start,) = struct.unpack_from("<I", raw, entry + 116)
    struct.pack_into("<I", raw, 512 + table * 512 + 4 * start, start)
    (tmp_path / "boucle.xls").write_bytes(raw)
    assert "abîmé" in refusal(tmp_path / "boucle.xls")


def test_a_link_over_a_whole_sheet_is_not_spread_out(tmp_path):
    (tmp_path / "lien.xls").write_bytes(with_record(LINK, WHOLE_SHEET + bytes(24)))
    assert isinstance(read_or_refuse(tmp_path / "lien.xls"), Book)


def test_a_cell_at_the_end_of_the_grid_is_refused_with_its_name(tmp_path):
    number = struct.pack("<3Hd", 65_535, 255, 15, 1.0)
    (tmp_path / "loin.xls").write_bytes(with_record(0x0203, number))
    assert "Listes!IV65536" in refusal(tmp_path / "loin.xls")


def test_merged_ranges_over_whole_sheets_are_refused(tmp_path):
    (tmp_path / "fusion.xls").write_bytes(with_record(0x00E5, struct.pack("<H", 1) + WHOLE_SHEET))
    assert "Listes!A1" in refusal(tmp_path / "fusion.xls")


def test_records_without_end_are_refused(tmp_path):
    (tmp_path / "long.xls").write_bytes(stream() + bytes(4) * 800_000)
    assert "trop d'éléments" in refusal(tmp_path / "long.xls")


def test_a_protected_workbook_is_named_as_such(tmp_path):
    whole = stream()
    start = 4 + struct.unpack_from("<H", whole, 2)[0]
    (tmp_path / "secret.xls").write_bytes(
        whole[:start] + struct.pack("<HH6s", 0x002F, 6, b"\1\0\1\0\1\0") + whole[start:]
    )
    assert "mot de passe" in refusal(tmp_path / "secret.xls")


@pytest.mark.parametrize("length", [0, 3, 14, 16, 40])
def test_a_name_cut_short_is_left_out(tmp_path, length):
    (tmp_path / "nom.xls").write_bytes(with_record(NAME, b"\0\0\0\1" + bytes(length)))
    assert isinstance(read_or_refuse(tmp_path / "nom.xls"), Book | EvalkitError)
