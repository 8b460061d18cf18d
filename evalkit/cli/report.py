"""``evalkit report``: make reports, in series."""

from __future__ import annotations

import json
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from evalkit.cli.app import (
    ALL_DONE,
    NOTHING_STARTED,
    SOME_FAILED,
    Paths,
    app,
    command_help,
    console_of,
    print_line,
    print_notes,
    print_unread,
    stop,
)
from evalkit.cli.options import AsJson, EngineOption, Force, Jobs, Languages, Memory, Timeout, To, cores
from evalkit.cli.progress import BatchProgress, BatchRow, Outcome, print_table
from evalkit.errors import EvalkitError
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from rich.console import Console

    from evalkit.reports.batch import BatchResult, EngineName, Plan
    from evalkit.reports.task import Made, Output, Status, Wish

_OUTCOME: dict[Status, Outcome] = {"made": "done", "current": "kept", "failed": "failed"}


@app.command(
    help=command_help(
        "Produire les rapports. Tous les dossiers sont lus d'abord ; un dossier en faute n'arrête pas les autres. "
        "Seul ce qui manque ou a changé est fait : interrompue, la même commande reprend où elle en était. "
        "La sortie standard donne les pages, une par ligne.",
        "evalkit report data/partnerships",
        "evalkit report mon-partenariat.yaml --language fr,en --to html,pdf,docx --out rapports",
        "evalkit report data/partnerships --public --out site",
    )
)
def report(
    paths: Paths,
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des rapports.")] = Path("reports"),
    language: Languages = ["fr"],  # noqa: B006 - typer reads the default, nobody changes it
    to: To = ["html", "csv", "ipynb"],  # noqa: B006 - the same
    public: Annotated[
        bool,
        typer.Option(
            "--public",
            help="Éditions publiques : seuil de 11 personnes, secret des entreprises, ni nom ni coordonnées. "
            "Demande un répertoire à part.",
        ),
    ] = False,
    engine: EngineOption = "auto",
    jobs: Jobs = 0,
    timeout: Timeout = 300,
    memory: Memory = 2048,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make reports."""
    from evalkit.reports.batch import plan
    from evalkit.reports.own import own_notebook
    from evalkit.reports.read import read_all
    from evalkit.reports.task import Wish

    languages = cast("list[Language]", language)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is begun is put away
    try:
        planned = plan(read_all(paths), out, languages, own_notebook(), public)
    except EvalkitError as error:
        stop(error.problems, languages[0])
    wish = Wish(tuple(cast("list[Output]", to)), timeout, force)
    try:
        result = _run(planned, wish, cast("EngineName", engine), jobs or cores(), memory, languages[0], as_json)
    except KeyboardInterrupt:
        print_line(console_of(stderr=True), say("cli.interrupted", languages[0]))
        raise typer.Exit(SOME_FAILED) from None
    raise typer.Exit(_tell(result, out, languages[0], as_json))


def _run(
    planned: Plan, wish: Wish, engine: EngineName, jobs: int, memory: int, language: Language, quiet: bool
) -> BatchResult:
    from evalkit.reports.batch import Watch, run_plan

    total = len(planned.tasks)
    with BatchProgress(console_of(stderr=True), total, min(jobs, total) or 1, language, quiet) as progress:
        watch = Watch(
            lambda task: progress.started(task.source, task.language),
            lambda made: progress.ended(
                made.task.source, made.task.language, made.seconds, made.status != "failed", made.status == "current"
            ),
        )
        return run_plan(planned, wish, engine=engine, workers=jobs, memory=memory * 1024**2, watch=watch)


def _tell(result: BatchResult, out: Path, language: Language, as_json: bool) -> int:
    """Say what became of each report and why; return the exit code."""
    console = console_of(stderr=True)
    if as_json:
        typer.echo(json.dumps(_as_data(result, language), ensure_ascii=False, indent=1))
    else:
        for each in result.made:
            if each.page is not None:
                typer.echo(str(each.page))
        print_table(console, [_row(each) for each in result.made], language)
    print_notes(console, result.read, language)
    left_out = print_unread(console, result.read, language)
    _print_failures(console, result.failed, language)
    _print_left_out(console, result, language)
    if not result.made:
        print_line(console, say("cli.nothing", language))
        return NOTHING_STARTED
    _index(console, result, out, language, as_json)
    return SOME_FAILED if left_out or result.failed else ALL_DONE


def _row(made: Made) -> BatchRow:
    task = made.task
    return BatchRow(
        task.source, task.language, _OUTCOME[made.status], made.seconds, task.about.get("review", {}), made.page
    )


def _print_failures(console: Console, failed: Sequence[Made], language: Language) -> None:
    for tried in failed:
        print_line(console, say("cli.failed", language, file=tried.task.source.name, language=tried.task.language))
        for found in tried.problems:
            print_line(console, f"  {found.sentence(language)}")


def _print_left_out(console: Console, result: BatchResult, language: Language) -> None:
    """Say what public editions leave out; once for each dossier, whatever its languages."""
    from evalkit.reports.publication import left_out_lines

    once = {(each.dossier.code, each.dossier.year): each for each in result.public}
    for line in left_out_lines(once.values(), language):
        print_line(console, line)


def _index(console: Console, result: BatchResult, out: Path, language: Language, quiet: bool) -> None:
    """Write the index of the whole folder and say how the batch went."""
    from evalkit.reports.index import write_index

    try:
        page = write_index(out, result.entries(language), language)
    except EvalkitError as error:
        print_line(console, str(error))
        return
    if not quiet:
        counts = {status: sum(each.status == status for each in result.made) for status in _OUTCOME}
        print_line(
            console,
            say(
                "cli.summary",
                language,
                n=counts["made"],
                kept=counts["current"],
                failed=counts["failed"],
                engine=say(f"cli.engine.{result.engine}", language),
                index=page,
            ),
        )


def _as_data(result: BatchResult, language: Language) -> dict[str, Any]:
    return {
        "engine": result.engine,
        "reports": [
            {
                "file": str(each.task.source),
                "language": each.task.language,
                **each.task.about.get("dossier", {}),
                "status": each.status,
                "seconds": round(each.seconds, 3),
                "folder": str(each.task.folder),
                "page": str(each.page) if each.page else None,
                "review": each.task.about.get("review", {}),
                "problems": [found.sentence(language) for found in each.problems],
            }
            for each in result.made
        ],
        "unread": [
            {"file": str(each.file), "problems": [found.sentence(language) for found in each.problems]}
            for each in result.read
            if each.dossier is None
        ],
    }
