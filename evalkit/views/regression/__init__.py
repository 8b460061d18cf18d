"""Regressions in words, tables and figures."""

from evalkit.views.regression.sections import comparison_blocks, refusal_blocks, regression_blocks

__all__ = ["comparison_blocks", "refusal_blocks", "regression_blocks"]
