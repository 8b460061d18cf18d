"""``evalkit convert``: the same dossier in another form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from evalkit.cli.app import OneLanguage, app, command_help, stop
from evalkit.errors import EvalkitError
from evalkit.texts import Language, say


@app.command(
    help=command_help(
        "Écrire un dossier sous une autre forme, YAML ou classeur, dans la version actuelle du modèle. Tout le dossier "
        "y est ; vos feuilles et colonnes en plus restent dans le premier fichier. Rien n'est remplacé.",
        "evalkit convert mon-partenariat.yaml mon-partenariat.xlsx",
        "evalkit convert mon-partenariat.xlsx mon-partenariat.yaml",
        "evalkit convert ancien-modele.xlsx nouveau-modele.xlsx",
    )
)
def convert(
    source: Annotated[Path, typer.Argument(metavar="DOSSIER", help="Dossier à lire (.xlsx, .ods, .xls, .yaml).")],
    target: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à créer (.xlsx ou .yaml).")],
    language: OneLanguage = "fr",
) -> None:
    """Write a dossier in another form."""
    from evalkit.sources import read_dossier, write_dossier

    words = cast(Language, language)
    try:
        dossier = read_dossier(source)
        write_dossier(dossier, target, words)
    except EvalkitError as error:
        stop(error.problems, words)
    for note in dossier.notes:
        typer.echo(say("cli.note", words, sentence=note.sentence(words)), err=True)
    typer.echo(say("cli.converted", words, source=source, file=target), err=True)
