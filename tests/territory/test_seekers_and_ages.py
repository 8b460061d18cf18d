"""Workers in SIAE beside job seekers of one year, and ages of whom files have them: the guide's table of classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_france import needs_real_files, written

from evalkit.stats.estimable import NotEstimable
from evalkit.territory import ZoneTable
from evalkit.territory.ages import age_columns
from evalkit.territory.atlas import read_atlas
from evalkit.territory.seekers import RATIO, Seekers, best_pair, is_workers, seekers_of

WORKERS = "code_departement;date;nb_salaries_iae\n01;{0};118\n2A;{0};93\n50;{0};29\n"


def at_departements(folder: Path, **files: str) -> ZoneTable:
    for name, text in files.items():
        written(folder, text, f"{name}.csv")
    return read_atlas(folder).at("departement")


def defm(category: str, period: str, *counts: int) -> str:
    """Return rows of job seekers of three départements."""
    return "".join(f"{code};{period};{category};{n}\n" for code, n in zip(("01", "2A", "50"), counts, strict=True))


HEAD = "code_departement;date;categorie;defm\n"


def test_workers_are_compared_with_job_seekers_of_the_latest_common_year(tmp_path: Path) -> None:
    table = at_departements(
        tmp_path,
        workers=WORKERS.format("2018-12") + WORKERS.format("2021-06").split("\n", 1)[1],
        seekers=HEAD + defm("A", "2018-12", 1000, 1000, 1000) + defm("A", "2019-12", 500, 500, 500),
    )
    assert table.frame.at["01", RATIO] == pytest.approx(11.8)
    assert table.variable(RATIO).vintage == "2018-12"
    assert table.frame.at["01", "nb_salaries_iae_2021-06"] == 118


def test_a_b_and_c_make_abc_where_a_is_not_apart_in_a_common_year(tmp_path: Path) -> None:
    seekers = HEAD + "".join(defm(each, "2020-12", 400, 300, 500) for each in "BCA")
    table = at_departements(tmp_path, workers=WORKERS.format("2020-12"), seekers=seekers)
    # Category A comes first where no file has those of a year or more.
    assert table.frame.at["01", RATIO] == pytest.approx(100 * 118 / 400)
    assert "catégorie A" in table.variable(RATIO).label.fr


def test_years_that_are_too_far_apart_make_no_figure_and_are_named(tmp_path: Path) -> None:
    table = at_departements(tmp_path, workers=WORKERS.format("2022-09"), seekers=HEAD + defm("A", "2016-06", 9, 9, 9))
    found = table.value("01", RATIO)
    assert isinstance(found, NotEstimable) and found.reason == "territory.years_apart"
    assert "2022-09" in found.sentence() and "2016-06" in found.sentence("en")


@pytest.mark.parametrize(
    ("workers", "seekers", "expected"),
    [
        (["2017-01", "2022-09"], ["2016-05", "2016-06"], ("2017-01", "2016-06")),
        (["2019", "2020"], ["2019-12", "2020-03", "2020-11"], ("2020", "2020-11")),
        (["2020-03", "2020-09"], ["2020-03", "2020-06"], ("2020-03", "2020-03")),
        (["2020-T4"], ["2019-12", "2021-01"], ("2020-T4", "2021-01")),
        (["2018"], ["2020"], None),
        ([], ["2020"], None),
    ],
)
def test_the_periods_that_lie_closest_are_taken(
    workers: list[str], seekers: list[str], expected: tuple[str, str] | None
) -> None:
    assert best_pair(workers, seekers) == expected


PERIODS = st.builds("{}-{:02}".format, st.integers(2010, 2024), st.integers(1, 12))


@given(st.lists(PERIODS, min_size=1), st.lists(PERIODS, min_size=1))
def test_years_that_are_compared_never_lie_more_than_one_apart(workers: list[str], seekers: list[str]) -> None:
    found = best_pair(workers, seekers)
    years = [{int(each[:4]) for each in periods} for periods in (workers, seekers)]
    if found is None:
        assert all(abs(one - other) > 1 for one in years[0] for other in years[1])
    else:
        one, other = (int(each[:4]) for each in found)
        assert abs(one - other) <= 1 and (one == other) == bool(years[0] & years[1])
        if common := years[0] & years[1]:
            assert one == max(common)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("defm_A_2016-06", Seekers("A", "", False, "2016-06")),
        ("defm_A, B, C_2024-T4", Seekers("ABC", "", False, "2024-T4")),
        ("defm_2016", Seekers("", "", False, "2016")),
        ("defm_ABC_50 ans ou plus_2024-T4", Seekers("ABC", "50_and_over", False, "2024-T4")),
        ("defm_ABC_Moins de 25 ans_2024-T4", Seekers("ABC", "under_25", False, "2024-T4")),
        ("defm_Catégories A, B, C_Un an ou plus_2024", Seekers("ABC", "", True, "2024")),
        ("defm_A_Moins d'un an_2024", None),
        ("defm_A_Femmes_2024", None),
        ("defm_D_2016-06", None),
        ("nb_salaries_iae_2022-09", None),
    ],
)
def test_a_column_says_which_job_seekers_it_counts(column: str, expected: Seekers | None) -> None:
    assert seekers_of(column) == expected
    assert is_workers(column) == column.startswith("nb_salaries")


def test_ages_are_those_of_job_seekers_where_a_file_has_them(tmp_path: Path) -> None:
    ages = {"Moins de 25 ans": (20, 30, 10), "25 à 49 ans": (60, 50, 30), "50 ans ou plus": (20, 20, 60)}
    rows = "".join(f"{code};2024-12;{age};{counts[i]}\n"
                   for age, counts in ages.items() for i, code in enumerate(("01", "2A", "50")))  # fmt: skip
    table = at_departements(tmp_path, seekers="code_departement;date;age;defm\n" + rows)
    names = ["share_age_under_25", "share_age_25_49", "share_age_50_and_over"]
    assert table.frame.loc["50", names].tolist() == [10, 30, 60]
    assert "demandeurs d'emploi" in table.variable(names[0]).label.fr


def test_else_ages_are_those_of_people_of_the_census_and_the_label_says_so(tmp_path: Path) -> None:
    text = "DEP;P20_POP1529;P20_POP3044;P20_POP4559;P15_POP1529\n01;20;30;50;1\n2A;10;10;;1\n"
    table = at_departements(tmp_path, census=text)
    assert table.frame.loc["01", ["share_age_15_29", "share_age_30_44", "share_age_45_59"]].tolist() == [20, 30, 50]
    missing = table.value("2A", "share_age_15_29")
    assert isinstance(missing, NotEstimable) and missing.reason == "territory.blank"
    assert table.variable("share_age_15_29").label.fr == "Part des 15-29 ans parmi les habitants de 15 à 59 ans"


def test_ages_need_every_band() -> None:
    bands = [f"{age} à {age + 4} ans_2022" for age in range(15, 65, 5)]
    found = age_columns(bands)
    assert found is not None and found.of == "people_15_64"
    assert found.bands["45_64"] == tuple(bands[6:])
    assert age_columns(bands[:-1]) is None
    assert age_columns(["P20_POP1529", "P20_POP3044", "P15_POP4559"]) is None


@needs_real_files
def test_the_real_departements_have_workers_for_job_seekers_and_ages(tmp_path: Path) -> None:
    import shutil

    import pandas as pd
    from little_france import SHARED

    names = ("siae/iae_salaries_departement_mensuel_2017_2022.csv",
             "departements/defm_mensuel_categories_ABCDE_1996_2016.csv.gz",
             "departements/population_age_quinquennal_2012_2017_2022.csv")  # fmt: skip
    for name in names:
        shutil.copy(SHARED / name, tmp_path)
    table = read_atlas(tmp_path).at("departement")
    workers, seekers, people = (
        pd.read_csv(SHARED / name, dtype={"code_departement": str}, low_memory=False) for name in names
    )
    one = workers[workers["date"] == "2017-01-31"].set_index("code_departement")["nb_salaries_iae"]
    other = seekers[(seekers["date"] == "2016-06") & (seekers["categorie"] == "A")].set_index("code_departement")[
        "defm"
    ]
    expected = (100 * one / other).dropna()
    pd.testing.assert_series_equal(table.frame[RATIO].dropna(), expected, check_names=False)
    assert table.variable(RATIO).vintage == "2017-01 / 2016-06"
    manche = people[(people["annee"] == 2022) & (people["code_departement"] == "50")].iloc[0]
    young = manche["15 à 19 ans"] + manche["20 à 24 ans"]
    working = sum(manche[f"{age} à {age + 4} ans"] for age in range(15, 65, 5))
    assert table.frame.at["50", "share_age_15_24"] == pytest.approx(100 * young / working)
