"""Any byte of a file may be damaged, anything may be cut off: a book or a refusal in words comes out, and soon."""

import zipfile

import pytest
from grid_files import FILES, archive, everything, package, read_or_refuse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6)
OFTEN = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def damaged(raw: bytes, damage: list[tuple[float, int]], kept: float) -> bytes:
    changed = bytearray(raw)
    for where, byte in damage:
        changed[int(where * len(changed))] = byte
    return bytes(changed[: int(kept * len(changed)) + 1])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sains")
    everything(folder / "tout.xlsx")
    (folder / "tout.csv").write_bytes('a;b;c\r\n"é; 1";2,5;x\r\n"deux\nlignes";;\r\n'.encode("cp1252") * 5)
    (folder / "tout.txt").write_bytes("a\tb\nœ\t2\n".encode("utf-16") * 1)
    strings = "<sst><si><t>é_x0041_</t></si><si><r><t>a</t></r></si></sst>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    package(folder / "textes.xlsx", rows, more={"xl/sharedStrings.xml": strings})
    for name in ("tout.ods", "tout.xls"):
        (folder / name).write_bytes((FILES / name).read_bytes())
    return folder


@pytest.mark.parametrize("name", ["tout.xlsx", "tout.ods", "tout.xls", "tout.csv", "tout.txt"])
@OFTEN
@given(damage=DAMAGE, kept=st.just(1.0) | st.floats(0, 1))
def test_a_damaged_file_is_read_or_refused(files, tmp_path, name, damage, kept):
    path = tmp_path / name
    path.write_bytes(damaged((files / name).read_bytes(), damage, kept))
    read_or_refuse(path)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("tout.xlsx", "xl/worksheets/sheet1.xml"),
        ("tout.xlsx", "xl/workbook.xml"),
        ("tout.xlsx", "xl/styles.xml"),
        ("tout.xlsx", "xl/_rels/workbook.xml.rels"),
        ("tout.xlsx", "[Content_Types].xml"),
        ("textes.xlsx", "xl/sharedStrings.xml"),
        ("tout.xlsx", "docProps/custom.xml"),
        ("tout.ods", "content.xml"),
        ("tout.ods", "styles.xml"),
        ("tout.ods", "META-INF/manifest.xml"),
        ("tout.ods", "meta.xml"),
        ("tout.ods", "mimetype"),
    ],
)
@OFTEN
@given(damage=DAMAGE, kept=st.just(1.0) | st.floats(0, 1))
def test_a_damaged_part_of_a_package_is_read_or_refused(files, tmp_path, name, part, damage, kept):
    with zipfile.ZipFile(files / name) as opened:
        parts = {each: opened.read(each) for each in opened.namelist()}
    parts[part] = damaged(parts[part], damage, kept)
    read_or_refuse(archive(tmp_path / name, parts))


NUMBERS = st.sampled_from(
    ["-1", "0", "99999999999999999999", "1e400", "nan", "", "²", "XFD1048576", "A0", "::", "#REF!"]
)


@OFTEN
@given(st.lists(st.tuples(st.integers(0, 400), NUMBERS), min_size=1, max_size=4))
def test_strange_values_of_attributes_are_read_or_refused(files, tmp_path, changes):
    for name, part in (("tout.xlsx", "xl/worksheets/sheet1.xml"), ("tout.ods", "content.xml")):
        with zipfile.ZipFile(files / name) as opened:
            parts = {each: opened.read(each) for each in opened.namelist()}
        pieces = parts[part].decode().split('"')
        for where, value in changes:
            pieces[(2 * where + 1) % (len(pieces) // 2 * 2)] = value
        read_or_refuse(archive(tmp_path / name, {**parts, part: '"'.join(pieces).encode()}))


@OFTEN
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\0", b"\xff\xfe", b"<", b"sep="]
    ),
)
def test_any_bytes_are_read_or_refused(tmp_path, raw, start):
    path = tmp_path / "quelconque.xls"
    path.write_bytes(start + raw)
    read_or_refuse(path)
