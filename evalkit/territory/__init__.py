"""Territorial figures: official files in, one table per zone out, brought together by each variable's own rule.

`read_official` (or `read_zones`, `read_series`, `read_membership`, ...) reads a file; `align` puts a table on the
communes of one year; `aggregate` brings it to a larger level; `counterfactual` computes Coodiag's first example;
`read_own_data` adds up what a SIAE knows of its workers. `embedded` holds the geography that comes with evalkit.

`atlas.read_atlas` puts a folder of files together; on it stand `profile.profile`, `need.cross_need_offer` and
`typology.typology`, imported from their modules.
"""

from evalkit.territory.aggregate import aggregate
from evalkit.territory.align import align
from evalkit.territory.counterfactual import Counterfactual, Rise, counterfactual
from evalkit.territory.join import join
from evalkit.territory.levels import LEVELS, Level
from evalkit.territory.membership import Membership, Passage
from evalkit.territory.own_book import write_blank_own_data
from evalkit.territory.own_data import OwnData, read_own_data
from evalkit.territory.rates import with_known_rates, with_rate
from evalkit.territory.reading import (
    Geometry,
    read_geometry,
    read_membership,
    read_official,
    read_passage,
    read_series,
    read_structures,
    read_zones,
)
from evalkit.territory.table import Variable, ZoneSeries, ZoneTable

__all__ = [
    "LEVELS",
    "Counterfactual",
    "Geometry",
    "Level",
    "Membership",
    "OwnData",
    "Passage",
    "Rise",
    "Variable",
    "ZoneSeries",
    "ZoneTable",
    "aggregate",
    "align",
    "counterfactual",
    "join",
    "read_geometry",
    "read_membership",
    "read_official",
    "read_own_data",
    "read_passage",
    "read_series",
    "read_structures",
    "read_zones",
    "with_known_rates",
    "with_rate",
    "write_blank_own_data",
]  # fmt: skip
