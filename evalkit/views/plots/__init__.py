"""The plots of the multivariate part: from plain results to a picture with its words, one file each.

Each takes results of `evalkit.stats` and what the reader calls them, and returns an `evalkit.views.blocks.Figure`, or
the reason why there is nothing to draw (`evalkit.stats.estimable.NotEstimable`). Rows are never named unless asked
(``identifiers=True``): not in the drawing, nor in the caption or the alternative text. Importing this package loads
matplotlib: import it where it is used.
"""

from evalkit.views.plots.biplot import biplot
from evalkit.views.plots.canvas import Drawn
from evalkit.views.plots.categories import categories
from evalkit.views.plots.coefficients import coefficients, marginal_effects
from evalkit.views.plots.dendrogram import dendrogram
from evalkit.views.plots.heat_map import class_heat_map
from evalkit.views.plots.individuals import individuals
from evalkit.views.plots.mfa_groups import groups
from evalkit.views.plots.partial_points import partial_points
from evalkit.views.plots.scree import scree
from evalkit.views.plots.variables import variables

__all__ = [
    "Drawn",
    "biplot",
    "categories",
    "class_heat_map",
    "coefficients",
    "dendrogram",
    "groups",
    "individuals",
    "marginal_effects",
    "partial_points",
    "scree",
    "variables",
]
