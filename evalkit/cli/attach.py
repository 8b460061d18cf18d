"""``evalkit attach``: what official files say of a dossier's territory, put into a copy of the dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    print_line,
    print_notes,
    print_unread,
    stop,
)
from evalkit.errors import EvalkitError, Place, write_problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.model import Dossier
    from evalkit.reports.territory import Territory
    from evalkit.reports.territory_names import Gazetteer
    from evalkit.territory.atlas import Atlas


@app.command(
    help=command_help(
        "Joindre à des dossiers le diagnostic de leur territoire : leur cadre en montrera le besoin. Le territoire est "
        "celui que dit le dossier (type de zone et code Insee), ou --territory. Les fichiers officiels (Insee, Dares, "
        "France Travail, ASP) sont lus tels qu'ils sont téléchargés ; sans --data, seules les populations sont "
        "connues. Rien n'est remplacé : chaque dossier est copié, avec tout ce qui y est tapé.",
        "evalkit attach mon-partenariat.yaml --data fichiers",
        "evalkit attach dossiers --data fichiers --out dossiers-2025",
        "evalkit attach mon-partenariat.xlsx --territory ZE:2810 --data fichiers",
    )
)
def attach(
    paths: Paths,
    data: Annotated[
        Path | None, typer.Option(metavar="RÉPERTOIRE", help="Les fichiers officiels, tels que téléchargés.")
    ] = None,
    territory: Annotated[
        str | None,
        typer.Option(metavar="TERRITOIRE", help="Échelle et code, ou nom (ZE:2810), à la place de ceux du dossier."),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Où écrire les copies, sous le même nom.")] = Path(
        "avec-diagnostic"
    ),
    language: OneLanguage = "fr",
) -> None:
    """Write copies of dossiers with the diagnosis of their territory."""
    from evalkit.reports.read import read_all

    words, errors = cast(Language, language), console_of(stderr=True)
    try:
        _refuse_early(territory)
        read = read_all(paths)
    except EvalkitError as error:
        stop(error.problems, words)
    print_notes(errors, read, words)
    failed = print_unread(errors, read, words)
    dossiers = {each.file: each.dossier for each in read if each.dossier is not None}
    written = list(_attach_all(dossiers, data, territory, out, words)) if dossiers else []
    done, failed = written.count(True), failed + written.count(False)
    print_line(errors, say("cli.attach.summary", words, n=done, failed=failed))
    raise typer.Exit(ALL_DONE if not failed else SOME_FAILED if done else NOTHING_STARTED)


def _attach_all(
    dossiers: Mapping[Path, Dossier], data: Path | None, territory: str | None, out: Path, language: Language
) -> Iterator[bool]:
    """Write the copies and tell of each; yield whether it is done."""
    from evalkit.reports.territory_names import Gazetteer
    from evalkit.territory import embedded

    errors = console_of(stderr=True)
    try:
        atlas = _atlas(data, language)
        known = Gazetteer(atlas.membership, embedded.passage())
        named = None if territory is None else known.find([territory])[0]
    except EvalkitError as error:
        stop(error.problems, language)
    for file, dossier in dossiers.items():
        try:
            for line in _attach(file, dossier, atlas, named or _zone(dossier, known), out, language):
                print_line(errors, line)
            yield True
        except EvalkitError as error:
            for found in error.problems:
                print_line(errors, found.sentence(language))
            yield False


def _refuse_early(territory: str | None) -> None:
    """Refuse a territory that names nothing before large files are read."""
    from evalkit.reports.territory_names import Gazetteer, refuse_early
    from evalkit.territory import embedded

    if territory is not None:
        refuse_early([territory], Gazetteer(embedded.membership(), embedded.passage()))


def _zone(dossier: Dossier, known: Gazetteer) -> Territory:
    """Return the zone that a dossier names; what is wrong with its code is told at its place."""
    from evalkit.reports.territory import Territory
    from evalkit.territory.attached import zone_of

    wanted = Territory(*zone_of(dossier)).written
    try:
        (found,) = known.find([wanted])
    except EvalkitError as error:
        place, field = dossier.place_of(("territory", "insee_code")), "territory.insee_code"
        raise EvalkitError(replace(each, place=place, field=field) for each in error.problems) from None
    return found


def _atlas(data: Path | None, language: Language) -> Atlas:
    """Read the official files, and name those that are left out."""
    from evalkit.territory.atlas import default_atlas, read_atlas

    if data:
        print_line(console_of(stderr=True), say("atlas.cli.reading", language, folder=data))
    atlas = read_atlas(data) if data else default_atlas()
    for each, more in atlas.first_refusals():
        key = "left_out_more" if more else "left_out"
        told = say(f"atlas.cli.{key}", language, sentence=each.sentence(language), n=more)
        print_line(console_of(stderr=True), told)
    return atlas


def _attach(
    file: Path, dossier: Dossier, atlas: Atlas, zone: Territory, out: Path, language: Language
) -> Iterator[str]:
    """Write the copy of one dossier; yield what is told of it."""
    from evalkit.sources.attached import attached
    from evalkit.territory.attached import diagnosis

    found = diagnosis(atlas, zone.level, zone.code, language)
    copy = attached(file, dossier, found.figures, language)
    target = out / f"{file.stem}{copy.suffix}"
    _write(target, copy.content)
    said = {"file": file.name, "zone": found.zone, "n": len(found.figures), "target": target}
    yield say("cli.attach.done", language, **said)
    if not copy.as_typed:
        yield f"  {say('cli.attach.anew', language)}"
    for label, why in found.left_out:
        yield f"  {say('cli.attach.left_out', language, label=label, reason=why.sentence(language))}"
    for label in found.undated:
        yield f"  {say('cli.attach.undated', language, label=label)}"


def _write(target: Path, content: bytes) -> None:
    from evalkit.sources.aside import put_new

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalkitError([write_problem(Place(str(target.parent)), error)]) from None
    put_new(target, content)
