"""The methodological review, the limits of the evaluation, and the sources."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.review import SEVERITIES, Review
from evalkit.texts import Language, say
from evalkit.views import numbers
from evalkit.views.blocks import Block, Prose
from evalkit.views.sections.parts import bullets, heading, or_reason, paragraph
from evalkit.views.tables import review as tables
from evalkit.views.tables.sources import sources_table
from evalkit.views.words import inside, joined


def review(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return what is respected and what is to mend, step by step; never an overall mark."""
    counts = [(severity, sum(each.severity == severity for each in review.findings)) for severity in SEVERITIES]
    words = [say(f"prose.severity.{severity}", language, n=n) for severity, n in counts if n]
    found = say("prose.review_found", language, counts=joined(words, language)) if words else None
    return (
        heading("review", language, 2),
        paragraph(language, "review_question", "no_mark"),
        tables.rules_table(review, language),
        *((Prose((found,)),) if found else ()),
        or_reason(tables.findings_table(review, language), "nothing_to_mend", language),
        *_principles(review, language),
    )


def limits(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return what the evaluation does not measure and cannot say, who was heard, what it took."""
    stated = evaluation.dossier.limits
    return (
        heading("limits", language, 2),
        paragraph(language, "partial_reality"),
        bullets(stated.not_measured if stated else (), "not_measured_unsaid", language, "not_measured"),
        bullets(stated.cautions if stated else (), "no_caution", language, "cautions"),
        Prose(_disclosure(evaluation, language)),
        heading("voices", language),
        or_reason(tables.stakeholders_table(evaluation, language), "no_stakeholder", language),
        heading("effort", language),
        Prose(_effort(evaluation, language)),
        or_reason(tables.feedback_table(evaluation, language), "no_feedback", language),
    )


def sources(evaluation: Evaluation, review: Review, language: Language) -> tuple[Block, ...]:
    """Return the dossier's source, the source of each fact, and the references of the method."""
    source = evaluation.dossier.source
    whole = say("prose.dossier_source", language, source=inside(source)) if source else say("prose.no_source", language)
    references = [say(f"prose.reference.{name}", language) for name in ("guide", "le_rameau")]
    return (
        heading("sources", language, 2),
        Prose((whole,)),
        *_remark(evaluation.dossier.note, language),
        or_reason(sources_table(evaluation, language), "no_fact_source", language),
        bullets(references, "no_source", language, "references"),
    )


def _remark(note: str | None, language: Language) -> tuple[Block, ...]:
    return (Prose((say("prose.dossier_note", language, note=inside(note)),)),) if note else ()


def _principles(review: Review, language: Language) -> tuple[Block, ...]:
    codes = sorted({each.principle for each in review.findings if each.principle})
    items = [
        say("prose.principle", language, principle=say(f"findings.principles.{code}", language),
            rules=", ".join(sorted({each.rule for each in review.findings if each.principle == code})))
        for code in codes
    ]  # fmt: skip
    return (bullets(items, "nothing_to_mend", language, "principles"),) if items else ()


def _disclosure(evaluation: Evaluation, language: Language) -> tuple[str, ...]:
    results = evaluation.results
    readings = [one for each in results.indicators for one in (*each.latest, *each.subgroups)]
    hidden = sum(one.hidden for one in readings)
    return (
        say("prose.threshold", language, n=evaluation.dossier.disclosure_threshold),
        say("prose.kept_back" if hidden else "prose.nothing_kept_back", language, n=hidden),
    )


def _effort(evaluation: Evaluation, language: Language) -> tuple[str, ...]:
    effort = evaluation.dossier.effort
    if effort is None:
        return (say("prose.no_effort", language),)
    parts = [say(f"prose.effort_{name}", language, n=value, value=numbers.number(value, language))
             for name in ("days", "people", "amount") if (value := getattr(effort, name)) is not None]  # fmt: skip
    told = say("prose.effort", language, parts=joined(parts, language)) if parts else say("prose.no_effort", language)
    return (told, effort.note) if effort.note else (told,)
