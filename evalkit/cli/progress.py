"""What a batch of reports shows while it runs, and the table at its end.

In a terminal the display lives and leaves no trace but the failures; elsewhere there is one plain line per event.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from evalkit.cli.app import print_line
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text

Outcome = Literal["done", "failed", "kept"]
_OUTCOMES: tuple[Outcome, ...] = ("done", "failed", "kept")
_MOST_SHOWN = 8
"""Dossiers being made that are named one by one."""
_COLUMNS = ("file", "language", "status", "seconds", "findings", "page")
_MAY_FOLD = ("file", "findings", "page")
_ROOM = ((60, 4), (90, 5))
"""Terminals narrower than the first number show so many columns only; the pages are given on standard output too."""


class BatchProgress:
    """The progress of a batch, shown between ``with`` and its end.

    Parameters
    ----------
    console : rich.console.Console
        Where to show it: standard error.
    total : int
        Reports to make, each dossier once per language.
    workers : int
        How many are made at once.
    language : {"fr", "en"}
        Language of the words.
    quiet : bool
        Show nothing.
    """

    def __init__(
        self, console: Console, total: int, workers: int = 1, language: Language = "fr", quiet: bool = False
    ) -> None:
        self._console, self._total, self._workers, self._language = console, total, workers, language
        self._quiet = quiet or not total
        self._counts: dict[Outcome, int] = dict.fromkeys(_OUTCOMES, 0)
        self._seconds: list[float] = []
        self._running: dict[tuple[Path, Language], float] = {}
        self._lock = Lock()
        self._live: Live | None = None

    def __enter__(self) -> BatchProgress:
        """Begin to show."""
        if not self._quiet and _is_alive(self._console):
            from rich.live import Live

            # Standard output keeps its own way: it gives the pages, and may be a file.
            self._live = Live(
                console=self._console, get_renderable=self._shown, transient=True, redirect_stdout=False
            ).__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        """Take the display away, whatever happened."""
        if self._live is not None:
            self._live.__exit__(kind, raised, at)

    def started(self, file: Path, language: Language) -> None:
        """Note that a report is being made."""
        with self._lock:
            self._running[file, language] = time.monotonic()
        if self._live is None:
            self._print("started", file, language)

    def ended(self, file: Path, language: Language, seconds: float, ok: bool, kept: bool = False) -> None:
        """Note how a report ended.

        Parameters
        ----------
        file : pathlib.Path
        language : {"fr", "en"}
            Of the report.
        seconds : float
            How long it took.
        ok : bool
            Whether the report stands.
        kept : bool
            Whether it stood already and was up to date.
        """
        outcome: Outcome = "failed" if not ok else "kept" if kept else "done"
        with self._lock:
            self._running.pop((file, language), None)
            self._counts[outcome] += 1
            self._seconds += [] if kept else [seconds]
            ended = sum(self._counts.values())
        if self._live is None or not ok:
            self._print(outcome, file, language, ended=ended, total=self._total, time=duration(seconds, self._language))

    def _print(self, event: str, file: Path, language: Language, **values: object) -> None:
        if not self._quiet:
            key = f"cli.progress.line.{event}"
            print_line(self._console, say(key, self._language, file=one_line(file.name), language=language, **values))

    def _shown(self) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        now = time.monotonic()
        with self._lock:
            counts, running = dict(self._counts), {key: now - since for key, since in self._running.items()}
            mean = sum(self._seconds) / len(self._seconds) if self._seconds else None
        ended = sum(counts.values())
        waiting = max(self._total - ended - len(running), 0)
        left = None if mean is None else remaining(mean, waiting, running.values(), self._workers)
        bar = ProgressBar(total=self._total, completed=ended, width=min(60, self._console.width))
        shown = Table.grid()
        shown.add_row(bar)
        for line in (self._headline(counts, left), *self._running_lines(running)):
            shown.add_row(line)
        return shown

    def _headline(self, counts: Mapping[Outcome, int], left: float | None) -> Text:
        from rich.text import Text

        told = [say("cli.progress.ended", self._language, ended=sum(counts.values()), total=self._total)]
        told += [say(f"cli.progress.{each}", self._language, n=counts[each]) for each in _OUTCOMES]
        if left is None:
            told.append(say("cli.progress.remaining_unknown", self._language))
        else:
            told.append(say("cli.progress.remaining", self._language, time=duration(left, self._language)))
        return Text(" · ".join(told))

    def _running_lines(self, running: Mapping[tuple[Path, Language], float]) -> list[Text]:
        lines = [
            say(
                "cli.progress.running",
                self._language,
                file=one_line(file.name),
                language=language,
                time=duration(since, self._language),
            )
            for (file, language), since in list(running.items())[:_MOST_SHOWN]
        ]
        others = len(running) - len(lines)
        more = [say("cli.progress.others", self._language, n=others)] if others else []
        return [_cut(f"  {line}") for line in [*lines, *more]]


def remaining(mean: float, waiting: int, running: Collection[float], workers: int) -> float:
    """Estimate the seconds that a batch still takes.

    Parameters
    ----------
    mean : float
        Mean seconds of the reports that ended, failures among them, those kept apart.
    waiting : int
        Reports not yet begun. Those that will prove up to date are counted as if they had to be made.
    running : collection of float
        Seconds that each report being made has taken so far.
    workers : int
        How many are made at once.
    """
    to_come = [max(mean - taken, 0.0) for taken in running]
    return max([(sum(to_come) + mean * waiting) / max(workers, 1), *to_come])


def duration(seconds: float, language: Language) -> str:
    """Write a duration: ``12 s``, ``3 min 20 s``, ``1 h 5 min``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, of_hour = divmod(minutes, 60)
    unit = "hours" if hours else "minutes" if minutes else "seconds"
    return say(f"cli.progress.time.{unit}", language, hours=hours, minutes=of_hour, seconds=rest)


