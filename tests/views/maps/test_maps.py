"""Maps of zones: what they refuse, what they say, what stands on them, on a small country of squares."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from squares import SIDE, SOUTH, WEST, code, geometry, named, table
from views.plots.drawn_letters import Line, lines_of, outside, overlaps, words_of

from evalkit.errors import EvalkitError, Place
from evalkit.reports.audit import faults_of_page
from evalkit.reports.pictures import png_of
from evalkit.stats.estimable import NotEstimable
from evalkit.territory import Geometry
from evalkit.texts import LANGUAGES, Language
from evalkit.views.blocks import Figure
from evalkit.views.html import render
from evalkit.views.maps import choropleth, class_map, need_by_offer, proportional_symbols
from evalkit.views.maps.frames import frames_of
from evalkit.views.maps.palette import HIGH, LOW, NEED, SEQUENTIAL
from evalkit.views.plots.canvas import Drawn
from evalkit.views.style import TALLEST

SECRET = {("rate", 3): "secret", ("rate", 7): "blank", ("people", 2): "not_available"}
SITES = [1, 2, 3, 0, 0, 1, 2, 3, 1, 0, 2, 3]
OVERSEAS = {"z0101": (0.0, 7_000_000.0, 50_000.0, 7_060_000.0), "z0401": (0.0, 6_400_000.0, 60_000.0, 6_440_000.0)}
"""Where files of moved outlines put Guadeloupe and La Réunion, in metres of Lambert-93."""
CLASSES = pd.Series([1, 1, 2, 2, 3, 3, 1, 2, 3, 1, 2], index=[code(i) for i in range(11)])
TYPES = {1: "rural", 2: "littoral en croissance", 3: "ville"}
SIGHTS = {
    "protanope": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranope": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanope": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
"""Light as seen without one sort of cones: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A
physiologically-based model for simulation of color vision deficiency", IEEE Transactions on Visualization and Computer
Graphics 15 (6), 2009, p. 1291-1298, severity 1."""
FIGURES: dict[str, Callable[[Language], Drawn]] = {
    "colours": lambda language: choropleth(table(missing=SECRET), "rate", geometry(), language=language),
    "overseas": lambda language: choropleth(table(), "rate", geometry(12, 4, **OVERSEAS), language=language),
    "two hues": lambda language: choropleth(table(), "change", geometry(), middle=0, language=language),
    "own bounds": lambda language: choropleth(table(), "median", geometry(), bounds=(20_000, 21_500), language=language
    ),
    "part": lambda language: choropleth(
        table(), "rate", geometry(), zones=[code(5), code(6)], method="equal", language=language
    ),
    "dots": lambda language: choropleth(table(5100), "rate", geometry(5100, 72), language=language),
    "circles": lambda language: proportional_symbols(table(missing=SECRET), "people", geometry(), language=language),
    "few": lambda language: proportional_symbols(table(), "sites", geometry(12, 4, **OVERSEAS), language=language),
    "classes": lambda language: class_map(
        CLASSES, TYPES, geometry(), what="Types", source="Insee, 2021", language=language
    ),
    "need": lambda language: need_by_offer(
        table(missing=SECRET, sites=SITES), "rate", "sites", geometry(), language=language
    ),
    "need and rate": lambda language: need_by_offer(
        table(change=[0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), "rate", "change", geometry(), language=language
    ),
}  # fmt: skip


@cache
def drawn(name: str, language: Language = "fr") -> Figure:
    return figure_of(FIGURES[name](language))


def figure_of(made: Drawn) -> Figure:
    assert isinstance(made, Figure), made
    return made


def reason_of(made: Drawn) -> str:
    assert isinstance(made, NotEstimable), made
    assert made.sentence("fr") and made.sentence("en")
    return made.reason


def grey(color: str) -> float:
    """Lightness on a grey print, 0 to 1: luma by ITU-R BT.601."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_a_count_is_no_colour_and_a_rate_no_circle() -> None:
    assert reason_of(choropleth(table(), "people", geometry())) == "maps.count"
    assert reason_of(proportional_symbols(table(), "rate", geometry())) == "maps.not_count"
    assert reason_of(need_by_offer(table(), "people", "rate", geometry())) == "maps.count"


def test_a_column_of_unknown_kind_is_not_drawn() -> None:
    assert reason_of(choropleth(table(), "riddle", geometry())) == "maps.unknown_kind"
    assert reason_of(proportional_symbols(table(), "riddle", geometry())) == "maps.unknown_kind"
    assert reason_of(need_by_offer(table(), "rate", "riddle", geometry())) == "maps.unknown_kind"


