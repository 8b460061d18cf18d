"""``evalkit new``: start a dossier."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Annotated, cast

import typer

from evalkit.cli.app import OneLanguage, app, command_help, quoted, stop
from evalkit.errors import EvalkitError
from evalkit.texts import Language, say


@app.command(
    help=command_help(
        "Commencer un dossier, à remplir : un classeur (.xlsx), ou un fichier YAML commenté. Rien n'est remplacé.",
        "evalkit new mon-partenariat.xlsx",
        "evalkit new mon-partenariat.xlsx --device seve-emploi --partners 3",
        "evalkit new mon-partenariat.yaml",
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

    words = cast(Language, language)
    if device is not None and device not in {each.code for each in devices()}:
        raise typer.BadParameter(say("cli.unknown_device", words, found=device), param_hint="--device")
    try:
        _write_blank(file, device, partners, words)
    except EvalkitError as error:
        stop(error.problems, words)
    typer.echo(say("cli.new", words, file=quoted(file)), err=True)


def _write_blank(file: Path, device: str | None, partners: int, language: Language) -> None:
    """Write a blank dossier: commented YAML, or the workbook of the same."""
    from evalkit.sources.blank import blank_dossier
    from evalkit.sources.dossier import parse_dossier
    from evalkit.sources.write import dossier_bytes, write_new

    text = blank_dossier(device, partners, language, schema=_schema_for(file), code=_code_for(file))
    plain = file.suffix.lower() in {".yaml", ".yml"}
    write_new(file, lambda: text.encode() if plain else dossier_bytes(parse_dossier(text), file, language))


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
