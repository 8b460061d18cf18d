"""``evalkit export``: dossiers for others' programs, as linked data and as tidy tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit.cli.app import (
    ALL_DONE,
    NOTHING_STARTED,
    SOME_FAILED,
    OneLanguage,
    Paths,
    app,
    command_help,
    console_of,
    listed,
    print_line,
    print_notes,
    print_unread,
    stop,
)
from evalkit.errors import EvalkitError, Place, write_problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.exchange import Case
    from evalkit.reports.read import Read

FORMATS = ("cids", "csv", "parquet")


@app.command(
    help=command_help(
        "Exporter des dossiers pour d'autres programmes : un document JSON-LD par dossier (Common Impact Data "
        "Standard) et des tables CSV et Parquet de tous les dossiers, avec leur dictionnaire. Rien ne sort sous le "
        "seuil de confidentialité. La sortie standard donne les fichiers écrits, un par ligne.",
        "evalkit export data/partnerships",
        "evalkit export mon-partenariat.yaml --to csv --out exports",
    )
)
def export(
    paths: Paths,
    to: Annotated[
        list[str],
        typer.Option(
            callback=listed(FORMATS, "exchange.cli.unknown_format"),
            metavar="FORMATS",
            help="Formats : cids, csv, parquet.",
        ),
    ] = ["cids,csv,parquet"],  # noqa: B006 - typer reads the default, nobody changes it
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des exports.")] = Path("exports"),
    language: OneLanguage = "fr",
) -> None:
    """Export dossiers."""
    from evalkit.reports.read import read_all

    words = cast(Language, language)
    read = read_all(paths)
    cases, unclear = _cases(read, words)
    left_out = {each.file for each in unclear}
    read = (*(each for each in read if each.file not in left_out), *unclear)
    if cases:
        try:
            for file in _write(cases, to, out, words):
                typer.echo(str(file))
        except OSError as error:
            stop([write_problem(Place(out.as_posix()), error)], words)
    raise typer.Exit(_summary(read, len(cases), words))


def _cases(read: Sequence[Read], language: Language) -> tuple[tuple[Case, ...], list[Read]]:
    """Return what is exported, and the dossiers whose previous year is not clear."""
    from evalkit.reports.exchange import shown_cases
    from evalkit.reports.previous import find_previous

    found, left_out = [], []
    for each in read:
        try:
            found += [(each.dossier, find_previous(each.file, each.dossier))] if each.dossier else []
        except EvalkitError as error:
            left_out.append(replace(each, dossier=None, problems=error.problems))
    return shown_cases(found, language), left_out


def _write(cases: Sequence[Case], to: Sequence[str], out: Path, language: Language) -> list[Path]:
    from evalkit.reports.exchange import export_cids, export_tidy
    from evalkit.reports.exchange.tidy import Format

    files = [export_cids(case, out / "cids", language) for case in cases] if "cids" in to else []
    formats = cast("list[Format]", [each for each in to if each != "cids"])
    return [*files, *(export_tidy(cases, out, formats, language) if formats else ())]


def _summary(read: Sequence[Read], exported: int, language: Language) -> int:
    """Say at the end which were left out and why; return the exit code."""
    console = console_of(stderr=True)
    print_notes(console, read, language)
    left_out = print_unread(console, read, language)
    if not exported:
        print_line(console, say("exchange.cli.nothing", language))
        return NOTHING_STARTED
    print_line(console, say("exchange.cli.summary", language, n=exported, failed=left_out))
    return SOME_FAILED if left_out else ALL_DONE
