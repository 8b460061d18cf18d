"""Maps of zones: rates as colours, counts as circles, classes by name, need against offer.

Each function takes a table of `evalkit.territory` and outlines of the same level, and returns an
`evalkit.views.blocks.Figure`, or the reason why there is nothing to draw. What is missing is hatched and says why;
sources and years stand in the caption. Importing this package loads matplotlib and shapely: import it where it is used.
"""

from evalkit.views.maps.choropleth import choropleth
from evalkit.views.maps.class_map import class_map
from evalkit.views.maps.need_offer import need_by_offer
from evalkit.views.maps.symbols import proportional_symbols

__all__ = ["choropleth", "class_map", "need_by_offer", "proportional_symbols"]
