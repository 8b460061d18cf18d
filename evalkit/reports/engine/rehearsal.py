"""Go once through what every report does, before the first fork: what is loaded and prepared then serves them all.

Nothing of a user's is touched: the rehearsal runs on evalkit's own fictional dossier, in evalkit's own code.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from evalkit.reports.own import own_file

_DOSSIER = "data/partnerships/rivage-delorme-2024.yaml"
_PAGE = "evalkit.reports.page"


def rehearse(outputs: Collection[str] = ()) -> None:
    """Load papermill, the exporter and, where the notebook shows evalkit's report, all that draws one."""
    import nbformat
    import papermill.execute  # noqa: F401 - loaded for the forks

    import evalkit.reports.engine.notebook
    import evalkit.reports.order  # noqa: F401 - loaded for the forks

    nbformat.validate(nbformat.v4.new_notebook())  # compiles the schema
    if "pdf" in outputs:
        from evalkit.reports.pdf import warm_pdf

        warm_pdf()
    if "docx" in outputs:
        from evalkit.reports.docx import warm_docx

        warm_docx()
    _export(_report() if _PAGE in sys.modules else ["<h1>evalkit</h1>"])


def _report() -> list[str]:
    """Return what evalkit's report shows."""
    from evalkit.reports.page import open_page

    page = open_page(str(own_file(_DOSSIER)))
    names = ("cover", "summary", "framework", "content", "results", "prospects", "review", "limits", "sources")
    return [getattr(page, name)()._repr_html_() for name in names]


def _export(shown: Iterable[str]) -> None:
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    from evalkit.reports.export import export_notebook

    cells = [new_code_cell(outputs=[new_output("display_data", {"text/html": html})]) for html in shown]
    with tempfile.TemporaryDirectory(prefix="evalkit-") as folder:
        export_notebook(new_notebook(cells=cells), Path(folder) / "rehearsal.html", "evalkit")
