"""What a multivariate analysis says, in words, tables and figures."""

from evalkit.views.multivariate.names import axis_names, class_names
from evalkit.views.multivariate.parts import PARTS, Part, blocks

__all__ = ["PARTS", "Part", "axis_names", "blocks", "class_names"]
