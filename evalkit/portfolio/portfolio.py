"""The portfolio: evaluations by code and year, the latest year of each partnership for what is compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalkit.evaluation import Evaluation
from evalkit.model.vocabulary import MeansKind
from evalkit.portfolio.common import CommonFinding, common_findings
from evalkit.portfolio.comparison import Comparable, NotComparable, compare
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.exits import PooledExits, StatedExits, pooled_exits, stated_exits
from evalkit.portfolio.long import result_rows
from evalkit.portfolio.means import PooledMeans, TimeUnit, pooled_amounts, pooled_time
from evalkit.portfolio.wide import Cells, frame, wide_rows
from evalkit.review import Review, review_method
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import Language

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Portfolio:
    """Several partnerships, one or more years of each.

    Parameters
    ----------
    editions : tuple of Edition
        Every partnership-year, by code, then by year. Never in the order of a value.
    """

    editions: tuple[Edition, ...]

    @property
    def latest(self) -> tuple[Edition, ...]:
        """The latest year of each partnership, by code: what stands side by side, each partnership once."""
        return tuple(each for each in self.editions if each.latest)

    @property
    def counted(self) -> tuple[Edition, ...]:
        """Those of `latest` that are counted, added up and compared: fictional ones are not, unless all are."""
        return tuple(each for each in self.editions if each.counted)

    @property
    def years(self) -> Mapping[str, tuple[int, ...]]:
        """Partnership's code → its years."""
        return {each.code: tuple(one.year for one in self.editions if one.code == each.code) for each in self.latest}

    @property
    def comparison(self) -> tuple[tuple[Comparable, ...], tuple[NotComparable, ...]]:
        """The indicators that several partnerships share: those that compare, and those that do not."""
        return compare(self.counted)

    @property
    def pooled_amounts(self) -> Mapping[MeansKind, PooledMeans]:
        """The sum of euros of each kind of means."""
        return pooled_amounts(self.counted)

    @property
    def pooled_time(self) -> Mapping[TimeUnit, PooledMeans]:
        """The sum of human means in each unit of time."""
        return pooled_time(self.counted)

    @property
    def exits(self) -> tuple[StatedExits, ...]:
        """The exits of each partnership's latest period."""
        return stated_exits(self.latest)

    @property
    def pooled_exits(self) -> tuple[PooledExits | NotEstimable, ...]:
        """The sums of exits, source by source."""
        return pooled_exits(self.counted)

    @property
    def missing(self) -> tuple[CommonFinding, ...]:
        """What is most often missing in the dossiers."""
        return common_findings(self.counted)

    @property
    def wide_rows(self) -> list[Cells]:
        """One row per partnership-year; see `evalkit.portfolio.wide.wide_rows`."""
        return wide_rows(self)

    @property
    def result_rows(self) -> list[Cells]:
        """One row per indicator of each partnership-year; see `evalkit.portfolio.long.result_rows`."""
        return result_rows(self)

    def table(self, language: Language = "fr") -> pd.DataFrame:
        """Return the wide table; what cannot be given is missing there, with its reason in ``<column>_why``."""
        return frame(self.wide_rows, language)

    def results(self, language: Language = "fr") -> pd.DataFrame:
        """Return the long table of results, in the same way."""
        return frame(self.result_rows, language)


def build_portfolio(evaluations: Iterable[Evaluation], reviews: Sequence[Review] | None = None) -> Portfolio:
    """Put evaluations side by side.

    Parameters
    ----------
    evaluations : iterable of Evaluation
        Of any partnerships and years.
    reviews : sequence of Review, optional
        The review of each, in the same order; made here unless given (a caller that masks texts reviews them before).

    Notes
    -----
    A fictional dossier among real ones stands side by side with them, named as such, and is in no count, no sum, no
    comparison and no profile: what is invented must not move a figure about what is not.

    Raises
    ------
    ValueError
        When two evaluations are of one partnership and year.
    """
    found = list(evaluations)
    made = list(reviews) if reviews is not None else [review_method(each.dossier, each.previous) for each in found]
    pairs = sorted(zip(found, made, strict=True), key=lambda pair: (pair[0].dossier.code, pair[0].dossier.year))
    last = {each.dossier.code: each.dossier.year for each, _ in pairs}
    invented = all(each.dossier.fictional for each, _ in pairs)
    if len({(each.dossier.code, each.dossier.year) for each, _ in pairs}) < len(pairs):
        raise ValueError("two evaluations of one partnership and year")
    editions = []
    for evaluation, review in pairs:
        latest = evaluation.dossier.year == last[evaluation.dossier.code]
        editions.append(Edition(evaluation, review, latest, latest and (invented or not evaluation.dossier.fictional)))
    return Portfolio(tuple(editions))
