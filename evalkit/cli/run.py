"""``evalkit run``: any notebook, over dossiers or over a table of parameters."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit.cli.app import (
    ALL_DONE,
    NOTHING_STARTED,
    SOME_FAILED,
    OneLanguage,
    app,
    command_help,
    console_of,
    listed,
    print_line,
    print_notes,
    print_unread,
    stop,
)
from evalkit.cli.making import make_shown, print_failures
from evalkit.cli.options import EngineOption, Force, Jobs, Memory, Timeout, cores
from evalkit.errors import EvalkitError
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, EngineName, Plan
    from evalkit.reports.task import Output

FORMATS = ("html", "pdf", "docx", "ipynb")


def _pairs(values: list[str]) -> list[str]:
    """Accept ``name=value``, each name once."""
    seen: set[str] = set()
    for each in values:
        name, sign, _ = each.partition("=")
        if not sign or not name.strip().isidentifier():
            raise typer.BadParameter(say("run.cli.not_a_pair", "fr", found=each))
        if name.strip() in seen:
            raise typer.BadParameter(say("run.cli.set_twice", "fr", found=name.strip()))
        seen.add(name.strip())
    return values


@app.command(
    help=command_help(
        "Exécuter n'importe quel notebook : une fois par dossier, ou une fois par ligne d'une table de paramètres "
        "(CSV, classeur, YAML, JSON). Les colonnes portent les noms des paramètres du notebook, dont la cellule est "
        "marquée « parameters » ; une colonne name nomme les résultats. Tout est vérifié avant la première exécution. "
        "Les résultats sont dans runs/<notebook>/<nom>/ ; la sortie standard donne les pages, une par ligne.",
        "evalkit run analyse.ipynb",
        "evalkit run analyse.ipynb data/partnerships",
        "evalkit run analyse.ipynb --params table.csv --to html,pdf --code",
        "evalkit run analyse.ipynb --set seuil=5 --set fichier=reponses.csv",
    )
)
def run(
    notebook: Annotated[Path, typer.Argument(metavar="NOTEBOOK", help="Le notebook (.ipynb).")],
    dossiers: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[DOSSIER...]", help="Dossiers, ou répertoires ; le notebook les reçoit un à un."),
    ] = None,
    params: Annotated[
        Path | None,
        typer.Option(
            metavar="FICHIER",
            help="Table de paramètres, une exécution par ligne ; cellule vide : la valeur du notebook.",
        ),
    ] = None,
    fixed: Annotated[
        list[str],
        typer.Option("--set", callback=_pairs, metavar="NOM=VALEUR", help="Une valeur pour toutes les exécutions."),
    ] = [],  # noqa: B006 - typer reads the default, nobody changes it
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des résultats.")] = Path("runs"),
    to: Annotated[
        list[str],
        typer.Option(
            callback=listed(FORMATS, "run.cli.unknown_output"),
            metavar="FORMATS",
            help="Ce qui est produit : html, pdf, docx (Word), ipynb (notebook exécuté).",
        ),
    ] = ["html", "ipynb"],  # noqa: B006 - the same
    code: Annotated[bool, typer.Option("--code", help="Montrer le code dans la page.")] = False,
    engine: EngineOption = "auto",
    jobs: Jobs = 0,
    timeout: Timeout = 300,
    memory: Memory = 2048,
    force: Force = False,
    language: OneLanguage = "fr",
) -> None:
    """Run a notebook."""
    from evalkit.reports.task import Wish

    words = cast(Language, language)
    if dossiers and params:
        raise typer.BadParameter(say("run.cli.both", words))
    given = {name.strip(): value for name, _, value in (each.partition("=") for each in fixed)}
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is begun is put away
    try:
        planned = _plan(notebook, dossiers or [], params, given, out, words, code)
    except EvalkitError as error:
        stop(error.problems, words)
    wish = Wish(tuple(cast("list[Output]", to)), timeout, force)
    try:
        result = make_shown(planned, wish, words, cast("EngineName", engine), memory, jobs or cores())
    except KeyboardInterrupt:
        print_line(console_of(stderr=True), say("cli.interrupted", words))
        raise typer.Exit(SOME_FAILED) from None
    raise typer.Exit(_tell(result, out / notebook.stem, words))


def _plan(
    notebook: Path,
    dossiers: Sequence[Path],
    params: Path | None,
    fixed: dict[str, str],
    out: Path,
    language: Language,
    code: bool,
) -> Plan:
    from evalkit.reports.declared import declared_of
    from evalkit.reports.own_runs import plan_runs

    if not (dossiers or params or fixed) and declared_of(notebook):
        _print_parameters(notebook, language)
        raise typer.Exit(NOTHING_STARTED)
    return plan_runs(notebook, dossiers, params, fixed, out, language, code)


def _print_parameters(notebook: Path, language: Language) -> None:
    """Show what a notebook asks for, with its own comments."""
    from evalkit.reports.declared import declared_of

    console = console_of(stderr=True)
    print_line(console, say("run.cli.parameters", language, notebook=notebook.name))
    for each in declared_of(notebook):
        values = {"name": each.name, "written": each.written, "kind": each.kind or say("run.cli.untold", language)}
        comment = f"  # {each.help}" if each.help else ""
        print_line(console, say("run.cli.parameter", language, **values) + comment)
    print_line(console, say("run.cli.give", language))


def _tell(result: BatchResult, folder: Path, language: Language) -> int:
    """Give the pages, then say what became of the runs; return the exit code."""
    console = console_of(stderr=True)
    for each in result.made:
        if each.page is not None:
            typer.echo(str(each.page))
    print_notes(console, result.read, language)
    left_out = print_unread(console, result.read, language)
    print_failures(result, language)
    if not result.made:
        print_line(console, say("run.cli.nothing", language))
        return NOTHING_STARTED
    counts = {status: sum(each.status == status for each in result.made) for status in ("made", "current", "failed")}
    values = {"n": counts["made"], "kept": counts["current"], "failed": counts["failed"], "folder": folder}
    print_line(console, say("run.cli.summary", language, **values))
    return SOME_FAILED if left_out or result.failed else ALL_DONE
