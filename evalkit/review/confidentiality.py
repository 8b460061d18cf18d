"""Rules that protect people: RM-42 and RM-43."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model import Dossier
from evalkit.model.personal import personal_kind
from evalkit.model.results import Finding, Measure
from evalkit.review.personal import texts_of
from evalkit.review.registry import Broken, Previous, rule
from evalkit.review.result import said
from evalkit.review.spots import spot


@rule("RM-42", "confidentiality", "blocking", "own")
def _no_personal_data(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for path, text in texts_of(dossier):
        kind = personal_kind(text)
        if kind:
            yield path, {"kind": said(kind), "where": spot(dossier, path)}


@rule(
    "RM-43",
    "confidentiality",
    "to_mend",
    "own",
    applies=lambda dossier, previous: any(entry.quote for _, entry in _quotable(dossier)),
)
def _quotes_have_consent(dossier: Dossier, previous: Previous) -> Iterator[Broken]:
    for (part, i), entry in _quotable(dossier):
        if entry.quote and not entry.consent:
            yield (part, i, "quote"), {"where": spot(dossier, (part, i))}


def _quotable(dossier: Dossier) -> Iterator[tuple[tuple[str, int], Measure | Finding]]:
    yield from ((("measures", i), measure) for i, measure in enumerate(dossier.measures))
    yield from ((("findings", i), finding) for i, finding in enumerate(dossier.findings))
