"""The dossiers that exist in both forms are equal, and make the same report."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from samples import PARTNERSHIPS, ROOT, ReportOf

from evalkit.reports.make import make_report
from evalkit.sources import read_dossier
from evalkit.sources.write import dossier_bytes

WORKBOOKS = sorted((ROOT / "data" / "workbooks").glob("*.xlsx"))


def test_the_fictional_and_the_envie_dossiers_exist_as_workbooks() -> None:
    assert {file.stem for file in WORKBOOKS} == {"envie-caisse-epargne", "rivage-delorme-2023", "rivage-delorme-2024"}


@pytest.mark.parametrize("file", WORKBOOKS, ids=lambda each: each.stem)
def test_a_workbook_equals_its_yaml_twin(file: Path) -> None:
    twin = read_dossier(PARTNERSHIPS / f"{file.stem}.yaml")
    assert read_dossier(file) == twin
    assert read_dossier(file).notes == ()
    assert parts(file.read_bytes()) == parts(dossier_bytes(twin, file, "fr")), (
        "delete it, then write it anew with « evalkit convert »"
    )


def parts(workbook: bytes) -> dict[str, bytes]:
    """Return what a workbook's package holds: how it is compressed depends on the machine."""
    with ZipFile(io.BytesIO(workbook)) as package:
        return {name: package.read(name) for name in package.namelist()}


def said(page: Path) -> str:
    """Return what a page says, but for where in the file a remark stands: a line in one form, a cell in the other."""
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").get_text(" ", strip=True)
    return re.sub(r"\((?:ligne \d+|[^()!]+![A-Z]{1,2}\d+)\)", "(…)", text)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rivage-delorme-2024", "envie-caisse-epargne"])
def test_a_workbook_makes_the_same_report_as_its_yaml_twin(name: str, report_of: ReportOf, tmp_path: Path) -> None:
    for file in WORKBOOKS:
        shutil.copy(file, tmp_path)
    made = make_report(tmp_path / f"{name}.xlsx", tmp_path / "reports")
    twin = report_of(PARTNERSHIPS / f"{name}.yaml", "fr")
    assert said(made.page) == said(twin.page)
    for kind in ("figures", "tables"):
        files = [each for each in (twin.folder / kind).iterdir() if each.name != "review_findings.csv"]
        assert files
        for each in files:
            assert (made.folder / kind / each.name).read_bytes() == each.read_bytes(), each.name
