"""The container of the old office formats (compound file): its streams, each sector followed once at most.

xlrd follows the chains of a damaged container for ever; here a chain that comes back on itself is damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _ENTRY = 512, 128
_LAST = 0xFFFFFFFA
"""Numbers from here on end a chain, or stand for no sector."""
_STREAM, _ROOT = 2, 5


class DamagedError(ValueError):
    """The container does not hold together."""


@dataclass(frozen=True)
class Entry:
    """A stream or a folder of the container, as its directory lists it."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Container:
    """A container whose tables have been read.

    Parameters
    ----------
    raw : bytes
        The whole file.

    Raises
    ------
    DamagedError
        When it does not hold together.
    """

    def __init__(self, raw: bytes) -> None:
        if not raw.startswith(SIGNATURE) or len(raw) < _HEADER:
            raise DamagedError
        self.raw = raw
        shift, small_shift = struct.unpack_from("<HH", raw, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise DamagedError
        self.sector, self.small_sector = 1 << shift, 1 << small_shift
        start, _, self.cutoff, small_start, _, more_start, _ = struct.unpack_from("<7I", raw, 48)
        self.table = self._numbers(self._table_sectors(more_start))
        self.entries = self._read_entries(self._chain(self.table, start))
        self.small_table = self._numbers(self._chain(self.table, small_start))

    def names(self) -> set[str]:
        """Return the names of everything in the container, whatever the folder."""
        return {entry.name for entry in self.entries if entry.kind}

    def stream(self, name: str) -> bytes | None:
        """Return a stream of the root folder; None where there is none of this name."""
        found = next((each for each in self._in_root() if each.kind == _STREAM and each.name == name), None)
        if found is None:
            return None
        if found.size >= self.cutoff:
            return b"".join(self._at(number) for number in self._chain(self.table, found.start))[: found.size]
        root = next(each for each in self.entries if each.kind == _ROOT)
        small = b"".join(self._at(number) for number in self._chain(self.table, root.start))
        step = self.small_sector
        pieces = (small[number * step : (number + 1) * step] for number in self._chain(self.small_table, found.start))
        return b"".join(pieces)[: found.size]

    def _in_root(self) -> Iterator[Entry]:
        """Yield what stands directly in the root folder: a tree of neighbours below its first child."""
        root = next((each for each in self.entries if each.kind == _ROOT), None)
        left, seen = [root.child] if root else [], set[int]()
        while left:
            number = left.pop()
            if number < len(self.entries) and number not in seen:
                seen.add(number)
                entry = self.entries[number]
                left += [entry.left, entry.right]
                yield entry

    def _at(self, number: int) -> bytes:
        start = _HEADER + number * self.sector if self.sector == _HEADER else (number + 1) * self.sector
        if start >= len(self.raw):
            raise DamagedError
        return self.raw[start : start + self.sector]

    def _table_sectors(self, more: int) -> list[int]:
        """Return the sectors of the table of chains: 109 in the header, the others in a chain of their own."""
        found = list(struct.unpack_from("<109I", self.raw, 76))
        seen: set[int] = set()
        while more < _LAST:
            if more in seen:
                raise DamagedError
            seen.add(more)
            *numbers, more = self._numbers([more])
            found += numbers
        return [number for number in found if number < _LAST]

    def _numbers(self, sectors: Sequence[int]) -> list[int]:
        if len(sectors) * self.sector > len(self.raw) + self.sector:
            raise DamagedError
        numbers: list[int] = []
        for number in sectors:
            piece = self._at(number)
            numbers += struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4])
        return numbers

    def _chain(self, table: Sequence[int], start: int) -> list[int]:
        found: list[int] = []
        seen: set[int] = set()
        while start < _LAST:
            if start in seen or start >= len(table):
                raise DamagedError
            seen.add(start)
            found.append(start)
            start = table[start]
        return found

    def _read_entries(self, sectors: Sequence[int]) -> list[Entry]:
        raw = b"".join(self._at(number) for number in sectors)
        return [_entry(raw[at : at + _ENTRY]) for at in range(0, len(raw) - _ENTRY + 1, _ENTRY)]


def _entry(raw: bytes) -> Entry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack_from("<3I", raw, 68)
    start, size = struct.unpack_from("<2I", raw, 116)
    return Entry(name, kind, left, right, child, start, size)
