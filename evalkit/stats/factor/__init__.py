"""Factor analyses of tables: PCA, CA, MCA, FAMD, MFA, and what marks their axes and groups.

Numbers and frames in, frozen named results out. Contributions and inertia are in per cent, cos² and eta² between 0 and
1. Importing this package loads numpy and pandas: import it where it is used.

>>> import pandas as pd
>>> from evalkit.stats.factor import pca
>>> columns = {"jobs": [1.0, 2, 3, 5], "homes": [2.0, 4, 7, 9], "age": [40.0, 38, 45, 41]}
>>> table = pd.DataFrame(columns, index=list("abcd"))
>>> result = pca(table, axes=2)
>>> round(float(result.eigenvalues.loc[1, "percentage"]), 1)
75.2
>>> round(float(result.individuals.contrib[1].sum()), 6)
100.0
"""

from evalkit.stats.factor.ca import Ca, ca
from evalkit.stats.factor.checks import Missing
from evalkit.stats.factor.choice import AxesChoice, choose_axes
from evalkit.stats.factor.coding import MISSING_LEVEL
from evalkit.stats.factor.complete import impute
from evalkit.stats.factor.counts import describe_counts, ordered_axes
from evalkit.stats.factor.describe import ByClass, ByNumber, MissingLevels, describe_axes, describe_by
from evalkit.stats.factor.ellipses import ellipses
from evalkit.stats.factor.famd import famd
from evalkit.stats.factor.frequencies import Frequencies
from evalkit.stats.factor.group_views import Groups, Partial
from evalkit.stats.factor.impute import Imputation
from evalkit.stats.factor.mca import Mca, mca
from evalkit.stats.factor.mfa import Mfa, mfa
from evalkit.stats.factor.pca import pca, reconstruct
from evalkit.stats.factor.reference import ReferenceInertia, reference_inertia
from evalkit.stats.factor.results import Cloud, Factors, Links

__all__ = [
    "MISSING_LEVEL",
    "AxesChoice",
    "ByClass",
    "ByNumber",
    "Ca",
    "Cloud",
    "Factors",
    "Frequencies",
    "Groups",
    "Imputation",
    "Links",
    "Mca",
    "Mfa",
    "Missing",
    "MissingLevels",
    "Partial",
    "ReferenceInertia",
    "ca",
    "choose_axes",
    "describe_axes",
    "describe_by",
    "describe_counts",
    "ellipses",
    "famd",
    "impute",
    "mca",
    "mfa",
    "ordered_axes",
    "pca",
    "reconstruct",
    "reference_inertia",
]
