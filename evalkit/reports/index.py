"""The page at the root of a folder of reports: one line per report, in the order of their codes. Never a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from evalkit import __version__
from evalkit.errors import EvalkitError, Place, write_problem
from evalkit.reports.export import TEMPLATES
from evalkit.reports.standing import IndexEntry, Link, Status, index_entries, initial, with_failures
from evalkit.review.result import SEVERITIES
from evalkit.sources.aside import put_over
from evalkit.texts import Language, said, say, unbroken
from evalkit.views import numbers

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["INDEX", "IndexEntry", "Link", "findings_told", "index_entries", "write_index"]

INDEX = "index.html"
_MANY_CODES = 30
"""Beyond, the page is parted by initial and has a table of contents."""


def write_index(out: Path, failures: Sequence[IndexEntry] = (), language: Language = "fr") -> Path:
    """Write the index of a folder of reports: one page that needs nothing else and runs nothing.

    Parameters
    ----------
    out : pathlib.Path
        The folder of all reports; made when it is not there.
    failures : sequence of IndexEntry
        What just failed. Where an earlier report stands, its files stay in the list.
    language : {"fr", "en"}
        Language of the page.

    Returns
    -------
    pathlib.Path
        ``<out>/index.html``: the page before it, or this one, whole. The same reports give the same bytes.

    Raises
    ------
    EvalkitError
        When the page cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalkitError([write_problem(Place(out.as_posix()), error)]) from None
    page = _render(with_failures(index_entries(out), failures), language)
    put_over(out / INDEX, page.encode("utf-8", "replace"))  # the name of a folder may hold bytes that are no text
    return out / INDEX


def _render(entries: Sequence[IndexEntry], language: Language) -> str:
    words = ("title", "kicker", "order", "nothing", "letters", "attention", "fictional", "unknown", "no_link")
    rows = [_row(entry, number, language) for number, entry in enumerate(entries, 1)]
    return (
        index_environment()
        .get_template("page.html.j2")
        .render(
            language=language,
            words={word: said(f"index.{word}", language) for word in words},
            columns={column: said(f"index.column.{column}", language) for column in _COLUMNS},
            labels={column: said(f"index.label.{column}", language) for column in ("findings", "made")},
            skip=say("page.skip", language),
            page_of=say("page.page_of", language),
            made_with=said("index.made_with", language, version=__version__),
            counts=_counts(entries, language),
            parts=_parts(rows, language),
            attention=[row for row in rows if row.entry.status != "done"],
        )
    )


_COLUMNS = ("year", "language", "status", "title", "findings", "made", "links")


@dataclass(frozen=True)
class _Row:
    """An entry and its words in the language of the page."""

    entry: IndexEntry
    anchor: str
    name: str
    language: str
    title: str
    status: str
    findings: tuple[str, ...]
    made: str
    links: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def _row(entry: IndexEntry, number: int, language: Language) -> _Row:
    spoken = say(f"index.language.{entry.language}", language)
    made = numbers.date(datetime.fromisoformat(entry.made), language) if entry.made else None
    return _Row(
        entry=entry,
        anchor=f"r{number}",
        name=" · ".join(str(each) for each in (entry.code, entry.year, spoken) if each),
        language=spoken,
        title=entry.title or say("index.no_title", language),
        status=say(f"index.status.{entry.status}", language),
        findings=findings_told(entry.findings, language),
        made=made or say("index.unknown_date", language),
        links=tuple((say(f"index.link.{link.kind}", language), _address(link)) for link in entry.links),
        problems=tuple(unbroken(each, language) for each in entry.problems),
        notes=tuple(said(f"index.note.{note}", language) for note in _notes(entry)),
    )


def _address(link: Link) -> str:
    """Quote every sign that could mean something in an address: a colon would make of a code a scheme."""
    return quote(link.target.encode("utf-8", "surrogateescape"))


def findings_told(findings: Mapping[str, int], language: Language) -> tuple[str, ...]:
    """Tell the findings of a review, by severity; each on one line, whatever the width."""
    if not findings:
        return (say("index.unknown", language),)
    counts = ((each, findings.get(each, 0)) for each in SEVERITIES)
    told = tuple(say(f"prose.severity.{each}", language, n=n).replace(" ", "\u00a0") for each, n in counts if n)
    return told or (say("index.no_finding", language),)


def _notes(entry: IndexEntry) -> Iterator[str]:
    if entry.status == "failed" and not entry.problems:
        yield "failed_before"
    if entry.status == "failed" and any(link.kind == "page" for link in entry.links):
        yield "earlier_report"
    if entry.status == "to_redo" and not entry.problems:
        yield "to_redo"


def _counts(entries: Sequence[IndexEntry], language: Language) -> list[tuple[str, str]]:
    """Return the facts of the head; what is zero is left out, but for the reports made."""
    statuses: tuple[Status, ...] = ("done", "failed", "to_redo")
    counts = {"dossiers": len({entry.code for entry in entries if entry.year is not None})}
    counts |= {status: sum(entry.status == status for entry in entries) for status in statuses}
    shown = {key: n for key, n in counts.items() if n or key == "done"}
    return [(say(f"index.count.{key}", language), numbers.number(n, language, 0)) for key, n in shown.items()]


@dataclass(frozen=True)
class _Part:
    """The dossiers of one initial, or all of them."""

    anchor: str
    letter: str
    heading: str
    dossiers: tuple[tuple[str, tuple[_Row, ...]], ...]


def _parts(rows: Sequence[_Row], language: Language) -> list[_Part]:
    dossiers = [(code, tuple(of_code)) for code, of_code in groupby(rows, key=lambda row: row.entry.code)]
    if len(dossiers) <= _MANY_CODES:
        return [_Part("p", "", say("index.reports", language), tuple(dossiers))] if dossiers else []
    letters = groupby(dossiers, key=lambda dossier: initial(dossier[0]))
    return [_of_initial(initial, tuple(of_letter), language) for initial, of_letter in letters]


def _of_initial(initial: str, dossiers: tuple[tuple[str, tuple[_Row, ...]], ...], language: Language) -> _Part:
    if not initial:
        other = say("index.other_codes", language)
        return _Part("p", other, other, dossiers)
    letter = say("index.other_letter", language) if initial == "0" else initial
    return _Part(f"p{initial}", letter, said("index.letter", language, letter=letter), dossiers)


@lru_cache
def index_environment() -> Environment:
    """Return what fills the templates of lists, every text escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([TEMPLATES / "index", TEMPLATES / "evalkit"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
