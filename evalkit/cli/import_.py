"""``evalkit import``: measures from where they are, survey exports and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit.cli.app import (
    ALL_DONE,
    SOME_FAILED,
    OneLanguage,
    app,
    command_help,
    console_of,
    print_line,
    quoted,
    stop,
)
from evalkit.errors import EvalkitError, Place, problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.model import Dossier
    from evalkit.sources.grid import Book
    from evalkit.sources.survey import Imported


@app.command(
    name="import",
    help=command_help(
        "Reprendre des mesures d'un fichier de réponses ou de sorties (LimeSurvey, Kobo, CSV, classeur). Sans "
        "--mapping, propose une correspondance à relire ; avec elle, écrit un nouveau dossier. Rien n'est remplacé, et "
        "aucune ligne sur une personne n'est écrite nulle part.",
        "evalkit import mon-partenariat.yaml reponses.csv",
        "evalkit import mon-partenariat.yaml reponses.csv --mapping reponses.correspondance.yaml",
    ),
)
def import_answers_of(
    file: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le dossier qui reçoit les mesures.")],
    answers: Annotated[Path, typer.Argument(metavar="REPONSES", help="Le fichier des réponses ou des sorties.")],
    mapping: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="La correspondance : quelle question est quel indicateur.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FICHIER", help="Le nouveau dossier ; par défaut à côté de l'ancien.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="FEUILLE", help="S'il y en a plusieurs : la feuille dont proposer la lecture.")
    ] = None,
    language: OneLanguage = "fr",
) -> None:
    """Propose correspondences, or follow them."""
    from evalkit.sources import read_dossier
    from evalkit.sources.grid import read_book

    words = cast(Language, language)
    try:
        dossier, book = read_dossier(file), read_book(answers)
        if mapping is None:
            _propose(dossier, book, file, answers, sheet, words)
        else:
            _import(dossier, book, file, mapping, out, words)
    except EvalkitError as error:
        stop(error.problems, words)


def _propose(dossier: Dossier, book: Book, file: Path, answers: Path, sheet: str | None, language: Language) -> None:
    from evalkit.sources.aside import put_new
    from evalkit.sources.survey import propose_mapping

    proposal = propose_mapping(dossier, book, language, sheet)
    target = answers.with_name(f"{answers.stem}.{say('survey.file_suffix', language)}.yaml")
    put_new(target, proposal.text.encode())
    console = console_of(stderr=False)
    print_line(console, say("survey.proposed", language, file=target), style="bold")
    print_line(console, say(f"survey.recognised.{proposal.kind}", language))
    if proposal.kind != "exits":
        print_line(console, say("survey.matched", language, n=proposal.matched))
    if proposal.open:
        print_line(console, say("survey.to_complete", language, n=proposal.open))
    for each in proposal.notes:
        print_line(console, f"  {each.sentence(language)}")
    typed = {"dossier": quoted(file), "answers": quoted(answers), "mapping": quoted(target)}
    print_line(console, say("survey.next", language, **typed))


def _import(dossier: Dossier, book: Book, file: Path, mapping: Path, out: Path | None, language: Language) -> None:
    from evalkit.sources import write_dossier
    from evalkit.sources.survey import import_answers, read_mapping
    from evalkit.sources.write import WRITTEN

    suffix = file.suffix if file.suffix.lower() in WRITTEN else ".xlsx"
    target = out or file.with_name(f"{file.stem}-{say('survey.out_suffix', language)}{suffix}")
    if target.exists():
        stop([problem(Place(str(target)), "", "report.exists")], language)
    found = import_answers(dossier, book, read_mapping(mapping), language)
    nothing = not found.measures and not found.exits
    if not nothing:
        write_dossier(found.dossier, target, language)
    console = console_of(stderr=False)
    for line in (*_said(found, language), *_left(dossier, language)):
        print_line(console, line)
    last = say("survey.nothing", language) if nothing else say("survey.written", language, file=target)
    print_line(console, last, style="bold")
    raise typer.Exit(SOME_FAILED if nothing else ALL_DONE)


def _left(dossier: Dossier, language: Language) -> list[str]:
    """Return what was noticed in the dossier's own file: what is not read of it is not in the new one."""
    return [say("cli.note", language, sentence=note.sentence(language)) for note in dossier.notes]


def _said(found: Imported, language: Language) -> list[str]:
    """Return what is said of an import: what was added, what was not and why, what was left unread."""
    from evalkit.sources.survey.report import added_exits, added_measures, kept_back

    lines: list[str] = []
    if found.measures:
        lines += [say("survey.added", language, n=len(found.measures)), *_table(added_measures(found, language))]
    if found.exits:
        lines += [say("survey.added_exits", language, n=len(found.exits)), *_table(added_exits(found, language))]
    if found.withheld:
        lines += [say("survey.not_taken", language), *(f"  {line}" for line in kept_back(found, language))]
    if found.notes:
        lines += [say("survey.told", language), *(f"  {each.sentence(language)}" for each in found.notes)]
    return lines


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align the columns of a table; its first row is the headings."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
