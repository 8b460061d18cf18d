"""A dossier as it may be published: what is kept back is not in it, and what stands beside it says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from evalkit.errors import Path
from evalkit.model.dossier import Dossier, Effort
from evalkit.model.publication import LeftOut, PublicEdition, ReportPart, Why
from evalkit.model.results import Finding, Indicator, Measure
from evalkit.reports.publication.masked import Masking, known_names
from evalkit.reports.publication.plan import Publication
from evalkit.reports.publication.statements import statements_of
from evalkit.reports.publication.words import what_is_left_out
from evalkit.sources.blank import STEPS
from evalkit.texts import Language, say

_PARTS: tuple[ReportPart, ...] = get_args(ReportPart)
_PART_OF = {name: part for part in _PARTS for name in STEPS[part]}
_STUB: dict[Why, str] = {
    "people": "kept_back",
    "company": "kept_back_company",
    "unknown_size": "kept_back_unknown",
}


@dataclass(frozen=True)
class PublicDossier:
    """One edition, ready to be published.

    Parameters
    ----------
    dossier : Dossier
        Nothing that is kept back is in it.
    edition : PublicEdition
        What it leaves out and why, for the page.
    reread : tuple of (Path, str)
        Words that may be a person's name, which no program can decide: for who publishes, never for the page.
    """

    dossier: Dossier
    edition: PublicEdition
    reread: tuple[tuple[Path, str], ...] = ()


def published(dossier: Dossier, publication: Publication, language: Language = "fr") -> PublicDossier:
    """Return a dossier as it may be published.

    Parameters
    ----------
    dossier : Dossier
        One of those that `publication` was planned with.
    publication : Publication
    language : {"fr", "en"}
        Language of what stands in the place of what is taken out.

    Raises
    ------
    KeyError
        When the publication was planned without this dossier.
    """
    edition, threshold = (dossier.code, dossier.year), publication.thresholds[dossier.code]
    why = _reasons(dossier, publication)
    masking = Masking(known_names(dossier), publication.unspoken[dossier.code], language)
    masked = masking.entry(dossier).with_places({})
    named = [(path, reason) for path, reason in masking.changed if not any(path[: len(gone)] == gone for gone in why)]
    left_out = [
        LeftOut(part=_PART_OF[str(path[0])], path=path, what=what_is_left_out(masked, path, language), why=reason)
        for path, reason in sorted({*why.items(), *named}, key=lambda each: (_order(each[0]), each[1]))
    ]
    public = _without(masked, why, language).model_copy(update={"disclosure_threshold": threshold})
    totals = publication.totals[edition]
    reread = tuple(each for each in masking.perhaps if each[0] not in why)
    return PublicDossier(public, PublicEdition(threshold=threshold, left_out=tuple(left_out), totals=totals), reread)


def _order(path: Path) -> tuple[int, tuple[tuple[int, str], ...]]:
    rank = list(Dossier.model_fields).index(str(path[0]))
    return rank, tuple((each, "") if isinstance(each, int) else (-1, each) for each in path[1:])


def _reasons(dossier: Dossier, publication: Publication) -> dict[Path, Why]:
    edition = dossier.code, dossier.year
    unknown = {each.unit[1:] for each in statements_of(dossier) if not each.sizes}
    why: dict[Path, Why] = dict.fromkeys(publication.people[edition], "people")
    why |= {path: "unknown_size" for path in publication.people[edition] if path in unknown}
    why |= dict.fromkeys(publication.company[edition], "company")
    for part in ("measures", "findings"):
        for i, each in enumerate(getattr(dossier, part)):
            if each.quote and not each.consent and (part, i) not in why:
                why[part, i, "quote"] = "quote"
    gone = [path for path in why if path[0] == "exits" and len(path) == 2]
    return {path: reason for path, reason in why.items() if len(path) == 2 or path[:2] not in gone}


def _without(dossier: Dossier, why: dict[Path, Why], language: Language) -> Dossier:
    """Return a dossier without what stands under some paths; what must still be named says that it is not published."""
    update: dict[str, Any] = {
        "measures": tuple(_measure(each, ("measures", i), why) for i, each in enumerate(dossier.measures)),
        "indicators": tuple(_baseline(each, ("indicators", i, "baseline"), why, language)
                            for i, each in enumerate(dossier.indicators)),
        "findings": tuple(_finding(each, ("findings", i), why) for i, each in enumerate(dossier.findings)),
        "means": tuple(_cleared(each, ("means", i), why) for i, each in enumerate(dossier.means)),
        "exits": tuple(_cleared(each, ("exits", i), why)
                       for i, each in enumerate(dossier.exits) if ("exits", i) not in why),
        "diagnosis": tuple(each for i, each in enumerate(dossier.diagnosis) if ("diagnosis", i) not in why),
        "partners": tuple(
            partner.model_copy(update={"key_figures": tuple(
                each for j, each in enumerate(partner.key_figures) if ("partners", i, "key_figures", j) not in why
            )})
            for i, partner in enumerate(dossier.partners)
        ),
    }  # fmt: skip
    if dossier.effort is not None:
        effort = _cleared(dossier.effort, ("effort",), why)
        update["effort"] = effort if effort != Effort() else None
    return dossier.model_copy(update=update)


def _cleared(entry: Any, path: Path, why: dict[Path, Why]) -> Any:
    """Return an entry without its fields that are kept back."""
    gone = {name: None for name in type(entry).model_fields if (*path, name) in why}
    return entry.model_copy(update=gone) if gone else entry


def _measure(measure: Measure, path: Path, why: dict[Path, Why]) -> Measure:
    """Keep of a measure that it was made; `marked` says why there is no value."""
    if path not in why:
        return _cleared(measure, path, why)  # type: ignore[no-any-return]
    return Measure(
        indicator=measure.indicator,
        start=measure.start,
        end=measure.end,
        respondent=measure.respondent,
        subgroup=measure.subgroup,
    )


def _baseline(indicator: Indicator, path: Path, why: dict[Path, Why], language: Language) -> Indicator:
    if path not in why:
        return indicator
    reason = say(f"publication.{_STUB[why[path]]}", language)
    return indicator.model_copy(update={"baseline": None, "baseline_date": None, "baseline_reason": reason})


def _finding(finding: Finding, path: Path, why: dict[Path, Why]) -> Finding:
    cleared: Finding = _cleared(finding, path, why)
    return cleared.model_copy(update={"unit": None}) if finding.figure and cleared.figure is None else cleared


def left_out_lines(public: Iterable[PublicDossier], language: Language = "fr") -> tuple[str, ...]:
    """Return what to say at the end of a batch: what each edition leaves out, and what to read again first."""
    return tuple(line for each in public for line in _told(each, language))


def _told(public: PublicDossier, language: Language) -> Iterator[str]:
    dossier = public.dossier
    name = f"{dossier.code} {dossier.year}"
    counts = Counter(each.why for each in public.edition.left_out)
    if not counts:
        yield say("publication.told.whole", language, name=name)
    for why, n in counts.items():
        yield say("publication.told.left_out", language, name=name, n=n, why=say(f"publication.why.{why}", language))
    where = {words: path for path, words in reversed(public.reread)}
    for words, n in Counter(words for _, words in public.reread).items():
        place = what_is_left_out(dossier, where[words], language)
        yield say("publication.told.reread", language, name=name, where=place, words=words, n=n)
