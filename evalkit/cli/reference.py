"""``evalkit devices`` and ``evalkit schema``: what a dossier may hold."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from evalkit.cli.app import OneLanguage, app, command_help
from evalkit.texts import Language, say


@app.command(
    help=command_help(
        "Donner la liste des dispositifs du guide, ou les critères et indicateurs suggérés pour l'un d'eux.",
        "evalkit devices",
        "evalkit devices seve-emploi",
    )
)
def devices(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="Un dispositif.")] = None,
    language: OneLanguage = "fr",
) -> None:
    """List the guide's devices, or what is suggested for one."""
    from evalkit.catalogue import devices as known

    words = cast(Language, language)
    if code is None:
        width = max(len(each.code) for each in known())
        for each in known():
            typer.echo(f"{each.code:<{width}}  {each.name.say(words)}")
        return
    found = next((each for each in known() if each.code == code), None)
    if found is None:
        raise typer.BadParameter(say("cli.unknown_device", words, found=code), param_hint="CODE")
    typer.echo(found.name.say(words))
    for criterion in found.criteria:
        typer.echo(f"- {criterion.label.say(words)}")
        for indicator in criterion.indicators:
            typer.echo(f"    - {indicator.label.say(words)}")


@app.command(
    help=command_help(
        "Écrire le schéma JSON d'un dossier, avec lequel un éditeur complète et vérifie le YAML.",
        "evalkit schema > dossier.schema.json",
    )
)
def schema() -> None:
    """Print the JSON Schema of a dossier."""
    import json

    from evalkit.model.dossier import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
