"""What the report of an analysis says: every number stands in a table, every sentence reads in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest
from study_samples import FOLDER, sample, study

from evalkit.multivariate.analysis import Analysis, analyse
from evalkit.multivariate.table import StudyPlan
from evalkit.texts import LANGUAGES, Language, family
from evalkit.views.blocks import Block, Bullets, Figure, Heading, Notice, Prose, Table
from evalkit.views.multivariate import PARTS, axis_names, blocks, class_names
from evalkit.views.multivariate.wording import Wording

NUMBER = re.compile(r"\d[\d\u202f]*(?:[.,]\d+)?")
SHARED = pytest.mark.skipif(not FOLDER.is_dir(), reason="the reference tables are not beside this repository")
NAMES = [
    "guerry",
    "persons",
    "answers",
    *(pytest.param(name, marks=SHARED) for name in ("decathlon", "poison", "children", "wine")),
]


def persons() -> Analysis:
    """Numbers and categories with holes, weights and a rare level; rows are not named."""
    random = np.random.default_rng(21)
    group = np.repeat([0, 1, 2], 24)
    frame = pd.DataFrame(
        {f"score {i}": 3.0 * (group == i % 3) + random.normal(size=72) for i in range(4)},
        index=[f"p{i}" for i in range(72)],
    )
    frame["town"] = pd.Categorical(np.array(["north", "south", "west"])[group])
    frame["rare"] = pd.Categorical(np.where(np.arange(72) < 3, "seldom", np.where(random.random(72) < 0.5, "a", "b")))
    frame.iloc[5, 1], frame.iloc[9, 4] = np.nan, np.nan
    weights = pd.Series(random.uniform(0.5, 2.0, 72), index=frame.index)
    return analyse(study(frame, "personnes", weights=weights), StudyPlan(missing="iterative"))


def answers() -> Analysis:
    """Categories, some not stated; rows are named."""
    random = np.random.default_rng(5)
    group = np.repeat([0, 1, 2], 20)
    frame = pd.DataFrame({f"q{i}": np.where(random.random(60) < 0.8, group, (group + i) % 3) for i in range(6)})
    frame = frame.astype(str).replace({"0": "no", "1": "some", "2": "a lot"}).set_axis([f"s{i}" for i in range(60)])
    frame.iloc[3:9, 2], frame.iloc[40, 4] = np.nan, np.nan
    table = study(frame.astype("category"), "structures", aside=("q5",), identifiers=True)
    return analyse(table, StudyPlan(missing="category"))


@cache
def analysed(name: str) -> Analysis:
    made = {"persons": persons, "answers": answers}
    return made[name]() if name in made else analyse(*sample(name))


@cache
def shown(name: str, language: Language) -> tuple[Block, ...]:
    return tuple(block for part in PARTS for block in blocks(analysed(name), part, language))


def plain(text: str) -> str:
    """Return a text with breaking spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def sentences(found: tuple[Block, ...]) -> Iterator[str]:
    for block in found:
        if isinstance(block, Prose):
            yield from block.sentences
        elif isinstance(block, Bullets):
            yield from block.items
            yield block.intro or ""
        elif isinstance(block, Notice | Heading):
            yield block.text


def tables(found: tuple[Block, ...]) -> list[Table]:
    return [block for block in found if isinstance(block, Table)]


def named(found: tuple[Block, ...], name: str) -> Table:
    return next(table for table in tables(found) if table.name == name)


def legends(name: str, language: Language) -> set[str]:
    """Return the sentences that explain a measure: the numbers in them are those of its scale."""
    words = Wording(analysed(name), language)
    return {words.say(key) for key in ("axis.legend", "classes.legend")}


def cells(table: Table, *keys: str) -> set[tuple[str, ...]]:
    """Return some columns of a table, as they are shown."""
    places = [[column.key for column in table.columns].index(key) for key in keys]
    return {tuple(plain(row[place]) for place in places) for row in table.rows}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_sentence_is_printed_in_a_table(name: str, language: Language) -> None:
    found = shown(name, language)
    printed = {
        number for table in tables(found) for row in table.rows for cell in row for number in NUMBER.findall(cell)
    }
    frame = analysed(name).table.frame
    levels = {
        level for column in frame.columns if frame[column].dtype == "category" for level in frame[column].cat.categories
    }
    labels = {*analysed(name).table.labels.values(), *levels}
    words = {number for label in labels for number in NUMBER.findall(label)}
    fixed = {"100"} if analysed(name).method == "mca" else set()  # "not with 100 %"
    fixed |= {"5"} if analysed(name).withheld.lines else set()  # the threshold
    for sentence in set(sentences(found)) - legends(name, language):
        missing = set(NUMBER.findall(sentence)) - printed - words - fixed
        assert not missing, (sentence, missing)


