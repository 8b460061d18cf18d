"""The interactive page as a file: nothing of it asks a network, every text is only text, its data are the table's."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from views.maps.squares import NAMES, SIDE, SOUTH, WEST, code, geometry, named, table

from evalkit.errors import EvalkitError
from evalkit.stats.intervals import intervals
from evalkit.texts import LANGUAGES, Language
from evalkit.views.interactive import interactive_page
from evalkit.views.interactive.outlines import drawing
from evalkit.views.maps.frames import Frame, frames_of
from evalkit.views.maps.palette import SEQUENTIAL
from evalkit.views.style import clean

SECRET = {("rate", 3): "secret", ("rate", 7): "blank", ("people", 2): "not_available"}
OVERSEAS = {"z0101": (0.0, 7_000_000.0, 50_000.0, 7_060_000.0)}
"""Where files of moved outlines put Guadeloupe, in metres of Lambert-93."""
ATTACKS = ("{}", "</script><script>{}", '"><img src=x onerror={}>', "<!--<script>{}")
COLUMNS = ("rate", "people", "median", "riddle")


def page(names: Sequence[str] = COLUMNS, language: Language = "fr", title: str = "Carte des zones") -> BeautifulSoup:
    return soup(interactive_page(table(missing=SECRET), names, geometry(), language, title=title))


def soup(made: str) -> BeautifulSoup:
    return BeautifulSoup(made, "html.parser")


def data_of(made: BeautifulSoup) -> dict[str, Any]:
    found = made.find(id="data")
    assert found is not None
    held: dict[str, Any] = json.loads(found.string or "")
    return held


def figure_of(made: BeautifulSoup, label: str) -> dict[str, Any]:
    return next(each for each in data_of(made)["figures"] if label in each["label"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_nothing_of_any_network(language: Language) -> None:
    made = page(language=language)
    policy = made.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy is not None and str(policy["content"]).startswith("default-src 'none'")
    addresses = [each[key] for key in ("src", "href", "action", "srcset") for each in made.find_all(attrs={key: True})]
    assert set(addresses) == {"#table", "data:,"}
    inside = "".join(element.text for element in made.find_all(["style", "script"]))
    assert not re.search(r"@import|https?://|//[a-z]|fetch\(|XMLHttp|import\(|eval\(|innerHTML", inside)
    assert all(found == "#hatch" for found in re.findall(r"url\(([^)]*)\)", inside))


def test_style_and_script_are_those_that_the_policy_knows() -> None:
    made = page()
    policy = str(made.find("meta", {"http-equiv": "Content-Security-Policy"})["content"])  # type: ignore[index]
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (element,) = [each for each in made.find_all(tag) if each.get("type") != "application/json"]
        known = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"{rule} 'sha256-{known}'" in policy
    assert not made.find_all(style=True)
    assert not [each for each in made.find_all() for name in each.attrs if name.startswith("on")]


@settings(max_examples=25)
@given(st.text(max_size=40), st.sampled_from(ATTACKS))
def test_names_and_titles_are_only_text_whatever_they_hold(text: str, attack: str) -> None:
    hostile = attack.replace("{}", text)
    made = soup(interactive_page(named(table(2), {0: hostile}), ["rate"], geometry(2, 2), title=f"Carte {hostile}"))
    assert len(made.find_all("script")) == 2 and not made.find_all("img")
    assert made.h1 is not None and made.h1.text == clean(f"Carte {hostile}")
    assert data_of(made)["zones"][0][0] in {clean(hostile) or code(0), NAMES[0] if not hostile else ""}


def test_every_value_of_the_table_is_there_and_what_is_missing_says_why() -> None:
    made = page()
    figure, rates = figure_of(made, "Taux de chômage"), table(missing=SECRET).frame["rate"]
    found = [np.nan if each is None else each for each in figure["values"]]
    assert np.allclose(found, rates, atol=0.006, equal_nan=True)
    assert figure["reasons"][figure["why"]["3"]] == "secret statistique"
    assert figure["reasons"][figure["why"]["7"]].startswith("vide dans le fichier")
    assert figure["missing"] == "2 zones" and figure["unit"] == "%"
    assert [name for name, *_ in data_of(made)["zones"]] == list(NAMES)


def test_colours_are_the_classes_of_the_maps_and_the_legend_counts_each_zone_once() -> None:
    figure = figure_of(page(), "Taux de chômage")
    rates = table(missing=SECRET).frame["rate"]
    codes = intervals(rates).classes_of(rates)
    assert [-1 if each is None else each for each in figure["colors"]] == codes.tolist()
    assert sum(int(each["zones"].split()[0]) for each in figure["legend"]) == 10
    assert "quantiles" in figure["caption"] and "Insee, RP 2021" in figure["source"]


def test_a_count_is_circles_and_never_colours() -> None:
    figure = figure_of(page(), "Population")
    assert figure["kind"] == "circles" and "colors" not in figure
    assert [each["value"] for each in figure["legend"]] == [100_000, 20_000, 5_000]
    assert figure["values"][2] is None and figure["why"] == {"2": 0}


def test_a_column_of_unknown_kind_is_left_out_and_named() -> None:
    made = page()
    assert [each.text for each in made.find_all("option")] == [each["label"] for each in data_of(made)["figures"]]
    assert "Énigme" in made.find_all(class_="notice")[-1].text
    assert len(data_of(made)["figures"]) == 3


def test_colours_of_the_page_are_those_of_the_maps() -> None:
    style = page().find("style")
    assert style is not None
    assert [found[0] for found in re.findall(r"\.s\d \{ fill: (#\w{6}); background: (#\w{6})", style.text)] == [
        *SEQUENTIAL
    ]


def test_a_zone_without_an_outline_stands_in_the_table_only() -> None:
    made = soup(interactive_page(table(12), ["rate"], geometry(10, 4), title="Carte"))
    zones = data_of(made)["zones"]
    assert [len(each) for each in zones] == [4] * 10 + [1] * 2
    assert len(data_of(made)["figures"][0]["values"]) == 12
    assert len(made.select("path[data-zone]")) == 10


def test_zones_beside_are_grey_and_have_no_value() -> None:
    zones = [code(5), code(6)]
    made = soup(interactive_page(table(), ["rate"], geometry(), title="Carte", zones=zones))
    assert [name for name, *_ in data_of(made)["zones"]] == ["Fiole", "Gave"]
    assert len(made.select("path.around")) == 1


def test_overseas_zones_are_drawn_apart_and_named() -> None:
    made = soup(interactive_page(table(), ["rate"], geometry(12, 4, **OVERSEAS), title="Carte"))
    assert [each.text for each in made.find_all("figcaption")] == ["Guadeloupe"]
    assert data_of(made)["zones"][-1][1] == 1 or data_of(made)["zones"][0][1] == 1


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(EvalkitError):
        interactive_page(table(), ["rate"], replace(geometry(), level="commune"), title="Carte")
    with pytest.raises(EvalkitError):
        interactive_page(table(), ["rate"], geometry(), title="Carte", zones=["0000"])
    with pytest.raises(EvalkitError):
        interactive_page(table(5100), ["rate"], geometry(5100, 72), title="Carte")
    with pytest.raises(KeyError):
        interactive_page(table(), ["no_such_column"], geometry(), title="Carte")


def test_without_any_figure_the_page_says_so_and_stands() -> None:
    made = page(["riddle"])
    assert data_of(made)["figures"] == [] and "Énigme" in made.find_all(class_="notice")[-1].text


@pytest.mark.parametrize("seed", range(8))
def test_outlines_keep_the_area_of_each_zone_and_leave_no_gap(seed: int) -> None:
    draws = np.random.default_rng(seed)
    points = shapely.multipoints(draws.uniform((WEST, SOUTH), (WEST + 5 * SIDE, SOUTH + 4 * SIDE), (40, 2)))
    hull = shapely.box(WEST, SOUTH, WEST + 5 * SIDE, SOUTH + 4 * SIDE)
    cells = shapely.intersection(shapely.get_parts(shapely.voronoi_polygons(points)), hull)
    made = drawing(Frame("mainland", np.arange(40), cells, np.empty(0, dtype=object), True))
    drawn = np.array([shape_of(path) for path in made.paths])
    whole = shapely.union_all(drawn)
    assert shapely.area(drawn).sum() == pytest.approx(whole.area, rel=1e-9)  # none lies over another
    assert whole.area == pytest.approx(5 * 4 * (3000 / 5 / 1.04) ** 2, rel=0.01)
    assert shapely.get_num_interior_rings(whole) == 0
    assert shapely.contains(drawn, shapely.points(made.points)).all()


def shape_of(path: str) -> Any:
    """Read an outline back from its path."""
    rings = []
    for text in path.split("M")[1:]:
        start, steps = text.removesuffix("z").split("l")
        moves = np.array([start.split(","), *re.findall(r"(-?\d+),?(-?\d+)", steps)], dtype=int)
        rings.append(shapely.linearrings(np.cumsum(moves, axis=0)))
    return shapely.polygons(rings[0], rings[1:] or None)


def test_a_frame_of_one_small_zone_is_drawn() -> None:
    frame = frames_of(geometry(12, 4, z5999=(WEST, SOUTH - 40, WEST + 20, SOUTH - 20)))[0]
    assert all(path.startswith("M") and path.endswith("z") for path in drawing(frame).paths)


def test_the_page_opens_on_the_zone_that_it_is_made_for() -> None:
    held = data_of(soup(interactive_page(table(), ["rate"], geometry(), title="Carte", picked=code(5))))
    assert held["picked"] >= 0 and held["zones"][held["picked"]][0] == NAMES[5]
    assert data_of(soup(interactive_page(table(), ["rate"], geometry(), title="Carte")))["picked"] == -1
