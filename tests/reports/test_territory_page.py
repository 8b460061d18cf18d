"""The atlas of a territory: every part in both languages, from evalkit's own geography and from real files."""

from __future__ import annotations

import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook
from samples import ROOT

from evalkit.errors import EvalkitError
from evalkit.reports.own import own_file
from evalkit.reports.territory import PREFIXES, Territory, plan_territories, territory_notebook, territory_of
from evalkit.reports.territory_page import TerritoryPage, TerritoryRefused, open_territory
from evalkit.reports.territory_shared import read_checked
from evalkit.territory import write_blank_own_data
from evalkit.territory.profile import profile
from evalkit.texts import LANGUAGES, Language
from evalkit.views.blocks import Block, Bullets, Cards, Figure, Heading, Prose, Table

PARTS = ("cover", "summary", "profile_part", "maps", "need", "typology", "effect", "further", "limits", "sources")
SHARED = ROOT.parent / "shared" / "data"
REAL = ("communes/comparateur_territoires_2022ed_RP2018_Filosofi2019.csv.gz", "siae/siae_liste_asp_2020_2021.csv",
        "reference/communes_2026_reference.csv.gz", "geo/ze2020_france_wgs84.geojson")  # fmt: skip


AVRANCHES = [(Territory("employment_zone", "2802"), "Avranches")]
ZONES = "CODGEO;LIBGEO;ZE2020;DEP;REG\n50025;Avranches;2802;50;28\n50129;Cherbourg;2803;50;28\n"


def workers(folder: Path, communes: dict[str, int]) -> Path:
    """Fill in evalkit's blank workbook."""
    file = folder / "salaries.xlsx"
    write_blank_own_data(file)
    book = load_workbook(file)
    rows = [code for code, count in communes.items() for _ in range(count)]
    for i, code in enumerate(rows):
        book.worksheets[0].cell(5 + i, 1).value = code
        book.worksheets[0].cell(5 + i, 2).value = "AI"
    book.save(file)
    return file


def told(blocks: tuple[Block, ...]) -> str:
    found: list[str] = []
    for each in blocks:
        if isinstance(each, Prose):
            found += each.sentences
        if isinstance(each, Bullets):
            found += [each.intro or "", *each.items]
        if isinstance(each, Table):
            found += [cell for row in each.rows for cell in row] + [*each.notes, each.caption]
        if isinstance(each, Cards):
            found += [text for card in each.cards for text in (card.intro or "", *card.items)]
        if isinstance(each, Figure):
            found += [each.alt, each.caption]
    return " ".join(found).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("territory", ["DEP:50", "COM:50025", "EPCI:200042604", "REG:28"])
def test_every_part_is_shown_without_any_file(territory: str, language: Language, tmp_path: Path) -> None:
    page = open_territory(territory, language=language, output_folder=str(tmp_path))
    shown = {part: getattr(page, part)() for part in PARTS}
    assert all(f'lang="{language}"' in each._repr_html_() for each in shown.values())
    text = " ".join(told(each.blocks) for each in shown.values())
    assert "nan" not in text.replace("finance", "").split() and "Licence Ouverte" in text
    assert (tmp_path / "tables" / "peers.csv").is_file() and (tmp_path / "tables" / "files_to_add.csv").is_file()
    drawn = {"DEP:50": {"map_population"}, "REG:28": {"map_inside"}}.get(territory, set())
    assert {each.stem for each in tmp_path.glob("figures/*.svg")} == drawn


def test_without_any_file_no_part_is_an_empty_shell() -> None:
    page = open_territory("DEP:50")
    shown = {part: getattr(page, part)().blocks for part in PARTS}
    assert [part for part, blocks in shown.items() if not blocks] == ["profile_part", "need", "typology", "effect"]
    assert "Pour aller plus loin" in told(shown["summary"]) and "4e Manche 50 497 522" in told(shown["summary"])
    assert "Taux de chômage localisés, par département" in told(shown["further"])
    assert "Composition communale des zones d'emploi 2020" in told(shown["further"])
    limits = told(shown["limits"])
    assert "Un rang ne dit pas" in limits and "SIAE" not in limits


@pytest.mark.parametrize("territory", ["DEP:971", "COM:75056"])
def test_a_territory_that_is_all_of_the_next_one_is_listed_among_those_of_the_whole(territory: str) -> None:
    (peers,) = (each for each in open_territory(territory).summary().blocks if isinstance(each, Table))
    assert len(peers.rows) > 1 and peers.caption.endswith("(France)")


@pytest.mark.parametrize("territory", ["EPCI:200059871", "EPCI:200042604"])
def test_zones_too_few_in_their_region_are_shown_among_those_of_the_whole(territory: str) -> None:
    # Mayotte has five intercommunalités, Normandie about seventy.
    page = open_territory(territory)
    inside = page.crossed_zones.size
    assert (inside > 1000) if territory == "EPCI:200059871" else (50 < inside < 100)


def test_a_territory_is_read_by_its_scale_and_code() -> None:
    assert territory_of(" ze:2810 ") == Territory("employment_zone", "2810")
    assert territory_of("DEP:2A").folder == "DEP-2A"
    for text in ("2810", "ZE:28", "DEP:", "PAYS:FR", "", "COM:50 025"):
        with pytest.raises(EvalkitError, match="ne nomme pas un territoire"):
            territory_of(text)
    assert {territory_of(f"{key}:{code}").written for key, code in zip(PREFIXES, ("50025", "200042604", "2810", "2810",
            "50", "28"), strict=True)} == {"COM:50025", "EPCI:200042604", "ZE:2810", "ZEP:2810", "DEP:50",
            "REG:28"}  # fmt: skip


