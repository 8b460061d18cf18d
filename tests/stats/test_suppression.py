"""No small figure can be worked out from those that are shown: tried by listing every table that agrees with them."""

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evalkit.stats.suppression import Cell, Relation, dominates, protect, recomputable

LIMIT = 3
"""A low threshold keeps the list of tables short: figures from 0 to 2 are small."""


def figure(key, value, limit=LIMIT, **more):
    small = value < limit
    return Cell(key, value, unit=key, margin=limit - 1 if small else 0, most=limit - 1 if small else None, **more)


def shown_of(cells, kept_back):
    return {each.key for each in cells if each.released or (each.unit is not None and each.unit not in kept_back)}


def possible(cells, relations, kept_back, key, largest):
    """List what a cell can be in the tables of whole numbers up to `largest` that agree with all that is shown."""
    shown = shown_of(cells, kept_back)
    free = sorted((each for each in cells if each.key not in shown), key=lambda each: each.key != key)
    table = {each.key: each.value for each in cells if each.key in shown}
    return {number for number in up_to(free[0], largest) if can_be(table | {key: number}, free[1:], relations, largest)}


def up_to(cell, largest):
    return range(min(largest, largest if cell.most is None else cell.most) + 1)


def can_be(table, free, relations, largest):
    """Try every number for every cell that is left, and give up as soon as a whole is not the sum of its parts."""
    for each in relations:
        if all(key in table for key in each.keys) and table[each.whole] != sum(table[part] for part in each.parts):
            return False
    if not free:
        return True
    cell, *others = free
    return any(can_be(table | {cell.key: number}, others, relations, largest) for number in up_to(cell, largest))


@st.composite
def linked_tables(draw):
    """Draw a whole, two breakdowns of it, and the whole in another edition."""
    first = draw(st.lists(st.integers(0, 5), min_size=2, max_size=3))
    whole = sum(first)
    cut = draw(st.integers(0, whole))
    cells = [figure("whole", whole), *(figure(f"a{i}", each) for i, each in enumerate(first))]
    cells += [figure("b0", cut), figure("b1", whole - cut)]
    relations = [
        Relation("whole", tuple(f"a{i}" for i in range(len(first)))),
        Relation("whole", ("b0", "b1")),
    ]
    if draw(st.booleans()):
        more = draw(st.integers(0, 5))
        cells += [figure("later", whole + more), Cell("change", more, margin=LIMIT - 1 if 0 < more < LIMIT else 0)]
        relations.append(Relation("later", ("whole", "change")))
    return cells, relations


@settings(max_examples=100, deadline=None)
@given(linked_tables())
def test_every_figure_at_risk_stays_among_as_many_numbers_as_its_margin_asks(drawn):
    cells, relations = drawn
    kept_back = protect(cells, relations)
    shown = shown_of(cells, kept_back)
    largest = max(each.value for each in cells) + 2
    for cell in cells:
        if not cell.margin:
            continue
        assert cell.key not in shown
        linked = {key for relation in relations for key in relation.keys}
        if not linked & shown:
            continue
        numbers = possible(cells, relations, kept_back, cell.key, largest)
        assert max(numbers) - min(numbers) >= cell.margin
        assert cell.value in numbers


@settings(max_examples=100, deadline=None)
@given(linked_tables(), st.randoms(use_true_random=False))
def test_the_audit_finds_what_listing_all_tables_finds(drawn, chance):
    cells, relations = drawn
    units = [each.unit for each in cells if each.unit is not None]
    kept_back = {each for each in units if chance.random() < 0.6}
    shown = shown_of(cells, kept_back)
    assume(shown)
    found = recomputable(cells, relations, kept_back)
    largest = 2 * max(each.value for each in cells) + LIMIT
    for cell in cells:
        if cell.margin and cell.key in shown:
            assert cell.key in found
        elif cell.margin:
            numbers = possible(cells, relations, kept_back, cell.key, largest)
            linked = {key for relation in relations for key in relation.keys}
            known = max(numbers) - min(numbers) < cell.margin
            assert known == (cell.key in found) or not linked & shown


