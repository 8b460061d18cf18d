"""The profile of a zone: one line for each figure, its peers as ticks, the zone and the larger zones as marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.stats.estimable import NotEstimable
from evalkit.territory.levels import Level
from evalkit.territory.profile import SCOPES, Among, Profile, Standing
from evalkit.texts import Language, said
from evalkit.views.blocks import Figure
from evalkit.views.drawing import Drawing
from evalkit.views.figures.parts import KeyItem, centred, draw_key, key_height
from evalkit.views.figures.rows import cell
from evalkit.views.marks import Mark
from evalkit.views.style import ACCENT, MUTED, RULE, SMALL, WIDTH, finish, sheet
from evalkit.views.territory.wording import compared_levels, dated, home_of, rank_of, sources_of, value_of, zones_of

_LABEL, _LOW, _HIGH, _VALUE = 0.1, 5.6, 12.2, 12.6
_TOP, _ROW, _BELOW = 0.2, 1.15, 0.15
MARKS: dict[Level, Mark] = {
    "departement": Mark("square", "#de8f05", 6.0, face="white", edge_width=1.3),
    "region": Mark("diamond", "#029e73", 7.0, face="white", edge_width=1.3),
    "france": Mark("up", "#8c4b00", 7.0, face="white", edge_width=1.3),
}
OWN = Mark("circle", ACCENT, 8.0)
_PEER = "#9fb3bb"


def profile_figure(profile: Profile, language: Language) -> Figure | None:
    """Draw the figures that have a value; None where there is none."""
    itself = set(SCOPES.get(profile.level, ())) - set(compared_levels(profile))
    beside = [replace(each, references=tuple(one for one in each.references if one.home.level not in itself))
              for each in profile.standings]  # fmt: skip
    shown = [each for each in beside if not isinstance(each.value, NotEstimable) and _scale(each)]
    if not shown:
        return None
    key = _key(profile, shown, language)
    drawing = sheet(_TOP + key_height(key) + _ROW * len(shown) + _BELOW)
    draw_key(drawing, _TOP, key)
    top = _TOP + key_height(key)
    for i, each in enumerate(shown):
        _draw(drawing, each, top + _ROW * i, language)
    return finish(drawing, "profile", _alt(profile, shown, language), _caption(profile, shown, language))


def _widest(standing: Standing) -> Among | None:
    """Return the peers that make the scale: those of the largest zone."""
    return standing.among[-1] if standing.among else None


def _scale(standing: Standing) -> tuple[float, float] | None:
    among = _widest(standing)
    values = [*(among.values if among else ()), *_references(standing).values()]
    if isinstance(standing.value, float):
        values.append(standing.value)
    low, high = min(values, default=0.0), max(values, default=0.0)
    return (low, high) if high > low else None


def _references(standing: Standing) -> dict[Level, float]:
    return {each.home.level: each.value for each in standing.references if isinstance(each.value, float)}


def _draw(drawing: Drawing, standing: Standing, top: float, language: Language) -> None:
    middle = top + _ROW * 0.42
    drawing.line([(0, top), (WIDTH, top)], RULE, 0.5)
    centred(drawing, _LABEL, top + _ROW / 2, cell(dated(standing.variable, language), _LOW - 0.5, 3))
    ends = _scale(standing)
    among = _widest(standing)
    assert ends is not None and isinstance(standing.value, float)
    drawing.line([(_LOW, middle), (_HIGH, middle)], "#e3e3e3", 0.7)
    for value in _thinned(among.values if among else (), ends):
        at = _at(value, ends)
        drawing.line([(at, middle - 0.16), (at, middle + 0.16)], _PEER, 0.5, opacity=0.6)
    for level, value in _references(standing).items():
        drawing.mark(_at(value, ends), middle, MARKS[level])
    drawing.mark(_at(standing.value, ends), middle, OWN)
    for value, align in zip(ends, ("left", "right"), strict=True):
        at = _LOW if align == "left" else _HIGH
        text = value_of(value, standing.variable, language)
        drawing.text(at, top + _ROW - 0.12, text, 6.5, MUTED, align=align)  # type: ignore[arg-type]
    told = value_of(standing.value, standing.variable, language)
    drawing.text(_VALUE, top + 0.42, told, SMALL, ACCENT, face="bold")
    for i, line in enumerate(ranks_told(standing, language)[:2]):
        drawing.text(_VALUE, top + 0.72 + 0.27 * i, line, 6.5, MUTED)


def ranks_told(standing: Standing, language: Language) -> list[str]:
    """Return the ranks of a figure, each with the larger zone that it is a rank in: ``12e sur 21 (région)``."""
    ranked = [each for each in standing.among if not isinstance(each.rank, NotEstimable)]
    places = [said(f"atlas.figures.in_{each.home.level}", language) for each in ranked]
    return [f"{rank_of(each, language)} ({place})" for each, place in zip(ranked, places, strict=True)]


def _thinned(values: Sequence[float], ends: tuple[float, float]) -> list[float]:
    """Keep one value of those that would be drawn at the same place."""
    found: dict[int, float] = {}
    for value in values:
        found.setdefault(round(_at(value, ends) / 0.03), value)
    return list(found.values())


def _at(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return _LOW + (_HIGH - _LOW) * (value - low) / (high - low)


def _key(profile: Profile, shown: Sequence[Standing], language: Language) -> list[KeyItem]:
    levels = {level for each in shown for level in _references(each)}
    homes = [each for each in profile.homes if each.level in levels]
    return [(OWN, profile.name), *((MARKS[each.level], home_of(each, language)) for each in homes)]


def _caption(profile: Profile, shown: Sequence[Standing], language: Language) -> str:
    among = next((_widest(each) for each in shown if _widest(each)), None)
    scope = home_of(among.home, language) if among else ""
    told = said("atlas.figures.profile", language, name=profile.name, zones=zones_of(profile.level, language),
                scope=scope)  # fmt: skip
    return f"{told} {sources_of([each.variable for each in shown], language)}"


def _alt(profile: Profile, shown: Sequence[Standing], language: Language) -> str:
    rows = []
    for each in shown:
        ranks = [f"{rank_of(one, language)} ({home_of(one.home, language)})" for one in each.among]
        told = ", ".join([value_of(each.value, each.variable, language), *ranks])
        rows.append(said("atlas.figures.row", language, label=dated(each.variable, language), told=told))
    return " ".join([said("atlas.figures.profile_alt", language, name=profile.name), *rows])
