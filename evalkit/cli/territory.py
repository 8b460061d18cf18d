"""``evalkit territory``: one atlas for each territory, from the official files of a folder."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit.cli.app import ALL_DONE, SOME_FAILED, app, command_help, console_of, print_line, stop
from evalkit.cli.making import counts_of, make_shown, print_failures, print_pages
from evalkit.cli.options import EngineOption, Force, Jobs, Languages, Memory, Timeout, To, cores
from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from evalkit.reports.batch import BatchResult, EngineName, Plan
    from evalkit.reports.task import Output
    from evalkit.reports.territory import Territory
    from evalkit.reports.territory_names import Gazetteer
    from evalkit.territory.atlas import Atlas
    from evalkit.territory.levels import Level


@app.command(
    help=command_help(
        "Le diagnostic d'un territoire : son profil parmi ses semblables, le besoin et l'offre d'insertion, les zones "
        "qui lui ressemblent, des cartes. Un territoire s'écrit par son échelle et son code : COM:50025, "
        "EPCI:200042604, ZE:2810, DEP:50, REG:28 ; ou par son nom, s'il est seul à le porter. Les fichiers officiels "
        "(Insee, Dares, France Travail, ASP, IGN) sont "
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
        list[str] | None,
        typer.Argument(metavar="TERRITOIRE...", help="Échelle et code, ou nom : ZE:2810, DEP:50, Granville."),
    ] = None,
    all_in: Annotated[
        str | None,
        typer.Option(
            metavar="RÉGION", help="Toutes les zones d'emploi d'une région (28, Normandie) ; sinon ses départements."
        ),
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
    interactive: Annotated[
        bool, typer.Option("--map", help="Ajouter une carte interactive, qui s'ouvre sans réseau (carte.html).")
    ] = False,
    jobs: Jobs = 0,
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
        planned = _planned(territories or [], all_in, data, own, out, languages, interactive)
        wish = Wish(tuple(cast("list[Output]", to)), timeout, force)
        name = cast("EngineName", engine)
        result = make_shown(planned, wish, languages[0], name, memory, jobs or _usual_jobs(name))
        code = _tell(result, out, languages[0])
    except EvalkitError as error:
        stop(error.problems, languages[0])
    except KeyboardInterrupt:
        print_line(console_of(stderr=True), say("cli.interrupted", languages[0]))
        raise typer.Exit(SOME_FAILED) from None
    raise typer.Exit(code)


def _write_blank(file: Path, language: Language) -> None:
    from evalkit.territory.own_book import write_blank_own_data

    write_blank_own_data(file, language)
    print_line(console_of(stderr=False), say("atlas.cli.blank", language, file=file))


def _usual_jobs(engine: EngineName) -> int:
    """Return how many atlases are made at once: where each reads the files for itself, that takes much memory."""
    from evalkit.reports.engine.warm import can_fork

    return cores() if engine != "kernel" and can_fork() else 1


def _planned(
    texts: Sequence[str],
    all_in: str | None,
    data: Path | None,
    own: Path | None,
    out: Path,
    languages: list[Language],
    interactive: bool,
) -> Plan:
    """Read what is given, name what is left out, and return the atlases to be made."""
    from evalkit.reports.territory import plan_territories
    from evalkit.reports.territory_names import Gazetteer, refuse_early
    from evalkit.reports.territory_shared import read_checked
    from evalkit.territory import embedded

    asked = [each for text in texts for each in text.split(",")]
    if not asked and not all_in:
        raise EvalkitError([problem(Place("evalkit territory"), "", "atlas.nothing_asked")])
    refuse_early(asked, Gazetteer(embedded.membership(), embedded.passage()))
    console = console_of(stderr=True)
    if data:
        print_line(console, say("atlas.cli.reading", languages[0], folder=data))
    checked = read_checked(data)
    for each, more in checked.atlas.first_refusals():
        key = "left_out_more" if more else "left_out"
        print_line(console, say(f"atlas.cli.{key}", languages[0], sentence=each.sentence(languages[0]), n=more))
    chosen = _chosen(asked, all_in, checked.atlas, languages[0])
    return plan_territories(chosen, checked, own, out, languages, interactive)


def _chosen(asked: Sequence[str], all_in: str | None, atlas: Atlas, language: Language) -> list[tuple[Territory, str]]:
    """Return the territories with their names, each once; all that is wrong with them at once."""
    from evalkit.reports.territory_names import Gazetteer
    from evalkit.territory import embedded
    from evalkit.territory.profile import zone_table

    gazetteer = Gazetteer(atlas.membership, embedded.passage())
    found: list[Territory] = []
    problems: list[Problem] = []
    for text, whole in [*((text, False) for text in asked), *([(all_in, True)] if all_in else [])]:
        try:
            meant = _region(text, gazetteer) if whole else gazetteer.find([text])[0]
            found += _all_in(meant, atlas) if whole else [meant]
            _understood(text, meant, gazetteer, language)
        except EvalkitError as error:
            problems += error.problems
    if problems:
        raise EvalkitError(problems)
    return [(each, str(zone_table(atlas, each.level, each.code).names[each.code]) or each.code)
            for each in dict.fromkeys(found)]  # fmt: skip


def _region(text: str, gazetteer: Gazetteer) -> Territory:
    """Return the region that a text names; what names something else is told as what it is."""
    try:
        found = gazetteer.find([text], ("region",))[0]
    except EvalkitError as refused:
        try:
            found = gazetteer.find([text])[0]
        except EvalkitError:
            raise refused from None
    if found.level == "region":
        return found
    told = f"{found.written}, {gazetteer.name(found)}"
    raise EvalkitError([problem(Place(text), "", "atlas.no_region", found=told)])


def _all_in(region: Territory, atlas: Atlas) -> list[Territory]:
    """Return the employment zones that lie in a region, most of their people; its départements where none is known."""
    from evalkit.reports.territory import Territory
    from evalkit.territory.profile import mostly_in

    level: Level = "employment_zone" if "employment_zone" in atlas.levels else "departement"
    homes = mostly_in(atlas, level, "region")
    return [Territory(level, str(code)) for code in homes.index[homes == region.code]]


def _understood(text: str, meant: Territory, gazetteer: Gazetteer, language: Language) -> None:
    """Say what a name, or a code without its scale, was understood as."""
    if text.strip().upper() != meant.written:
        told = say("atlas.cli.understood", language, found=text, written=meant.written, name=gazetteer.name(meant))
        print_line(console_of(stderr=True), told)


def _tell(result: BatchResult, folder: Path, language: Language) -> int:
    """Give the pages, write their list, then say what became of the atlases; return the exit code."""
    from evalkit.reports.territory_index import write_atlas_index

    print_pages(result)
    print_failures(result, language)
    if folder.is_dir():
        print_line(console_of(stderr=True), say("atlas.cli.index", language, file=write_atlas_index(folder, language)))
    print_line(console_of(stderr=True), say("atlas.cli.summary", language, **counts_of(result), folder=folder))
    return SOME_FAILED if result.failed else ALL_DONE
