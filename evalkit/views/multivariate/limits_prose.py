"""What must not be read into an analysis, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from evalkit.multivariate.selections import Caution
from evalkit.views.multivariate.axis_prose import TOLD
from evalkit.views.multivariate.names import class_names
from evalkit.views.multivariate.wording import Wording

TABLES: Mapping[str, str] = {
    "nothing_beyond_chance": "axes",
    "axis_within_chance": "axes",
    "weak_rows": "rows_quality",
    "one_row_makes_axis": "outliers",
    "filled": "study_columns",
    "rare_levels": "rare_levels",
    "small_class": "classes",
    "unstable_class": "classes",
    "moved": "class_moves",
    "classes_disagree": "class_comparison",
    "no_gap": "classes_rules",
}
"""The table that holds the figures of each caution."""


def limits_sentences(words: Wording) -> tuple[str, ...]:
    """Say every caution that the axes told do not say themselves, and that nothing here tells of causes."""
    told = (each for each in words.analysis.cautions if not _said_of_axes(words, each))
    return (*(_sentence(words, each) for each in told), words.say("caution.causes"))


def _said_of_axes(words: Wording, caution: Caution) -> bool:
    if caution.kind == "axis_within_chance":
        return words.analysis.axes <= TOLD
    return caution.kind == "nothing_beyond_chance"


def _sentence(words: Wording, caution: Caution) -> str:
    values = dict(caution.values)
    see = words.see(TABLES[caution.kind]) if caution.kind in TABLES else ""
    key, filled = f"caution.{caution.kind}", {"n": values.get("n", 0), "see": see}
    filled["count"] = words.count(float(values.get("n", 0)))  # type: ignore[arg-type]
    if "share" in values:
        filled["share"] = words.percent(100 * float(values["share"]))  # type: ignore[arg-type]
    if "axes" in values:
        filled["axes"] = words.joined(str(axis) for axis in values["axes"])  # type: ignore[attr-defined]
    if "classes" in values and isinstance(values["classes"], tuple):
        names = class_names(words.analysis, words.language)
        filled["names"] = words.joined(words.say("quoted", text=names[number]) for number in values["classes"])
    if "agreement" in values:
        filled["agreement"] = words.number(float(values["agreement"]))  # type: ignore[arg-type]
    if caution.kind == "one_row_makes_axis":
        rows: tuple[str, ...] = values["rows"]  # type: ignore[assignment]
        filled |= {"axis": values["axis"], "rows": words.joined(rows)}
        key = key if rows else f"{key}_hidden"
    if caution.kind == "circular" and not words.analysis.table.named("supplementary"):
        key = f"{key}_alone"
    if caution.kind == "filled":
        key = f"{key}.{values['how']}"
    return words.say(key, **filled)
