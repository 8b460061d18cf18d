"""The zip archive of a workbook (.xlsx, .ods), looked through before anything in it is used.

Nothing that the archive says of itself is believed: every entry is unpacked and counted, every XML file is walked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from evalkit.errors import Said
from evalkit.sources.grid.bounds import LARGEST_UNPACKED, MOST_ENTRIES
from evalkit.sources.grid.refusals import refused
from evalkit.sources.grid.xml_stream import Budget, walk_part
from evalkit.sources.shown import short

ZIP_FAULTS = (
    BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError, OverflowError,
)  # fmt: skip
"""What zipfile raises about a damaged archive."""
_PIECE = 1 << 20
_TYPES = "[Content_Types].xml"
_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_XML = (".xml", ".rels", ".rdf")


@contextmanager
def opened(path: Path, budget: Budget) -> Iterator[tuple[Literal["xlsx", "ods"], ZipFile]]:
    """Open the archive of a workbook once it is known to be sound; give its kind with it.

    Raises
    ------
    EvalkitError
        When it is damaged, protected, too large, no workbook, or holds macros or links to other files.
    """
    try:
        with ZipFile(path) as archive:
            _check_names(archive, path.name)
            _check_sizes(archive, path.name)
            kind = _kind(archive, path.name, budget)
            _check_meaning(archive, path.name, budget)
            yield kind, archive
    except ZIP_FAULTS:
        raise refused(path.name, "damaged") from None


def check_rest(archive: ZipFile, budget: Budget) -> None:
    """Walk the XML files that reading has left aside: a general library will read them too."""
    for name in archive.namelist():
        if name not in budget.walked and name.lower().endswith(_XML):
            walk_part(archive, name, budget, budget.add_relation if name.lower().endswith(".rels") else None)


def _check_names(archive: ZipFile, file: str) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise refused(file, "entries", limit=MOST_ENTRIES)
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        # The name as it stands in the archive: zipfile cuts it at a zero character, and turns separators round.
        raw = entry.orig_filename
        parts = raw.rstrip("/").split("/")
        if re.search(r'[\\\x00-\x1f:"|<>]', raw) or {"", ".", ".."} & set(parts) or name.lower() in seen:
            raise refused(file, "entry_name", found=short(raw))
        seen.add(name.lower())
        if entry.flag_bits & 1:
            raise refused(file, "password")
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise refused(file, "damaged")


def _check_sizes(archive: ZipFile, file: str) -> None:
    """Unpack every entry, which checks its sum, and count what comes out."""
    size = 0
    for entry in archive.infolist():
        with archive.open(entry) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > LARGEST_UNPACKED:
                    raise refused(file, "unpacked", limit=LARGEST_UNPACKED // 1_000_000)


def _kind(archive: ZipFile, file: str, budget: Budget) -> Literal["xlsx", "ods"]:
    names = set(archive.namelist())
    if _TYPES in names:
        return _office_kind(archive, file, budget)
    mime = b""
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            mime = stream.read(200)
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet") or (not mime and _CONTENT in names):
        return "ods"
    if mime:
        raise refused(file, "no_table", found=Said("errors.grid.kinds.document"))
    is_numbers = any(name.endswith(".iwa") or name == "Index.zip" for name in names)
    raise refused(file, "other_kind", found=Said(f"errors.grid.kinds.{'numbers' if is_numbers else 'archive'}"))


def _office_kind(archive: ZipFile, file: str, budget: Budget) -> Literal["xlsx"]:
    types: set[str] = set()

    def start(_: str, attributes: Mapping[str, str]) -> None:
        budget.add_relation()
        types.add(attributes.get("ContentType", "").lower())

    walk_part(archive, _TYPES, budget, start)
    said = " ".join(types)
    if "macroenabled" in said or "vbaproject" in said:
        raise refused(file, "macros")
    if "sheet.binary" in said:
        raise refused(file, "other_kind", found=Said("errors.grid.kinds.xlsb"))
    if "spreadsheetml" not in said and ("wordprocessingml" in said or "presentationml" in said):
        raise refused(file, "no_table", found=Said("errors.grid.kinds.document"))
    if "spreadsheetml" not in said:
        raise refused(file, "damaged" if any("workbook" in name for name in archive.namelist()) else "other_kind",
                      found=Said("errors.grid.kinds.archive"))  # fmt: skip
    return "xlsx"


def _check_meaning(archive: ZipFile, file: str, budget: Budget) -> None:
    """Refuse macros, links to other files, and what is protected by a password."""
    names = [name.lower() for name in archive.namelist()]
    if any(
        name.endswith("vbaproject.bin") or name.startswith(("xl/macrosheets/", "basic/", "scripts/")) for name in names
    ):
        raise refused(file, "macros")
    found: set[str] = set()
    for name in archive.namelist():
        if name == _MANIFEST or (name.lower().startswith("xl/externallinks/") and name.endswith(".xml")):
            walk_part(archive, name, budget, lambda tag, _: found.add(tag))
    if "encryption-data" in found:
        raise refused(file, "password")
    if "ddeLink" in found:
        raise refused(file, "dde")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise refused(file, "external")
