"""The measures and colours of a Word report, which the reference document and the tables share."""

from __future__ import annotations

MARGIN, BOTTOM = 2.0, 1.9
"""Centimetres around the text of an A4 page."""
TEXT_WIDTH = 21.0 - 2 * MARGIN
FIGURE_HEIGHT = 18.5
"""Centimetres that still leave room on a page for a part's head above a figure, and for its caption."""
TWIPS = 1440 / 2.54
"""Word's unit, twentieths of a point, in a centimetre."""

ACCENT, DEEP, INK, MUTED = "0B4F6C", "083A50", "1C2529", "4D5B62"
TINT, RULE = "EDF3F5", "D5DCDF"
WARN, WARN_TINT, WARN_INK = "8A4B00", "FDF4E6", "4D2B00"

ROOMY, DENSE = "ReportTable", "DenseTable"
"""Identifiers of the styles of evalkit's own tables; in small type where they have many columns."""
TABLE_SIZE, DENSE_SIZE = 9.0, 7.5
"""Points of a table's text."""
PADDING = 80
"""Twips on either side of a cell's text."""
