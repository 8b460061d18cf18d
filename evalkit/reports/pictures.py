"""A figure drawn as SVG, as a PNG for whoever cannot place an SVG: a slide, a leaflet, a word processor."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit.errors import EvalkitError, Place, problem

if TYPE_CHECKING:
    from lxml import etree

DPI = 200
"""Dots per inch at print size."""
PRINT_WIDTH = 16.5
"""Width in centimetres at which a figure is printed: the text width of the page that figures are drawn for."""
WIDTH = round(PRINT_WIDTH / 2.54 * DPI)
"""Pixels across."""
_CSS_DPI = 96
_HEAD = 33
"""Bytes of a PNG's signature and header; what it says of its size in print may follow."""
_HELD = ("#", "data:image/png", "data:image/jpeg")


@lru_cache(maxsize=16)
def png_of(svg: bytes) -> bytes:
    """Return a drawing as a PNG of 1299 pixels across, on white; the same drawing gives the same bytes.

    Nothing outside the drawing is read: no file, no address, no font of the system. Texts that are not drawn as
    outlines get the font of evalkit's figures.

    Parameters
    ----------
    svg : bytes

    Raises
    ------
    EvalkitError
        When the drawing cannot be read.
    """
    from lxml import etree
    from resvg_py import svg_to_bytes

    try:
        text, fonts = _alone(svg)
        png = svg_to_bytes(
            svg_string=text, width=WIDTH, dpi=_CSS_DPI, background="#ffffff", skip_system_fonts=True, **fonts
        )
    except (etree.XMLSyntaxError, ValueError):
        raise EvalkitError([problem(Place("SVG"), "", "report.not_drawn")]) from None
    return _with_print_size(bytes(png))


def save_pngs(folder: Path) -> tuple[Path, ...]:
    """Write, beside each ``figures/*.svg`` of a report's folder, the same figure as PNG; return what was written."""
    return tuple(_save(svg) for svg in sorted((folder / "figures").glob("*.svg")))


def _save(svg: Path) -> Path:
    png = svg.with_suffix(".png")
    png.write_bytes(png_of(svg.read_bytes()))
    return png


def _alone(svg: bytes) -> tuple[str, dict[str, Any]]:
    """Return a drawing without what it would read elsewhere, and the fonts that its texts need.

    resvg opens the files that a picture names: another user's file must not end up in a report.
    """
    from lxml import etree

    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for each in root.iter(etree.Element):
        for name in [name for name, value in each.attrib.items() if _leads_away(name, value)]:
            del each.attrib[name]
    return etree.tostring(root, encoding="unicode"), _fonts(root)


def _leads_away(name: str | bytes, value: str | bytes) -> bool:
    return str(name).rpartition("}")[2] == "href" and not str(value).strip().startswith(_HELD)


def _fonts(root: etree._Element) -> dict[str, Any]:
    if next(root.iter("{*}text"), None) is None:
        return {}
    # Found without importing matplotlib, which takes longer than the drawing.
    found = find_spec("matplotlib")
    folder = Path(str(found.origin if found else "")).parent / "mpl-data" / "fonts" / "ttf"
    family = "DejaVu Sans"
    return {"font_files": [str(folder / "DejaVuSans.ttf")], "font_family": family, "sans_serif_family": family}


def _with_print_size(png: bytes) -> bytes:
    """Say in the file how large it is in print: placed by hand, it is as wide as the text of a page."""
    dots = round(DPI / 0.0254)
    chunk = b"pHYs" + struct.pack(">IIB", dots, dots, 1)
    return png[:_HEAD] + struct.pack(">I", 9) + chunk + struct.pack(">I", zlib.crc32(chunk)) + png[_HEAD:]


def size_of(png: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG, in pixels."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
