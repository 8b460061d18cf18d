"""Regression for evaluators: what goes with what, how surely, and whether the model may be believed.

Tables and formulas in, frozen named results out. Importing this package loads statsmodels: import it where it is used.

>>> import pandas as pd
>>> from evalkit.stats.regression import fit, marginal_effects
>>> table = pd.DataFrame({"hours": [2.0, 4, 5, 7, 8, 11], "exam": [8.0, 9, 12, 11, 15, 17]})
>>> model = fit(table, "exam ~ hours")
>>> round(float(model.coefficients.loc["hours", "estimate"]), 3)
1.023
>>> model.errors, model.n
('HC3', 6)
"""

from evalkit.stats.regression.comparison import Comparison, compare
from evalkit.stats.regression.diagnose import Diagnosis, diagnose
from evalkit.stats.regression.effects import marginal_effects, standardised
from evalkit.stats.regression.examine import Examined, examine
from evalkit.stats.regression.families import FAMILIES, Family
from evalkit.stats.regression.fit import fit
from evalkit.stats.regression.importance import Importance, importance
from evalkit.stats.regression.influence import influence
from evalkit.stats.regression.outcome_checks import Check
from evalkit.stats.regression.pooling import Pooled, pool
from evalkit.stats.regression.refusals import RegressionError, SeparationError
from evalkit.stats.regression.results import Caution, Regression

__all__ = [
    "FAMILIES",
    "Caution",
    "Check",
    "Comparison",
    "Diagnosis",
    "Examined",
    "Family",
    "Importance",
    "Pooled",
    "Regression",
    "RegressionError",
    "SeparationError",
    "compare",
    "diagnose",
    "examine",
    "fit",
    "importance",
    "influence",
    "marginal_effects",
    "pool",
    "standardised",
]
