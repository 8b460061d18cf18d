"""Classes of zones: sums over sums, named by their profile, how sure; and the guide's own table with its two flaws."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_france import FILES
from samples import ROOT
from zones_drawn import CODES, board, kind_of, table

import evalkit
from evalkit.catalogue.words import Words
from evalkit.multivariate.table import StudyPlan
from evalkit.stats.classes import adjusted_rand
from evalkit.stats.estimable import NotEstimable
from evalkit.stats.evenness import evenness
from evalkit.territory import Variable
from evalkit.territory.neighbours import contiguity
from evalkit.territory.table import empty_reasons
from evalkit.territory.typology import Constrained, Typology, typology
from evalkit.texts import LANGUAGES, Language
from evalkit.views.blocks import Bullets, Prose, Table
from evalkit.views.multivariate import class_names
from evalkit.views.territory import typology_blocks
from evalkit.views.territory.classes import labels_by_code

AGES, TYPES = ("age_lt26", "age_26_44", "age_45p"), ("etp_aci", "etp_ai", "etp_ei", "etp_etti")
ROUNDING = 0.05
"""Of a figure printed with one decimal."""


@pytest.fixture(scope="module")
def found() -> Typology:
    made = typology(table(), neighbours=contiguity(board()))
    assert isinstance(made, Typology)
    return made


@pytest.fixture(scope="module")
def guide() -> pd.DataFrame:
    return pd.read_csv(FILES / "guide_classes.csv", sep=";", decimal=",", comment="#", index_col="classe")


def off(guide: pd.DataFrame, columns: tuple[str, ...]) -> list[int]:
    """Return the classes whose shares miss 100 by more than rounding can explain."""
    sums = guide[list(columns)].sum(axis=1)
    return list(guide.index[(sums - 100).abs() > ROUNDING * len(columns) + 1e-9])


def test_the_ages_of_the_guide_s_fifth_class_are_a_misprint(guide: pd.DataFrame) -> None:
    assert off(guide, AGES) == [5] and off(guide, TYPES) == []
    assert guide.loc[5, list(AGES)].sum() == pytest.approx(100.4)


def test_the_guide_s_text_and_table_disagree_on_the_class_of_the_strongest_effect(guide: pd.DataFrame) -> None:
    # The text gives class 1 about 20 %; the table gives it 11.8, and 20.8 to class 4.
    assert guide.loc[1, "tx_iae_deld"] == 11.8
    assert list(guide.index[guide["tx_iae_deld"].between(18, 22)]) == [4]


def test_the_balance_of_an_offer_is_what_is_worked_out_of_the_guide_s_table(guide: pd.DataFrame) -> None:
    """Normalised entropies of the printed shares, computed beside the table in the guide's file of facts."""
    offer, ages = {1: 0.875, 2: 0.893, 3: 0.0, 4: 0.754, 5: 0.607}, {1: 0.860, 2: 0.768, 3: 0.738, 4: 0.941, 5: 0.883}
    for columns, expected in ((TYPES, offer), (AGES, ages)):
        found = {number: evenness(list(row)) for number, row in guide[list(columns)].iterrows()}
        assert {number: round(value, 3) for number, value in found.items()} == expected


@pytest.mark.parametrize("parts", [[1.0], [0, 0], [-1, 2], [float("nan"), 1]])
def test_parts_of_no_whole_have_no_balance(parts: list[float]) -> None:
    with pytest.raises(ValueError, match="no parts"):
        evenness(parts)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=8).filter(lambda parts: sum(parts) > 1e-3))
def test_balance_lies_between_one_part_and_equal_parts_whatever_their_unit_and_order(parts: list[float]) -> None:
    found = evenness(parts)
    assert 0 <= found <= 1 + 1e-12
    assert evenness([3 * each for each in reversed(parts)]) == pytest.approx(found, abs=1e-9)
    assert evenness([1.0] * len(parts)) == pytest.approx(1) and evenness([0.0, *[0.0] * len(parts), 5.0]) == 0


def test_no_sentence_of_ours_repeats_the_two_flaws() -> None:
    package = Path(evalkit.__file__).parent
    folders = {package / "texts": "*.yaml", ROOT: "README*.md", package / "catalogue": "*.yaml", ROOT / "docs": "*.md",
               ROOT / "notebooks": "*.ipynb", package / "territory": "*.yaml"}  # fmt: skip
    texts = {file: file.read_text(encoding="utf-8") for folder, kind in folders.items() for file in folder.glob(kind)}
    assert len(texts) > 30
    flaws = re.compile(r"(?i)class(e|es)? 1\b.{0,80}\b20 ?%|environ 20 ?% sur la demande|\b36[.,]6\b|\b100[.,]4\b")
    assert [file.name for file, text in texts.items() if flaws.search(text.replace("\u00a0", " "))] == []


def test_zones_drawn_from_three_kinds_are_found_again(found: Typology) -> None:
    labels = labels_by_code(found)
    assert len(found.classes) == 3
    kinds = [kind_of(i) for i in range(len(CODES))]
    assert adjusted_rand([labels[code] for code in CODES], kinds) == 1


def test_the_rates_of_a_class_are_sums_over_sums(found: Typology) -> None:
    frame = found.table.frame
    for each in found.classes:
        inside = frame.loc[list(each.zones)]
        rate = 100 * inside["P18_CHOM1564"].sum() / inside["P18_ACT1564"].sum()
        assert each.values["unemployment_rate_census_2018"] == pytest.approx(rate)
        assert each.people == inside["PMUN2023"].sum()


