"""The form of ``notebooks/formulaire.ipynb``: choose a dossier, check it, make its report, open it."""

from __future__ import annotations

from pathlib import Path

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.form.board import Form
from evalkit.reports.refused import Refused
from evalkit.texts import LANGUAGES

__all__ = ["Form", "form"]


def form(dossiers: str = "../data/partnerships", reports: str = "../reports", language: str = "fr") -> Form:
    """Return the form, which a notebook shows.

    Parameters
    ----------
    dossiers : str
        The folder of the dossiers to choose from, and where an uploaded one is put.
    reports : str
        The folder of the reports. JupyterLab opens them when both it and the notebook stand under the folder in which
        JupyterLab was started.
    language : {"fr", "en"}
        The language of the form, and of the report unless another is chosen.

    Raises
    ------
    Refused
        When there is no such language.
    """
    if language not in LANGUAGES:
        fault = problem(Place("language"), "", "report.language", found=language)
        raise Refused(EvalkitError([fault]).sentences("fr"))
    return Form(Path(dossiers), Path(reports), language)
