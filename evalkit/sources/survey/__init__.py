"""Answers where they are, LimeSurvey, Kobo or a spreadsheet, to aggregated measures: no row leaves this package."""

from evalkit.sources.survey.imported import Imported, import_answers
from evalkit.sources.survey.mapping import Mapping, parse_mapping, read_mapping
from evalkit.sources.survey.proposal import Proposal, propose_mapping
from evalkit.sources.survey.withheld import Withheld

__all__ = [
    "Imported",
    "Mapping",
    "Proposal",
    "Withheld",
    "import_answers",
    "parse_mapping",
    "propose_mapping",
    "read_mapping",
]
