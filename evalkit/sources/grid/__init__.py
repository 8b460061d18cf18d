"""Spreadsheets and delimited text as plain cells, read within bounds or refused in one sentence."""

from evalkit.sources.grid.book import Book, Cell, Position, Range, Sheet, cell_name

__all__ = ["Book", "Cell", "Position", "Range", "Sheet", "cell_name"]