def test_where_there_is_nothing_to_draw_the_reason_is_said() -> None:
    nothing = [np.nan] * 12
    assert reason_of(choropleth(table(rate=nothing), "rate", geometry())) == "maps.no_value"
    assert reason_of(proportional_symbols(table(people=nothing), "people", geometry())) == "maps.no_value"
    assert reason_of(need_by_offer(table(rate=nothing), "rate", "sites", geometry())) == "maps.no_value"
    assert reason_of(need_by_offer(table(rate=[5] * 12), "rate", "sites", geometry())) == "maps.one_level"
    assert reason_of(choropleth(table(), "rate", geometry(), zones=["0000"])) == "maps.no_outline"
    assert reason_of(class_map(CLASSES, TYPES, geometry(), zones=[code(11)])) == "maps.no_class"
    assert reason_of(proportional_symbols(table(people=range(-1, 11)), "people", geometry())) == "maps.negative"


def test_outlines_of_another_level_are_refused() -> None:
    other = replace(geometry(), level="commune")
    with pytest.raises(EvalkitError):
        choropleth(table(), "rate", other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bounds": (5, 4)},
        {"bounds": (1, 2, 3, 4, 5)},
        {"bounds": (1, float("inf"))},
        {"bounds": (7, 9), "middle": 8},
        {"classes": 6},
        {"classes": 0},
    ],
)
def test_bounds_and_classes_that_will_not_do_are_said(wrong: dict[str, object]) -> None:
    with pytest.raises(EvalkitError) as raised:
        choropleth(table(), "rate", geometry(), **wrong)  # type: ignore[arg-type]
    assert raised.value.problems[0].sentence("fr") != raised.value.problems[0].sentence("en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_what_is_written_stays_on_the_sheet_and_covers_nothing_written(name: str, language: Language) -> None:
    figure = drawn(name, language)
    assert not outside(figure)
    assert not overlaps(lines_of(figure))
    assert float(re.findall(rb'height="([\d.]+)pt"', figure.svg)[0]) < 72 / 2.54 * TALLEST


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_words_are_whole_and_no_value_is_nan(name: str, language: Language) -> None:
    figure = drawn(name, language)
    written = re.sub(r"(offre|besoin|offer|need) \N{REPLACEMENT CHARACTER}", r"\1", words_of(figure))  # an arrow
    for text in (figure.alt, figure.caption, written):
        assert text.strip()
        assert not re.search(r"\bnan\b|\binf\b|None|[{}]|\N{REPLACEMENT CHARACTER}", text)
    assert figure.alt.endswith(".") and figure.caption.endswith(".")
    assert "IGN, Admin Express" in figure.caption


@pytest.mark.parametrize("name", ["overseas", "dots", "few", "classes", "need"])
def test_the_same_map_gives_the_same_bytes_and_a_picture(name: str) -> None:
    first, again = drawn(name), figure_of(FIGURES[name]("fr"))
    assert first.svg == again.svg
    assert len(png_of(first.svg)) > 5000
    assert b"<script" not in first.svg and b"http://" not in first.svg.replace(b"http://www.w3.org", b"")


def test_sources_years_and_method_stand_in_the_caption() -> None:
    caption = drawn("colours").caption
    assert "Insee, RP 2021" in caption and "2021" in caption and "quantiles" in caption and "Lambert-93" in caption
    assert "Année non précisée : SIAE" in drawn("few").caption.replace("\u00a0", " ")
    assert "Insee, 2021" in drawn("classes").caption
    assert "Offre : aucune, ou au moins une." in drawn("need").caption.replace("\u00a0", " ")
    assert "puis deux niveaux" in drawn("need and rate").caption


def test_maps_of_two_columns_stand_in_two_files() -> None:
    names = [drawn(name).name for name in ("colours", "two hues", "own bounds", "circles", "classes", "need")]
    assert len(set(names)) == 6
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in names)


def test_what_is_missing_is_hatched_and_says_why() -> None:
    written = words_of(drawn("colours"))
    assert "sans valeur" in written and "secret statistique" in written and "vide dans le fichier" in written
    assert b"hatch" in drawn("colours").svg or b"<pattern" in drawn("colours").svg
    assert "2 zones sont sans valeur" in drawn("colours").alt
    assert b"<pattern" not in drawn("own bounds").svg


