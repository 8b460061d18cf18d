"""What the commands that make reports share: a plan made with its progress shown, and what failed told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from evalkit.cli.app import console_of, print_line
from evalkit.cli.progress import BatchProgress
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, EngineName, Plan
    from evalkit.reports.task import Wish


def make_shown(
    planned: Plan,
    wish: Wish,
    language: Language,
    engine: EngineName,
    memory: int,
    jobs: int = 1,
    dask: str | None = None,
    quiet: bool = False,
) -> BatchResult:
    """Make the reports of a plan, with their progress on standard error.

    Parameters
    ----------
    planned : Plan
    wish : Wish
    language : {"fr", "en"}
        Of the progress.
    engine : {"auto", "warm", "kernel"}
    memory : int
        Megabytes that one report may take.
    jobs : int
        Reports at a time.
    dask : str, optional
        Address of a scheduler.
    quiet : bool
        No progress.
    """
    from evalkit.reports.batch import Watch, run_plan

    total = len(planned.tasks)
    with BatchProgress(console_of(stderr=True), total, min(jobs, total) or 1, language, quiet) as progress:
        watch = Watch(
            lambda task: progress.started(task.source, task.language),
            lambda made: progress.ended(
                made.task.source, made.task.language, made.seconds, made.status != "failed", made.status == "current"
            ),
        )
        return run_plan(planned, wish, engine=engine, workers=jobs, memory=memory * 1024**2, dask=dask, watch=watch)


def print_pages(result: BatchResult) -> None:
    """Give the page of each report that stands, one by line, on standard output."""
    for made in result.made:
        if made.page is not None:
            typer.echo(str(made.page))


def counts_of(result: BatchResult) -> dict[str, int]:
    """Return how many reports were made, stood already and failed, as the texts of summaries name them."""
    names = {"made": "n", "current": "kept", "failed": "failed"}
    return {name: sum(each.status == status for each in result.made) for status, name in names.items()}


def print_failures(result: BatchResult, language: Language) -> None:
    """Name what failed, each with its reasons, on standard error."""
    console = console_of(stderr=True)
    for tried in result.failed:
        print_line(console, say("cli.failed", language, file=tried.task.source.name, language=tried.task.language))
        for found in tried.problems:
            print_line(console, f"  {found.sentence(language)}")
