"""Dossiers that several tests use."""

from collections.abc import Callable
from pathlib import Path

from evalkit.reports.make import ReportResult
from evalkit.texts import Language

ROOT = Path(__file__).parents[1]
PARTNERSHIPS = ROOT / "data" / "partnerships"
FICTIONAL = PARTNERSHIPS / "rivage-delorme-2024.yaml"
ENVIE = PARTNERSHIPS / "envie-caisse-epargne.yaml"
HOSTILE = ROOT / "tests" / "reports" / "hostile.yaml"

ReportOf = Callable[[Path, Language], ReportResult]
