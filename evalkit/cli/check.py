"""``evalkit check``: what is wrong, missing or weak in dossiers."""

from __future__ import annotations

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

    from evalkit.reports.batch import Read


@app.command(
    help=command_help(
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
    console = console_of(stderr=False)
    for each in read:
        _print_check(console, each, words)
    faulty = sum(each.dossier is None for each in read)
    print_line(console, say("cli.checked", words, n=len(read), faulty=faulty))
    nothing = all(each.file.is_dir() for each in read)
    raise typer.Exit(NOTHING_STARTED if nothing else SOME_FAILED if faulty else ALL_DONE)


def _print_check(console: Console, read: Read, language: Language) -> None:
    from evalkit.reports.previous import find_previous
    from evalkit.review import SEVERITIES, review_method

    if read.dossier is None:
        print_line(console, say("cli.faulty", language, file=read.file.name, n=len(read.problems)), style="bold red")
        for each in read.problems:
            print_line(console, f"  {each.sentence(language)}")
        return
    dossier = read.dossier
    previous = find_previous(read.file, dossier)
    findings = review_method(dossier, previous).findings
    values = {"file": read.file.name, "title": dossier.title, "year": dossier.year, "n": len(findings)}
    print_line(console, say("cli.readable", language, **values), style="bold")
    if dossier.previous_year and previous is None:
        print_line(console, "  " + say("page.previous_not_found", language, year=dossier.previous_year))
    for finding in sorted(findings, key=lambda each: SEVERITIES.index(each.severity)):
        severity = say(f"findings.severities.{finding.severity}", language)
        place = finding.place.words(language)
        said = {"sentence": finding.sentence(language), "remedy": finding.remedy(language)}
        line = say("cli.finding", language, severity=severity, rule=finding.rule, place=place, **said)
        print_line(console, f"  {line}")
