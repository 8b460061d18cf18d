"""The number formats of an OpenDocument spreadsheet, as the codes that other spreadsheets write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.sources.grid.bounds import MOST_STYLES
from evalkit.sources.grid.refusals import refused

_FAMILIES = {
    "number-style", "percentage-style", "currency-style", "date-style", "time-style", "boolean-style", "text-style",
}  # fmt: skip
_PARTS = {"day": "d", "year": "yy", "hours": "h", "minutes": "m", "seconds": "s"}
MOST_ZEROS = 30
DEEPEST = 20
"""Styles that take after one another."""


@dataclass
class Styles:
    """Gathers the styles of ``styles.xml`` and ``content.xml``, element after element."""

    file: str
    codes: dict[str, str] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    hidden_tables: set[str] = field(default_factory=set)
    style: str = ""
    data: str = ""
    pieces: list[str] = field(default_factory=list)
    elapsed: bool = False
    in_text: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note an element that starts."""
        if name in _FAMILIES and "style:name" in attributes:
            self.data, self.pieces = attributes["style:name"], []
            self.elapsed = attributes.get("number:truncate-on-overflow") == "false"
            self._bound()
        elif name == "style" and "style:name" in attributes:
            self.style = attributes["style:name"]
            if attributes.get("style:family") == "table-cell":
                data, parent = (
                    attributes.get("style:data-style-name", ""),
                    attributes.get("style:parent-style-name", ""),
                )
                self.cells[self.style] = (data, parent)
                self._bound()
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self.hidden_tables.add(self.style)
        elif self.data:
            self._part(name, attributes)

    def text(self, text: str) -> None:
        """Note a text between the parts of a format."""
        if self.data and self.in_text:
            self.pieces.append("%" if text.strip() == "%" else '"' + text.replace('"', "") + '"')

    def end(self, name: str) -> None:
        """Note an element that ends."""
        if name == "text":
            self.in_text = False
        if name in _FAMILIES and self.data:
            self.codes[self.data] = "".join(self.pieces) or "General"
            self.data = ""

    def code_of(self, style: str) -> str:
        """Return the format code of a cell's style, or of those it takes after."""
        for _ in range(DEEPEST):
            data, parent = self.cells.get(style, ("", ""))
            if data in self.codes:
                return self.codes[data]
            if not parent:
                break
            style = parent
        return "General"

    def _part(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "text":
            self.in_text = True
        elif name == "number":
            self.pieces.append(_number(attributes))
        elif name == "scientific-number":
            self.pieces.append("0.00E+00")
        elif name == "fraction":
            self.pieces.append("# ?/?")
        elif name == "month":
            textual, long = attributes.get("number:textual") == "true", attributes.get("number:style") == "long"
            self.pieces.append(("mmmm" if long else "mmm") if textual else "mm" if long else "m")
        elif name in _PARTS:
            code = _PARTS[name] * (2 if attributes.get("number:style") == "long" else 1)
            self.pieces.append(f"[{code}]" if name == "hours" and self.elapsed else code)
        elif name == "text-content":
            self.pieces.append("@")

    def _bound(self) -> None:
        if len(self.codes) + len(self.cells) > MOST_STYLES:
            raise refused(self.file, "styles", limit=MOST_STYLES)


def _number(attributes: Mapping[str, str]) -> str:
    whole, decimals = (
        min(int(given), MOST_ZEROS) if (given := attributes.get(f"number:{name}", "")).isdecimal() else 0
        for name in ("min-integer-digits", "decimal-places")
    )
    grouping = "#,##" if attributes.get("number:grouping") == "true" else ""
    return grouping + "0" * max(whole, 1) + ("." + "0" * decimals if decimals else "")
