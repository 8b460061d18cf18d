"""The typology of zones in words and tables: classes by their profile, never by a number alone."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.stats.classes import Classes, Stability
from evalkit.stats.estimable import NotEstimable
from evalkit.territory.derived import MIX
from evalkit.territory.table import Variable
from evalkit.territory.typology import ClassFigures, Constrained, Typology, code_of, is_summed
from evalkit.texts import Language, said
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Column, Heading, Prose, Table
from evalkit.views.multivariate import class_names
from evalkit.views.territory.wording import label_of, names_of, sources_of, value_of
from evalkit.views.words import capital

STABLE, UNSTABLE = 0.75, 0.6
_SIDE = 6
"""Figures that stand side by side on a page."""


def typology_blocks(found: Typology | NotEstimable, code: str, name: str, language: Language) -> tuple[Block, ...]:
    """Say in which class a zone is, and show all classes with their figures and how sure they are."""
    heading = Heading(2, said("atlas.parts.typology", language))
    if isinstance(found, NotEstimable):
        return (heading, Prose((f"{capital(found.sentence(language))}.",)))
    names = class_names(found.analysis, language)
    intro = Prose(tuple(_intro(found, language)))
    own = Prose(tuple(_own(found, code, name, names, language)))
    members = Bullets(tuple(_members(found, names, language)), said("atlas.typology.members", language), small=True)
    return (heading, intro, own, *class_tables(found, names, language), members,
            Prose(tuple(_constraint(found, language))))  # fmt: skip


def _intro(found: Typology, language: Language) -> Iterator[str]:
    zones = said(f"atlas.zones.{found.table.level}", language)
    yield said("atlas.typology.made", language, n=len(found.classes), zones=zones,
               rows=numbers.number(len(found.labels), language, 0))  # fmt: skip
    if found.left_out:
        yield said("atlas.typology.left_out", language, n=len(found.left_out),
                   names=names_of([_called(found, each) for each in found.left_out], language))  # fmt: skip
    yield said("atlas.typology.equal", language)


def _called(found: Typology, code: str) -> str:
    return str(found.table.names.get(code, "")) or code


def _own(found: Typology, code: str, name: str, names: dict[int, str], language: Language) -> Iterator[str]:
    inside = next((each for each in found.classes if code in each.zones), None)
    if inside is None:
        yield said("atlas.typology.own_none", language, name=name)
        return
    others = [_called(found, each) for each in inside.zones if each != code]
    yield said("atlas.typology.own", language, name=name, profile=names[inside.number], n=len(inside.zones),
               count=numbers.number(len(inside.zones), language, 0))  # fmt: skip
    value = _jaccard(found, inside.number)
    if isinstance(value, float):
        yield said(f"atlas.typology.{_word(value)}", language, value=numbers.number(value, language, 2))
    if others:
        yield said("atlas.typology.with", language, names=names_of(sorted(others), language, 8))


def _jaccard(found: Typology, number: int) -> float | None:
    stability = found.analysis.stability
    value = None if stability is None else float(stability.classes["jaccard"].get(number, float("nan")))
    return None if value is None or value != value else value


def class_tables(found: Typology, names: dict[int, str], language: Language) -> list[Table]:
    """Return the classes with their size and stability, then their figures, few enough for a page side by side."""
    mix = [each for each in found.columns if each.name.startswith(MIX + "siae")]
    rates = [each for each in found.columns if each not in mix]
    tables = [_sizes(found, names, language)]
    for i in range(0, len(rates), _SIDE):
        caption = "class_figures" if i == 0 else "class_figures_more"
        tables.append(_figures(found, rates[i : i + _SIDE], f"zone_classes_{i // _SIDE + 1}", caption, names, language))
    if mix:
        tables.append(_figures(found, mix, "zone_classes_offer", "class_mix", names, language))
    return tables


def _by_size(found: Typology) -> list[ClassFigures]:
    return sorted(found.classes, key=lambda each: (-len(each.zones), each.number))


def _figures(
    found: Typology, columns: list[Variable], file: str, caption: str, names: dict[int, str], language: Language
) -> Table:
    heads = [Column("class", said("atlas.columns.class", language))]
    heads += [Column(each.name, label_of(each, language), "number") for each in columns]
    rows = tuple(
        (names[each.number], *(value_of(each.values[one.name], one, language) for one in columns))
        for each in _by_size(found)
    )
    values = tuple((names[each.number], *(each.values[one.name] for one in columns)) for each in _by_size(found))
    notes = [said("atlas.typology.sums", language)]
    if plain := [label_of(each, language) for each in columns if not is_summed(found.table, each)]:
        notes.append(said("atlas.typology.plain", language, n=len(plain), names=names_of(plain, language)))
    notes.append(sources_of(columns, language))
    told = said(f"atlas.captions.{caption}", language)
    return Table(file, told, tuple(heads), rows, values, tuple(notes))


def _sizes(found: Typology, names: dict[int, str], language: Language) -> Table:
    keys = ("class", "zones", "people", "stability", "reading")
    columns = tuple(
        Column(key, said(f"atlas.columns.{key}", language), "text" if key in ("class", "reading") else "number")
        for key in keys
    )
    rows, values = [], []
    for each in _by_size(found):
        value = _jaccard(found, each.number)
        unknown = said("reasons.atlas.no_value", language)
        told = said(f"atlas.typology.word_{_word(value)}", language)
        count = numbers.number(len(each.zones), language, 0)
        shown = unknown if value is None else numbers.number(value, language, 2)
        rows.append((names[each.number], count, numbers.number(each.people, language, 0), shown, told))
        values.append((names[each.number], len(each.zones), each.people, unknown if value is None else value, told))
    caption = said("atlas.captions.classes", language, zones=said(f"atlas.zones.{found.table.level}", language))
    return Table("zone_classes", caption, columns, tuple(rows), tuple(values),
                 (said("atlas.typology.jaccard", language),))  # fmt: skip


def _word(value: float | None) -> str:
    if value is None:
        return "unknown"
    return "stable" if value >= STABLE else "fairly" if value >= UNSTABLE else "unstable"


def _members(found: Typology, names: dict[int, str], language: Language) -> Iterator[str]:
    for each in _by_size(found):
        listed = names_of(sorted(_called(found, zone) for zone in each.zones), language, 10)
        yield said("atlas.typology.member", language, name=names[each.number], zones=listed)


def _constraint(found: Typology, language: Language) -> Iterator[str]:
    if isinstance(found.constrained, NotEstimable):
        yield f"{capital(found.constrained.sentence(language))}."
    elif isinstance(found.constrained, Constrained):
        agreement = numbers.number(found.constrained.agreement, language, 2)
        yield said("atlas.typology.constrained", language, agreement=agreement,
                   stability=_mean(found.constrained.stability, language),
                   free=_mean(found.analysis.stability, language))  # fmt: skip
        yield said("atlas.typology.constrained_read", language)
    else:
        yield said("atlas.typology.unconstrained", language)


def _mean(stability: Stability | None, language: Language) -> str:
    return "–" if stability is None else numbers.number(stability.adjusted_rand, language, 2)


def labels_by_code(found: Typology) -> dict[str, int]:
    """Return the class of each zone, by code."""
    classes = found.analysis.classes
    assert isinstance(classes, Classes)
    return {code_of(str(row)): int(number) for row, number in classes.labels.items()}
