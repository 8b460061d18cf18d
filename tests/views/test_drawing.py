"""The sheet that figures are drawn on, and its letters and marks."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from math import inf

import matplotlib as mpl
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import get_font
from matplotlib.markers import MarkerStyle
from matplotlib.textpath import text_to_path

from evalkit.views.drawing import Drawing
from evalkit.views.letters import _FILES, UNITS_PER_EM, Face, _file, advance, lay_out
from evalkit.views.marks import SHAPES, STROKES, Mark, mark_svg

FRENCH = "L'AVANT-Projet «\u00a0été\u00a0» : 12\u202f345,67 € → Tâche n° 4, où çà ; Yves, Vauban"
MATPLOTLIB = {
    "square": "s", "diamond": "D", "thin_diamond": "d", "up": "^", "down": "v", "left": "<", "right": ">",
    "plus": "P", "cross": "X", "star": "*", "pentagon": "p", "hexagon": "h", "flat_hexagon": "H", "octagon": "8",
    "times": "x", "dash": "_", "bar": "|", "y_down": "1", "y_up": "2", "y_left": "3", "y_right": "4",
}  # fmt: skip


def drawn(*texts: str) -> bytes:
    drawing = Drawing(10, 2)
    for text in texts:
        drawing.text(1, 1, text, 9, "#222222")
    drawing.mark(3, 1, Mark("star", "#0b4f6c"))
    return drawing.svg()


@pytest.mark.parametrize("face", _FILES)
def test_each_letter_stands_where_matplotlibs_shaper_puts_it(face: Face) -> None:
    font = get_font(_file(face))
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    glyphs, _, _ = text_to_path.get_glyphs_with_font(font, FRENCH)
    theirs = [x * UNITS_PER_EM / text_to_path.FONT_SCALE for _, x, _, _ in glyphs]
    theirs = [x for x, letter in zip(theirs, FRENCH, strict=True) if not letter.isspace()]
    ours = [x for _, x in lay_out(FRENCH, face).glyphs]
    assert ours == pytest.approx(theirs, abs=0.004 * UNITS_PER_EM)


@pytest.mark.parametrize("face", _FILES)
def test_every_face_has_the_same_units(face: Face) -> None:
    assert TTFont(_file(face))["head"].unitsPerEm == UNITS_PER_EM


@pytest.mark.parametrize("shape", [*SHAPES, *STROKES])
def test_a_mark_is_the_one_that_matplotlib_draws(shape: str) -> None:
    style = MarkerStyle(MATPLOTLIB[shape])
    theirs = style.get_path().transformed(style.get_transform()).vertices * (2, -2)
    ours = np.array((SHAPES | STROKES)[shape])
    for corner in theirs:
        assert np.hypot(*(ours - corner).T).min() < 1e-3
    assert ET.fromstring(mark_svg(Mark(shape, "#0b4f6c"))).tag == "path"


def test_arabic_is_joined_and_an_accent_stands_on_its_letter() -> None:
    assert len(lay_out("\N{ARABIC LETTER AIN}\N{ARABIC LETTER REH}", "plain").glyphs) == 1
    apart, whole = lay_out("e\N{COMBINING ACUTE ACCENT}tat", "plain"), lay_out("état", "plain")
    assert apart.width == pytest.approx(whole.width, abs=0.1 * UNITS_PER_EM)


def test_missing_characters_are_drawn_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = drawn("\N{CJK UNIFIED IDEOGRAPH-65E5} \N{FAMILY} \U0010fffd")
    assert b"<use " in svg
    assert advance("\N{CJK UNIFIED IDEOGRAPH-65E5}") > 1


def test_dollars_are_no_formula_even_where_letters_are_shaped() -> None:
    assert lay_out("\N{ARABIC LETTER AIN} $\\frac{1}{0}$", "plain").width > lay_out("\\frac{1}{0}", "plain").width


def test_the_settings_of_the_user_change_nothing() -> None:
    before = drawn("essai", "\N{ARABIC LETTER AIN} $x$")
    lay_out.cache_clear()
    with mpl.rc_context({"font.size": 17, "font.family": "serif", "text.parse_math": True, "text.color": "red"}):
        assert drawn("essai", "\N{ARABIC LETTER AIN} $x$") == before
        assert mpl.rcParams["text.parse_math"] is True


def test_two_processes_draw_the_same_bytes() -> None:
    code = "import sys, test_drawing; sys.stdout.buffer.write(test_drawing.drawn('Été', 'bis'))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {drawn("Été", "bis")}


def test_drawing_needs_no_plotting_library() -> None:
    """Importing matplotlib takes longer than drawing a report."""
    code = "import sys\nfrom evalkit.views.drawing import Drawing\nDrawing(2, 2).text(0, 1, 'Été', 9, '#222222')\n"
    code += "assert 'matplotlib' not in sys.modules and 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), st.sampled_from(sorted(_FILES)))
def test_whatever_is_typed_becomes_outlines(text: str, face: Face) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        line = lay_out(text, face)
    assert 0 <= line.width < inf or not line.glyphs
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawn(text)).iter()}
    assert tags <= {"svg", "defs", "g", "path", "rect", "use"}


@pytest.mark.parametrize("text", ["\u00ad", "\u200b", "\u200e\u200f"])
def test_what_cannot_be_seen_takes_no_room(text: str) -> None:
    assert lay_out(text, "plain").width == 0
    assert lay_out(f"a{text}", "plain").glyphs
