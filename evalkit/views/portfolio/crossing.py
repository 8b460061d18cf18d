"""Legal forms by models of the typology: how many partnerships hold both. Names, never a ladder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from evalkit.portfolio.edition import Edition
from evalkit.portfolio.forms import FORMS
from evalkit.portfolio.wide import MODELS
from evalkit.texts import Language, said
from evalkit.views.blocks import Figure
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import centred
from evalkit.views.figures.rows import cell
from evalkit.views.marks import Mark
from evalkit.views.portfolio.build import unsaid
from evalkit.views.style import ACCENT, INK, MUTED, RULE, SOFT, WIDTH, finish, sheet

_LABEL, _HEAD, _ROW, _BELOW = 4.7, 1.1, 0.82, 0.15
_LARGEST = 19.0
"""Points across the largest circle: what fits in a row."""

Counts = Counter[tuple[str, str]]


def crossing_figure(editions: Sequence[Edition], language: Language) -> Figure:
    """Draw how many partnerships have each form and each model; one that holds several models counts in each."""
    counts: Counts = Counter((each.form or "", model) for each in editions for model in (each.models or {""}))
    columns = [form for form in (*FORMS, "") if any(found == form for found, _ in counts)]
    rows = [model for model in (*MODELS, "") if model or any(found == "" for _, found in counts)]
    drawing = sheet(_HEAD + _ROW * len(rows) + _BELOW)
    _draw(drawing, rows, columns, counts, language)
    alt = [
        said("portfolio.figures.crossing.alt", language, n=len(editions)),
        *_sentences(rows, columns, counts, language),
    ]
    caption = said("portfolio.figures.crossing.caption", language, n=len(editions))
    return finish(drawing, "forms_models", " ".join(alt), caption)


def _draw(drawing: Drawing, rows: Sequence[str], columns: Sequence[str], counts: Counts, language: Language) -> None:
    width = (WIDTH - _LABEL) / len(columns)
    for j, form in enumerate(columns):
        name = cell(_form(form, language), width + 0.25, 2)
        centred(drawing, _LABEL + width * (j + 0.5), _HEAD / 2, name, MUTED, align="center")
    for i, model in enumerate(rows):
        middle = _HEAD + _ROW * (i + 0.5)
        drawing.line([(0, middle - _ROW / 2), (WIDTH, middle - _ROW / 2)], RULE, 0.6)
        centred(drawing, 0.1, middle, cell(_model(model, language), _LABEL - 0.2, 2))
        for j, form in enumerate(columns):
            _draw_count(drawing, _LABEL + width * (j + 0.5), middle, counts[form, model], max(counts.values()))


def _draw_count(drawing: Drawing, x: float, y: float, n: int, most: int) -> None:
    """Draw a circle whose area is the count, with the count on it; a dot where there is none."""
    if not n:
        drawing.mark(x, y, Mark("circle", RULE, 2))
        return
    drawing.mark(x, y, Mark("circle", ACCENT, max(_LARGEST * sqrt(n / most), 9.0), face=SOFT, edge_width=0.8))
    centred(drawing, x, y, str(n), INK, align="center")


def _form(form: str, language: Language) -> str:
    return said(f"portfolio.form.{form}", language) if form else unsaid(language)


def _model(model: str, language: Language) -> str:
    return f"{model} · {said(f'vocabulary.model_code.{model}', language)}" if model else unsaid(language)


def _sentences(rows: Sequence[str], columns: Sequence[str], counts: Counts, language: Language) -> list[str]:
    return [
        said(
            "portfolio.figures.crossing.row",
            language,
            model=_model(model, language),
            form=_form(form, language),
            n=counts[form, model],
        )
        for model in rows
        for form in columns
        if counts[form, model]
    ]
