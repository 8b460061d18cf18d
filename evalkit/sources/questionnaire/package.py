"""An Office file made again with one date everywhere: the same questionnaire gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

from evalkit.sources.yaml_tree import INVISIBLE

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(?=</)")
_NO_XML = re.compile("[\ufffe\uffff]")


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
