"""The characters of a text file whose encoding nobody tells: UTF-8, UTF-16 or that of Windows, or refused."""

from __future__ import annotations

import codecs
import re

from evalkit.errors import EvalkitError, Place, Said, problem
from evalkit.sources.grid.refusals import refused

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF16_LE, "utf-16-le"),
          (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_TWICE = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
"""What an accent in UTF-8 becomes when it is read as Windows' encoding."""
_OLD_MAC = re.compile("[a-z]\u017d[a-z ]")
"""What « é » of an old Macintosh becomes."""


def decoded(raw: bytes, file: str) -> str:
    """Return the text of a file.

    Raises
    ------
    EvalkitError
        When the bytes are no text, or two encodings are mixed.
    """
    encoding, mark = _marked(raw)
    if not encoding:
        text = _unmarked(raw, file)
    else:
        try:
            text = raw[mark:].decode(encoding)
        except UnicodeDecodeError:
            raise refused(file, "csv.encoding") from None
    text = text.rstrip("\x1a\x00")
    if found := _CONTROL.search(text):
        code = f"U+{ord(found.group()):04X}"
        line = _line(text[: found.start()])
        raise EvalkitError([problem(Place(file, line), "", "grid.csv.control", code=code)])
    return text


def _marked(raw: bytes) -> tuple[str, int]:
    """Return the encoding that the first bytes tell, and how many they are."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding, len(mark)
    start = raw[:2000]
    zeros = (start[0::2].count(0), start[1::2].count(0))
    if max(zeros) > len(start) // 8:
        return ("utf-16-be", 0) if zeros[0] > zeros[1] else ("utf-16-le", 0)
    return "", 0


def _unmarked(raw: bytes, file: str) -> str:
    start = raw[:4096]
    if len(_CONTROL.findall(start.decode("latin-1"))) > 5 + len(start) // 20:
        raise refused(file, "no_table", found=Said("errors.grid.kinds.unknown"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line(raw[: error.start].decode("utf-8"))
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not text or _TWICE.search(text) or _OLD_MAC.search(text):
        raise EvalkitError([problem(Place(file, line), "", "grid.csv.encoding")])
    return text


def _line(before: str) -> int:
    return len(re.findall("\r\n|\r|\n", before)) + 1
