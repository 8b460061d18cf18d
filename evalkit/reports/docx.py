"""The report as a Word document that a communication officer can edit: real headings, real tables, no code."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.word.finish import LOCALES, finished
from evalkit.reports.word.plain import plain_page
from evalkit.reports.word.reference import reference
from evalkit.texts import Language


def write_docx(html: Path, docx: Path, language: Language) -> None:
    """Write the page of a report as a Word document; the same page gives the same bytes.

    Parameters
    ----------
    html : pathlib.Path
        The page that `evalkit.reports.export.export_html` wrote.
    docx : pathlib.Path
        The document to write.
    language : {"fr", "en"}
        Language of the page.

    Raises
    ------
    EvalkitError
        When pandoc is missing or stops, or a figure cannot be drawn. Nothing is written then.
    """
    pandoc = _pandoc(docx.name)
    page = plain_page(html.read_text(encoding="utf-8"), language)
    docx.write_bytes(finished(_converted(pandoc, page.html, language, docx.name), page, language))


def warm_docx() -> None:
    """Do once what every document needs, before a process divides; starts no thread. Without pandoc, do nothing."""
    import lxml.html  # noqa: F401
    import resvg_py  # noqa: F401

    pandoc = _find_pandoc()
    if pandoc:
        reference(pandoc)


def _converted(pandoc: Path, html: str, language: Language, name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        look = Path(folder) / "reference.docx"
        look.write_bytes(reference(pandoc))
        command = [str(pandoc), "--sandbox", "--from=html", "--to=docx", f"--metadata=lang:{LOCALES[language]}"]
        done = subprocess.run(  # noqa: S603
            [*command, f"--reference-doc={look}", "--output=-"], input=html.encode(), capture_output=True, check=False
        )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or [str(done.returncode)]
        raise EvalkitError([problem(Place(name), "", "report.pandoc_stopped", said=said[0])])
    return done.stdout


def _pandoc(name: str) -> Path:
    found = _find_pandoc()
    if found is None:
        raise EvalkitError([problem(Place(name), "", "report.no_pandoc")])
    return found


@lru_cache(maxsize=1)
def _find_pandoc() -> Path | None:
    """Return the pandoc that came with evalkit, or else the machine's own; pypandoc would start each one to choose."""
    package = find_spec("pypandoc")
    program = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    own = Path(str(package.origin)).parent / "files" / program if package else None
    if own and own.is_file():
        return own
    found = shutil.which("pandoc")
    return Path(found) if found else None
