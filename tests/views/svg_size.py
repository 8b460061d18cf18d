"""The size of a figure on paper."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from evalkit.views.blocks import Figure


def size_of(figure: Figure) -> tuple[float, float]:
    """Return width and height in centimetres."""
    root = ET.fromstring(figure.svg)
    width, height = (float(root.attrib[side].removesuffix("pt")) / 72 * 2.54 for side in ("width", "height"))
    return width, height
