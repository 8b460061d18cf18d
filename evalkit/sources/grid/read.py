"""Any spreadsheet, told by what it holds rather than by its name."""

from __future__ import annotations

import stat
from collections import deque
from pathlib import Path
from typing import Literal

from evalkit.errors import EvalkitError, Place, Said, problem
from evalkit.sources.grid.book import Book
from evalkit.sources.grid.bounds import LARGEST_FILE
from evalkit.sources.grid.ole import SIGNATURE
from evalkit.sources.grid.refusals import refused

_OLD_WORKBOOKS = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
)
_NO_TABLES = {
    b"\x89PNG": "image", b"\xff\xd8\xff": "image", b"GIF8": "image", b"II*\0": "image", b"MM\0*": "image",
    b"BM": "image", b"RIFF": "image", b"%PDF": "pdf", b"{\\rtf": "document", b"MZ": "program", b"\x7fELF": "program",
    b"\x1f\x8b": "program", b"7z\xbc\xaf": "program", b"Rar!": "program", b"BZh": "program", b"\xfd7zXZ": "program",
    b"SQLite": "unknown", b"PAR1": "unknown",
}  # fmt: skip
_TEXTS = {".csv", ".tsv", ".txt", ".tab"}
_let_through: deque[tuple[object, ...]] = deque(maxlen=100)
"""The last packages that were found sound: who checks a file he has just read need not wait a second time."""


def read_book(path: str | Path) -> Book:
    """Read a spreadsheet (.xlsx, .ods, .xls) or delimited text (.csv, .tsv, .txt).

    Raises
    ------
    EvalkitError
        When there is no such file, when it is none of these, damaged, protected by a password, or holds more than a
        file of answers does; with the place and what to do.
    """
    file = Path(path)
    start = _start(file)
    if start.startswith(b"PK"):
        return _read_package(file)
    if start.startswith(SIGNATURE) or start.startswith(_OLD_WORKBOOKS):
        from evalkit.sources.grid.xls import read_xls

        return read_xls(file)
    _refuse_others(file, start)
    from evalkit.sources.grid.delimited import read_delimited

    return read_delimited(file)


def is_delimited(path: str | Path) -> bool:
    """Tell delimited text from a workbook; raises as `read_book` does for a file that is neither."""
    file = Path(path)
    start = _start(file)
    if start.startswith((b"PK", SIGNATURE, *_OLD_WORKBOOKS)):
        return False
    _refuse_others(file, start)
    return True


def check_package(path: str | Path) -> None:
    """Refuse a workbook (.xlsx, .ods) that should not be opened by a general library: hostile, damaged or too large.

    Raises
    ------
    EvalkitError
        As `read_book` does; also when the file is no such workbook.
    """
    file = Path(path)
    start = _start(file)
    if start.startswith(b"PK"):
        if _identity(file) not in _let_through:
            _read_package(file)
        return
    _refuse_protected(file, start)
    _refuse_others(file, start)
    raise refused(file.name, "other_kind", found=Said("errors.grid.kinds.unknown"))


def _start(file: Path) -> bytes:
    """Return the first bytes of a file that exists, is a file and is not too large."""
    place = Place(file.name or str(file))
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            # Reading a device, a pipe or a socket could wait for ever.
            raise EvalkitError([problem(place, "", "grid.not_a_file")])
        if found.st_size > LARGEST_FILE:
            raise refused(file.name, "too_large", limit=LARGEST_FILE // 1_000_000)
        with file.open("rb") as stream:
            start = stream.read(4096)
    except (FileNotFoundError, NotADirectoryError):
        raise EvalkitError([problem(place, "", "no_such_file")]) from None
    except (OSError, ValueError):
        raise EvalkitError([problem(place, "", "unreadable_file")]) from None
    if not start:
        raise refused(file.name, "empty")
    return start


def _read_package(file: Path) -> Book:
    from evalkit.sources.grid.ods import read_ods
    from evalkit.sources.grid.package import check_rest, opened
    from evalkit.sources.grid.xlsx import read_xlsx
    from evalkit.sources.grid.xml_stream import Budget

    budget = Budget(file.name)
    identity = _identity(file)
    with opened(file, budget) as (kind, archive):
        book = (read_xlsx if kind == "xlsx" else read_ods)(archive, budget)
        check_rest(archive, budget)
    _let_through.append(identity)
    return book


def _identity(file: Path) -> tuple[object, ...]:
    """Return what changes as soon as the file is another, or is written anew."""
    found = file.stat()
    return file.absolute(), found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _refuse_protected(file: Path, start: bytes) -> None:
    from evalkit.sources.grid.xls import refuse_protected

    if start.startswith(SIGNATURE):
        refuse_protected(file.read_bytes(), file.name)


def _refuse_others(file: Path, start: bytes) -> None:
    """Refuse what is neither a workbook nor text."""
    for mark, kind in _NO_TABLES.items():
        # Two letters may well begin a text.
        if start.startswith(mark) and (len(mark) > 2 or b"\0" in start):
            raise refused(file.name, "no_table", found=Said(f"errors.grid.kinds.{kind}"))
    markup = _markup(start)
    if (markup and file.suffix.lower() not in _TEXTS - {".txt"}) or markup == "xml":
        raise refused(file.name, "other_kind", found=Said(f"errors.grid.kinds.{markup}"))


def _markup(start: bytes) -> Literal["html", "xml"] | None:
    """Tell a web page (alone, or with its images in one file) or an XML file, in whatever encoding."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(b"<?xml"):
        return "html" if b"<html" in text else "xml"
    starts = (
        b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<!--", b"<div",
        b"mime-version:", b"content-type: multipart/related",
    )  # fmt: skip
    return "html" if text.startswith(starts) else None
