"""Profiles are made of partnerships enough, with levels enough; below, a reason stands in their place."""

from __future__ import annotations

from collections import Counter

import pytest
from portfolio_cases import portfolio_of, small, synthetic_portfolio

from evalkit.multivariate.table import StudyTable
from evalkit.portfolio import profiles, study_table
from evalkit.portfolio.study import FEWEST, LEAST
from evalkit.stats.estimable import NotEstimable
from evalkit.texts import LANGUAGES, Language


@pytest.fixture(scope="module")
def table() -> StudyTable:
    found = study_table(synthetic_portfolio())
    assert isinstance(found, StudyTable)
    return found


def test_below_thirty_partnerships_there_are_no_profiles_and_the_reason_gives_both_numbers() -> None:
    found = study_table(synthetic_portfolio(FEWEST - 1))
    assert isinstance(found, NotEstimable)
    assert "29" in found.sentence("fr")
    assert "30" in found.sentence("fr")


def test_partnerships_that_nothing_parts_have_no_profiles() -> None:
    found = study_table(portfolio_of(small(f"p{i:02d}") for i in range(FEWEST)))
    assert isinstance(found, NotEstimable)
    assert found.reason == "portfolio.few_columns"


def test_every_active_level_is_held_by_five_partnerships_and_parts_them(table: StudyTable) -> None:
    for name in table.named("active"):
        counts = Counter(table.frame[name])
        assert len(counts) > 1, name
        assert min(counts.values()) >= LEAST, name


def test_a_column_of_rare_levels_helps_to_read_and_makes_no_axis(table: StudyTable) -> None:
    rare = [name for name in table.named("supplementary") if min(Counter(table.frame[name]).values()) < LEAST]
    assert not set(rare) & set(table.named("active"))


def test_rare_levels_are_pooled_where_together_they_are_enough() -> None:
    dossiers = [
        small(f"p{i:02d}", legal_form=form)
        for i, form in enumerate(["Convention"] * 24 + ["SAS"] * 3 + ["Contrat"] * 4)
    ]
    dossiers += [
        small(f"q{i:02d}", models=[{"model": "M1"}], no_means=["human"], steering={"decision": "x"}) for i in range(9)
    ]
    found = study_table(portfolio_of(dossiers))
    assert isinstance(found, StudyTable)
    assert Counter(found.frame["form"]) == {"convention": 24, "autres, regroupés": 7, "non précisée": 9}


def test_the_three_groups_are_context_means_and_results(table: StudyTable) -> None:
    assert list(table.groups) == ["context", "means", "results"]
    assert {each.group for each in table.variables} == set(table.groups)
    assert {each.kind for each in table.variables} == {"qualitative"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_levels_are_words(language: Language) -> None:
    found = study_table(synthetic_portfolio(36), language)
    assert isinstance(found, StudyTable)
    assert len(set(found.labels.values())) == len(found.labels)
    assert not found.frame.isna().any().any()


def test_sixty_partnerships_have_axes_and_classes_in_which_no_group_outweighs_the_others() -> None:
    found = profiles(synthetic_portfolio())
    assert not isinstance(found, NotEstimable)
    assert found.method == "mfa"
    assert found.axes >= 1
    assert sum(each.rows for each in found.profiles) == 60


def test_a_model_of_the_typology_is_a_name_and_never_a_number(table: StudyTable) -> None:
    assert set(table.frame["model_M5"]) == {"oui", "non"}