@given(linked_tables())
@settings(max_examples=100, deadline=None)
def test_the_audit_finds_nothing_after_protection(drawn):
    assert recomputable(*drawn, protect(*drawn)) == set()


def test_a_part_kept_back_takes_another_along_and_no_more():
    cells = [figure("all", 40, 11), figure("women", 7, 11), figure("men", 20, 11), figure("others", 13, 11)]
    links = [Relation("all", ("women", "men", "others"))]
    assert protect(cells, links) == {"women", "others"}


def test_two_small_parts_of_a_whole_that_would_give_both_away_take_the_whole_along():
    cells = [figure("all", 20, 11), figure("women", 10, 11), figure("men", 10, 11)]
    assert "all" in protect(cells, [Relation("all", ("women", "men"))])


def test_a_newcomer_between_two_editions_is_protected():
    cells = [figure("2023", 40, 11), figure("2024", 41, 11), Cell("newcomers", 1, margin=10)]
    links = [Relation("2024", ("2023", "newcomers"))]
    assert protect(cells, links) == {"2023"}
    assert recomputable(cells, links, set()) == {"newcomers"}


def test_what_is_public_already_makes_the_new_edition_give_way():
    cells = [figure("2023", 40, 11, released=True), figure("2024", 41, 11), Cell("newcomers", 1, margin=10)]
    assert protect(cells, [Relation("2024", ("2023", "newcomers"))]) == {"2024"}


def test_a_unit_is_kept_back_whole():
    cells = [
        Cell("people", 40, unit="rate"),
        Cell("employed", 25, unit="rate"),
        Cell("left out", 7, unit="other", margin=10, most=10),
        Cell("asked", 47, unit="asked"),
    ]
    assert protect(cells, [Relation("asked", ("people", "left out"))]) == {"rate", "other"}


def test_one_figure_stated_twice_is_kept_back_twice():
    cells = [figure("once", 7, 11), figure("sum", 30, 11), figure("rest", 23, 11), figure("rest again", 23, 11)]
    links = [Relation("sum", ("once", "rest")), Relation("rest", ("rest again",))]
    assert recomputable(cells, links, protect(cells, links)) == set()


@pytest.mark.parametrize(
    ("contributions", "tells"),
    [([10, 10], True), ([10, 10, 10], False), ([10, 10, 0], True), ([86, 7, 7], True), ([85, 8, 7], False), ([], True)],
)
def test_a_total_needs_three_contributors_and_none_above_85_per_cent(contributions, tells):
    assert dominates(contributions) is tells


def test_figures_too_large_for_the_solver_are_kept_back_with_what_is_linked_to_them():
    cells = [figure("all", 10**12, 11), figure("few", 5, 11), figure("others", 10**12 - 5, 11)]
    links = [Relation("all", ("few", "others")), Relation("all", ("others", "few"))]
    assert protect(cells, links) >= {"all", "few", "others"}


def test_two_thousand_tables_are_a_matter_of_seconds():
    cells, links = [], []
    for i in range(2000):
        sizes = {"all": 50 + i % 7, "a": 5 + i % 4, "b": 20, "later": 51 + i % 9}
        sizes["c"] = sizes["all"] - sizes["a"] - sizes["b"]
        change = abs(sizes["later"] - sizes["all"])
        cells += [figure((i, name), size, 11) for name, size in sizes.items()]
        cells.append(Cell((i, "change"), change, margin=10 if change else 0))
        links.append(Relation((i, "all"), ((i, "a"), (i, "b"), (i, "c"))))
        high, low = ("later", "all") if sizes["later"] >= sizes["all"] else ("all", "later")
        links.append(Relation((i, high), ((i, low), (i, "change"))))
    began = time.monotonic()
    protect(cells, links)
    assert time.monotonic() - began < 60
