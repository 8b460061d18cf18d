"""Rules on step 2, *contenu*: RM-12 to RM-15."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import Dossier
from evalkit.model.content import Steering
from evalkit.model.directions import action_directions
from evalkit.model.vocabulary import DIRECTIONS, MEANS_KINDS
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import Said, said


@rule("RM-12", "content", "to_mend", "source")
def _actions_go_in_three_directions(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    taken = {way for action in dossier.actions for way in action_directions(dossier, action)}
    for direction in DIRECTIONS:
        if direction not in taken and direction not in dossier.no_action:
            yield ("actions",), {"direction": said(direction), "code": direction}


@rule("RM-13", "content", "to_mend", "source")
def _means_are_of_three_kinds(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    brought = {means.kind for means in dossier.means}
    for kind in MEANS_KINDS:
        if kind not in brought and kind not in dossier.no_means:
            yield ("means",), {"kind": Said(f"vocabulary.means_kind.{kind}"), "code": kind}


@rule("RM-14", "content", "advice", "own")
def _each_partner_brings_something(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    acting = {code for action in dossier.actions for code in action.by}
    bringing = acting | {code for means in dossier.means for code in means.by}
    for i, partner in enumerate(dossier.partners):
        if partner.code not in bringing:
            yield ("partners", i), {"partner": partner.name}


@rule("RM-15", "content", "to_mend", "source")
def _steering_is_described(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    steering = dossier.steering or Steering()
    described = {
        "formalisation": steering.formalisation,
        "body": steering.bodies,
        "rhythm": any(body.rhythm for body in steering.bodies),
        "follow_up": steering.follow_up,
        "communication": steering.communication,
    }
    missing = tuple(said(name) for name, found in described.items() if not found)
    if missing:
        yield ("steering",), {"missing": missing}
