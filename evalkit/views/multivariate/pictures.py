"""The figures of an analysis, with its labels and the names of its classes; what may not be shown is left out."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.stats.classes import Classes
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.factor import Ca, Mfa
from evalkit.views import plots
from evalkit.views.blocks import Block, Figure, Prose
from evalkit.views.multivariate.class_prose import may_count
from evalkit.views.multivariate.names import class_names
from evalkit.views.multivariate.wording import Wording


def axes_figures(words: Wording) -> Iterator[Block]:
    """Give the scree."""
    yield _shown(plots.scree(words.analysis.choice, words.language, kept=words.analysis.axes), words)


def columns_figures(words: Wording) -> Iterator[Block]:
    """Give the correlation circle, the categories, and rows with columns for counts, where the method has them."""
    analysis, result = words.analysis, words.analysis.factors
    if result.axes < 2:
        return
    hidden = analysis.withheld.levels
    if isinstance(result, Ca):
        named, rows = analysis.table.identifiers, analysis.table.rows
        found = plots.biplot(result, labels=words.labels, identifiers=named, rows=rows, language=words.language)
        yield _shown(found, words)
        return
    if result.variables is not None:
        yield _shown(plots.variables(result, labels=words.labels, language=words.language), words)
    if result.categories is not None:
        found = plots.categories(result, labels=words.labels, withheld=hidden, language=words.language)
        yield _shown(found, words)


def groups_figures(words: Wording) -> Iterator[Block]:
    """Give the groups of an MFA."""
    result = words.analysis.factors
    if isinstance(result, Mfa) and result.axes > 1:
        yield _shown(plots.groups(result, labels=_groups(words, result), language=words.language), words)


def partial_figures(words: Wording) -> Iterator[Block]:
    """Give the classes of an MFA (else the rows) as each group sees them, unless one is too small to be shown."""
    analysis, result = words.analysis, words.analysis.factors
    if not isinstance(result, Mfa) or result.axes < 2:
        return
    classes = analysis.classes if isinstance(analysis.classes, Classes) else None
    if analysis.withheld.classes or (classes is None and not analysis.table.identifiers):
        return
    found = plots.partial_points(
        result,
        classes=classes,
        names=class_names(analysis, words.language),
        labels=_groups(words, result),
        identifiers=analysis.table.identifiers,
        language=words.language,
    )
    yield _shown(found, words)


def _groups(words: Wording, result: Mfa) -> dict[str, str]:
    return {name: words.group(name) for name in result.groups.coord.index}


def rows_figures(words: Wording) -> Iterator[Block]:
    """Give the rows on the first two axes, by class where there are classes."""
    analysis = words.analysis
    if analysis.factors.axes < 2:
        return
    found = plots.individuals(
        analysis.factors,
        classes=analysis.classes if isinstance(analysis.classes, Classes) else None,
        names=class_names(analysis, words.language),
        identifiers=analysis.table.identifiers,
        rows=analysis.table.rows,
        language=words.language,
    )
    yield _shown(found, words)


def tree_figures(words: Wording) -> Iterator[Block]:
    """Give the tree with its cut."""
    analysis = words.analysis
    if isinstance(analysis.classes, Classes):
        names, named = class_names(analysis, words.language), analysis.table.identifiers
        rows = analysis.table.rows
        found = plots.dendrogram(analysis.classes, names, identifiers=named, rows=rows, language=words.language)
        yield _shown(found, words)


def profiles_figures(words: Wording) -> Iterator[Block]:
    """Give the heat map of the classes."""
    analysis = words.analysis
    if analysis.by_class is not None:
        names = class_names(analysis, words.language)
        sizes = {each.number: each.rows for each in analysis.profiles if may_count(each)}
        found = plots.class_heat_map(analysis.by_class, names, words.labels, sizes=sizes, language=words.language)
        yield _shown(found, words)


def _shown(found: Figure | NotEstimable, words: Wording) -> Block:
    """Return a figure, or the reason why there is none."""
    if isinstance(found, NotEstimable):
        return Prose((words.say("no_figure", reason=found.sentence(words.language).capitalize()),))
    return found
