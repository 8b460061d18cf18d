"""Many evaluations side by side: what they hold, what compares, what most often lacks. No ranking, no mark."""

from evalkit.portfolio.comparison import Comparable, Difference, NotComparable, compare
from evalkit.portfolio.edition import Edition
from evalkit.portfolio.portfolio import Portfolio, build_portfolio
from evalkit.portfolio.study import profiles, study_table

__all__ = [
    "Comparable",
    "Difference",
    "Edition",
    "NotComparable",
    "Portfolio",
    "build_portfolio",
    "compare",
    "profiles",
    "study_table",
]
