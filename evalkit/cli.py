"""The command line. Heavy imports wait inside the commands: ``evalkit --help`` answers at once."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evalkit import __version__
from evalkit.errors import Place, Problem, problem, write_problem
from evalkit.texts import LANGUAGES, Language, say

if TYPE_CHECKING:
    from rich.console import Console

    from evalkit.reports.batch import Made, Read

ALL_DONE, SOME_FAILED, NOTHING_STARTED = 0, 1, 2

_CODES = "Codes de sortie : 0 tout est fait ; 1 une partie a échoué ; 2 rien n'a pu commencer (ou commande mal écrite)."

app = typer.Typer(
    help="Évaluer en quatre étapes un partenariat entre une SIAE et une entreprise : cadre, contenu, résultats, "
    "perspectives.",
    epilog=_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _help(text: str, *examples: str) -> str:
    r"""Write a command's help; ``\b`` keeps the lines of its examples."""
    lines = "\n".join(f"  {example}" for example in examples)
    return f"{text}\n\n\b\nExemples :\n{lines}\n\n{_CODES}"


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"evalkit {__version__}")
        raise typer.Exit


def _languages(given: list[str]) -> list[str]:
    """Accept ``--language fr --language en`` and ``--language fr,en``; each language once."""
    words = [word.strip() for each in given for word in each.split(",")]
    for word in words:
        if word not in LANGUAGES:
            raise typer.BadParameter(say("cli.unknown_language", "fr", found=word))
    return list(dict.fromkeys(words))


def _language(given: str) -> str:
    if given not in LANGUAGES:
        raise typer.BadParameter(say("errors.report.language.fault", "fr", found=given))
    return given


Paths = Annotated[
    list[Path], typer.Argument(metavar="CHEMIN...", help="Dossiers (.yaml), ou répertoires qui en contiennent.")
]
OneLanguage = Annotated[str, typer.Option(callback=_language, metavar="LANGUE", help="Langue : fr ou en.")]


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Afficher la version.")
    ] = False,
) -> None: ...


