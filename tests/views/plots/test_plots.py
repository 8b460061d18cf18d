"""The plots of the multivariate part: what they show, hide, weigh and say, on real and on made tables."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from drawn_letters import height_of, lines_of, outside, overlaps, words_of
from studied import ACTIVE, ASIDE, NAMES, categories_of, classes, counts, grouped, levels, many, mixed, numbers, table

from evalkit.reports.pictures import png_of
from evalkit.stats.classes import Classes, hcpc
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.factor import choose_axes, describe_by, ellipses, pca
from evalkit.texts import LANGUAGES, Language
from evalkit.views.blocks import Figure
from evalkit.views.plots import (
    Drawn,
    biplot,
    categories,
    class_heat_map,
    coefficients,
    dendrogram,
    groups,
    individuals,
    marginal_effects,
    partial_points,
    scree,
    variables,
)
from evalkit.views.style import ACCENT, TALLEST

HEAVIEST = 300_000
"""Bytes of a figure."""
Draw = Callable[[Language, bool], Drawn]


def estimates(**rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "low", "high"])


def effects() -> pd.DataFrame:
    rows = [("literacy", "", "", "", 0.02, 0.01, 0.03), ("region", "North", "South", "", -0.2, -0.5, 0.1)]
    return pd.DataFrame(rows, columns=["variable", "level", "reference", "outcome", "estimate", "low", "high"])


def marks() -> object:
    described = table().loc[classes().labels.index].assign(zz=classes().labels.astype(str))
    return describe_by(described.drop(columns=["MainCity", "dept"]), "zz")


FIGURES: dict[str, Draw] = {
    "scree": lambda language, _: scree(choose_axes(numbers(), table(), simulations=20), language, kept=2),
    "individuals": lambda language, named: individuals(numbers(), identifiers=named, language=language),
    "by class": lambda language, named: individuals(
        numbers(), classes=classes(), names=NAMES, identifiers=named, rows="départements", language=language
    ),
    "by level": lambda language, named: individuals(
        numbers(),
        by=table()["Region"],
        ellipses=ellipses(numbers(), table()["Region"]),
        identifiers=named,
        language=language,
    ),
    "rows": lambda language, named: individuals(
        counts(),
        by=pd.Series("zone", index=counts().rows.coord.index, name="kind"),
        identifiers=named,
        language=language,
    ),
    "many": lambda language, named: individuals(
        many()[0], classes=many()[1], names=NAMES, identifiers=named, language=language
    ),
    "variables": lambda language, _: variables(numbers(), language=language),
    "categories": lambda language, _: categories(categories_of(), language=language),
    "mixed": lambda language, named: biplot(mixed(), identifiers=named, language=language),
    "biplot": lambda language, named: biplot(numbers(), identifiers=named, language=language),
    "rows and columns": lambda language, named: biplot(counts(), identifiers=named, language=language),
    "groups": lambda language, _: groups(grouped(), language=language),
    "partial points": lambda language, named: partial_points(grouped(), identifiers=named, language=language),
    "partial classes": lambda language, named: partial_points(
        grouped(),
        classes=hcpc(grouped().individuals.coord, classes=3),
        names=NAMES,
        identifiers=named,
        language=language,
    ),
    "dendrogram": lambda language, named: dendrogram(classes(), NAMES, identifiers=named, language=language),
    "small tree": lambda language, named: dendrogram(
        hcpc(numbers(40).individuals.coord, classes=3), NAMES, identifiers=named, language=language
    ),
    "heat map": lambda language, _: class_heat_map(marks(), NAMES, language=language),  # type: ignore[arg-type]
    "coefficients": lambda language, _: coefficients(
        {"m1": estimates(a=(1, 0.5, 1.5), b=(0, -1, 1)), "m2": estimates(a=(0.8, -0.2, 1.8))}, language=language
    ),
    "ratios": lambda language, _: coefficients(
        {"m": estimates(a=(1.5, 1.2, 1.9), b=(0.5, 0.1, 2.5))}, kind="ratios", language=language
    ),
    "effects": lambda language, _: marginal_effects(effects(), language=language),
}
NAMING = (
    "individuals",
    "by class",
    "by level",
    "rows",
    "mixed",
    "biplot",
    "rows and columns",
    "partial points",
    "small tree",
)


@cache
def drawn(name: str, language: Language = "fr", named: bool = False) -> Figure:
    figure = FIGURES[name](language, named)
    assert isinstance(figure, Figure), figure
    return figure


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_shows_no_row_by_name_unless_asked(name: str) -> None:
    figure = drawn(name)
    assert "zq" not in words_of(figure) + figure.alt + figure.caption
    assert b"zq" not in figure.svg
    assert ("zq" in words_of(drawn(name, "en", named=True))) == (name in NAMING)


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_written_stays_on_the_sheet_and_covers_nothing_written(name: str) -> None:
    for figure in (drawn(name), drawn(name, "en", named=True)):
        assert not outside(figure)
        assert not overlaps(lines_of(figure))


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_light_alone_and_can_be_made_a_picture(name: str) -> None:
    figure = drawn(name)
    assert len(figure.svg) < HEAVIEST
    assert not re.search(
        rb"<script|<image|http:(?!//www\.w3\.org/)|<!--|<!DOCTYPE|<metadata|<text|\bon\w+=", figure.svg
    )
    assert all(each.startswith(b"#") for each in re.findall(rb'href="([^"]*)"', figure.svg))
    width = struct.unpack(">I", png_of(figure.svg)[16:20])[0]
    assert width == 1299


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_tells_in_words_what_it_shows(name: str) -> None:
    french, english = drawn(name), drawn(name, "en", named=True)
    assert french.alt != english.alt and french.caption != english.caption
    for figure in (french, english):
        assert len(figure.alt) > 30 and figure.alt.endswith(".") and figure.caption.endswith(".")
        assert not re.search(r"\bnan\b|\binf\b|None|\{", figure.alt + figure.caption)
    assert not re.search(r"\d\.\d", french.alt), "French writes a decimal comma"


def test_another_process_draws_the_same_bytes_without_pyplot() -> None:
    names = ("by class", "categories", "heat map")
    code = (
        f"import sys, test_plots\nfor name in {names}:\n    sys.stdout.buffer.write(test_plots.drawn(name).svg)\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    settings = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, check=True)
    assert found.stdout == b"".join(drawn(name).svg for name in names)


def test_an_axis_tells_its_part_of_inertia() -> None:
    part = numbers().eigenvalues["percentage"].round(1)
    assert f"Axe 1 ({part[1]:n}\u202f%)".replace(".", ",") in words_of(drawn("biplot"))
    assert f"Axis 2 ({part[2]:n}%)" in words_of(drawn("biplot", "en", named=True))


@pytest.mark.parametrize("rows", [30, 85])
def test_names_of_rows_cover_neither_each_other_nor_the_frame(rows: int) -> None:
    figure = individuals(numbers(rows), identifiers=True)
    assert isinstance(figure, Figure)
    names = [line for line in lines_of(figure) if line.text.startswith("zq")]
    assert len(names) >= rows / 4
    assert not overlaps(names)
    assert f"{len(names)} noms écrits" in figure.caption or not re.search(r"noms? écrit", figure.caption)


def test_the_names_written_are_those_of_the_best_represented_rows() -> None:
    figure = individuals(numbers(), identifiers=True, supplementary=False)
    assert isinstance(figure, Figure)
    quality = numbers().individuals.cos2[[1, 2]].sum(axis=1)
    named = set(re.findall(r"zq-\d\d", words_of(figure)))
    assert named and quality[list(named)].min() >= quality.mean()


def test_classes_are_written_by_name_at_their_centres_even_among_many_rows() -> None:
    for figure in (drawn("by class"), drawn("many")):
        bold = " ".join(line.text for line in lines_of(figure) if line.bold)
        for name in list(NAMES.values())[:4]:
            assert name in bold
            assert name in figure.alt


def test_many_rows_are_counted_by_place_and_the_figure_does_not_grow() -> None:
    few, all_ = individuals(many(5_000)[0]), individuals(many()[0])
    assert isinstance(few, Figure) and isinstance(all_, Figure)
    assert "points ou plus" in words_of(all_)
    assert len(all_.svg) < 2 * len(few.svg)


def test_a_level_has_its_variable_where_another_has_the_same() -> None:
    written = words_of(drawn("categories")).replace("\u00a0", " ")
    assert "violent" in written and "Crime_pers : violent" not in written
    assert re.search(r"\w+ : (low|mid|high)", written)


def test_withheld_levels_are_nowhere() -> None:
    withheld = {("Crime_pers", "violent"), ("Region", "N")}
    for figure in (categories(categories_of(), withheld=withheld), biplot(categories_of(), withheld=withheld)):
        assert isinstance(figure, Figure)
        assert "violent" not in words_of(figure) + figure.alt
    only = {(name, level) for name in levels() for level in levels()[name].unique()}
    refused = categories(categories_of(), withheld=only)
    assert isinstance(refused, NotEstimable)


def test_the_scree_says_how_many_axes_are_kept_and_suggested() -> None:
    choice = choose_axes(numbers(), table(), simulations=20)
    figure = scree(choice, kept=choice.suggested + 2)
    assert isinstance(figure, Figure)
    assert f"axes retenus : {choice.suggested + 2}." in figure.caption.replace("\u00a0", " ")
    assert f"suggère {choice.suggested}." in figure.caption


def test_of_a_large_tree_only_the_top_is_drawn_and_its_ends_count_all_rows() -> None:
    for found in (many()[1], classes()):
        figure = dendrogram(found, NAMES, identifiers=True)
        assert isinstance(figure, Figure)
        ends = re.findall(r"^×.([\d\u202f]+)$", words_of(figure), re.MULTILINE)
        assert len(ends) == 30
        assert sum(int(end.replace("\u202f", "")) for end in ends) == len(found.labels)


def test_the_heat_map_writes_the_v_tests_of_the_strongest_lines() -> None:
    figure = drawn("heat map", "en", named=True)
    numbers_ = marks().numbers  # type: ignore[attr-defined]
    strongest = numbers_["v_test"].abs().idxmax()
    written = f"{numbers_.loc[strongest, 'v_test']:+.1f}".replace("-", "\N{MINUS SIGN}").removesuffix(".0")
    assert written in words_of(figure) and written in figure.alt


def test_an_infinite_v_test_is_written_as_a_bound() -> None:
    found = marks()
    found.numbers.iloc[0, found.numbers.columns.get_loc("v_test")] = np.inf  # type: ignore[attr-defined]
    figure = class_heat_map(found, NAMES)  # type: ignore[arg-type]
    assert isinstance(figure, Figure)
    assert ">\u00a0+38" in words_of(figure)


def test_many_classes_keep_their_names_and_numbers_of_rows_above_narrow_columns() -> None:
    found = table().loc[classes().labels.index].assign(zz=[f"{1 + i % 12}" for i in range(len(classes().labels))])
    names = {number: f"Beaucoup de {chr(64 + number) * 3} et peu de {chr(96 + number) * 3}" for number in range(1, 13)}
    sizes = {number: 100 + number for number in range(1, 12)}
    described = describe_by(found.drop(columns=["MainCity", "dept"]), "zz")
    figure = class_heat_map(described, names, sizes=sizes)  # type: ignore[arg-type]
    assert isinstance(figure, Figure)
    written = words_of(figure).split("\n")
    assert {str(size) for size in sizes.values()} <= set(written) and "n" in written
    assert all(f"{chr(64 + number) * 3}" in " ".join(written) for number in names)


def test_an_interval_that_holds_the_reference_has_a_hollow_mark() -> None:
    sure = coefficients({"m": estimates(a=(1.5, 1.2, 1.9))}, kind="ratios")
    unsure = coefficients({"m": estimates(a=(1.5, 0.9, 1.9))}, kind="ratios")
    assert isinstance(sure, Figure) and isinstance(unsure, Figure)
    hollow = rb'd="[^"]*C[^"]*"[^>]*style="fill: #ffffff|<use [^>]*fill: #ffffff'
    assert re.search(hollow, unsure.svg) and not re.search(hollow, sure.svg)


def test_estimates_beyond_all_measure_stay_on_the_sheet() -> None:
    wild = estimates(a=(1e-9, 1e-12, 1), b=(1e12, 1e3, 1e40), c=(2, 1.5, 3))
    for kind in ("ratios", "coefficients"):
        figure = coefficients({"m": wild}, kind=kind)  # type: ignore[arg-type]
        assert isinstance(figure, Figure)
        assert not outside(figure) and "1 × 10¹²" in figure.alt.replace("\u00a0", " ")


def test_terms_beyond_a_page_are_told_and_left_to_the_table() -> None:
    figure = coefficients({"m": pd.concat([estimates(a=(1, 0, 2))] * 60).set_axis([f"t{i}" for i in range(60)])})
    assert isinstance(figure, Figure) and "dans le tableau" in figure.caption
    assert height_of(figure) <= TALLEST + 0.1


HOSTILE = [
    "<script>alert(1)</script> $\\frac{1}{0}$",
    '$x_1$ & "quotes" \' --> ]]>',
    "\N{CJK UNIFIED IDEOGRAPH-65E5}\N{CJK UNIFIED IDEOGRAPH-672C} \N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}",
    "\N{ARABIC LETTER MEEM}\N{ARABIC LETTER REH} \N{HEBREW LETTER SHIN}",
    "line\nbreak\ttab\x00\x07",
    "W" * 300,
    "un nom de variable qui ne finit pas " * 9,
    "\u200b\u200e",
    "\ufffe\uffff\ud800",
    "",
]


def with_hostile_texts() -> list[Drawn]:
    """Every figure, with a hostile text in every place that takes one."""
    names, found = dict(enumerate(HOSTILE, 1)), numbers(40)
    labels = dict(zip([*ACTIVE, *ASIDE, "crimes", "means", "a"], HOSTILE, strict=False)) | {"a": HOSTILE[6]}
    by = pd.Series([HOSTILE[i % 8] for i in range(len(found.individuals.coord))], index=found.individuals.coord.index)
    return [
        individuals(found, classes=hcpc(found.individuals.coord, classes=8), names=names, rows=HOSTILE[0]),
        individuals(found, by=by.rename(HOSTILE[1])),
        variables(found, labels=labels),
        categories(categories_of(), labels=labels),
        biplot(mixed(), labels=labels, rows=HOSTILE[2]),
        partial_points(grouped(), labels=labels, identifiers=True),
        dendrogram(hcpc(found.individuals.coord, classes=8), names, rows=HOSTILE[3]),
        class_heat_map(marks(), names, labels),  # type: ignore[arg-type]
        groups(grouped(), labels=labels),
        *(
            coefficients({text: estimates(a=(1, 0, 2)), "b": estimates(a=(1, 0, 2))}, {"a": text}, unit=text)
            for text in HOSTILE
        ),
    ]


def test_whatever_is_typed_is_drawn_as_it_stands() -> None:
    for figure in with_hostile_texts():
        assert isinstance(figure, Figure)
        assert not re.search(rb"<script|alert\(|javascript:", figure.svg)
        assert not outside(figure)
        png_of(figure.svg)


def test_dollars_are_no_formula() -> None:
    figure = groups(grouped(), labels={"crimes": "$x_1$"})
    assert isinstance(figure, Figure) and "$x_1$" in words_of(figure)


def test_the_settings_of_the_user_change_nothing_and_are_kept() -> None:
    import matplotlib as mpl

    before = drawn("by class").svg
    with mpl.rc_context({"font.size": 17, "text.parse_math": True, "axes.facecolor": "red", "svg.fonttype": "none"}):
        again = FIGURES["by class"]("fr", False)
        assert isinstance(again, Figure) and again.svg == before
        assert mpl.rcParams["font.size"] == 17


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_drawn_says_why(language: Language) -> None:
    line = pca(pd.DataFrame({"a": [1.0, 2, 4], "b": [2.0, 4, 8]}))
    nothing = pd.DataFrame(columns=["estimate", "low", "high"])
    refused = [
        individuals(line),
        variables(line, axes=(1, 9)),
        biplot(line),
        categories(numbers_only()),
        variables(categories_of()),
        coefficients({"m": nothing}),
        coefficients({"m": estimates(a=(np.nan, np.nan, np.nan), b=(np.inf, 0, np.inf))}),
    ]
    for each in refused:
        assert isinstance(each, NotEstimable)
        assert each.reason.startswith("plots.") and len(each.sentence(language)) > 20


def numbers_only() -> object:
    return pca(table()[["Literacy", "Wealth", "Donations"]])


def test_equal_and_lonely_points_are_drawn() -> None:
    frame = pd.DataFrame({"a": [1.0, 1, 1, 2], "b": [1.0, 1, 1, 5], "c": [3.0, 3, 3, 3.5]})
    frame["c"] += [0, 0, 1e-3, 0]
    result = pca(frame)
    two = hcpc(result.individuals.coord, classes=2)
    shown = individuals(result, classes=two, identifiers=True)
    for figure in (shown, biplot(result), dendrogram(two, identifiers=True), variables(result)):
        assert isinstance(figure, Figure)
        assert not outside(figure)


def marks_on(figure: Drawn) -> int:
    """Count the marks that matplotlib repeats: one for each point drawn."""
    assert isinstance(figure, Figure)
    return figure.svg.count(b"<use ")


def test_rows_without_names_are_never_drawn_one_by_one() -> None:
    shown, hidden = (individuals(numbers(), classes=classes(), names=NAMES, identifiers=each) for each in (True, False))
    rows = len(numbers().individuals.coord)
    assert marks_on(shown) - marks_on(hidden) >= rows
    assert isinstance(hidden, Figure) and "Aucune ligne n'est montrée seule" in hidden.caption
    assert not isinstance(individuals(numbers(), identifiers=False), NotEstimable)


def test_a_group_of_few_rows_without_names_is_not_drawn_nor_the_one_that_gives_it_away() -> None:
    index = numbers().individuals.coord.index
    by = pd.Series(["few"] * 3 + ["some"] * 20 + ["most"] * (len(index) - 23), index=index, name="group")
    figure = individuals(numbers(), by=by)
    assert isinstance(figure, Figure)
    assert "few" not in words_of(figure) + figure.alt and "some" not in words_of(figure) + figure.alt
    assert "2 groupes ne sont pas dessinés" in figure.caption.replace("\u00a0", " ")
    lonely = pd.DataFrame({"a": [1.0, 2, 4, 2], "b": [1.0, 1, 3, 5], "c": [3.0, 3, 2, 4]})
    assert isinstance(individuals(pca(lonely)), NotEstimable)


def test_a_place_of_few_rows_without_names_is_not_drawn() -> None:
    figure = individuals(many(5_000)[0])
    assert isinstance(figure, Figure)
    assert "Un endroit de moins de 5 points" in figure.caption.replace("\u00a0", " ")
    assert marks_on(figure) < marks_on(individuals(many(5_000)[0], identifiers=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_of_counts_without_names_have_no_mark(language: Language) -> None:
    shown, hidden = (biplot(counts(), identifiers=each, rows="zones", language=language) for each in (True, False))
    assert isinstance(hidden, Figure)
    rows = ACCENT.encode()  # their colour, and of nothing else on this map
    assert isinstance(shown, Figure) and rows in shown.svg and rows not in hidden.svg
    assert marks_on(shown) - marks_on(hidden) >= len(counts().rows.coord)
    one_map = {"fr": "sur la même carte", "en": "on one map"}[language]
    assert one_map in shown.caption and one_map not in hidden.caption
    assert f"{len(counts().rows.coord)} zones" in hidden.alt.replace("\u00a0", " ")


def ends_of(figure: Drawn) -> list[int]:
    """Return the numbers at the ends of a tree."""
    assert isinstance(figure, Figure)
    found = re.findall(r"^×.([\d\u202f]+)$", words_of(figure), re.MULTILINE)
    return [int(end.replace("\u202f", "")) for end in found]


def test_no_branch_of_few_rows_without_names_is_drawn() -> None:
    for found in (many()[1], classes(), hcpc(numbers(40).individuals.coord, classes=3)):
        ends = ends_of(figure := dendrogram(found, NAMES))
        assert min(ends) >= 5 and sum(ends) == len(found.labels)
        assert isinstance(figure, Figure) and "moins de 5 individus" in figure.caption.replace("\u00a0", " ")
    assert min(ends_of(dendrogram(classes(), NAMES, identifiers=True))) < 5


def apart(*sizes: int) -> Classes:
    """Classes of these sizes, far from each other, the last furthest."""
    random = np.random.default_rng(8)
    centres = np.repeat(10.0 * np.arange(len(sizes)) ** 2, sizes)
    return hcpc(pd.DataFrame({1: centres + random.normal(size=len(centres))}), classes=len(sizes))


@pytest.mark.parametrize(("sizes", "told"), [((38, 38, 3), 38), ((12, 20, 30, 2), 50), ((30, 20, 3, 3), 50)])
def test_a_class_of_few_rows_without_names_is_not_drawn_nor_computed(sizes: tuple[int, ...], told: int) -> None:
    found = apart(*sizes)
    assert sorted(found.sizes["rows"]) == sorted(sizes)
    figure = dendrogram(found)
    assert isinstance(figure, Figure)
    assert sum(ends_of(figure)) == told
    left = sum(size < 5 for size in sizes)
    written = words_of(figure).splitlines()
    assert sum(line.startswith("classe ") for line in written) == len(sizes) - left
    assert "trop petite" in figure.caption
    assert ("n'est pas écrit" in figure.caption) == (told < sum(size for size in sizes if size >= 5))


def test_a_tree_without_a_class_of_five_rows_says_why_it_is_not_drawn() -> None:
    assert isinstance(dendrogram(apart(3, 3)), NotEstimable)
    assert isinstance(dendrogram(apart(3, 3), identifiers=True), Figure)
