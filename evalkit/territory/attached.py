"""A territory's profile as the figures that a dossier carries, so that its *cadre* shows the territory's need."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import NamedTuple, cast

from evalkit.errors import EvalkitError, problem
from evalkit.model.dossier import Dossier
from evalkit.model.framework import DiagnosisFigure
from evalkit.stats.estimable import NotEstimable
from evalkit.territory.atlas import Atlas
from evalkit.territory.derived import OFFER
from evalkit.territory.levels import Level
from evalkit.territory.profile import SCOPES, Beside, Home, Profile, Standing, profile
from evalkit.texts import Language, say

_SENSES = {"up": "higher", "down": "lower"}
_WHOLE = 1000
"""From here on, figures are written without decimals."""


@dataclass(frozen=True)
class Diagnosis:
    """What a dossier is told of its territory.

    Parameters
    ----------
    zone : str
        ``zone d'emploi Avranches``.
    figures : tuple of DiagnosisFigure
        The people first, then the figures of the catalogue that tell of need, and the offer beside it.
    left_out : tuple of (str, NotEstimable)
        Figures without one, and why.
    undated : tuple of str
        Figures whose year no file states: their period says so.
    """

    zone: str
    figures: tuple[DiagnosisFigure, ...]
    left_out: tuple[tuple[str, NotEstimable], ...] = ()
    undated: tuple[str, ...] = ()


def zone_of(dossier: Dossier) -> tuple[Level, str]:
    """Return the level and the code of the zone that a dossier names.

    Raises
    ------
    EvalkitError
        When it names none, or one of no official kind.
    """
    territory = dossier.territory
    if territory is None or territory.zone is None or territory.insee_code is None or territory.zone == "other":
        raise EvalkitError([problem(dossier.place_of(("territory",)), "territory", "attach.no_zone")])
    return cast(Level, territory.zone), territory.insee_code


def diagnosis(atlas: Atlas, level: Level, code: str, language: Language) -> Diagnosis:
    """Return what an atlas says of a zone; the labels are in a language.

    Raises
    ------
    EvalkitError
        When the atlas does not have the zone.
    """
    return diagnosis_of(profile(atlas, level, code), language)


def diagnosis_of(found: Profile, language: Language) -> Diagnosis:
    """Return the figures of a profile, each beside the zone that its peers are ranked in."""
    zone = _named(Home(found.level, found.code, found.name, 1.0), language)
    every = (found.population, *(each for each in found.standings if each.need or each.variable.name == OFFER))
    known = [(each, each.value) for each in every if not isinstance(each.value, NotEstimable)]
    return Diagnosis(
        zone,
        tuple(_figure(each, value, found.level, zone, language) for each, value in known),
        tuple((each.variable.label.say(language), each.value) for each in every
              if isinstance(each.value, NotEstimable)),
        tuple(each.variable.label.say(language) for each, _ in known if not each.variable.vintage),
    )  # fmt: skip


def _figure(standing: Standing, value: float, level: Level, zone: str, language: Language) -> DiagnosisFigure:
    variable, compared = standing.variable, _compared(standing, level, language)
    said: dict[str, object] = {
        "label": variable.label.say(language),
        "zone": zone,
        "value": _rounded(value),
        "unit": say(f"territory.units.{variable.unit}", language) if variable.unit else None,
        "period": variable.vintage or say("atlas.no_date", language),
        "source": variable.source or say("atlas.no_source", language),
    }
    if compared is not None:
        said |= {"compared_with": compared.name, "compared_value": _rounded(compared.value)}
    # Whether the two differ may be beyond what can be said: then the figure tells nothing of need.
    verdict = standing.beside(compared.level) if compared else None
    if isinstance(verdict, Beside):
        said |= {"need": _SENSES[standing.need], "near": verdict.need == "near"}
    return DiagnosisFigure.model_validate(said)


class _Compared(NamedTuple):
    level: Level
    name: str
    value: float


def _compared(standing: Standing, level: Level, language: Language) -> _Compared | None:
    """Return the first of the larger zones that has a value; of a figure of need without one, the median of the peers.

    The atlas judges both in the same way: see `Standing.beside`.
    """
    at = {each.home.level: each for each in standing.references}
    ranked = {each.home.level: each for each in standing.among}
    for scope in SCOPES.get(level, ()):
        if scope in at and not isinstance(at[scope].value, NotEstimable):
            return _Compared(scope, _named(at[scope].home, language), cast(float, at[scope].value))
        if standing.need and scope in ranked and not isinstance(ranked[scope].third, NotEstimable):
            zones = say(f"atlas.zones.{level}", language)
            name = say("territory.median", language, zones=zones, home=_named(ranked[scope].home, language))
            return _Compared(scope, name, median(ranked[scope].values))
    return None


def _named(home: Home, language: Language) -> str:
    """Name a zone after what it is, unless its name says it: France, ``CC de Granville``."""
    if home.level in ("france", "epci"):
        return home.name
    return say("territory.named", language, level=say(f"territory.levels.{home.level}", language), name=home.name)


def _rounded(value: float) -> float:
    return round(value) if abs(value) >= _WHOLE else round(value, 1)