def test_the_alternative_text_tells_the_range_with_its_zones() -> None:
    assert "de 5 (Alba) à 16 (Loue)" in drawn("colours").alt.replace("\u00a0", " ")


def test_classes_are_counted_by_name_and_what_is_not_classified_is_told() -> None:
    alt = drawn("classes").alt.replace("\u00a0", " ")
    assert "rural (4) ; littoral en croissance (4) ; ville (3)" in alt
    assert "1 zone est sans classe." in alt
    assert "sans classe" in words_of(drawn("classes"))


def test_the_legend_counts_each_zone_once() -> None:
    lines = [line.text for line in lines_of(drawn("colours")) if re.fullmatch(r"\d", line.text)]
    assert sum(map(int, lines)) == 12


def test_classes_below_a_middle_are_dotted_and_both_sides_named() -> None:
    figure = drawn("two hues")
    assert b"<pattern" in figure.svg
    assert LOW[0].encode() in figure.svg
    assert "0" in figure.caption and "pointillées" in figure.caption


def test_a_zone_outside_the_wanted_ones_is_grey_and_counts_for_nothing() -> None:
    figure = drawn("part")
    assert "2 zones d'emploi" in figure.alt
    assert "hors du territoire" in words_of(figure)
    assert "Alba" not in words_of(figure)


def test_zones_without_an_outline_are_told() -> None:
    figure = figure_of(choropleth(table(12), "rate", geometry(10, 4)))
    assert "2 zones, absentes de ce fond de carte" in figure.caption
    more = figure_of(choropleth(table(10), "rate", geometry(12, 4)))
    assert "zone absente du fichier" in words_of(more)


def test_a_zone_that_a_full_list_lacks_has_none() -> None:
    made = replace(table(10), exhaustive=True)
    figure = figure_of(proportional_symbols(made, "sites", geometry(12, 4)))
    assert "sans valeur" not in words_of(figure)
    assert "5 zones sont à zéro" in figure.caption  # three of the ten that are listed, and two that are not


def test_areas_of_circles_are_in_proportion_and_the_largest_come_first() -> None:
    figure = figure_of(proportional_symbols(table(people=[100, 400, 25] + [0] * 9), "people", geometry(), named=False))
    svg = figure.svg.decode()
    circles = re.findall(r'<path d="([^"]*)"', svg[svg.index("PathCollection") :].split("</g>")[0])
    spans = [np.ptp([float(x) for x in re.findall(r"-?[\d.]+", path)][::2]) for path in circles]
    assert len(spans) == 3
    assert spans == sorted(spans, reverse=True)
    assert [spans[0] / spans[1], spans[0] / spans[2]] == pytest.approx([2, 4], rel=0.02)


def test_the_two_corners_of_need_and_offer_are_named() -> None:
    alt = drawn("need").alt.replace("\u00a0", " ")
    # Of the ten zones with both figures, the highest third of need is Juine (no SIAE), Kerne (2) and Loue (3).
    assert "1 zone a un besoin élevé et aucune offre. À savoir : Juine." in alt
    assert "hachures" in drawn("need").caption.lower()


def test_an_offer_of_none_is_a_level_of_its_own() -> None:
    assert "aucune" in words_of(drawn("need and rate"))
    assert "aucune offre" in drawn("need and rate").alt


def test_colours_grow_darker_evenly_so_that_grey_print_tells_them_apart() -> None:
    lights = [grey(color) for color in SEQUENTIAL]
    assert (np.diff(lights) < -0.12).all()
    for row in NEED:
        assert (np.diff([grey(color) for color in row]) < -0.05).all()


@pytest.mark.parametrize("sight", SIGHTS)
def test_colour_blind_readers_tell_colours_apart(sight: str) -> None:
    for colors in (SEQUENTIAL, LOW + HIGH, sum(NEED, ())):
        seen = [lab(SIGHTS[sight] @ linear(color)) for color in colors]
        # Colours are just told apart at some 2.3 (M. Mahy, L. Van Eycken and A. Oosterlinck, "Evaluation of uniform
        # color spaces", Color Research and Application 19, 1994, p. 105-121): four times that leaves room for print.
        assert min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)) > 9


