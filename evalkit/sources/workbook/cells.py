"""One filled cell of a dossier's workbook as the text that YAML would hold, with what has to be told of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from evalkit.errors import Place, problem
from evalkit.sources.grid import Book, Cell, faults_of, text_of
from evalkit.sources.tree import Tree
from evalkit.sources.workbook.find import Located, place_of
from evalkit.sources.workbook.kinds import MANY, Kind
from evalkit.sources.workbook.layout import Column
from evalkit.sources.workbook.words import parted, raw_text
from evalkit.sources.yaml_tree import INVISIBLE

FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000
"""Numbers that a spreadsheet means as days, from 1927 to 2119; what is smaller in a column of dates is a year."""
FIRST_YEAR_AS_DAY, LAST_YEAR_AS_DAY = dt.date(1905, 6, 12), dt.date(1905, 9, 30)
"""Days 1990 to 2100: what becomes of a year that is typed into a cell formatted as a date."""
EPOCH = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}


@dataclass
class Reading:
    """What goes from one cell to the next.

    Parameters
    ----------
    book : Book
    tree : Tree
        What has been read so far, its problems and its notes.
    partners : set of str
        Codes of the partners, which come before words such as *territoire*.
    """

    book: Book
    tree: Tree
    partners: set[str] = field(default_factory=set)

    def complain(self, place: Place, key: str, **values: object) -> None:
        """Add a problem."""
        self.tree.problems.append(problem(place, "", key, **values))

    def note(self, place: Place, key: str, **values: object) -> None:
        """Add something to tell that is no obstacle."""
        self.tree.notes.append(problem(place, "", key, **values))


def cell_text(reading: Reading, located: Located, row: int, position: int, column: Column | None = None) -> str:
    """Return the text of a cell, empty when it holds nothing that can be used; tell what is wrong with it.

    A column of priorities is none of the model's: None.
    """
    kind = column.kind if column else "choice"
    cell = located.sheet.cells.get((row, position))
    if cell is None:
        return ""
    place = place_of(located, row, position, column)
    if faults := faults_of(cell):
        for fault in faults:
            reading.complain(place, fault)
        return ""
    if hidden := INVISIBLE.search(str(cell.value)):
        reading.complain(place, "control_character", code=f"U+{ord(hidden.group()):04X}")
        return ""
    if isinstance(cell.value, bool) and kind != "yes_no":
        reading.complain(place, "workbook.made_yes_no")
        return ""
    if isinstance(cell.value, dt.date) and not _is_meant(cell.value, kind):
        shown = f"{cell.value:%d/%m/%Y}"
        reading.complain(place, "workbook.made_a_date", found=shown)
        return ""
    text = _date_text(reading, cell, place) if kind == "date" else text_of(cell)
    if cell.formula and text:
        reading.note(place, "workbook.formula")
    return text


def _is_meant(value: dt.date, kind: Kind) -> bool:
    """Tell whether a true date was typed as one: not 3/5, 1-5 or 8.5 in another column, nor 2024 as the day 2024."""
    day = dt.date(value.year, value.month, value.day)
    return kind == "date" and not FIRST_YEAR_AS_DAY <= day <= LAST_YEAR_AS_DAY


def _date_text(reading: Reading, cell: Cell, place: Place) -> str:
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not FIRST_SERIAL <= value <= LAST_SERIAL:
        return text_of(cell)
    date = EPOCH[reading.book.from_1904] + dt.timedelta(days=int(value))
    reading.note(place, "workbook.serial", found=text_of(cell), date=f"{date:%d/%m/%Y}")
    return date.isoformat()


def raw_value(reading: Reading, column: Column, text: str) -> str | list[str]:
    """Return what YAML would hold for a cell's text."""
    if column.kind not in MANY:
        return raw_text(column, text, reading.partners)
    return [raw_text(column, item, reading.partners) for item in parted(text, column)]


def lost_zeros(reading: Reading, entry: dict[str, object], cells: dict[str, tuple[Cell, Place]]) -> None:
    """Give back the zeros that a number has lost, where the length of a code leaves no doubt."""
    widths = {"siret": 14, "insee_code": _insee_width(entry.get("zone"))}
    for name, width in widths.items():
        text, (cell, place) = entry.get(name), cells.get(name, (None, None))
        number = cell is not None and isinstance(cell.value, int | float) and isinstance(text, str) and text.isdigit()
        if number and place and isinstance(text, str) and len(text) == width - 1:
            entry[name] = text.zfill(width)
            reading.note(place, "workbook.lost_zero", meant=entry[name])


def _insee_width(zone: object) -> int:
    return {"commune": 5, "employment_zone": 4, "departement": 2, "region": 2}.get(str(zone), 0)


def without_per_cent(entry: dict[str, object]) -> None:
    """Read « 60 % » as 60 where an indicator is in per cent; elsewhere it is left as it is, and asked back."""
    if entry.get("form") != "share" and str(entry.get("unit", "")).strip() != "%":
        return
    for name in ("baseline", "target"):
        text = entry.get(name)
        if isinstance(text, str) and text.strip().endswith("%"):
            entry[name] = text.strip().removesuffix("%").strip()