def test_what_cannot_be_opened_is_told_in_one_sentence_each() -> None:
    with pytest.raises(TerritoryRefused, match="la géographie connue n'a pas ces zones"):
        open_territory("ZE:2810")
    with pytest.raises(TerritoryRefused, match="this code is not among"):
        open_territory("COM:50999", language="en")
    with pytest.raises(TerritoryRefused):
        open_territory("DEP:50", data_folder="absent")


def test_a_plan_says_all_that_the_report_is_made_from(tmp_path: Path) -> None:
    own = workers(tmp_path, {"50025": 6})
    folder = tmp_path / "fichiers"
    folder.mkdir()
    (folder / "chiffres.csv").write_text("DEP;P18_LOG\n50;1\n")
    (folder / "zones.csv").write_text(ZONES)
    manche = [(Territory("departement", "50"), "Manche")]
    planned = plan_territories(manche, read_checked(folder), own, tmp_path, ["fr", "en"])
    first, second = planned.tasks
    assert (first.folder, second.folder) == (tmp_path / "DEP-50" / "fr", tmp_path / "DEP-50" / "en")
    assert [each.name for each in first.inputs] == ["chiffres.csv", "zones.csv", "salaries.xlsx.own"]
    assert first.parameters["data_folder"] == "dossier" and first.page == "territoire"
    assert territory_notebook() == own_file("notebooks/07_territoire.ipynb") and territory_notebook().is_file()


def test_the_manifest_tells_of_workers_what_may_be_shown_and_no_hash_to_try_guesses_on(tmp_path: Path) -> None:
    folder = tmp_path / "fichiers"
    folder.mkdir()
    (folder / "zones.csv").write_text(ZONES)
    checked = read_checked(folder)

    def told(*rows: str) -> str:
        own = tmp_path / "salaries.csv"
        own.write_text("commune;type\n" + "".join(f"{each};AI\n" for each in rows))
        planned = plan_territories(AVRANCHES, checked, own, tmp_path, ["fr"])
        found = str(planned.tasks[0].facts()["inputs"]["salaries.csv.own"])
        assert found != sha256(own.read_bytes()).hexdigest()
        return found

    nine = ["50025"] * 9
    assert told(*nine, "50129", "50129") == told(*nine, "50129", "50129", "50129")
    assert told(*nine, "50129", "50129") != told(*nine, "50025", "50129", "50129")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> TerritoryPage:
    if not SHARED.is_dir():
        pytest.skip("the official files (shared/data) are not beside this repository")
    folder = tmp_path_factory.mktemp("real")
    for name in REAL:
        shutil.copy(SHARED / name, folder)
    own = workers(tmp_path_factory.mktemp("own"), {"50025": 40, "50218": 30, "50076": 2})
    return open_territory("ZE:2802", str(folder), str(own), "fr", str(folder / "out"))


def test_both_rises_are_always_told_with_their_assumptions(real: TerritoryPage) -> None:
    text = told(real.effect().blocks)
    assert "hausse relative de" in text and "point de plus" in text
    assert "non une mesure de l'effet" in text and "recensement de la population, 2018" in text
    (own,) = (each for each in real.effect().blocks if isinstance(each, Table) and each.name == "own_workers")
    assert own.rows[-1][:2] == ("Tous types", "40") and all(all(row) for row in own.rows)


def test_a_zone_is_told_where_it_stands_and_what_the_map_is_worth(real: TerritoryPage) -> None:
    text = told(real.summary().blocks)
    assert text.startswith("Dans la zone d'emploi d'Avranches, le besoin est") and "sur 21 (région Normandie)" in text
    assert "Chômage (recensement), 2018 :" in text and "Ce que l'on ne sait pas" in text
    maps = told(real.maps().blocks)
    assert "I de Moran" in maps and "999 permutations" in maps
    assert "Les seuils partagent ces zones en tiers" in told(real.need().blocks)


def test_the_class_of_a_zone_is_told_with_its_stability(real: TerritoryPage) -> None:
    manche = profile(real.atlas, "departement", "50")
    page = replace(real, territory=Territory("departement", "50"), profile=manche, own=None)
    blocks = page.typology().blocks
    text = told(blocks)
    assert "Manche est dans la classe «" in text and "stabilité" in text and "classes d'un seul tenant" in text
    assert {each.name for each in blocks if isinstance(each, Figure)} == {"map_classes"}
    names = [each.name for each in blocks if isinstance(each, Table)]
    assert names[0] == "zone_classes" and {f"zone_classes_{each}" for each in ("need", "offer", "place")} <= set(names)
    assert "aible : Part" not in text and "ne disent pas, par classe" in text


def test_every_figure_shown_is_defined_with_its_year_and_its_producer(real: TerritoryPage) -> None:
    blocks = real.sources().blocks
    (figures,) = (each for each in blocks if isinstance(each, Table) and each.name == "figures")
    shown = [each.variable for each in real.profile.standings]
    assert len(figures.rows) == len(shown) + 1
    census = next(row for row in figures.rows if row[0] == "Chômage (recensement)")
    assert "au sens du recensement" in census[1] and census[2] == "2018" and "Insee, recensement" in census[3]


def test_what_must_not_be_read_into_an_atlas_does_not_begin_with_files(real: TerritoryPage) -> None:
    heading, items = real.limits().blocks
    assert isinstance(heading, Heading) and isinstance(items, Bullets)
    assert not any(".csv" in each for each in items.items)
