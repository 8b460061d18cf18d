"""What stands in a folder of reports: read from the manifests, whatever state they are in."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from evalkit.reports.make import PAGE
from evalkit.reports.manifest import MANIFEST
from evalkit.reports.own import NOTEBOOK
from evalkit.reports.place import FAILED
from evalkit.review.result import SEVERITIES, Severity
from evalkit.texts import LANGUAGES, Language

Status = Literal["done", "failed", "to_redo"]
LinkKind = Literal["page", "pdf", "docx", "tables", "figures", "notebook", "failed"]
_FOLDERS = ("tables", "figures")
_LARGEST_MANIFEST = 5_000_000
"""Bytes. A manifest of evalkit holds a few thousand: what is larger is something else."""


@dataclass(frozen=True)
class Link:
    """A file or a folder of a report.

    Parameters
    ----------
    kind : str
        See `LinkKind`.
    target : str
        From the page: ``code/2024/fr/rapport.html``, not yet quoted. A folder ends with a slash.
    """

    kind: LinkKind
    target: str


@dataclass(frozen=True)
class IndexEntry:
    """One line of the index.

    Parameters
    ----------
    code : str
        The dossier's code, or the name of what has none.
    year : int or None
    language : {"fr", "en"}
    title : str
        Empty when it is not known.
    status : {"done", "failed", "to_redo"}
    findings : mapping of str to int
        Severity → findings of the methodological review; empty when they are not known.
    made : str or None
        Date and time at which the report was made, in ISO 8601.
    links : tuple of Link
        What is there.
    problems : tuple of str
        Why it failed, one sentence each, in the language of the page.
    fictional : bool
        Whether the dossier is marked fictional.
    """

    code: str
    year: int | None
    language: Language
    title: str = ""
    status: Status = "done"
    findings: Mapping[str, int] = field(default_factory=dict)
    made: str | None = None
    links: tuple[Link, ...] = ()
    problems: tuple[str, ...] = ()
    fictional: bool = False


Noted = TypeVar("Noted", bound=BaseModel)


class _OfDossier(BaseModel):
    code: str
    year: int
    fictional: bool = False


class _OfRun(BaseModel):
    date: AwareDatetime


class _Manifest(BaseModel):
    """What the index reads of a manifest; all else in it is left alone."""

    dossier: _OfDossier
    made: _OfRun
    title: str = ""
    review: dict[Severity, Annotated[int, Field(ge=0, lt=1_000_000)]] | None = None

    def findings(self) -> dict[str, int]:
        """Return the count of each severity, or nothing when the review was not noted."""
        return {} if self.review is None else {each: self.review.get(each, 0) for each in SEVERITIES}


def index_entries(out: Path) -> tuple[IndexEntry, ...]:
    """Return what stands in a folder of reports, by code, year and language.

    Parameters
    ----------
    out : pathlib.Path
        The folder of all reports. Hidden folders, and links that lead out of it, are left alone.

    Returns
    -------
    tuple of IndexEntry
        A report whose page is missing, or whose manifest cannot be read or belongs to another report, is ``"to_redo"``.
        One that keeps the notebook of a failed run is ``"failed"``.
    """
    root = Path(os.path.realpath(out))
    found = (_entry(folder, root) for folder in _report_folders(out, root))
    return _sorted(each for each in found if each is not None)


def _report_folders(out: Path, root: Path) -> Iterator[Path]:
    for code in _within(out, root):
        for year in _within(out / code, root):
            if len(year) == 4 and year.isascii() and year.isdigit():
                folder = out / code / year
                yield from (folder / each for each in _within(folder, root) if each in LANGUAGES)


def _within(folder: Path, root: Path) -> list[str]:
    """Name what a folder holds, neither hidden nor outside `root`; nothing when it is no folder, or gone."""
    try:
        with os.scandir(folder) as entries:
            return sorted(each.name for each in entries if each.name[0] != "." and _stays(each, root))
    except OSError:
        return []


def _stays(entry: os.DirEntry[str], root: Path) -> bool:
    return not entry.is_symlink() or Path(os.path.realpath(entry.path)).is_relative_to(root)


def _entry(folder: Path, root: Path) -> IndexEntry | None:
    """Return the line of a report's folder, or None when nothing of a report is in it."""
    code, year, _ = folder.parts[-3:]
    language: Language = "en" if folder.name == "en" else "fr"
    present = _within(folder, root)
    links = tuple(_links(folder, present, language, root))
    if not links and MANIFEST not in present:
        return None
    bare = IndexEntry(code, int(year), language, status="failed" if FAILED in present else "to_redo", links=links)
    manifest = read_noted(folder / MANIFEST, _Manifest) if MANIFEST in present else None
    return bare if manifest is None else _as_noted(bare, manifest)


