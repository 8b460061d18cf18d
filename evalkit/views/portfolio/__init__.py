"""What a reader sees of a portfolio: ``(portfolio, language)`` → blocks, part by part."""

from evalkit.views.portfolio.composition import composition_table
from evalkit.views.portfolio.profiles import profiles, profiles_beside
from evalkit.views.portfolio.results import comparable_table, criteria_table, crossed_table
from evalkit.views.portfolio.sections import PARTS, LeftOut, Part, left_out
from evalkit.views.portfolio.short import in_short
from evalkit.views.portfolio.tables import results_file, wide_table

FILES = (wide_table, results_file, composition_table, criteria_table, comparable_table, crossed_table)
"""The tables that are saved in full, whether the page has room for them or not."""

__all__ = ["FILES", "PARTS", "LeftOut", "Part", "in_short", "left_out", "profiles", "profiles_beside"]
