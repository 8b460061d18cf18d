"""The typology of zones in words and tables: classes by their profile, never by a number alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalkit.catalogue.siae import siae_types
from evalkit.stats.classes import Classes, Stability
from evalkit.stats.estimable import NotEstimable
from evalkit.territory.ages import SHARE
from evalkit.territory.derived import MIX, OFFER
from evalkit.territory.seekers import RATIO
from evalkit.territory.table import Variable
from evalkit.territory.typology import BALANCE, ClassFigures, Constrained, Typology, code_of, is_summed
from evalkit.territory.variables import key_of
from evalkit.texts import Language, said, unbroken
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Column, Heading, Prose, Table
from evalkit.views.multivariate import class_names
from evalkit.views.territory.wording import dated, inline, names_of, reason_of, short_of, sources_of, value_of, when
from evalkit.views.words import capital, listed

STABLE, UNSTABLE = 0.75, 0.6
_SIDE = 7
"""Figures that stand side by side on a page."""
_THEMES: dict[str, tuple[str, ...]] = {
    "need": (
        "unemployment_rate_localised",
        "unemployment_rate_census",
        "activity_rate",
        "TP60",
        "MED",
        "PPMINI",
        "PIMP",
    ),
    "people": ("share_without_diploma", "share_0_14", "share_75_and_over"),
    "offer": (OFFER, RATIO, BALANCE),
    "place": (),
}
"""Figures by theme, besides ages and the mix of the offer; those of no theme tell of the place."""


def typology_blocks(found: Typology | NotEstimable, code: str, name: str, language: Language) -> tuple[Block, ...]:
    """Say in which class a zone is, and show all classes with their figures and how sure they are."""
    heading = Heading(2, said("atlas.parts.typology", language))
    if isinstance(found, NotEstimable):
        return (heading, Prose((reason_of(found, language),)))
    names = class_names(found.analysis, language)
    intro = Prose(tuple(_intro(found, language)))
    own = Prose(tuple(_own(found, code, name, names, language)))
    absent = tuple(_absent(found, language))
    members = Bullets(tuple(_members(found, names, language)), said("atlas.typology.members", language), small=True)
    return (heading, intro, own, *class_tables(found, names, language), *absent, members,
            Prose(tuple(_constraint(found, language))))  # fmt: skip


def _intro(found: Typology, language: Language) -> Iterator[str]:
    zones = said(f"atlas.zones.{found.table.level}", language)
    yield said("atlas.typology.made", language, n=len(found.classes), zones=zones,
               rows=numbers.number(len(found.labels), language, 0))  # fmt: skip
    yield said(f"atlas.typology.number.{found.number}", language)
    if found.left_out:
        yield said("atlas.typology.left_out", language, n=len(found.left_out),
                   names=names_of([_called(found, each) for each in found.left_out], language))  # fmt: skip
    yield said("atlas.typology.equal", language)
    yield said("atlas.typology.sums", language)


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
    """Return the classes with their size and stability, then their figures, one table for each theme."""
    tables = [_sizes(found, names, language)]
    for theme, columns in _themes(found).items():
        for i in range(0, len(columns), _SIDE):
            file = f"zone_classes_{theme}" + (f"_{i // _SIDE + 1}" if i else "")
            tables.append(_figures(found, columns[i : i + _SIDE], file, theme, names, language))
    return tables


def _themes(found: Typology) -> dict[str, list[Variable]]:
    themes: dict[str, list[Variable]] = {theme: [] for theme in _THEMES}
    for each in found.columns:
        themes[_theme(each)].append(each)
    return {theme: columns for theme, columns in themes.items() if columns}


def _theme(variable: Variable) -> str:
    key = key_of(variable.name)
    if key.startswith(SHARE):
        return "people"
    if key.startswith(MIX + "siae"):
        return "offer"
    return next((theme for theme, keys in _THEMES.items() if key in keys), "place")


def _head(variable: Variable, language: Language) -> str:
    """Head a column; the years of two files, too long for a heading, stand under the table."""
    return capital(short_of(variable, language)) if variable.name == RATIO else dated(variable, language)


def _meanings(columns: Sequence[Variable], language: Language) -> Iterator[str]:
    """Define the figures that no table of the profile has, and whose short names do not say of whom they are."""
    mix = {each.name for each in columns}
    if types := [each for each in siae_types() if f"{MIX}siae_{each.code}" in mix]:
        told = [
            said("atlas.typology.type", language, code=each.code, meaning=each.label.say(language)) for each in types
        ]
        yield capital(f"{listed(told, language)}.")
    if any(each.name == BALANCE for each in columns):
        yield said("atlas.typology.balance", language)
    ages = [each for each in columns if each.name.startswith(SHARE)]
    for each in (*ages[:1], *(each for each in columns if each.name == RATIO)):
        meaning = unbroken(each.label.say(language), language)
        if each.name == RATIO and each.vintage:
            meaning = said("atlas.dated", language, label=meaning, year=when(each.vintage, language))
        yield said("atlas.typology.meaning", language, label=capital(short_of(each, language)), meaning=meaning)


def _by_size(found: Typology) -> list[ClassFigures]:
    return sorted(found.classes, key=lambda each: (-len(each.zones), each.number))


def _figures(
    found: Typology, columns: list[Variable], file: str, theme: str, names: dict[int, str], language: Language
) -> Table:
    heads = [Column("class", said("atlas.columns.class", language))]
    heads += [Column(each.name, _head(each, language), "number") for each in columns]
    rows = tuple(
        (names[each.number], *(value_of(each.values[one.name], one, language) for one in columns))
        for each in _by_size(found)
    )
    values = tuple((names[each.number], *(each.values[one.name] for one in columns)) for each in _by_size(found))
    notes = list(_meanings(columns, language))
    if plain := [inline(each, language) for each in columns if not is_summed(found.table, each)]:
        notes.append(said("atlas.typology.plain", language, n=len(plain), names=names_of(plain, language)))
    notes.append(sources_of(columns, language))
    told = said(f"atlas.captions.class_{theme}", language)
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
        zones = names_of(sorted(_called(found, zone) for zone in each.zones), language, 10)
        yield said("atlas.typology.member", language, name=names[each.number], zones=zones)


def _absent(found: Typology, language: Language) -> Iterator[Block]:
    """Say which figures of such a table the files do not allow, and why."""
    told = tuple(
        said("atlas.summary.no_value", language, label=label.say(language), why=why.sentence(language))
        for label, why in found.absent
    )
    if told:
        yield Bullets(told, said("atlas.typology.absent", language), small=True)


def _constraint(found: Typology, language: Language) -> Iterator[str]:
    if isinstance(found.constrained, NotEstimable):
        yield reason_of(found.constrained, language)
    elif isinstance(found.constrained, Constrained):
        agreement = numbers.number(found.constrained.agreement, language, 2)
        yield said("atlas.typology.constrained", language, agreement=agreement,
                   stability=_mean(found.constrained.stability, language),
                   free=_mean(found.analysis.stability, language))  # fmt: skip
        if found.constrained.apart:
            yield said("atlas.typology.apart", language, n=len(found.constrained.apart))
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