@pytest.mark.parametrize("name", NAMES)
def test_what_marks_a_class_is_told_with_the_figures_of_its_line(name: str) -> None:
    """« label » (value contre overall), under the heading of the class: one line of the profile table."""
    found = shown(name, "fr")
    lines = {
        (plain(table.caption), *line)
        for table in tables(found)
        if table.name == "class_profiles"
        for line in cells(table, "column", "value", "overall")
    }
    names, told, inside = set(class_names(analysed(name)).values()), 0, ""
    for block in found:
        if isinstance(block, Heading):
            inside = plain(block.text) if block.text in names else ""
        if isinstance(block, Prose) and inside:
            for column, value, overall in re.findall(
                r"« ([^«»]+?) » \(([^()]*?) contre ([^()]*?)\)", plain(" ".join(block.sentences))
            ):
                assert (inside, column, value, overall) in lines
                told += 1
    assert told


@pytest.mark.parametrize("name", NAMES)
def test_what_makes_an_axis_is_told_with_its_contribution(name: str) -> None:
    found = shown(name, "fr")
    lines = cells(named(found, "axis_columns"), "axis", "column", "contrib")
    axis, told = "", 0
    for block in found:
        if isinstance(block, Heading):
            opened = re.match(r"Axe (\d+)", block.text)
            axis = opened[1] if opened and block.level == 4 else ""
        if isinstance(block, Prose) and axis:
            for column, part in re.findall(r"« ([^«»]+?) » \(([\d,]+ %)\)", plain(" ".join(block.sentences))):
                assert (axis, column, part) in lines
                told += 1
    assert told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_tables_named_in_sentences_are_there(name: str, language: Language) -> None:
    found = shown(name, language)
    captions = {table.caption for table in tables(found)}
    pattern = r"tableau «\s([^«»]+?)\s»" if language == "fr" else r"table “([^”]+)”"
    told = {caption for sentence in sentences(found) for caption in re.findall(pattern, sentence)}
    assert told and told <= captions
    words = Wording(analysed(name), language)
    (opening,) = (each for each in sentences(found) if each.startswith(words.say("axis.figures", tables="")[:-1]))
    listed = re.findall(r"«\s([^«»]+?)\s»" if language == "fr" else r"“([^”]+)”", opening)
    assert listed and set(listed) <= captions


@pytest.mark.parametrize("name", NAMES)
def test_a_class_is_called_as_stable_as_its_table_prints_it(name: str) -> None:
    found = shown(name, "fr")
    printed = dict(cells(named(found, "classes"), "class", "stability"))
    inside, told = "", 0
    for block in found:
        if isinstance(block, Heading):
            inside = plain(block.text)
        if isinstance(block, Prose) and inside in printed:
            for value, word in re.findall(r"Stabilité : ([\d,]+), (\w+)", plain(" ".join(block.sentences))):
                number = float(value.replace(",", "."))
                assert value == printed[inside]
                assert word == ("bonne" if number >= 0.75 else "moyenne" if number >= 0.6 else "faible")
                told += 1
    assert told


