"""Whatever is wrong with a table is said in words, all of it at once, and never as a traceback of the computation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from study_samples import study

from evalkit.errors import EvalkitError
from evalkit.multivariate.analysis import analyse
from evalkit.multivariate.table import StudyPlan, StudyTable

N = 24


def frame() -> pd.DataFrame:
    random = np.random.default_rng(3)
    base = random.normal(size=N)
    return pd.DataFrame(
        {
            "jobs": base + random.normal(size=N),
            "homes": base + random.normal(size=N),
            "age": random.normal(size=N),
            "town": pd.Categorical(random.choice(["north", "south", "west"], N)),
            "form": pd.Categorical(random.choice(["hire", "buy"], N)),
        },
        index=[f"r{i}" for i in range(N)],
    )


def told(table: StudyTable, plan: StudyPlan | None = None) -> str:
    with pytest.raises(EvalkitError) as refused:
        analyse(table, plan)
    text = str(refused.value)
    assert "nan" not in text.lower().split() and "Traceback" not in text
    assert refused.value.sentences("en")
    return text


def test_several_faults_are_told_together_each_with_its_column() -> None:
    table = frame().assign(flat=1.0, one=pd.Categorical(["x"] * N))
    table.iloc[0, 0], table.iloc[1, 1] = np.inf, np.nan
    text = told(study(table, aside=("age",)))
    for name, word in (("flat", "même valeur"), ("one", "une catégorie"), ("jobs", "infinies"), ("homes", "manquent")):
        assert any(name in line and word in line for line in text.splitlines()), (name, text)


def test_missing_values_are_counted_by_column() -> None:
    table = frame()
    table.iloc[:3, 0], table.iloc[5, 3] = np.nan, np.nan
    text = told(study(table))
    assert "« jobs » (3)" in text and "« town » (1)" in text


def test_a_column_without_any_value_is_named() -> None:
    assert "« void »" in told(study(frame().assign(void=np.nan)), StudyPlan(missing="mean"))


@pytest.mark.parametrize("rows", [0, 1, 2, 4])
def test_too_few_rows_are_refused_with_the_number_needed(rows: int) -> None:
    assert "Il en faut 5" in told(study(frame().iloc[:rows, :3]))


def test_names_that_stand_twice_are_refused() -> None:
    numbers = frame()[["jobs", "homes", "age"]]
    assert "« r1 »" in told(study(numbers.set_axis([*numbers.index[:-1], "r1"])))
    table = study(numbers)
    doubled = replace(table, frame=pd.concat([numbers, numbers[["age"]]], axis=1))
    assert "« age »" in told(doubled)


def test_a_single_active_column_is_refused() -> None:
    assert "colonne active" in told(study(frame(), aside=("homes", "age", "town", "form")))


def test_a_method_that_does_not_read_a_kind_names_the_columns() -> None:
    assert "« town »" in told(study(frame()), StudyPlan(method="pca"))
    assert "« jobs »" in told(study(frame()), StudyPlan(method="mca"))


def test_weights_must_be_above_zero() -> None:
    weights = pd.Series(1.0, index=frame().index)
    weights.iloc[:2] = [0, np.nan]
    assert "2 poids" in told(study(frame(), weights=weights))


@pytest.mark.parametrize("classes", [1, -1, 99, "kaiser"])
def test_a_number_of_classes_that_cannot_be_is_refused(classes: int | str) -> None:
    assert "class" in told(study(frame()), StudyPlan(classes=classes))


@pytest.mark.parametrize("axes", [0, -2, 40])
def test_a_number_of_axes_that_cannot_be_is_refused(axes: int) -> None:
    assert "axe" in told(study(frame()), StudyPlan(axes=axes))


def test_levels_set_aside_are_for_categories_and_must_exist() -> None:
    levels = frame()[["town", "form"]].assign(size=pd.Categorical(["s", "l"] * (N // 2)))
    assert "« town : mars »" in told(study(levels), StudyPlan(excluded=(("town", "mars"),)))
    assert "mca" in told(study(frame()), StudyPlan(excluded=(("town", "north"),)))


def test_groups_must_hold_every_active_column() -> None:
    table = study(frame(), groups={"jobs": "work", "homes": "place"})
    text = told(table, StudyPlan(method="mfa"))
    assert all(f"« {name} »" in text for name in ("age", "town", "form"))


def test_counts_are_not_negative_and_no_row_is_empty() -> None:
    counts = pd.DataFrame(np.arange(20.0).reshape(5, 4) + 1, columns=list("abcd"), index=list("vwxyz"))
    counts.iloc[0] = 0.0
    counts.iloc[1, 2] = -1.0
    text = told(study(counts, identifiers=True), StudyPlan(method="ca"))
    assert "« c » (1)" in text and "« v »" in text


def test_a_column_of_names_is_no_category() -> None:
    named = frame().assign(name=pd.Categorical([f"n{i}" for i in range(N)]))
    assert "« name »" in told(study(named))


def test_supplementary_rows_must_be_complete_and_exist() -> None:
    table = frame()
    table.iloc[0, 0] = np.nan
    assert "« jobs » (1)" in told(study(table, supplementary_rows=("r0",)))
    assert "« nobody »" in told(study(frame(), supplementary_rows=("nobody",)))


def test_a_level_that_only_supplementary_rows_have_is_named() -> None:
    table = frame()
    table["town"] = table["town"].cat.add_categories("island")
    table.loc["r0", "town"] = "island"
    assert "« town : island »" in told(study(table, supplementary_rows=("r0",)))