def linear(color: str) -> np.ndarray:
    """Return red, green and blue in proportion to light (IEC 61966-2-1)."""
    coded = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """Return CIE L*a*b* under D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ np.clip(light, 1e-3, 1) / (0.9505, 1, 1.089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_overseas_outlines_are_found_moved_or_in_place() -> None:
    moved = frames_of(geometry(12, 4, **OVERSEAS))
    assert [(frame.name, frame.true) for frame in moved] == [
        ("mainland", True),
        ("guadeloupe", False),
        ("reunion", False),
    ]
    there = in_place(geometry(12, 4, **OVERSEAS))
    assert [(frame.name, frame.true) for frame in frames_of(there)] == [
        ("mainland", True),
        ("guadeloupe", True),
        ("reunion", True),
    ]


def test_overseas_territories_are_found_by_place_where_codes_do_not_tell() -> None:
    groups = replace(geometry(12, 4, **OVERSEAS), level="epci")
    assert [frame.name for frame in frames_of(groups)] == ["mainland", "guadeloupe", "reunion"]
    assert [frame.name for frame in frames_of(replace(in_place(groups), level="epci"))] == [
        "mainland",
        "guadeloupe",
        "reunion",
    ]


def test_a_territory_alone_has_a_scale_bar_only_where_a_metre_is_one() -> None:
    zones = ["0101"]
    rates = replace(table(1), frame=table(1).frame.set_axis(zones), missing=table(1).missing.set_axis(zones))
    rates = replace(rates, names=rates.names.set_axis(zones))
    moved = figure_of(choropleth(rates, "rate", geometry(12, 4, **OVERSEAS), zones=zones))
    assert "km" not in words_of(moved) and "déplacés" in moved.caption
    there = figure_of(choropleth(rates, "rate", in_place(geometry(12, 4, **OVERSEAS)), zones=zones))
    assert "km" in words_of(there) and "déplacés" not in there.caption and "UTM" in there.caption


def in_place(made: Geometry) -> Geometry:
    """Return the outlines in degrees, with those of overseas where they are."""
    from shapely.geometry import box

    frame = made.frame.to_crs("EPSG:4326")
    frame.loc["0101", "geometry"] = box(-61.7, 15.9, -61.3, 16.4)
    frame.loc["0401", "geometry"] = box(55.3, -21.3, 55.7, -20.9)
    return replace(made, frame=frame)


def test_borders_of_larger_zones_are_drawn_over_the_map() -> None:
    plain = figure_of(choropleth(table(), "rate", geometry(), named=False))
    lined = figure_of(choropleth(table(), "rate", geometry(), borders=countries("Pays", "Terre"), named=False))
    assert lined.svg.count(b"<path") == plain.svg.count(b"<path") + 1
    assert "Pays" not in words_of(lined)


def test_one_zone_alone_has_a_thick_line_and_stands_in_the_legend() -> None:
    figure = figure_of(choropleth(table(), "rate", geometry(), borders=countries("Pays"), named=False))
    assert "Pays" in words_of(figure)
    own = replace(geometry(), frame=geometry().frame.loc[[code(0)]])
    crowd = figure_of(need_by_offer(table(sites=SITES), "rate", "sites", geometry(), borders=own))
    assert words_of(crowd).count("Alba") == 2  # on its zone, although its need is low, and in the legend


def test_larger_zones_have_no_thick_line_where_a_frame_holds_one_of_them() -> None:
    outlines = geometry(12, 4, **OVERSEAS)
    borders = replace(outlines, frame=outlines.frame.loc[["0101", code(0), code(1)]])
    figure = figure_of(choropleth(table(), "rate", outlines, borders=borders, named=False))
    assert b"stroke-width: 1.3" not in figure.svg
    alone = replace(outlines, frame=outlines.frame.loc[["0101"]])
    assert b"stroke-width: 1.3" in figure_of(choropleth(table(), "rate", outlines, borders=alone, named=False)).svg


def countries(*names: str) -> Geometry:
    """Return the squares put together, side by side from the west on."""
    made = geometry().frame
    part = (made.bounds["minx"].rank(method="dense").astype(int) - 1) * len(names) // 4
    whole = made.dissolve(by=part).assign(name=names)
    return Geometry("region", whole.set_axis([f"{i}" for i in range(len(names))]), "IGN")


def test_thousands_of_zones_become_dots_that_a_page_may_hold() -> None:
    figure = drawn("dots")
    assert b"data:image/png;base64" in figure.svg and len(figure.svg) < 600_000
    page = BeautifulSoup(f"<html><body><h1>Atlas</h1>{render([figure])}</body></html>", "html.parser")
    assert not faults_of_page(page, 1, Place("atlas.html"))
    assert SEQUENTIAL[0].encode() in figure.svg


def test_names_are_only_text_whatever_they_hold() -> None:
    hostile = named(table(), {0: "<script>alert(1)</script>", 1: "a\nb\x07", 11: "W" * 200})
    figure = figure_of(choropleth(hostile, "rate", geometry()))
    assert b"<script" not in figure.svg
    assert "\x07" not in figure.alt + figure.caption
    assert not outside(figure) and not overlaps(lines_of(figure))


def test_names_can_be_left_out_and_the_most_peopled_come_first() -> None:
    assert "Loue" not in words_of(figure_of(choropleth(table(), "rate", geometry(), named=False)))
    crowded = geometry(900, 30)
    written = words_of(figure_of(choropleth(table(900), "rate", crowded)))
    assert sum(name in written for name in ("Loue", "Kerne", "Juine")) == 3


def test_names_of_classes_stand_whole_under_the_map() -> None:
    long = "Élevé : chômage (recensement), résidences secondaires ; faible : emploi salarié, ménages imposés"
    figure = figure_of(class_map(CLASSES, {i: f"{long} {i}" for i in TYPES}, geometry(), named=False))
    written = " ".join(words_of(figure).split())
    assert all(f"ménages imposés {i} (" in written for i in TYPES)
    assert not outside(figure) and not overlaps(lines_of(figure))


def test_a_page_holds_two_maps_of_few_zones_and_more_zones_make_a_higher_map() -> None:
    made = [choropleth(table(n), "rate", geometry(n, columns)) for n, columns in ((12, 3), (36, 6), (100, 10))]
    heights = [float(re.findall(rb'height="([\d.]+)pt"', figure_of(each).svg)[0]) for each in made]
    assert heights == sorted(heights) and heights[0] < 72 / 2.54 * 9.5


def test_bounds_of_classes_have_the_same_decimals() -> None:
    rates = [5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5, 10, 10.5]
    figure = figure_of(choropleth(table(rate=rates), "rate", geometry(), bounds=(6, 7.5, 9)))
    written = words_of(figure)
    assert "6,0 à 7,5" in written and "9,0 et plus" in written


def test_a_name_covers_no_circle_of_another_zone() -> None:
    long = named(table(people=[400] * 12), {i: f"Villedelong{i}" for i in range(12)})
    figure = figure_of(proportional_symbols(long, "people", geometry(12, 12)))
    lines, circles = [line for line in lines_of(figure) if "Ville" in line.text], discs(figure)
    assert len(lines) > 3 and len(circles) == 12
    for line in lines:
        inside = [disc for disc in circles if disc[0] < (line.left + line.right) / 2 < disc[2]]
        assert all(disc in inside for disc in circles if touches(line, disc)), line.text


def discs(figure: Figure) -> list[tuple[float, float, float, float]]:
    """Return the box of each circle of the map, from the upper left corner of the sheet."""
    svg = figure.svg.decode()
    paths = re.findall(r'<path d="([^"]*)"', svg[svg.index("PathCollection") :].split("</g>")[0])
    points = [np.array(re.findall(r"-?[\d.]+", path), dtype=float).reshape(-1, 2) for path in paths]
    return [(*each.min(axis=0), *each.max(axis=0)) for each in points]


def touches(line: Line, disc: tuple[float, float, float, float]) -> bool:
    """Tell whether a line of text touches the disc in a box."""
    middle, radius = np.array([disc[0] + disc[2], disc[1] + disc[3]]) / 2, (disc[2] - disc[0]) / 2
    near = np.clip(middle, (line.left, line.top), (line.right, line.bottom))
    return bool(np.hypot(*(middle - near)) < radius - 0.5)


def test_simplified_neighbours_leave_no_gap() -> None:
    from evalkit.views.maps.paint import simplified
    from evalkit.views.plots.canvas import panel, sheet

    frame = frames_of(geometry())[0]
    axes = panel(sheet(10), 0, 0, 10, 8)
    axes.set(xlim=(WEST, WEST + 4 * SIDE), ylim=(SOUTH, SOUTH + 3 * SIDE))
    import shapely

    shapes, _ = simplified(axes, frame)
    assert shapely.union_all(shapes).area == pytest.approx(12 * SIDE**2)
    assert shapely.area(shapes).sum() == pytest.approx(12 * SIDE**2)
