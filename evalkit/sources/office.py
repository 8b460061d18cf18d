"""What every Office file that evalkit writes has in common: one date everywhere, and texts that its XML can hold."""

from __future__ import annotations

import io
import re
import zipfile

from evalkit.sources.yaml_tree import INVISIBLE

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(?=</)")
_NO_XML = re.compile("[\ufffe\uffff]")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def with_one_date(file: bytes) -> bytes:
    """Return the same parts in the same order, each dated 1 January 1980, as the document itself."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as read, zipfile.ZipFile(stream, "w") as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            data = read.read(name)
            dated = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z", data) if name == _CORE else data
            written.writestr(entry, dated, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def writable(text: str) -> str:
    """Return a text without the characters that an Office file cannot hold, nor those that nobody sees."""
    return _NO_XML.sub("", INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def xstring(text: str) -> str:
    """Return a text as a spreadsheet file holds it: what XML refuses, or nobody would see, as ``_xHHHH_``.

    What a file would take for such an escape is escaped itself, so that it shows as it was typed.
    """
    return _UNSEEN.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
