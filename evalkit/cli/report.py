"""``evalkit report``: make reports, in series."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from evalkit.cli.app import (
    ALL_DONE,
    NOTHING_STARTED,
    SOME_FAILED,
    app,
    command_help,
    console_of,
    print_line,
    print_notes,
    print_unread,
    stop,
)
from evalkit.cli.making import make_shown, print_failures
from evalkit.cli.options import AsJson, Dask, EngineOption, Force, Jobs, Languages, Memory, Timeout, To, cores
from evalkit.cli.progress import BatchRow, Outcome, print_table
from evalkit.errors import EvalkitError, Problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from rich.console import Console

    from evalkit.reports.batch import BatchResult, EngineName
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
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="CHEMIN...",
            help="Dossiers (.xlsx, .ods, .xls, .yaml), ou répertoires qui en contiennent ; aussi à une adresse "
            "(s3://…, avec l'extra cluster).",
        ),
    ],
    out: Annotated[
        str, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des rapports ; aussi une adresse (s3://…).")
    ] = "reports",
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
    dask: Dask = None,
    as_json: AsJson = False,
) -> None:
    """Make reports."""
    from evalkit.reports.batch import plan
    from evalkit.reports.own import own_notebook
    from evalkit.reports.read import read_all
    from evalkit.reports.remote import fetched
    from evalkit.reports.task import Wish

    languages = cast("list[Language]", language)
    wish = Wish(tuple(cast("list[Output]", to)), timeout, force)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is begun is put away
    try:
        with fetched(paths) as local:
            read = (*read_all(local.paths), *local.refused)
            planned = plan(read, out, languages, own_notebook(), public)
            words, name = languages[0], cast("EngineName", engine)
            result = make_shown(planned, wish, words, name, memory, jobs or cores(), dask, as_json)
    except EvalkitError as error:
        stop(error.problems, languages[0])
    except KeyboardInterrupt:
        print_line(console_of(stderr=True), say("cli.interrupted", languages[0]))
        raise typer.Exit(SOME_FAILED) from None
    raise typer.Exit(_tell(_Told(result, out, wish, local.addresses, words), as_json))


@dataclass(frozen=True)
class _Told:
    """What a batch came to, and how it is told: where the pages stand, and where the dossiers came from."""

    result: BatchResult
    out: str
    wish: Wish
    addresses: Mapping[Path, str]
    language: Language

    def page(self, made: Made) -> str | None:
        """Return where the page of a report stands, or None when there is none."""
        from evalkit.reports.remote import is_remote, page_address

        if made.status != "failed" and is_remote(self.out):
            return page_address(made.task, self.wish, self.out)
        return str(made.page) if made.page else None

    def file(self, file: Path) -> str:
        """Return a dossier as it was given."""
        return self.addresses.get(file, str(file))

    def sentences(self, problems: Sequence[Problem]) -> list[str]:
        """Return problems as they are told."""
        return [found.sentence(self.language) for found in problems]


def _tell(told: _Told, as_json: bool) -> int:
    """Say what became of each report and why; return the exit code."""
    console, result, language = console_of(stderr=True), told.result, told.language
    if as_json:
        typer.echo(json.dumps(_as_data(told), ensure_ascii=False, indent=1))
    else:
        for page in filter(None, map(told.page, result.made)):
            typer.echo(page)
        print_table(console, [_row(told, each) for each in result.made], language)
    print_notes(console, result.read, language)
    left_out = print_unread(console, result.read, language)
    print_failures(result, language)
    _print_left_out(console, result, language)
    if not result.made:
        print_line(console, say("cli.nothing", language))
        return NOTHING_STARTED
    index = _index(console, told)
    if not as_json:
        _print_summary(console, result, index, language)
    return SOME_FAILED if left_out or result.failed else ALL_DONE


def _row(told: _Told, made: Made) -> BatchRow:
    task, page = made.task, told.page(made)
    review = task.about.get("review", {})
    return BatchRow(task.source, task.language, _OUTCOME[made.status], made.seconds, review, page)


def _print_left_out(console: Console, result: BatchResult, language: Language) -> None:
    """Say what public editions leave out; once for each dossier, whatever its languages."""
    from evalkit.reports.publication import left_out_lines

    once = {(each.dossier.code, each.dossier.year): each for each in result.public}
    for line in left_out_lines(once.values(), language):
        print_line(console, line)


def _index(console: Console, told: _Told) -> Path | None:
    """Write the index of the whole folder; at an address there is none."""
    from evalkit.reports.index import write_index
    from evalkit.reports.remote import is_remote

    if is_remote(told.out):
        return None
    try:
        return write_index(Path(told.out), told.result.entries(told.language), told.language)
    except EvalkitError as error:
        for sentence in told.sentences(error.problems):
            print_line(console, sentence)
        return None


def _print_summary(console: Console, result: BatchResult, index: Path | None, language: Language) -> None:
    counts = {status: sum(each.status == status for each in result.made) for status in _OUTCOME}
    engine = say(f"cli.engine.{result.engine}", language)
    n, kept, failed = counts["made"], counts["current"], counts["failed"]
    print_line(console, say("cli.summary", language, n=n, kept=kept, failed=failed, engine=engine))
    if index is not None:
        print_line(console, say("cli.index", language, file=index))


def _as_data(told: _Told) -> dict[str, Any]:
    return {
        "engine": told.result.engine,
        "reports": [
            {
                "file": told.file(each.task.source),
                "language": each.task.language,
                **each.task.about.get("dossier", {}),
                "status": each.status,
                "seconds": round(each.seconds, 3),
                "folder": str(each.task.folder),
                "page": told.page(each),
                "review": each.task.about.get("review", {}),
                "problems": told.sentences(each.problems),
            }
            for each in told.result.made
        ],
        "unread": [
            {"file": told.file(each.file), "problems": told.sentences(each.problems)}
            for each in told.result.read
            if each.dossier is None
        ],
    }
