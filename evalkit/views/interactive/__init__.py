"""Maps in one HTML file that asks nothing of any network: choose a figure, point at a zone, read the table.

`interactive_page` takes a table of `evalkit.territory` and outlines of the same level, and returns the whole document.
"""

from evalkit.views.interactive.page import interactive_page

__all__ = ["interactive_page"]
