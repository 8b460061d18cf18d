"""Classes of rows placed on axes: how many, which, how sure, and who shows them best.

Arrays and frames in, frozen named results out; coordinates may come from any factor analysis. Importing this package
loads numpy and pandas: import it where it is used.

>>> import pandas as pd
>>> from evalkit.stats.classes import hcpc, paragons
>>> coordinates = pd.DataFrame({1: [-5.0, -4.9, -5.4, 4.0, 4.3, 4.1], 2: [0.1, 0.0, -0.2, 0.3, 0.1, 0.2]})
>>> coordinates.index = list("abcdef")
>>> found = hcpc(coordinates)
>>> found.count
2
>>> "".join(paragons(found, shown=1)["row"])
'af'
"""

from evalkit.stats.classes.compare import adjusted_rand, transitions
from evalkit.stats.classes.cut import RULES, ClassesChoice, Rule, choose_classes
from evalkit.stats.classes.hartigan_wong import KMeans, hartigan_wong
from evalkit.stats.classes.hcpc import Classes, Consolidation, Inertia, assign, hcpc, most_specific, paragons
from evalkit.stats.classes.mixing import choose_mixing, mixed
from evalkit.stats.classes.neighbours import bridges, join_counts, near
from evalkit.stats.classes.stability import Comparison, Stability, compare, stability, stability_by_count
from evalkit.stats.classes.tree import Tree
from evalkit.stats.classes.ward import ward

__all__ = [
    "RULES",
    "Classes",
    "ClassesChoice",
    "Comparison",
    "Consolidation",
    "Inertia",
    "KMeans",
    "Rule",
    "Stability",
    "Tree",
    "adjusted_rand",
    "assign",
    "bridges",
    "choose_classes",
    "choose_mixing",
    "compare",
    "hartigan_wong",
    "hcpc",
    "join_counts",
    "mixed",
    "most_specific",
    "near",
    "paragons",
    "stability",
    "stability_by_count",
    "transitions",
    "ward",
]
