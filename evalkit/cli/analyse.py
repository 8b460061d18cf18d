"""``evalkit analyse``: from a table to its axes, its classes and a report that says what they tell."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit.cli.app import (
    ALL_DONE,
    SOME_FAILED,
    app,
    command_help,
    console_of,
    print_line,
    quoted,
    stop,
)
from evalkit.cli.making import counts_of, make_shown, print_failures, print_pages
from evalkit.cli.options import EngineOption, Force, Languages, Memory, Timeout, To
from evalkit.errors import EvalkitError, Problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, EngineName
    from evalkit.reports.task import Output


@app.command(
    help=command_help(
        "Analyser une table (CSV, classeur, Parquet) : axes, classes, et ce qu'ils disent, dans un rapport. Le fichier "
        "des rôles dit ce que sont les colonnes ; --propose en écrit un à corriger. Les deux fichiers sont vérifiés "
        "avant tout calcul. Les résultats sont dans RÉPERTOIRE/<table>/<langue>/ ; la sortie standard donne les pages.",
        "evalkit analyse table.csv --propose roles.yaml",
        "evalkit analyse table.csv --roles roles.yaml",
        "evalkit analyse table.xlsx --roles roles.yaml --language fr,en --to html,pdf,docx,csv --out analyses",
    )
)
def analyse(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="La table : .csv, .xlsx, .ods, .xls ou .parquet.")],
    roles: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="Ce que sont les colonnes (YAML) ; sinon déduit de la table.")
    ] = None,
    propose: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="Écrire des rôles à corriger, et s'arrêter là.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des résultats.")] = Path("analyses"),
    language: Languages = ["fr"],  # noqa: B006 - typer reads the default, nobody changes it
    to: To = ["html", "csv", "ipynb"],  # noqa: B006 - the same
    engine: EngineOption = "auto",
    timeout: Timeout = 300,
    memory: Memory = 2048,
    force: Force = False,
) -> None:
    """Analyse a table."""
    from evalkit.multivariate.reading import study_of
    from evalkit.reports.study import plan_study
    from evalkit.reports.task import Wish

    languages = cast("list[Language]", language)
    words = languages[0]
    if roles and propose:
        raise typer.BadParameter(say("study.cli.both", words))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is begun is put away
    try:
        if propose:
            _propose(table, propose, words)
            raise typer.Exit(ALL_DONE)
        study = study_of(table, roles, words)
        planned = plan_study(study, table, roles, out, languages)
    except EvalkitError as error:
        _print_notes(error.notes, words)
        stop(error.problems, words)
    if roles is None:
        print_line(console_of(stderr=True), say("study.cli.no_roles", words, table=quoted(table)))
    _print_notes(study.notes, words)
    wish = Wish(tuple(cast("list[Output]", to)), timeout, force)
    try:
        result = make_shown(planned, wish, words, cast("EngineName", engine), memory)
    except KeyboardInterrupt:
        print_line(console_of(stderr=True), say("cli.interrupted", words))
        raise typer.Exit(SOME_FAILED) from None
    raise typer.Exit(_tell(result, out / study.table.name, words))


def _propose(table: Path, file: Path, language: Language) -> None:
    from evalkit.multivariate.reading import propose_roles
    from evalkit.sources.aside import put_new

    put_new(file, propose_roles(table, language).encode())
    told = {"file": file, "table": quoted(table), "roles": quoted(file)}
    print_line(console_of(stderr=False), say("study.cli.proposed", language, **told))


def _print_notes(notes: Iterable[Problem], language: Language) -> None:
    for note in notes:
        print_line(console_of(stderr=True), say("cli.note", language, sentence=note.sentence(language)))


def _tell(result: BatchResult, folder: Path, language: Language) -> int:
    """Give the pages, then say what became of the analyses; return the exit code."""
    console = console_of(stderr=True)
    print_pages(result)
    print_failures(result, language)
    print_line(console, say("study.cli.summary", language, **counts_of(result), folder=folder))
    return SOME_FAILED if result.failed else ALL_DONE
