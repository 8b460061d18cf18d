"""What the commands that make reports share: a plan made with its progress shown, and what failed told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.cli.app import console_of, print_line
from evalkit.cli.progress import BatchProgress
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, EngineName, Plan
    from evalkit.reports.task import Wish


def make_shown(planned: Plan, wish: Wish, language: Language, engine: EngineName, memory: int) -> BatchResult:
    """Make the reports of a plan one after the other, with their progress on standard error.

    Parameters
    ----------
    planned : Plan
    wish : Wish
    language : {"fr", "en"}
        Of the progress.
    engine : {"auto", "warm", "kernel"}
    memory : int
        Megabytes that one report may take.
    """
    from evalkit.reports.batch import Watch, run_plan

    with BatchProgress(console_of(stderr=True), len(planned.tasks), 1, language) as progress:
        watch = Watch(
            lambda task: progress.started(task.source, task.language),
            lambda made: progress.ended(
                made.task.source, made.task.language, made.seconds, made.status != "failed", made.status == "current"
            ),
        )
        return run_plan(planned, wish, engine=engine, memory=memory * 1024**2, watch=watch)


def print_failures(result: BatchResult, language: Language) -> None:
    """Name what failed, each with its reasons, on standard error."""
    console = console_of(stderr=True)
    for tried in result.failed:
        print_line(console, say("cli.failed", language, file=tried.task.source.name, language=tried.task.language))
        for found in tried.problems:
            print_line(console, f"  {found.sentence(language)}")
