"""``evalkit check``: what is wrong, missing or weak in dossiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

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
)
from evalkit.texts import Language, say

if TYPE_CHECKING:
    from rich.console import Console

    from evalkit.reports.check import Checked


@app.command(
    help=command_help(
        "Vérifier des dossiers : problèmes de lecture, puis revue méthodologique, avec la cellule ou la ligne et le "
        "remède. Un classeur .xlsx revient annoté, sous le nom mon-partenariat.retour.xlsx.",
        "evalkit check mon-partenariat.xlsx",
        "evalkit check data/partnerships",
    )
)
def check(paths: Paths, language: OneLanguage = "fr") -> None:
    """Check dossiers."""
    from evalkit.reports.check import check_read
    from evalkit.reports.read import read_all

    words = cast(Language, language)
    read = read_all(paths)
    console = console_of(stderr=False)
    faulty = 0
    for each in read:
        checked = check_read(each, words)
        _print_check(console, checked, words)
        faulty += bool(checked.problems)
    print_line(console, say("cli.checked", words, n=len(read), faulty=faulty))
    nothing = all(each.file.is_dir() for each in read)
    raise typer.Exit(NOTHING_STARTED if nothing else SOME_FAILED if faulty else ALL_DONE)


def _print_check(console: Console, checked: Checked, language: Language) -> None:
    dossier, name = checked.dossier, checked.file.name
    if checked.problems:
        print_line(console, say("cli.faulty", language, file=name, n=len(checked.problems)), style="bold red")
    elif dossier:
        values = {"file": name, "title": dossier.title, "year": dossier.year, "n": len(checked.findings)}
        print_line(console, say("cli.readable", language, **values), style="bold")
    if dossier and checked.previous_missing:
        print_line(console, "  " + say("page.previous_not_found", language, year=dossier.previous_year))
    for line in (*(each.sentence(language) for each in checked.problems), *_told(checked, language)):
        print_line(console, f"  {line}")
    if checked.returned:
        print_line(console, "  " + say("cli.returned", language, file=checked.returned.name))
    elif checked.file.suffix.lower() in {".ods", ".xls"}:
        print_line(console, "  " + say("cli.not_returned", language))


def _told(checked: Checked, language: Language) -> Iterator[str]:
    """Yield what was noticed while reading, and what the review found, the gravest first."""
    for note in checked.notes:
        yield say("cli.note", language, sentence=note.sentence(language))
    for finding in checked.findings:
        severity = say(f"findings.severities.{finding.severity}", language)
        place = finding.place.words(language)
        said = {"sentence": finding.sentence(language), "remedy": finding.remedy(language)}
        yield say("cli.finding", language, severity=severity, rule=finding.rule, place=place, **said)
