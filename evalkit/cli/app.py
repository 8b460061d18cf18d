"""The application, and what its commands share: languages, exit codes, how a line is printed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit import __version__
from evalkit.errors import Problem
from evalkit.texts import LANGUAGES, Language, say

if TYPE_CHECKING:
    from rich.console import Console

    from evalkit.reports.read import Read

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


def command_help(text: str, *examples: str) -> str:
    r"""Write a command's help; ``\b`` keeps the lines of its examples."""
    lines = "\n".join(f"  {example}" for example in examples)
    return f"{text}\n\n\b\nExemples :\n{lines}\n\n{_CODES}"


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"evalkit {__version__}")
        raise typer.Exit


def listed(known: Collection[str], unknown: str) -> Callable[[list[str]], list[str]]:
    """Return what reads ``--x a --x b`` and ``--x a,b``, each word once; `unknown` is the key that refuses another."""

    def given(values: list[str]) -> list[str]:
        words = [word.strip().lower() for each in values for word in each.split(",")]
        for word in words:
            if word not in known:
                raise typer.BadParameter(say(unknown, "fr", found=word))
        return list(dict.fromkeys(words))

    return given


def language_given(given: str) -> str:
    """Accept ``fr`` and ``en``."""
    if given not in LANGUAGES:
        raise typer.BadParameter(say("errors.report.language.fault", "fr", found=given))
    return given


Paths = Annotated[
    list[Path],
    typer.Argument(metavar="CHEMIN...", help="Dossiers (.xlsx, .ods, .xls, .yaml), ou répertoires qui en contiennent."),
]
OneLanguage = Annotated[str, typer.Option(callback=language_given, metavar="LANGUE", help="Langue : fr ou en.")]


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Afficher la version.")
    ] = False,
) -> None: ...


def stop(problems: Sequence[Problem], language: Language) -> None:
    """Say why nothing is done, and leave."""
    for each in problems:
        typer.echo(each.sentence(language), err=True)
    raise typer.Exit(NOTHING_STARTED)


def console_of(stderr: bool) -> Console:
    """Return a console that writes to standard output, or to standard error."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def print_line(console: Console, text: str, style: str | None = None) -> None:
    """Print a line as it is: never cut, and what a user typed is no markup."""
    console.print(text, style=style, markup=False, soft_wrap=True, emoji=False)


def print_notes(console: Console, read: Iterable[Read], language: Language) -> None:
    """Print what was noticed while reading and is no obstacle."""
    for note in (note for each in read for note in each.notes):
        print_line(console, say("cli.note", language, sentence=note.sentence(language)))


def print_unread(console: Console, read: Iterable[Read], language: Language) -> int:
    """Print the dossiers that are left out and why; return how many they are."""
    unread = [each for each in read if each.dossier is None]
    if unread:
        print_line(console, say("cli.unread", language, n=len(unread)))
    for found in (found for each in unread for found in each.problems):
        print_line(console, f"  {found.sentence(language)}")
    return len(unread)


def quoted(path: Path) -> str:
    """Write a path as it is typed in a command."""
    return f'"{path}"' if " " in str(path) else str(path)
