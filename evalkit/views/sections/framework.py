"""Step 1, *cadre*: who the partners are, what they aim at, where their orders part."""

from __future__ import annotations

from evalkit.catalogue import device
from evalkit.evaluation import Evaluation
from evalkit.review import Review
from evalkit.texts import Language, say
from evalkit.views import prose
from evalkit.views.blocks import Block, Bullets, Prose
from evalkit.views.figures.priorities import priority_matrix_figure
from evalkit.views.figures.timeline import timeline_figure
from evalkit.views.sections.parts import bullets, drawn, drawn_and_listed, heading, or_reason, paragraph
from evalkit.views.tables import framework as tables
from evalkit.views.words import capital, inside, label


def framework(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return step 1 whole."""
    return (
        heading("framework", language, 2),
        paragraph(language, "framework_question"),
        *purposes(evaluation, review, language),
        *territory_need(evaluation, review, language),
        *partners(evaluation, review, language),
        *timeline(evaluation, review, language),
        *typology(evaluation, review, language),
        *objectives(evaluation, review, language),
        *priorities(evaluation, review, language),
        *strategy_questions(evaluation, review, language),
    )


def purposes(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return what the evaluation is for, the general-interest issue and the territory."""
    dossier = evaluation.dossier
    items = [capital(label("purpose", code, language)) for code in dossier.purposes]
    facts = [_issue(evaluation, language), _territory(evaluation, language)]
    if dossier.device:
        facts.append(say("prose.device", language, device=device(dossier.device).name.say(language)))
    if dossier.legal_form:
        facts.append(say("prose.legal_form", language, form=inside(dossier.legal_form)))
    return (
        heading("purposes", language),
        bullets(items, "no_purpose", language, "purposes"),
        Prose(tuple(facts)),
    )


def territory_need(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the figures of the territory and what they say of its need; nothing where there is none."""
    rows = evaluation.framework.needs
    if not rows:
        return ()
    said = prose.needs(rows, language)
    return (
        heading("territory_need", language),
        tables.territory_need_table(evaluation, language),
        *((Bullets(tuple(said), say("prose.need.intro", language)),) if said else ()),
        paragraph(language, "need.caution"),
    )


def partners(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return each partner's identity and key figures."""
    return (
        heading("partners", language),
        tables.partners_table(evaluation, language),
        or_reason(tables.key_figures_table(evaluation, language), "no_key_figure", language),
    )


def timeline(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the dates of the partnership, drawn and listed."""
    return (
        heading("timeline", language),
        *drawn_and_listed(
            timeline_figure, tables.history_table(evaluation, language), "no_history", evaluation, language
        ),
    )


def typology(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the models of the typology that the partnership holds; no ladder."""
    return (
        heading("typology", language),
        paragraph(language, "no_ladder"),
        or_reason(tables.models_table(evaluation, language), "no_model", language),
    )


def objectives(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the objectives by holder and stake."""
    reason = evaluation.dossier.lasting_employment_reason
    told = (Prose((say("prose.lasting_reason", language, reason=inside(reason)),)),) if reason else ()
    return (
        heading("objectives", language),
        or_reason(tables.objectives_table(evaluation, language), "no_objective", language),
        *told,
    )


def priorities(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return each objective with the partners' levels side by side."""
    if not evaluation.framework.objectives:
        return ()
    if not any(level for row in evaluation.framework.objectives for level in row.levels.values()):
        return (heading("priorities", language), paragraph(language, "no_priority"))
    return (
        heading("priorities", language),
        drawn(priority_matrix_figure, evaluation, language),
        tables.priorities_table(evaluation, language),
    )


def strategy_questions(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the guide's eight strategy questions: those answered in a table, the open ones listed."""
    questions = evaluation.framework.questions
    unanswered = [label("question_code", code, language) for code, answer in questions.items() if not answer]
    answered = len(questions) - len(unanswered)
    key = "none" if not answered else "some" if unanswered else "all"
    return (
        heading("strategy_questions", language),
        Prose((say(f"prose.questions.{key}", language, n=answered, total=len(questions)),)),
        *((tables.questions_table(evaluation, language),) if answered else ()),
        *((Bullets(tuple(unanswered), say("prose.open_questions", language), small=True),) if unanswered else ()),
    )


def _issue(evaluation: Evaluation, language: Language) -> str:
    issue = evaluation.dossier.general_interest_issue
    return say("prose.issue", language, issue=inside(issue)) if issue else say("prose.no_issue", language)


def _territory(evaluation: Evaluation, language: Language) -> str:
    territory = evaluation.dossier.territory
    if territory is None:
        return say("prose.no_territory", language)
    if territory.insee_code is None:
        return say("prose.territory", language, name=inside(territory.name))
    return say("prose.territory_code", language, name=inside(territory.name), code=territory.insee_code)
