"""``evalkit territory``: one atlas for each territory, from the official files of a folder."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit.cli.app import ALL_DONE, SOME_FAILED, app, command_help, console_of, print_line, stop
from evalkit.cli.making import make_shown, print_failures
from evalkit.cli.options import EngineOption, Force, Languages, Memory, Timeout, To
from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, EngineName, Plan
    from evalkit.reports.task import Output
    from evalkit.reports.territory import Territory
    from evalkit.territory.atlas import Atlas
    from evalkit.territory.levels import Level

_LARGEST = 20_000_000
"""Bytes."""


@app.command(
    help=command_help(
        "Le diagnostic d'un territoire : son profil parmi ses semblables, le besoin et l'offre d'insertion, les zones "
        "qui lui ressemblent, des cartes. Un territoire s'écrit par son échelle et son code : COM:50025, "
        "EPCI:200042604, ZE:2810, DEP:50, REG:28. Les fichiers officiels (Insee, Dares, France Travail, ASP, IGN) sont "
        "lus tels qu'ils sont téléchargés, sans égard à leur nom ; sans --data, seules les populations sont connues. "
        "Les résultats sont dans RÉPERTOIRE/<territoire>/<langue>/ ; la sortie standard donne les pages.",
        "evalkit territory DEP:50",
        "evalkit territory ZE:2810 DEP:50 --data fichiers --language fr,en --to html,pdf",
        "evalkit territory --all-in 28 --data fichiers",
        "evalkit territory --blank salaries.xlsx",
        "evalkit territory ZE:2810 --data fichiers --own salaries.xlsx",
    )
)
def territory(
    territories: Annotated[
        list[str] | None, typer.Argument(metavar="TERRITOIRE...", help="Échelle et code : ZE:2810, DEP:50.")
    ] = None,
    all_in: Annotated[
        str | None,
        typer.Option(metavar="RÉGION", help="Toutes les zones d'emploi d'une région (28) ; sinon ses départements."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(metavar="RÉPERTOIRE", help="Les fichiers officiels, tels que téléchargés.")
    ] = None,
    own: Annotated[
        Path | None, typer.Option(metavar="CLASSEUR", help="Les salariés en parcours, additionnés dès la lecture.")
    ] = None,
    blank: Annotated[
        Path | None, typer.Option(metavar="CLASSEUR", help="Écrire le classeur vierge des salariés, et s'arrêter là.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des résultats.")] = Path("territoires"),
    language: Languages = ["fr"],  # noqa: B006 - typer reads the default, nobody changes it
    to: To = ["html", "csv", "ipynb"],  # noqa: B006 - the same
    engine: EngineOption = "auto",
    timeout: Timeout = 300,
    memory: Memory = 2048,
    force: Force = False,
) -> None:
    """Make the atlas of each territory."""
    from evalkit.reports.task import Wish

    languages = cast("list[Language]", language)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what is begun is put away
    try:
        if blank:
            _write_blank(blank, languages[0])
            raise typer.Exit(ALL_DONE)
        planned = _planned(territories or [], all_in, data, own, out, languages)
        wish = Wish(tuple(cast("list[Output]", to)), timeout, force)
        result = make_shown(planned, wish, languages[0], cast("EngineName", engine), memory)
    except EvalkitError as error:
        stop(error.problems, languages[0])
    except KeyboardInterrupt:
        print_line(console_of(stderr=True), say("cli.interrupted", languages[0]))
        raise typer.Exit(SOME_FAILED) from None
    raise typer.Exit(_tell(result, out, languages[0]))


def _write_blank(file: Path, language: Language) -> None:
    from evalkit.territory.own_book import write_blank_own_data

    write_blank_own_data(file, language)
    print_line(console_of(stderr=False), say("atlas.cli.blank", language, file=file))


def _planned(
    texts: Sequence[str], all_in: str | None, data: Path | None, own: Path | None, out: Path, languages: list[Language]
) -> Plan:
    """Read what is given, name what is left out, and return the atlases to be made."""
    from evalkit.reports.territory import plan_territories
    from evalkit.territory.atlas import default_atlas, read_atlas

    if not texts and not all_in:
        raise EvalkitError([problem(Place("evalkit territory"), "", "atlas.nothing_asked")])
    atlas = read_atlas(data) if data else default_atlas()
    for each, more in atlas.first_refusals():
        key = "left_out_more" if more else "left_out"
        told = say(f"atlas.cli.{key}", languages[0], sentence=each.sentence(languages[0]), n=more)
        print_line(console_of(stderr=True), told)
    chosen = _chosen(texts, all_in, atlas)
    if own:
        _check_own(own, chosen, atlas)
    return plan_territories(chosen, (*atlas.files, *_small(atlas.faulty)), own, out, languages)


def _chosen(texts: Sequence[str], all_in: str | None, atlas: Atlas) -> list[tuple[Territory, str]]:
    """Return the territories with their names, each once; all that is wrong with them at once."""
    from evalkit.reports.territory import Territory, territory_of
    from evalkit.territory.profile import mostly_in, zone_table

    found: list[Territory] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(territory_of(text))
        except EvalkitError as error:
            problems += error.problems
    if all_in:
        region = all_in.upper().removeprefix("REG:")
        level: Level = "employment_zone" if "employment_zone" in atlas.levels else "departement"
        homes = mostly_in(atlas, level, "region")
        inside = homes.index[homes == region]
        found += [Territory(level, str(code)) for code in inside]
        if not len(inside):
            problems += [problem(Place(all_in), "", "atlas.no_territory", found=all_in)]
    named = []
    for each in dict.fromkeys(found):
        try:
            named.append((each, str(zone_table(atlas, each.level, each.code).names[each.code]) or each.code))
        except EvalkitError as error:
            problems += error.problems
    if problems:
        raise EvalkitError(problems)
    return named


def _small(files: Sequence[Path]) -> list[Path]:
    """Return the files left out that a report may read again, so that it says what is wrong with them."""
    return [each for each in files if each.stat().st_size <= _LARGEST]


def _check_own(own: Path, chosen: Sequence[tuple[Territory, str]], atlas: Atlas) -> None:
    """Read the workers once, so that what is wrong with them is told before anything is made."""
    from evalkit.territory import embedded
    from evalkit.territory.own_data import read_own_data

    read_own_data(own, atlas.membership, chosen[0][0].level, embedded.passage())


def _tell(result: BatchResult, folder: Path, language: Language) -> int:
    """Give the pages, then say what became of the atlases; return the exit code."""
    for made in result.made:
        if made.page is not None:
            typer.echo(str(made.page))
    print_failures(result, language)
    counts = {status: sum(each.status == status for each in result.made) for status in ("made", "current", "failed")}
    values = {"n": counts["made"], "kept": counts["current"], "failed": counts["failed"], "folder": folder}
    print_line(console_of(stderr=True), say("atlas.cli.summary", language, **values))
    return SOME_FAILED if result.failed else ALL_DONE
