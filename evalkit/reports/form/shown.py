"""What the form shows of a check: problems, findings and remarks as HTML, in which everything typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from evalkit.errors import Place, Problem
from evalkit.reports.check import Checked
from evalkit.review import SEVERITIES
from evalkit.texts import Language, say
from evalkit.views.blocks import Block, Bullets, Column, Table
from evalkit.views.html import render
from evalkit.views.words import capital


def checked_html(checked: Checked, language: Language) -> str:
    """Return what a check says: the problems, or the findings by their severity, then remarks on the reading."""
    blocks: list[Block] = []
    if checked.problems:
        rows = [(_where(each, language), each.found(language), each.advice(language)) for each in checked.problems]
        blocks.append(_table("problems", "found", rows, language))
    for severity in SEVERITIES:
        found = [each for each in checked.findings if each.severity == severity]
        rows = [(_at(each.place, language), each.sentence(language), each.remedy(language)) for each in found]
        blocks += [_table(severity, "raised", rows, language)] if rows else []
    remarks = _remarks(checked, language)
    if remarks:
        blocks.append(Bullets(remarks, say("form.captions.notes", language)))
    return render(blocks, language) if blocks else ""


def status_html(text: str, tone: str, details: Iterable[str] = ()) -> str:
    """Return what the form says of itself; `tone` is ``note``, ``busy``, ``good`` or ``warning``."""
    lines = Markup("").join(Markup("<li>{}</li>").format(line) for line in details)
    listed = Markup("<ul>{}</ul>").format(lines) if lines else ""
    return str(Markup('<div role="status" class="status {}"><p>{}</p>{}</div>').format(tone, text, listed))


def link_html(way: Path, text: str, download: bool = False) -> str:
    """Return a link to a file that stands at `way` from the notebook; JupyterLab opens it in a tab of its own.

    The address is relative on purpose: JupyterLab makes the true one of it, whatever the server is called.
    """
    kind = Markup(' download=""') if download else ""
    return str(Markup('<p><a href="{}"{}>{}</a></p>').format(quote(way.as_posix()), kind, text))


def line_html(text: str) -> str:
    """Return a line that stands beside the links."""
    return str(Markup("<p>{}</p>").format(text))


def _table(name: str, said: str, rows: Sequence[tuple[str, ...]], language: Language) -> Table:
    columns = tuple(Column(key, say(f"form.columns.{key}", language)) for key in ("place", said, "remedy"))
    return Table(name, say(f"form.captions.{name}", language, n=len(rows)), columns, tuple(rows))


def _remarks(checked: Checked, language: Language) -> tuple[str, ...]:
    remarks = [each.sentence(language) for each in checked.notes]
    if checked.dossier and checked.previous_missing:
        remarks.append(say("page.previous_not_found", language, year=checked.dossier.previous_year))
    if checked.file.suffix.lower() in {".ods", ".xls"}:
        remarks.append(say("cli.not_returned", language))
    return tuple(remarks)


def _where(found: Problem, language: Language) -> str:
    """Name the place of a problem, and the field under it."""
    return "\n".join(part for part in (_at(found.place, language), found.named(language)) if part)


def _at(place: Place, language: Language) -> str:
    """Name a place without its file, which the form names above; a sheet and a cell on two lines, never cut."""
    if place.sheet and place.cell:
        return "{}\n{}".format(place.sheet.replace(" ", "\u00a0"), place.cell)
    return capital(place.words(language).removeprefix(f"{place.file}, "))
