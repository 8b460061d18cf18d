"""The report of one dossier, part by part, as ``notebooks/rapport.ipynb`` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evalkit.errors import EvalkitError, Place, problem
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.dossier import Dossier
from evalkit.model.masking import without_personal_data
from evalkit.model.publication import PublicEdition
from evalkit.reports.cover import cover_blocks
from evalkit.reports.files import save_section
from evalkit.reports.previous import find_previous
from evalkit.reports.publication.marked import marked
from evalkit.reports.publication.reviewed import review_of_public
from evalkit.reports.publication.side import read_edition
from evalkit.reports.refused import Refused
from evalkit.review import Review, review_method
from evalkit.sources import read_dossier
from evalkit.texts import LANGUAGES, Language, say
from evalkit.views.blocks import Block, Notice
from evalkit.views.html import Section, render
from evalkit.views.letters import warm_letters
from evalkit.views.sections import PARTS
from evalkit.views.sections.publication import public_blocks, public_cover


@dataclass(frozen=True)
class Page:
    """The parts of a report, each a `Section` that a notebook shows.

    Parameters
    ----------
    evaluation : Evaluation
    methodology : Review
    language : {"fr", "en"}
    folder : pathlib.Path or None
        Where each part, as it is shown, leaves its tables and figures.
    edition : PublicEdition or None
        What a public copy leaves out; None for what partners keep to themselves.
    """

    evaluation: Evaluation
    methodology: Review
    language: Language = "fr"
    folder: Path | None = None
    edition: PublicEdition | None = None

    def cover(self) -> Section:
        """Title, partners, territory, period; and whether the case is invented."""
        public = (public_cover(self.edition, self.language),) if self.edition else ()
        return Section((*cover_blocks(self.evaluation.dossier, self.language), *public), self.language)

    def summary(self) -> Section:
        """Page 1: what was aimed at, what changed, what is not known, what is decided."""
        return self.part("summary")

    def framework(self) -> Section:
        """Step 1, *cadre*."""
        return self.part("framework")

    def content(self) -> Section:
        """Step 2, *contenu*."""
        return self.part("content")

    def results(self) -> Section:
        """Step 3, *résultats*; says so when the previous year's dossier is missing."""
        shown = self.part("results")
        heading, *rest = shown.blocks
        return Section((heading, *self._previous_not_found(), *rest), self.language)

    def prospects(self) -> Section:
        """Step 4, *perspectives*."""
        return self.part("prospects")

    def review(self) -> Section:
        """Show the methodological review."""
        return self.part("review")

    def limits(self) -> Section:
        """Show what the evaluation does not measure and cannot say."""
        return self.part("limits")

    def sources(self) -> Section:
        """Where each statement comes from."""
        return self.part("sources")

    def part(self, name: str) -> Section:
        """Show any part by its name in `evalkit.views.sections`, big (``framework``) or small (``timeline``)."""
        blocks = PARTS[name](self.evaluation, self.methodology, self.language)
        if self.edition is not None:
            blocks = public_blocks(name, blocks, self.edition, self.language)
        section = Section(blocks, self.language)
        if self.folder is not None:
            save_section(section, self.folder)
        return section

    def _previous_not_found(self) -> tuple[Block, ...]:
        year = self.evaluation.dossier.previous_year
        if year is None or self.evaluation.previous is not None:
            return ()
        return (Notice("warning", say("page.previous_not_found", self.language, year=year)),)


def warm_page() -> None:
    """Load what every page needs, so that the processes forked from this one need not."""
    render(())
    warm_letters()


def open_page(dossier_file: str, language: Language = "fr", output_folder: str = "") -> Page:
    """Read, evaluate and review a dossier.

    Parameters
    ----------
    dossier_file : str
        The dossier; the one of the previous year is looked for in the same folder.
    language : {"fr", "en"}
        Language of the report.
    output_folder : str
        Where tables and figures are saved as well; nowhere when empty.

    Raises
    ------
    Refused
        With one sentence per problem of the file.
    """
    try:
        _check_language(language)
        file = Path(dossier_file)
        dossier = read_dossier(file)
        previous = find_previous(file, dossier)
        edition = read_edition(file)
    except EvalkitError as error:
        raise Refused(error.sentences("en" if language == "en" else "fr")) from None
    review = review_method(dossier, previous)
    review = review_of_public(review, edition) if edition else review
    folder = Path(output_folder) if output_folder else None
    evaluation = evaluate(*_shown(dossier, previous, language))
    evaluation = marked(evaluation, edition) if edition else evaluation
    return Page(evaluation, review, language, folder, edition)


def _shown(dossier: Dossier, previous: Dossier | None, language: Language) -> tuple[Dossier, Dossier | None]:
    """Mask what RM-42 finds: the review says where it stands, the report does not repeat it."""
    instead = say("page.masked", language)
    return without_personal_data(dossier, instead), without_personal_data(previous, instead) if previous else None


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise EvalkitError([problem(Place("language"), "", "report.language", found=language)])