@app.command(
    help=_help(
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
        _stop([problem(Place(str(file)), "", "unknown_format", found=file.suffix or file.name)], words)
    if device is not None and device not in {each.code for each in devices()}:
        raise typer.BadParameter(say("cli.unknown_device", words, found=device), param_hint="--device")
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(blank_dossier(device, partners, words, schema=_schema_for(file), code=_code_for(file)))
    except FileExistsError:
        _stop([problem(Place(str(file)), "", "report.exists")], words)
    except OSError as error:
        _stop([write_problem(Place(str(file)), error)], words)
    typer.echo(say("cli.new", words, file=file), err=True)


@app.command(
    help=_help(
        "Vérifier des dossiers : problèmes de lecture, puis revue méthodologique, avec la ligne et le remède.",
        "evalkit check mon-partenariat.yaml",
        "evalkit check data/partnerships",
    )
)
def check(paths: Paths, language: OneLanguage = "fr") -> None:
    """Check dossiers."""
    from evalkit.reports.batch import read_all

    words = cast(Language, language)
    read = read_all(paths)
    console = _console(stderr=False)
    for each in read:
        _print_check(console, each, words)
    faulty = sum(each.dossier is None for each in read)
    _print(console, say("cli.checked", words, n=len(read), faulty=faulty))
    nothing = all(each.file.is_dir() for each in read)
    raise typer.Exit(NOTHING_STARTED if nothing else SOME_FAILED if faulty else ALL_DONE)


@app.command(
    help=_help(
        "Produire les rapports. Tous les dossiers sont lus d'abord ; un dossier en faute n'arrête pas les autres. "
        "La sortie standard donne les pages faites, une par ligne.",
        "evalkit report data/partnerships",
        "evalkit report mon-partenariat.yaml --language fr,en --out rapports",
    )
)
def report(
    paths: Paths,
    out: Annotated[Path, typer.Option(metavar="RÉPERTOIRE", help="Répertoire des rapports.")] = Path("reports"),
    language: Annotated[
        list[str], typer.Option(callback=_languages, metavar="LANGUES", help="Langue des rapports : fr, en, ou fr,en.")
    ] = ["fr"],  # noqa: B006 - typer reads the default, nobody changes it
) -> None:
    """Make reports."""
    from evalkit.reports.batch import read_all

    languages = cast("list[Language]", language)
    words = languages[0]
    read = read_all(paths)
    made = _make(read, out, languages)
    for each in made:
        if each.page is not None:
            typer.echo(str(each.page))
    raise typer.Exit(_summary(read, made, words))


@app.command(
    help=_help(
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
    help=_help(
        "Écrire le schéma JSON d'un dossier, avec lequel un éditeur complète et vérifie le YAML.",
        "evalkit schema > dossier.schema.json",
    )
)
def schema() -> None:
    """Print the JSON Schema of a dossier."""
    import json

    from evalkit.model.dossier import json_schema

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def _code_for(file: Path) -> str:
    """Make a code of a file's name, so that two new dossiers of a folder are not taken for one."""
    from evalkit.model.fields import is_slug

    plain = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    return code if is_slug(code) else "a-nommer"


def _schema_for(file: Path) -> str | None:
    """Return the way from a new dossier to the published schema, when both stand in evalkit's source tree."""
    root = Path(__file__).resolve().parents[1]
    published, folder = root / "docs" / "dossier.schema.json", file.resolve().parent
    if not published.is_file() or not folder.is_relative_to(root):
        return None
    return "../" * len(folder.relative_to(root).parts) + published.relative_to(root).as_posix()


def main() -> None:
    """Run the command line; what a terminal cannot write is written as its code, never as a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()


def _stop(problems: Sequence[Problem], language: Language) -> None:
    """Say why nothing is done, and leave."""
    for each in problems:
        typer.echo(each.sentence(language), err=True)
    raise typer.Exit(NOTHING_STARTED)


def _make(read: Sequence[Read], out: Path, languages: Sequence[Language]) -> list[Made]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from evalkit.reports.batch import make_all

    console = _console(stderr=True)
    total = len(languages) * sum(each.dossier is not None for each in read)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    made = []
    with Progress(*columns, console=console, disable=not console.is_terminal or not total, transient=True) as progress:
        task = progress.add_task(say("cli.making", languages[0]), total=total)
        for each in make_all(read, out, languages):
            key = "made" if each.page else "failed"
            _print(progress.console, say(f"cli.{key}", languages[0], file=each.file.name, language=each.language))
            progress.advance(task)
            made.append(each)
    return made


def _summary(read: Sequence[Read], made: Sequence[Made], language: Language) -> int:
    """Say at the end which failed and why; return the exit code."""
    console = _console(stderr=True)
    unread = [each for each in read if each.dossier is None]
    failed = [each for each in made if each.page is None]
    if unread:
        _print(console, say("cli.unread", language, n=len(unread)))
    for found in (found for each in unread for found in each.problems):
        _print(console, f"  {found.sentence(language)}")
    for tried in failed:
        _print(console, say("cli.failed", language, file=tried.file.name, language=tried.language))
        for found in tried.problems:
            _print(console, f"  {found.sentence(language)}")
    if not made:
        _print(console, say("cli.nothing", language))
        return NOTHING_STARTED
    _print(console, say("cli.summary", language, n=len(made) - len(failed), failed=len(failed)))
    return SOME_FAILED if unread or failed else ALL_DONE


def _print_check(console: Console, read: Read, language: Language) -> None:
    from evalkit.reports.previous import find_previous
    from evalkit.review import SEVERITIES, review_method

    if read.dossier is None:
        _print(console, say("cli.faulty", language, file=read.file.name, n=len(read.problems)), style="bold red")
        for each in read.problems:
            _print(console, f"  {each.sentence(language)}")
        return
    dossier = read.dossier
    previous = find_previous(read.file, dossier)
    findings = review_method(dossier, previous).findings
    values = {"file": read.file.name, "title": dossier.title, "year": dossier.year, "n": len(findings)}
    _print(console, say("cli.readable", language, **values), style="bold")
    if dossier.previous_year and previous is None:
        _print(console, "  " + say("page.previous_not_found", language, year=dossier.previous_year))
    for finding in sorted(findings, key=lambda each: SEVERITIES.index(each.severity)):
        severity = say(f"findings.severities.{finding.severity}", language)
        place = finding.place.words(language)
        said = {"sentence": finding.sentence(language), "remedy": finding.remedy(language)}
        _print(console, "  " + say("cli.finding", language, severity=severity, rule=finding.rule, place=place, **said))


def _console(stderr: bool) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def _print(console: Console, text: str, style: str | None = None) -> None:
    """Print a line as it is: never cut, and what a user typed is no markup."""
    console.print(text, style=style, markup=False, soft_wrap=True, emoji=False)


if __name__ == "__main__":
    main()
