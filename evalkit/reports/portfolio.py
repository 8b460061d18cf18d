"""The report of a portfolio, as ``notebooks/05_portefeuille.ipynb`` shows it, and the task of making it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.errors import EvalkitError, Place, problem
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.dossier import Dossier
from evalkit.model.masking import without_personal_data
from evalkit.portfolio import Portfolio, build_portfolio, profiles
from evalkit.reports.files import save_section, save_table
from evalkit.reports.order import INPUT
from evalkit.reports.own import own_file
from evalkit.reports.previous import find_previous
from evalkit.reports.read import Read, read_all
from evalkit.reports.refused import Refused
from evalkit.reports.task import Input, Task
from evalkit.review import Review, review_method
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import LANGUAGES, Language, said, say
from evalkit.views.blocks import Block
from evalkit.views.html import Section
from evalkit.views.portfolio import FILES, PARTS, LeftOut, in_short, left_out, profiles_beside
from evalkit.views.portfolio import profiles as profile_blocks

if TYPE_CHECKING:
    from evalkit.multivariate.analysis import Analysis

NOTEBOOK = "05_portefeuille.ipynb"
PAGE: dict[Language, str] = {"fr": "portefeuille", "en": "portfolio"}
_LARGEST = 20_000_000
"""Bytes. A file that could not be read and is larger goes into no report: its name is told by the command line."""


@dataclass(frozen=True)
class PortfolioPage:
    """The parts of a portfolio's report, each a `Section` that a notebook shows.

    Parameters
    ----------
    portfolio : Portfolio
    left_out : tuple of LeftOut
        Files that could not be read.
    language : {"fr", "en"}
    folder : pathlib.Path or None
        Where each part, as it is shown, leaves its tables and figures.
    """

    portfolio: Portfolio
    left_out: tuple[LeftOut, ...] = ()
    language: Language = "fr"
    folder: Path | None = None

    def cover(self) -> Section:
        """Title and facts."""
        return self.part("cover")

    def summary(self) -> Section:
        """Page 1; says whether cases are invented, which files are left out, and why."""
        shown = self.part("summary")
        return Section((*shown.blocks, *left_out(self.left_out, self.language)), self.language)

    def composition(self) -> Section:
        """Who is in the portfolio."""
        return self.part("composition")

    def means(self) -> Section:
        """Show the means, side by side and added up where they are in figures."""
        return self.part("means")

    def coverage(self) -> Section:
        """Show how far the dossiers describe what they speak of."""
        return self.part("coverage")

    def results(self) -> Section:
        """Results by criterion and indicator, crossed views, exits."""
        return self.part("results")

    def comparison(self) -> Section:
        """Show the indicators that compare, and why the others do not."""
        return self.part("comparison")

    def missing(self) -> Section:
        """Show what is most often missing."""
        return self.part("missing")

    def profiles(self) -> Section:
        """Axes and classes of partnerships; why there are none where they are too few."""
        if self.folder is not None:
            save_section(Section(profiles_beside(self.analysis, self.language), self.language), self.folder)
        return self._shown(profile_blocks(self.analysis, self.language))

    def limits(self) -> Section:
        """Show what a portfolio cannot say."""
        return self.part("limits")

    def files(self) -> Section:
        """Say which tables stand beside the page in full; they are written here."""
        if self.folder is not None:
            for write in FILES:
                save_table(write(self.portfolio, self.language), self.folder / "tables", self.language)
        return self.part("files")

    @cached_property
    def analysis(self) -> Analysis | NotEstimable:
        """The factor analysis and classes, or why there are none."""
        return profiles(self.portfolio, self.language)

    def part(self, name: str) -> Section:
        """Show a part by its name in `evalkit.views.portfolio.PARTS`."""
        return self._shown(PARTS[name](self.portfolio, self.language))

    def _shown(self, blocks: tuple[Block, ...]) -> Section:
        """Save blocks in full, and show their long tables in short."""
        if self.folder is not None:
            save_section(Section(blocks, self.language), self.folder)
        return Section(in_short(blocks, self.language), self.language)


def open_portfolio(dossiers: str, language: Language = "fr", output_folder: str = "") -> PortfolioPage:
    """Read, evaluate and review every dossier of a folder, and put them side by side.

    Parameters
    ----------
    dossiers : str
        A folder: its YAML files and workbooks, not its sub-folders. Files that cannot be read are left out and named.
    language : {"fr", "en"}
    output_folder : str
        Where tables and figures are saved as well; nowhere when empty.

    Raises
    ------
    Refused
        When no dossier can be read, with one sentence per problem.
    """
    if language not in LANGUAGES:
        fault = problem(Place("language"), "", "report.language", found=language)
        raise Refused(EvalkitError([fault]).sentences("fr"))
    pairs, refused = _evaluated(read_all([Path(dossiers)]), language)
    if not pairs:
        raise Refused("\n".join(each.sentence(language) for one in refused for each in one.problems))
    portfolio = build_portfolio([each for each, _ in pairs], [review for _, review in pairs])
    return PortfolioPage(portfolio, tuple(refused), language, Path(output_folder) if output_folder else None)


def _evaluated(read: Sequence[Read], language: Language) -> tuple[list[tuple[Evaluation, Review]], list[LeftOut]]:
    """Return evaluations with their reviews, and what is left out; reviews see the texts that pages mask."""
    pairs: list[tuple[Evaluation, Review]] = []
    refused: list[LeftOut] = []
    for each in read:
        if each.dossier is None:
            refused.append(LeftOut(each.file.name, each.problems))
            continue
        try:
            previous = find_previous(each.file, each.dossier)
        except EvalkitError as error:
            refused.append(LeftOut(each.file.name, error.problems))
            continue
        shown = evaluate(_masked(each.dossier, language), _masked(previous, language) if previous else None)
        pairs.append((shown, review_method(each.dossier, previous)))
    return pairs, refused


def _masked(dossier: Dossier, language: Language) -> Dossier:
    return without_personal_data(dossier, say("page.masked", language))


def portfolio_task(read: Sequence[Read], out: Path, language: Language) -> Task:
    """Return what making the report of a portfolio asks for.

    Parameters
    ----------
    read : sequence of Read
        The files of one folder; one dossier at least could be read.
    out : pathlib.Path
        The report stands in ``<out>/<language>/``.
    language : {"fr", "en"}
    """
    dossiers = [each.dossier for each in read if each.dossier]
    codes = sorted({each.code for each in dossiers})
    title = said("portfolio.kicker", language)
    return Task(
        source=Path(NOTEBOOK),
        folder=out / language,
        notebook=own_file(f"notebooks/{NOTEBOOK}"),
        parameters={"dossiers": INPUT, "language": language, "output_folder": "."},
        inputs=tuple(Input.of(each.file.name, each.file) for each in read if each.dossier or _is_small(each.file)),
        page=PAGE[language],
        executed=NOTEBOOK,
        title=f"{title} · {said('portfolio.title', language, n=len(codes), count=len(codes))}",
        language=language,
        fictional=all(each.fictional for each in dossiers),
        about={"title": title, "portfolio": {"partnerships": len(codes), "dossiers": len(dossiers)}},
    )


def _is_small(file: Path) -> bool:
    """Tell whether a file that could not be read may be read again, so that the report says what is wrong with it."""
    try:
        return file.is_file() and os.access(file, os.R_OK) and file.stat().st_size <= _LARGEST
    except OSError:
        return False
