"""``evalkit attach``: what official files say of a dossier's territory, put into a copy of the dossier."""

from __future__ import annotations

from collections.abc import Iterator
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
    from evalkit.reports.read import Read
    from evalkit.territory.atlas import Atlas
    from evalkit.territory.levels import Level


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

    words = cast(Language, language)
    try:
        _refuse_early(territory)
        read = read_all(paths)
        atlas = _atlas(data, words) if any(each.dossier for each in read) else None
        zone = _zone(territory, atlas) if territory and atlas else None
    except EvalkitError as error:
        stop(error.problems, words)
    errors = console_of(stderr=True)
    print_notes(errors, read, words)
    failed = print_unread(errors, read, words)
    done = 0
    for each in read:
        if atlas is None or each.dossier is None:
            continue
        try:
            for line in _attach(each, atlas, zone, out, words):
                print_line(errors, line)
            done += 1
        except EvalkitError as error:
            failed += 1
            for found in error.problems:
                print_line(errors, found.sentence(words))
    print_line(errors, say("cli.attach.summary", words, n=done, failed=failed))
    raise typer.Exit(ALL_DONE if not failed else SOME_FAILED if done else NOTHING_STARTED)


def _refuse_early(territory: str | None) -> None:
    """Refuse a territory that names nothing before large files are read."""
    from evalkit.reports.territory_names import Gazetteer, refuse_early
    from evalkit.territory import embedded

    if territory is not None:
        refuse_early([territory], Gazetteer(embedded.membership(), embedded.passage()))


def _zone(territory: str, atlas: Atlas) -> tuple[Level, str]:
    from evalkit.reports.territory_names import Gazetteer
    from evalkit.territory import embedded

    (found,) = Gazetteer(atlas.membership, embedded.passage()).find([territory])
    return found.level, found.code


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


def _attach(read: Read, atlas: Atlas, zone: tuple[Level, str] | None, out: Path, language: Language) -> Iterator[str]:
    """Write the copy of one dossier; yield what is told of it."""
    from evalkit.sources.attached import attached
    from evalkit.territory.attached import diagnosis

    assert read.dossier is not None
    found = diagnosis(read.dossier, atlas, zone, language)
    copy = attached(read.file, read.dossier, found.figures, language)
    target = out / f"{read.file.stem}{copy.suffix}"
    _write(target, copy.content)
    said = {"file": read.file.name, "zone": found.zone, "n": len(found.figures), "target": target}
    yield say("cli.attach.done", language, **said)
    if not copy.as_typed:
        yield f"  {say('cli.attach.anew', language)}"
    for label, why in found.left_out:
        yield f"  {say('cli.attach.left_out', language, label=label, reason=why.sentence(language))}"


def _write(target: Path, content: bytes) -> None:
    from evalkit.sources.aside import put_new

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvalkitError([write_problem(Place(str(target.parent)), error)]) from None
    put_new(target, content)
