"""``evalkit report``: make reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit.cli.app import (
    ALL_DONE,
    NOTHING_STARTED,
    SOME_FAILED,
    Paths,
    app,
    command_help,
    console_of,
    listed,
    print_line,
    print_notes,
    print_unread,
)
from evalkit.texts import LANGUAGES, Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import Made, Read


@app.command(
    help=command_help(
        "Produire les rapports. Tous les dossiers sont lus d'abord ; un dossier en faute n'arrête pas les autres. "
        "La sortie standard donne les pages faites, une par ligne.",
        "evalkit report data/partnerships",
        "evalkit report mon-partenariat.yaml --language fr,en --out rapports",
    )
)
def report(
    paths: Paths,
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des rapports.")] = Path("reports"),
    language: Annotated[
        list[str],
        typer.Option(
            callback=listed(LANGUAGES, "cli.unknown_language"),
            metavar="LANGUES",
            help="Langue des rapports : fr, en, ou fr,en.",
        ),
    ] = ["fr"],  # noqa: B006 - typer reads the default, nobody changes it
) -> None:
    """Make reports."""
    from evalkit.reports.batch import read_all

    languages = cast("list[Language]", language)
    words = languages[0]
    read = read_all(paths)
    made = _make(read, out, languages)
    for each in made:
        if each.page is not None:
            typer.echo(str(each.page))
    raise typer.Exit(_summary(read, made, words))


def _make(read: Sequence[Read], out: Path, languages: Sequence[Language]) -> list[Made]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from evalkit.reports.batch import make_all

    console = console_of(stderr=True)
    total = len(languages) * sum(each.dossier is not None for each in read)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    made = []
    with Progress(*columns, console=console, disable=not console.is_terminal or not total, transient=True) as progress:
        task = progress.add_task(say("cli.making", languages[0]), total=total)
        for each in make_all(read, out, languages):
            key = "made" if each.page else "failed"
            print_line(progress.console, say(f"cli.{key}", languages[0], file=each.file.name, language=each.language))
            progress.advance(task)
            made.append(each)
    return made


def _summary(read: Sequence[Read], made: Sequence[Made], language: Language) -> int:
    """Say at the end which failed and why; return the exit code."""
    console = console_of(stderr=True)
    failed = [each for each in made if each.page is None]
    print_notes(console, read, language)
    left_out = print_unread(console, read, language)
    for tried in failed:
        print_line(console, say("cli.failed", language, file=tried.file.name, language=tried.language))
        for found in tried.problems:
            print_line(console, f"  {found.sentence(language)}")
    if not made:
        print_line(console, say("cli.nothing", language))
        return NOTHING_STARTED
    print_line(console, say("cli.summary", language, n=len(made) - len(failed), failed=len(failed)))
    return SOME_FAILED if left_out or failed else ALL_DONE
