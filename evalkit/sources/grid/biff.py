"""The records of an old workbook, looked through before xlrd reads them: only those that it needs are left.

What xlrd would spread out without bound (a link over a whole sheet, names computed from names) never reaches it.
"""

from __future__ import annotations

import struct

from evalkit.sources.grid.bounds import MOST_RECORDS

_NEEDED = frozenset({
    0x0009, 0x0209, 0x0409, 0x0809,  # start of workbook and sheets
    0x000A, 0x002F, 0x0022, 0x0042, 0x0085, 0x0086, 0x008D, 0x008E,  # end, password, days, code page, list of sheets
    0x001E, 0x041E, 0x0043, 0x0243, 0x0443, 0x00E0, 0x0031, 0x0231, 0x0293, 0x0044,  # formats
    0x00FC, 0x003C, 0x0207, 0x0007,  # texts
    0x0017, 0x01AE,  # links
    0x0008, 0x0208, 0x007D, 0x0025, 0x0225, 0x0055, 0x0099,  # rows and columns
    0x0000, 0x0200, 0x003E, 0x023E, 0x0016,  # extent, window
    0x0001, 0x0201, 0x0002, 0x0003, 0x0203, 0x0004, 0x0204, 0x0005, 0x0205, 0x0006, 0x0206, 0x0406,  # cells
    0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x027E, 0x00E5,  # more cells, merged ones
})  # fmt: skip
_NAME, _START = 0x0018, 0x0809
_DROPPED = 0xFFFF
_REFERENCES = {0x3A: 7, 0x5A: 7, 0x7A: 7, 0x3B: 11, 0x5B: 11, 0x7B: 11}
"""One cell or one range of one sheet, and the length of a formula that is nothing else."""


class TooManyError(ValueError):
    """There are more records than a bounded time allows."""


def only_needed(stream: bytes) -> bytes:
    """Return the records of a workbook, those that reading does not need made void.

    Raises
    ------
    TooManyError
        When there are too many.
    """
    kept = bytearray(stream)
    at = count = 0
    newest = stream[:2] == _START.to_bytes(2, "little") and stream[4:6] == b"\x00\x06"
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        count += 1
        if count > MOST_RECORDS:
            raise TooManyError
        if kind not in _NEEDED and not (kind == _NAME and newest and _is_range(stream[at + 4 : at + 4 + length])):
            struct.pack_into("<H", kept, at, _DROPPED)
        at += 4 + length
    return bytes(kept)


def _is_range(record: bytes) -> bool:
    """Tell whether a name leads to one range: of the newest version, whose names are Unicode."""
    if len(record) < 15:
        return False
    length, size = struct.unpack_from("<BH", record, 3)
    start = 14 + 1 + length * (2 if record[14] & 1 else 1)
    formula = record[start : start + size]
    return bool(formula) and _REFERENCES.get(formula[0]) == size == len(formula)
