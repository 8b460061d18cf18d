"""The drop-downs: closed lists on a hidden sheet, codes from the sheets where they are given."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evalkit.model.dossier import Dossier
from evalkit.model.vocabulary import LEVELS
from evalkit.sources.references import NOT_PARTNERS
from evalkit.sources.wording import choice, name_of_list
from evalkit.sources.workbook.layout import PREFIX, Column, tab_of
from evalkit.sources.workbook.words import WITH_RECIPIENTS, choices_of, device_names, is_device
from evalkit.texts import Language, say

FIRST_ROW, LAST_ROW = 5, 2000
"""First row of a table's entries, and last row that has a drop-down."""
_POINTS_TO = {
    ("action", "by"): "partners", ("means", "by"): "partners", ("communication", "partner"): "partners",
    ("changed_expectation", "partner"): "partners", ("measure", "respondent"): "partners",
    ("decision", "owner"): "partners", ("indicator", "criterion"): "criteria", ("finding", "criterion"): "criteria",
    ("measure", "indicator"): "indicators", ("indicator", "funnel_from"): "indicators",
    ("criterion", "objectives"): "objectives", ("coherence", "objective"): "objectives",
}  # fmt: skip
"""Fields that hold codes given on another sheet: they are offered, and anything else may be written."""


class Lists:
    """The lists of one workbook, each written once, when a column first needs it."""

    def __init__(self, book: Workbook, dossier: Dossier, language: Language) -> None:
        self.book, self.language = book, language
        self.sheet: Worksheet = book.create_sheet(say("workbook.lists", language))
        self.sheet.sheet_state = "hidden"
        self.known: dict[str, str] = {}
        self.recipients = [partner.code for partner in dossier.partners]
        self.recipients += [say(f"vocabulary.recipient.{each}", language) for each in NOT_PARTNERS]

    def of_column(self, column: Column) -> DataValidation | None:
        """Return the drop-down of a column, or None for one that is written freely."""
        key = (column.entry, column.field)
        if codes := choices_of(column):
            return self._closed(name_of_list(codes) or column.field, self._words(codes))
        if column.kind == "yes_no":
            return self._closed("yes_no", [say("workbook.yes", self.language), say("workbook.no", self.language)])
        if is_device(column):
            return self._closed("device", list(device_names(self.language).values()))
        if key in WITH_RECIPIENTS:
            return _offered(self._name("recipient", self.recipients))
        return _offered(self._codes(_POINTS_TO[key])) if key in _POINTS_TO else None

    def levels(self) -> DataValidation:
        """Return the drop-down of the priorities."""
        return self._closed("level", self._words(LEVELS))

    def _words(self, codes: Sequence[str]) -> list[str]:
        found = [choice(codes, code) for code in codes]
        return [each if isinstance(each, str) else each.words(self.language) for each in found]

    def _closed(self, name: str, words: list[str]) -> DataValidation:
        shown = DataValidation("list", formula1=f"={self._name(name, words)}", allow_blank=True)
        shown.showErrorMessage, shown.errorStyle = True, "stop"
        shown.errorTitle = say("workbook.not_listed.title", self.language)
        shown.error = say("workbook.not_listed.text", self.language)
        return shown

    def _name(self, name: str, words: list[str]) -> str:
        """Write a list as the next column of the hidden sheet, once, and return its name."""
        if name not in self.known:
            at = len(self.known) + 1
            for row, word in enumerate(words, start=1):
                self.sheet.cell(row, at, word).data_type = "s"
            letter = get_column_letter(at)
            where = f"'{self.sheet.title}'!${letter}$1:${letter}${max(len(words), 1)}"
            self.known[name] = self._define(name, where)
        return self.known[name]

    def _codes(self, code: str) -> str:
        """Name the codes that stand in the first column of one of our sheets, as many as there are."""
        name = f"codes_{code}"
        if name not in self.known:
            sheet = tab_of(code).sheet(self.language)
            first, column = FIRST_ROW, f"'{sheet}'!$A${FIRST_ROW}:$A${LAST_ROW}"
            where = f"OFFSET('{sheet}'!$A${first},0,0,MAX(1,COUNTA({column})),1)"
            self.known[name] = self._define(name, where)
        return self.known[name]

    def _define(self, name: str, where: str) -> str:
        full = f"{PREFIX}_list_{name}"
        self.book.defined_names.add(DefinedName(full, attr_text=where, hidden=True))
        return full


def _offered(name: str) -> DataValidation:
    return DataValidation("list", formula1=f"={name}", allow_blank=True, showErrorMessage=False)