def test_the_mix_of_the_offer_of_a_class_adds_up(found: Typology) -> None:
    mix = [each.name for each in found.columns if each.name.startswith("share_siae")]
    assert mix == ["share_siae_ACI", "share_siae_AI"]
    for each in found.classes:
        assert sum(float(each.values[name]) for name in mix) == pytest.approx(100)  # type: ignore[arg-type]
        counts = found.table.frame.loc[list(each.zones), ["siae_ACI", "siae_AI"]].sum()
        assert each.values["offer_balance"] == pytest.approx(evenness(list(counts)))


def test_of_two_measures_of_unemployment_one_makes_the_classes() -> None:
    drawn = table()
    localised = Variable("taux_chomage_2025-T4", Words("Taux", "Rate"), "percent", "rate", vintage="2025-T4")
    frame = drawn.frame.assign(**{localised.name: drawn.frame["unemployment_rate_census_2018"] + 1})
    both = replace(drawn, frame=frame, missing=empty_reasons(frame), variables=(*drawn.variables, localised))
    made = typology(both)
    assert isinstance(made, Typology)
    active = [each.name for each in made.analysis.table.variables if each.role == "active"]
    assert "unemployment_rate_census_2018" in active and localised.name not in active
    alone = typology(both, active=[localised.name, "activity_rate_2018", "share_owners_2018"])
    assert isinstance(alone, Typology) and localised.name in [each.name for each in alone.columns]


def test_what_the_files_do_not_allow_is_told_with_its_reason(found: Typology) -> None:
    assert [why.reason for _, why in found.absent] == ["territory.no_workers_or_seekers", "territory.no_ages"]
    assert all(label.fr and label.en and why.sentence() for label, why in found.absent)


def test_the_number_of_classes_is_one_of_which_none_is_unstable_where_there_is(found: Typology) -> None:
    choice = found.analysis.classes_choice
    assert choice is not None and found.number in ("suggested", "steady")
    least = choice.table["jaccard_least"]
    assert least[len(found.classes)] >= 0.6
    steady = choice.table.loc[3:][least.loc[3:] >= 0.6]
    assert len(found.classes) == steady["evalkit_1"].idxmax()


def test_a_plan_may_ask_for_a_number_of_classes() -> None:
    asked = typology(table(), plan=StudyPlan(method="pca", classes=2))
    assert isinstance(asked, Typology) and asked.number == "asked" and len(asked.classes) == 2


def test_islands_take_no_part_in_classes_of_one_piece() -> None:
    pairs = contiguity(board())
    off = pairs[(pairs["one"] != "2800") & (pairs["other"] != "2800")]
    made = typology(table(), neighbours=off)
    assert isinstance(made, Typology) and isinstance(made.constrained, Constrained)
    assert made.constrained.apart == ("2800",)
    assert len(made.constrained.classes.labels) == len(CODES) - 1


def test_names_of_classes_are_made_of_short_names_in_lower_case(found: Typology) -> None:
    names = class_names(found.analysis, "fr").values()
    assert "chômage (recensement)" in [each.label for each in found.analysis.table.variables]
    assert any("chômage" in name or "propriétaires" in name for name in names)
    assert not [name for name in names if re.search(r": [A-Z]", name)]


def test_the_order_of_the_zones_does_not_matter(found: Typology) -> None:
    drawn = table()
    order = np.random.default_rng(5).permutation(len(CODES))
    mixed = typology(
        type(drawn)(drawn.level, drawn.frame.iloc[order], drawn.variables, drawn.missing.iloc[order],
                    drawn.names.iloc[order], drawn.vintage)
    )  # fmt: skip
    assert isinstance(mixed, Typology)
    one, other = labels_by_code(found), labels_by_code(mixed)
    assert adjusted_rand([one[code] for code in CODES], [other[code] for code in CODES]) == 1


def test_neighbours_give_classes_of_one_piece(found: Typology) -> None:
    assert isinstance(found.constrained, Constrained)
    assert found.constrained.classes.count == 3
    assert found.constrained.agreement == 1  # the kinds lie side by side


@pytest.mark.parametrize("language", LANGUAGES)
def test_classes_are_told_by_their_profile_and_never_by_a_number(found: Typology, language: Language) -> None:
    blocks = typology_blocks(found, "2800", "Zone 2800", language)
    names = set(class_names(found.analysis, language).values())
    tables = [each for each in blocks if isinstance(each, Table)]
    assert tables[0].name == "zone_classes" and tables[-1].name.startswith("zone_classes_")
    assert all({row[0] for row in each.rows} == names for each in tables)
    assert all(len(row) == len(each.columns) and all(row) for each in tables for row in each.rows)
    told = [text for each in blocks if isinstance(each, Prose) for text in each.sentences]
    told += [text for each in blocks if isinstance(each, Bullets) for text in each.items]
    assert not [text for text in told if re.search(r"(?i)\bclass(e)? \d", text) or "nan" in text.split()]
    assert any("Zone 2800" in text and any(name in text for name in names) for text in told)


def test_there_are_no_classes_of_few_zones_or_figures() -> None:
    drawn = table()
    few = typology(type(drawn)(drawn.level, drawn.frame.iloc[:19], drawn.variables, drawn.missing.iloc[:19],
                               drawn.names.iloc[:19]))  # fmt: skip
    one = typology(drawn, active=["activity_rate_2018", "share_owners_2018"])
    assert isinstance(few, NotEstimable) and few.reason == "atlas.few_zones"
    assert isinstance(one, NotEstimable) and one.reason == "atlas.few_figures"
