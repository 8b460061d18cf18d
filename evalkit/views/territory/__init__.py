"""What a reader sees of a territory: profile, need and offer, classes, counterfactual, maps."""

from evalkit.views.territory.classes import class_tables, typology_blocks
from evalkit.views.territory.dots import profile_figure
from evalkit.views.territory.effect import effect_blocks, effect_sentences, own_table
from evalkit.views.territory.need import need_blocks
from evalkit.views.territory.profile import cover, profile_blocks, summary
from evalkit.views.territory.sources import limits_blocks, sources_blocks

__all__ = [
    "class_tables",
    "cover",
    "effect_blocks",
    "effect_sentences",
    "limits_blocks",
    "need_blocks",
    "own_table",
    "profile_blocks",
    "profile_figure",
    "sources_blocks",
    "summary",
    "typology_blocks",
]
