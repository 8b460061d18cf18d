"""``evalkit new``: start a dossier."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Annotated, cast

import typer

from evalkit.cli.app import OneLanguage, app, command_help, stop
from evalkit.errors import Place, problem, write_problem
from evalkit.texts import Language, say


@app.command(
    help=command_help(
        "Commencer un dossier : un fichier YAML commenté, à remplir. Rien n'est remplacé.",
        "evalkit new mon-partenariat.yaml",
        "evalkit new mon-partenariat.yaml --device seve-emploi --partners 3",
    )
)
def new(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="Fichier à créer.")],
    device: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Dispositif du guide dont les indicateurs sont suggérés (voir « evalkit devices »)."
        ),
    ] = None,
    partners: Annotated[int, typer.Option(min=2, max=30, metavar="N", help="Nombre de partenaires.")] = 2,
    language: OneLanguage = "fr",
) -> None:
    """Start a dossier."""
    from evalkit.catalogue import devices
    from evalkit.sources.blank import blank_dossier
    from evalkit.sources.dossier import SUFFIXES

    words = cast(Language, language)
    if file.suffix.lower() not in SUFFIXES:
        stop([problem(Place(str(file)), "", "unknown_format", found=file.suffix or file.name)], words)
    if device is not None and device not in {each.code for each in devices()}:
        raise typer.BadParameter(say("cli.unknown_device", words, found=device), param_hint="--device")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(blank_dossier(device, partners, words, schema=_schema_for(file), code=_code_for(file)))
    except FileExistsError:
        stop([problem(Place(str(file)), "", "report.exists")], words)
    except OSError as error:
        stop([write_problem(Place(str(file)), error)], words)
    typer.echo(say("cli.new", words, file=file), err=True)


def _code_for(file: Path) -> str:
    """Make a code of a file's name, so that two new dossiers of a folder are not taken for one."""
    from evalkit.model.fields import is_slug

    plain = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    return code if is_slug(code) else "a-nommer"


def _schema_for(file: Path) -> str | None:
    """Return the way from a new dossier to the published schema, when both stand in evalkit's source tree."""
    root = Path(__file__).resolve().parents[2]
    published, folder = root / "docs" / "dossier.schema.json", file.resolve().parent
    if not published.is_file() or not folder.is_relative_to(root):
        return None
    return "../" * len(folder.relative_to(root).parts) + published.relative_to(root).as_posix()