def _as_noted(bare: IndexEntry, manifest: _Manifest) -> IndexEntry:
    """Add to a line what its manifest says, if it is this report's: a folder may have been copied or renamed."""
    if (manifest.dossier.code, manifest.dossier.year) != (bare.code, bare.year):
        return bare
    whole = bare.status != "failed" and any(link.kind == "page" for link in bare.links)
    return replace(
        bare,
        title=manifest.title,
        status="done" if whole else bare.status,
        findings=manifest.findings(),
        made=manifest.made.date.isoformat(),
        fictional=manifest.dossier.fictional,
    )


def read_noted(file: Path, kind: type[Noted]) -> Noted | None:
    """Read of a manifest what a list needs; None for whatever is none.

    Parameters
    ----------
    file : pathlib.Path
    kind : type
        A pydantic model of what is read; all else in the file is left alone.
    """
    try:
        if not _is_file(file) or file.stat().st_size > _LARGEST_MANIFEST:
            return None
        return kind.model_validate_json(file.read_bytes(), strict=True)
    except (OSError, ValidationError):
        return None


def _links(folder: Path, present: Collection[str], language: Language, root: Path) -> Iterator[Link]:
    way = "/".join(folder.parts[-3:])
    for kind, name in _names(language).items():
        if name not in present:
            continue
        if kind in _FOLDERS and _within(folder / name, root):
            yield Link(kind, f"{way}/{name}/")
        elif kind not in _FOLDERS and _is_file(folder / name):
            yield Link(kind, f"{way}/{name}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _names(language: Language) -> dict[LinkKind, str]:
    page = Path(PAGE[language])
    documents: dict[LinkKind, str] = {"pdf": page.with_suffix(".pdf").name, "docx": page.with_suffix(".docx").name}
    return {
        "page": page.name,
        **documents,
        "tables": "tables",
        "figures": "figures",
        "notebook": NOTEBOOK,
        "failed": FAILED,
    }


def with_failures(found: Iterable[IndexEntry], failures: Iterable[IndexEntry]) -> tuple[IndexEntry, ...]:
    """Add what just failed to what stands; the files of an earlier report stay with its line."""
    entries = {_report(each): each for each in found}
    for failed in failures:
        before = entries.get(_report(failed))
        entries[_report(failed)] = failed if before is None else _failed_since(before, failed)
    return _sorted(entries.values())


def _failed_since(before: IndexEntry, failed: IndexEntry) -> IndexEntry:
    return replace(before, status=failed.status, problems=failed.problems, title=failed.title or before.title)


def _report(entry: IndexEntry) -> tuple[str, int, str]:
    return entry.code, entry.year or 0, entry.language


def _sorted(entries: Iterable[IndexEntry]) -> tuple[IndexEntry, ...]:
    return tuple(sorted(entries, key=lambda each: (initial(each.code), each.code.casefold(), *_report(each))))


def initial(code: str) -> str:
    """Return the plain capital that a code is filed under; a digit under 0, any other sign under nothing."""
    first = unicodedata.normalize("NFKD", code[:1]).upper()[:1]
    if not first.isascii() or not first.isalnum():
        return ""
    return "0" if first.isdigit() else first
