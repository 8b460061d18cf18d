"""``evalkit portfolio``: one report on the partnerships of a folder, side by side."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

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
from evalkit.cli.making import make_shown, print_failures, print_pages
from evalkit.cli.options import EngineOption, Force, Languages, Memory, Timeout, To
from evalkit.errors import EvalkitError
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, EngineName
    from evalkit.reports.task import Output


@app.command(
    help=command_help(
        "Mettre côte à côte les partenariats d'un répertoire, sans les classer : formes et modèles, moyens, résultats, "
        "indicateurs qui se comparent, ce qui manque le plus souvent ; à partir de 30 partenariats, leurs profils. "
        "Tous les dossiers sont lus d'abord ; un dossier en faute est nommé et laissé de côté. La sortie standard "
        "donne la page, une par langue. Pour les partenaires et qui les suit : il n'y a pas d'édition publique.",
        "evalkit portfolio data/partnerships",
        "evalkit portfolio data/partnerships --language fr,en --to html,pdf,docx,csv --out portefeuille",
    )
)
def portfolio(
    folder: Annotated[Path, typer.Argument(metavar="RÉPERTOIRE", help="Le répertoire des dossiers.")],
    out: Annotated[
        Path, typer.Option(metavar="RÉPERTOIRE", help="Où va le rapport, un sous-répertoire par langue.")
    ] = Path("portefeuille"),
    language: Languages = ["fr"],  # noqa: B006 - typer reads the default, nobody changes it
    to: To = ["html", "csv", "ipynb"],  # noqa: B006 - the same
    engine: EngineOption = "auto",
    timeout: Timeout = 300,
    memory: Memory = 2048,
    force: Force = False,
) -> None:
    """Make the report of a portfolio."""
    from evalkit.reports.batch import Plan
    from evalkit.reports.portfolio import portfolio_task
    from evalkit.reports.read import read_all
    from evalkit.reports.task import Wish

    languages = cast("list[Language]", language)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is begun is put away
    try:
        read = read_all([folder])
        readable = any(each.dossier for each in read)
        tasks = tuple(portfolio_task(read, out, each) for each in languages) if readable else ()
        wish = Wish(tuple(cast("list[Output]", to)), timeout, force)
        result = make_shown(Plan(read, tasks), wish, languages[0], cast("EngineName", engine), memory)
    except EvalkitError as error:
        stop(error.problems, languages[0])
    except KeyboardInterrupt:
        print_line(console_of(stderr=True), say("cli.interrupted", languages[0]))
        raise typer.Exit(SOME_FAILED) from None
    raise typer.Exit(_tell(result, out, languages[0]))


def _tell(result: BatchResult, out: Path, language: Language) -> int:
    """Give the pages, then say what was left out and what failed; return the exit code."""
    console = console_of(stderr=True)
    print_pages(result)
    print_notes(console, result.read, language)
    left_out = print_unread(console, result.read, language)
    print_failures(result, language)
    if not result.made:
        print_line(console, say("portfolio.cli.nothing", language))
        return NOTHING_STARTED
    read = sum(each.dossier is not None for each in result.read)
    if len(result.failed) < len(result.made):
        print_line(console, say("portfolio.cli.summary", language, n=read, folder=out))
    return SOME_FAILED if left_out or result.failed else ALL_DONE
