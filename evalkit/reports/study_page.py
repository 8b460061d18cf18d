"""The report of a multivariate study, part by part, as ``notebooks/06_multivariee.ipynb`` shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evalkit import __version__
from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.multivariate.analysis import Analysis, analyse
from evalkit.multivariate.reading import study_of
from evalkit.reports.files import save_section
from evalkit.reports.refused import Refused
from evalkit.reports.study_models import model_blocks
from evalkit.texts import LANGUAGES, Language, said, say
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Cover, Heading, Notice, Prose
from evalkit.views.html import Section
from evalkit.views.multivariate import Part, blocks

DETAIL: tuple[Part, ...] = ("classes", "axes", "variables", "individuals", "data")
"""The parts behind the sentences, in the order in which their words are explained."""


@dataclass(frozen=True)
class StudyPage:
    """The parts of a study's report, each a `Section` that a notebook shows.

    Parameters
    ----------
    analysis : Analysis
    notes : tuple of Problem
        What was inferred or left out while the table was read.
    file : str
        Name of the table's file.
    note : str
        What its readers must know first, as the roles say it.
    language : {"fr", "en"}
    folder : pathlib.Path or None
        Where each part, as it is shown, leaves its tables and figures.
    """

    analysis: Analysis
    notes: tuple[Problem, ...] = ()
    file: str = ""
    note: str = ""
    language: Language = "fr"
    folder: Path | None = None

    def cover(self) -> Section:
        """Title, what was studied, and what comes of it in a few lines."""
        table = self.analysis.table
        counts = {
            "n": len(table.frame) - len(table.supplementary_rows),
            "placed": len(table.supplementary_rows),
            "active": len(table.named("active")),
            "aside": len(table.named("supplementary")),
        }
        told = {key: numbers.number(value, self.language, 0) for key, value in counts.items()}
        whole = "rows_and_aside" if table.supplementary_rows else "rows"
        facts = {
            "rows": said(f"study.page.{whole}", self.language, n=told["n"], placed=told["placed"], rows=table.rows),
            "columns": said("study.page.columns", self.language, active=told["active"], supplementary=told["aside"]),
            "method": said(f"study.page.methods.{self.analysis.method}", self.language),
            "source": table.source,
        }
        named = tuple((said(f"study.page.fact.{key}", self.language), value) for key, value in facts.items() if value)
        note = [Notice("note", self.note)] if self.note else []
        head = Cover(said("study.page.kicker", self.language), table.title, named)
        return self._section([head, *note, *blocks(self.analysis, "brief", self.language)])

    def detail(self) -> Section:
        """Show the tables and figures behind the sentences in one go: classes, axes, columns, rows, data."""
        return self._section(block for part in DETAIL for block in blocks(self.analysis, part, self.language))

    def data(self) -> Section:
        """Show the rows and the columns, and what was inferred of them."""
        return self.part("data")

    def axes(self) -> Section:
        """How many axes, and what each opposes."""
        return self.part("axes")

    def variables(self) -> Section:
        """Show the variables and the categories on the axes."""
        return self.part("variables")

    def individuals(self) -> Section:
        """Show the rows on the axes."""
        return self.part("individuals")

    def classes(self) -> Section:
        """Show the classes: what marks each, and how sure they are."""
        return self.part("classes")

    def interpretation(self) -> Section:
        """Say in words what the axes and the classes tell."""
        return self.part("interpretation")

    def regressions(self) -> Section:
        """Show the regressions that the roles ask for; nothing where they ask for none."""
        return self._section(model_blocks(self.analysis.table, self.analysis.plan, self.language))

    def limits(self) -> Section:
        """Say what must not be read into it."""
        return self.part("limits")

    def sources(self) -> Section:
        """Where the table comes from, how it was read and with what it was studied."""
        table = self.analysis.table
        source = table.source or said("study.page.no_source", self.language)
        shown: list[Block] = [
            Heading(2, said("study.page.sources", self.language)),
            Prose((said("study.page.table", self.language, file=self.file, source=source.rstrip(".")),)),
        ]
        if self.notes:
            shown.append(Bullets(tuple(self._told()), said("study.page.read_as", self.language), small=True))
        shown.append(Prose((said("study.page.made_with", self.language, version=__version__),)))
        return self._section(shown)

    def part(self, name: Part) -> Section:
        """Show a part by its name in `evalkit.views.multivariate`."""
        return self._section(blocks(self.analysis, name, self.language))

    def _told(self) -> Iterable[str]:
        for note in self.notes:
            name = note.named(self.language) or note.field
            found = note.found(self.language)
            yield said("study.page.note", self.language, name=name, found=found) if name else found

    def _section(self, shown: Iterable[Block]) -> Section:
        section = Section(tuple(shown), self.language)
        if self.folder is not None:
            save_section(section, self.folder)
        return section


def open_study(table_file: str, roles_file: str = "", language: Language = "fr", output_folder: str = "") -> StudyPage:
    """Read a table and its roles, and analyse it.

    Parameters
    ----------
    table_file : str
        CSV, workbook or Parquet.
    roles_file : str
        What its columns are: a file, or its text in YAML between braces; inferred when empty.
    language : {"fr", "en"}
        Language of the report.
    output_folder : str
        Where tables and figures are saved as well; nowhere when empty.

    Raises
    ------
    Refused
        With one sentence per problem of the files.
    """
    try:
        if language not in LANGUAGES:
            raise EvalkitError([problem(Place("language"), "", "report.language", found=language)])
        study = study_of(table_file, roles_file or None, language)
        analysis = analyse(study.table, study.plan)
    except EvalkitError as error:
        raise Refused(_refusal(error, "en" if language == "en" else "fr")) from None
    folder = Path(output_folder) if output_folder else None
    return StudyPage(analysis, study.notes, Path(table_file).name, study.note, language, folder)


def _refusal(error: EvalkitError, language: Language) -> str:
    """Write what stands in the way, then what was noticed: a column that was left out may be the reason."""
    told = [say("cli.note", language, sentence=note.sentence(language)) for note in dict.fromkeys(error.notes)]
    return "\n".join([error.sentences(language), *told])
