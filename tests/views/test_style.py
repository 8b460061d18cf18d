"""The common look of the figures."""

from __future__ import annotations

import pytest
import seaborn
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model import Dossier
from evalkit.views.style import COLORS, clean, finish, partner_marks, sheet, who, wrap


def test_a_figure_without_alternative_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no alternative text"):
        finish(sheet(2), "essai", "  ", "légende")


def test_a_long_label_is_cut_with_an_ellipsis_and_a_short_one_is_not_cut() -> None:
    assert wrap("développer l'économie circulaire", 40) == "développer l'économie circulaire"
    cut = wrap("mot " * 100, 20, 2)
    assert cut.count("\n") == 1
    assert cut.endswith("…")


def test_wide_letters_take_more_lines_than_narrow_ones() -> None:
    assert wrap("W" * 60, 30, 9).count("\n") > wrap("i" * 60, 30, 9).count("\n")


@settings(deadline=None)
@given(st.text(), st.integers(2, 60), st.integers(1, 5))
def test_a_wrapped_label_keeps_its_words_or_says_that_it_was_cut(text: str, width: int, lines: int) -> None:
    wrapped = wrap(text, width, lines)
    assert wrapped.count("\n") < lines
    kept = wrapped.replace("\n", "").replace(" ", "")
    assert kept == clean(text).replace(" ", "") or wrapped.endswith("…")


def test_eight_partners_differ_in_shape_and_not_only_in_colour() -> None:
    partners = [{"code": f"P{i}", "name": f"nom {i}", "type": "company"} for i in range(8)]
    dossier = Dossier.model_validate({"code": "essai", "year": 2024, "title": "Essai", "partners": partners})
    marks = partner_marks(dossier).values()
    for way in ("color", "shape"):
        assert len({getattr(mark, way) for mark in marks}) == 8
    assert who(dossier, "P3", "fr") == "P3 nom 3"
    assert who(dossier, "territory", "en") == "the territory"


def test_the_colours_are_seaborns_for_colour_blind_readers() -> None:
    assert list(COLORS) == seaborn.color_palette("colorblind").as_hex()