def one_line(text: str) -> str:
    """Replace what a terminal would obey instead of showing: a file may bear any name."""
    return "".join("\ufffd" if unicodedata.category(sign)[0] == "C" else sign for sign in text)


def _is_alive(console: Console) -> bool:
    return console.is_terminal and not console.is_dumb_terminal


def _cut(line: str) -> Text:
    from rich.text import Text

    return Text(line, no_wrap=True, overflow="ellipsis")


@dataclass(frozen=True)
class BatchRow:
    """One report in the table at the end of a batch.

    Parameters
    ----------
    file : pathlib.Path
        The dossier.
    language : {"fr", "en"}
    outcome : {"done", "failed", "kept"}
    seconds : float
    findings : mapping of str to int
        Severity → findings of the review; empty when they are not known.
    page : str, pathlib.Path or None
        None when there is none.
    """

    file: Path
    language: Language
    outcome: Outcome
    seconds: float
    findings: Mapping[str, int]
    page: str | Path | None


def print_table(console: Console, rows: Sequence[BatchRow], language: Language, quiet: bool = False) -> None:
    """Print what became of each report: a table in a terminal, aligned plain text elsewhere; nothing when quiet."""
    if quiet or not rows:
        return
    head = [say(f"cli.progress.column.{column}", language) for column in _COLUMNS]
    cells = [_cells(row, language) for row in rows]
    if _is_alive(console):
        _print_grid(console, head, cells)
        return
    for line in _aligned([head, *cells]):
        print_line(console, line)


def _cells(row: BatchRow, language: Language) -> list[str]:
    from evalkit.reports.index import findings_told

    return [
        one_line(row.file.name),
        row.language,
        say(f"cli.progress.status.{row.outcome}", language),
        duration(row.seconds, language),
        ", ".join(findings_told(row.findings, language)),
        one_line(str(row.page)) if row.page else say("cli.progress.no_page", language),
    ]


def _print_grid(console: Console, head: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    shown = next((columns for width, columns in _ROOM if console.width < width), len(_COLUMNS))
    for name, key in zip(head[:shown], _COLUMNS, strict=False):
        justify: Literal["left", "right"] = "right" if key == "seconds" else "left"
        table.add_column(Text(name), justify=justify, overflow="fold", no_wrap=key not in _MAY_FOLD)
    for row in cells:
        table.add_row(*map(Text, row[:shown]))  # `Text`: what a user typed is no markup
    console.print(table, soft_wrap=False)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Put cells under one another, by the width that their signs take."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    padded = (
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return [line.rstrip() for line in padded]
