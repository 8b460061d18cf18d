"""``evalkit questionnaire``: the same questions to each partner and to the beneficiaries, to send or to print."""

from __future__ import annotations

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
    listed,
    print_line,
    quoted,
    stop,
)
from evalkit.errors import EvalkitError, Place, problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.model.dossier import Dossier
    from evalkit.sources.questionnaire import Questionnaires

SUFFIXES = {"xlsform": "xlsx", "docx": "docx"}


@app.command(
    help=command_help(
        "Faire les questionnaires de regards croisés d'un dossier, d'après ses indicateurs de perception : un par "
        "partenaire, et un en mots simples pour les bénéficiaires. En XLSForm (Kobo, ODK), en document Word à "
        "imprimer, ou les deux. Les réponses reviennent par « evalkit import ». Rien n'est remplacé. La sortie "
        "standard donne les fichiers, un par ligne.",
        "evalkit questionnaire mon-partenariat.yaml",
        "evalkit questionnaire mon-partenariat.yaml --format docx --out questionnaires",
    )
)
def questionnaire(
    file: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le dossier (.xlsx, .ods, .xls, .yaml).")],
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            callback=listed(SUFFIXES, "questionnaire.cli.unknown_format"),
            metavar="FORMATS",
            help="Formats : xlsform, docx.",
        ),
    ] = ["xlsform,docx"],  # noqa: B006 - typer reads the default, nobody changes it
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des questionnaires.")] = Path(
        "questionnaires"
    ),
    language: OneLanguage = "fr",
) -> None:
    """Make questionnaires."""
    from evalkit.sources import read_dossier
    from evalkit.sources.questionnaire import questionnaires_of
    from evalkit.sources.questionnaire.save import save_new

    words = cast(Language, language)
    try:
        dossier = read_dossier(file)
        made = questionnaires_of(dossier, words)
        files = _files(made, formats, out)
        save_new(files)
    except EvalkitError as error:
        stop(error.problems, words)
    for each in files:
        typer.echo(str(each))
    _tell(dossier, made, file, out, words)
    raise typer.Exit(SOME_FAILED if made.unasked or not made.forms else ALL_DONE)


def _files(made: Questionnaires, formats: list[str], out: Path) -> dict[Path, bytes]:
    from evalkit.sources.questionnaire import paper_form, xlsform

    makers = {"xlsform": xlsform, "docx": paper_form}
    return {out / f"{form.stem}.{SUFFIXES[each]}": makers[each](form) for form in made.forms for each in formats}


def _tell(dossier: Dossier, made: Questionnaires, file: Path, out: Path, language: Language) -> None:
    """Say what was made, what was not and why, and what comes next."""
    console = console_of(stderr=True)
    if made.forms:
        print_line(console, say("questionnaire.cli.made", language, n=len(made.forms), folder=out), style="bold")
    else:
        nothing = problem(Place(file.name), "", "questionnaire.nothing_asked")
        print_line(console, nothing.sentence(language), style="bold red")
    told = (*made.unasked, *made.notes, *dossier.notes)
    if told:
        print_line(console, say("questionnaire.cli.told", language))
    for each in told:
        print_line(console, f"  {each.sentence(language)}")
    if made.forms:
        print_line(console, say("questionnaire.cli.next", language, dossier=quoted(file)))