def test_a_number_just_below_a_threshold_is_not_written_as_the_threshold() -> None:
    words = Wording(analysed("guerry"), "fr")
    assert words.judged(0.7463, lambda value: value >= 0.75) == "0,746"
    assert words.judged(0.5961, lambda value: value >= 0.6) == "0,596"
    assert words.judged(0.83, lambda value: value >= 0.75) == "0,83"
    assert words.p_value(0.04996) == "0,04996" and words.p_value(0.0213) == "0,021"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_key_of_a_program_is_shown(name: str, language: Language) -> None:
    """Keys have underscores; what a reader sees has none, unless a label of the table has it."""
    found, frame = shown(name, language), analysed(name).table.frame
    texts = [*sentences(found), *(cell for table in tables(found) for row in table.rows for cell in row)]
    texts += [column.label for table in tables(found) for column in table.columns]
    own = " ".join((*analysed(name).table.labels.values(), *map(str, frame.index), *map(str, frame.to_numpy().ravel())))
    keys = {key for text in texts for key in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", text)}
    assert {key for key in keys if key not in own} == set()


def test_each_class_has_its_table_and_one_csv_holds_them_all() -> None:
    found = [table for table in tables(shown("guerry", "fr")) if table.name == "class_profiles"]
    assert [table.caption for table in found] == [
        block.text
        for block in shown("guerry", "fr")
        if isinstance(block, Heading) and block.text in class_names(analysed("guerry")).values()
    ]
    assert len({table.values for table in found}) == 1
    assert {row[0] for row in found[0].values} == set(class_names(analysed("guerry")).values())


def test_what_the_results_say_comes_first() -> None:
    assert PARTS[:3] == ("brief", "interpretation", "limits")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_tables_have_no_empty_cell_and_a_csv_of_all_lines(name: str, language: Language) -> None:
    for table in tables(shown(name, language)):
        assert table.rows and len(table.values) >= len(table.rows)
        assert all(len(row) == len(table.columns) for row in (*table.rows, *table.values))
        assert all(cell.strip() and cell.lower() != "nan" for row in table.rows for cell in row), table.name
        for value in (each for row in table.values for each in row):
            assert type(value) in (str, int, float, bool) and value != "" and value == value, table.name
        assert all(re.fullmatch("[a-z][a-z0-9_]*", column.key) for column in table.columns)


@pytest.mark.parametrize("name", NAMES)
def test_classes_are_named_by_their_marks_and_no_two_alike(name: str) -> None:
    found = analysed(name)
    names = class_names(found)
    assert len(set(names.values())) == len(names) == len(found.profiles)
    for each in found.profiles:
        if each.marks:
            words = Wording(found, "fr")
            stems = [words.level(mark.level) if mark.level else words.label(mark.variable) for mark in each.marks]
            assert any(stem.split(" (")[0] in names[each.number] for stem in stems)


@pytest.mark.parametrize("name", NAMES)
def test_an_axis_within_chance_is_said_so_before_anything_else(name: str) -> None:
    found = analysed(name)
    assert set(axis_names(found)) == {each.axis for each in found.readings}
    bullets = " ".join(sentences(shown(name, "fr")))
    for each in found.readings:
        assert (f"Axe {each.axis} (" in bullets and "pas plus que le hasard" in bullets) or each.beyond_chance


def test_the_french_of_a_known_table_reads_as_written() -> None:
    text = plain(" ".join(sentences(shown("guerry", "fr"))))
    for sentence in (
        "Il oppose, à gauche, des valeurs élevées de « Conscrits",
        "Seul l'axe 1 montre plus que le hasard ; l'axe 2 est gardé pour dessiner un plan.",
        "L'axe 2 tient à un seul cas, Finistere : sans lui, il serait autre",
    ):
        assert sentence in text


def test_figures_have_words_and_stand_in_their_parts() -> None:
    figures = [block.name for block in shown("guerry", "fr") if isinstance(block, Figure)]
    assert {"scree", "variables", "individuals", "dendrogram"} <= set(figures)


@SHARED
def test_groups_are_drawn_with_what_each_sees_of_the_classes() -> None:
    figures = {block.name: block for block in shown("wine", "fr") if isinstance(block, Figure)}
    assert {"groups", "partial_points"} <= set(figures)
    assert all(name in figures["partial_points"].alt for name in ("olf", "vis", "gust"))


def test_nothing_beyond_chance_is_said_plainly() -> None:
    random = np.random.default_rng(8)
    table = study(pd.DataFrame(random.normal(size=(80, 6)), columns=list("abcdef"), index=map(str, range(80))))
    found = analyse(table, StudyPlan(classes=0))
    text = " ".join(sentences(tuple(block for part in PARTS for block in blocks(found, part))))
    assert "Aucun axe ne montre plus que le hasard" in text and "Aucune classe n'a été demandée" in text


def test_every_caution_has_its_words() -> None:
    from typing import get_args

    from evalkit.multivariate.selections import CautionKind

    assert set(get_args(CautionKind)) <= set(family("multivariate")["caution"])
