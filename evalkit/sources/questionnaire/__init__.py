"""The crossed-views questionnaire: the same questions to each partner, and to the beneficiaries in plain words."""

from evalkit.sources.questionnaire.form import Question, Questionnaire, Questionnaires, questionnaires_of
from evalkit.sources.questionnaire.names import indicator_named, question_name
from evalkit.sources.questionnaire.paper import paper_form
from evalkit.sources.questionnaire.wording import wording
from evalkit.sources.questionnaire.xlsform import xlsform

__all__ = [
    "Question",
    "Questionnaire",
    "Questionnaires",
    "indicator_named",
    "paper_form",
    "question_name",
    "questionnaires_of",
    "wording",
    "xlsform",
]
