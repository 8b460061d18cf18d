"""Spreadsheets and delimited text as plain cells, read within bounds or refused in one sentence."""

from evalkit.sources.grid.book import Book, Cell, Position, Range, Sheet, cell_name
from evalkit.sources.grid.read import check_package, is_delimited, read_book
from evalkit.sources.grid.references import position_of
from evalkit.sources.grid.typed import faults_of, text_of

__all__ = [
    "Book", "Cell", "Position", "Range", "Sheet", "cell_name", "check_package", "faults_of", "is_delimited",
    "position_of", "read_book", "text_of",
]  # fmt: skip
