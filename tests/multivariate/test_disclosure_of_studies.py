"""Where rows are persons, nothing is told of fewer than five, nor what would give them away."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from study_samples import study

from evalkit.multivariate.analysis import Analysis, analyse
from evalkit.multivariate.disclosure import THRESHOLD, complemented
from evalkit.multivariate.table import StudyPlan, StudyTable
from evalkit.views.blocks import Bullets, Figure, Heading, Prose, Table
from evalkit.views.multivariate import PARTS, blocks, class_names

COUNTS = arrays(np.int64, st.tuples(st.integers(2, 5), st.integers(2, 5)), elements=st.integers(0, 30))


@given(COUNTS)
@settings(max_examples=200, deadline=None)
def test_a_small_cell_is_hidden_and_never_alone_in_its_line_or_column(counts: np.ndarray) -> None:
    hidden = complemented(counts)
    assert hidden[(counts > 0) & (counts < THRESHOLD)].all()
    assert not (hidden.sum(axis=0) == 1).any() and not (hidden.sum(axis=1) == 1).any()


def people(named: bool = False) -> StudyTable:
    """Persons in two groups of 30 and one of three, with a rare level."""
    random = np.random.default_rng(11)
    group = np.repeat([0, 1, 2], [30, 30, 3])
    frame = pd.DataFrame(
        {f"x{i}": np.array([0.0, 4.0, 15.0])[group] + random.normal(size=63) for i in range(4)},
        index=[f"Person-{i}" for i in range(63)],
    )
    frame["town"] = pd.Categorical(np.where(group == 2, "tiny", np.where(group == 1, "north", "south")))
    return study(frame, "personnes", identifiers=named)


@cache
def analysed(named: bool = False) -> Analysis:
    return analyse(people(named), StudyPlan(classes=3))


@cache
def all_texts(named: bool = False) -> list[str]:
    found = analysed(named)
    texts: list[str] = []
    for part in PARTS:
        for block in blocks(found, part):
            if isinstance(block, Table):
                texts += [str(cell) for row in (*block.rows, *block.values) for cell in row]
            elif isinstance(block, Prose):
                texts += block.sentences
            elif isinstance(block, Bullets):
                texts += block.items
            elif isinstance(block, Heading):
                texts.append(block.text)
            elif isinstance(block, Figure):
                texts += [block.alt, block.caption, block.svg.decode("utf-8")]
    return texts


def test_no_name_of_a_row_stands_anywhere_unless_rows_may_be_named() -> None:
    assert not [text for text in all_texts() if "Person-" in text]
    assert [text for text in all_texts(named=True) if "Person-" in text]


def test_a_class_of_three_persons_is_neither_described_nor_given_away() -> None:
    found = analysed()
    small = next(each.number for each in found.profiles if each.rows == 3)
    assert small in found.withheld.classes and len(found.withheld.classes) >= 2
    assert found.by_class is not None
    for table in (found.by_class.numbers, found.by_class.categories):
        assert not set(table.index.get_level_values("class")) & set(found.withheld.classes)
    hidden = [each for each in found.profiles if each.number in found.withheld.classes]
    assert all(not each.marks and not each.described for each in hidden)
    assert len(set(class_names(found).values())) == 3


def test_a_rare_level_is_left_out_with_one_more() -> None:
    found = analysed()
    assert ("town", "tiny") in found.withheld.levels and len(found.withheld.levels) >= 2
    assert not [text for text in all_texts() if "town : tiny" in text]


def test_named_rows_are_described_down_to_one() -> None:
    found = analysed(named=True)
    assert found.withheld.classes == frozenset() and all(each.described for each in found.profiles)


def test_the_size_of_a_small_class_cannot_be_computed_from_the_others() -> None:
    found = analysed()
    shown = {part: list(blocks(found, part)) for part in PARTS}
    table = next(each for part in shown.values() for each in part if isinstance(each, Table) and each.name == "classes")
    keys = [column.key for column in table.columns]
    sizes, shares = ([line[keys.index(key)] for line in table.values] for key in ("rows", "share"))
    assert [size for size in sizes if not isinstance(size, str)] == [30]
    assert [isinstance(each, str) for each in shares] == [isinstance(each, str) for each in sizes]
    written = [line[keys.index("rows")].replace("\u00a0", " ") for line in table.rows]
    assert sorted(written) == ["30", "moins de 5", "non diffusé"]
    lines = [item for part in shown.values() for each in part if isinstance(each, Bullets) for item in each.items]
    assert sum("30 personnes" in line.replace("\u00a0", " ") for line in lines) == 1
    assert sum("effectif non diffusé" in line for line in lines) == 1


def test_a_rare_level_that_is_told_has_its_count() -> None:
    tables = [each for part in PARTS for each in blocks(analysed(named=True), part) if isinstance(each, Table)]
    rare = next(each for each in tables if each.name == "rare_levels")
    assert [line[-1] for line in rare.values] == [3]
    assert not [
        each for part in PARTS for each in blocks(analysed(), part) if getattr(each, "name", "") == "rare_levels"
    ]
