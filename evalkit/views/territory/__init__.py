"""What a reader sees of a territory: profile, need and offer, classes, counterfactual, maps."""

from evalkit.views.territory.classes import class_tables, typology_blocks
from evalkit.views.territory.dots import profile_figure
from evalkit.views.territory.effect import effect_blocks, effect_sentences, own_table
from evalkit.views.territory.further import Lacking, Missing, further_blocks, missing_figures
from evalkit.views.territory.need import need_blocks
from evalkit.views.territory.profile import cover, peers_table, profile_blocks
from evalkit.views.territory.sources import limits_blocks, sources_blocks
from evalkit.views.territory.summary import summary

__all__ = [
    "Lacking",
    "Missing",
    "class_tables",
    "cover",
    "effect_blocks",
    "effect_sentences",
    "further_blocks",
    "limits_blocks",
    "missing_figures",
    "need_blocks",
    "own_table",
    "peers_table",
    "profile_blocks",
    "profile_figure",
    "sources_blocks",
    "summary",
    "typology_blocks",
]
