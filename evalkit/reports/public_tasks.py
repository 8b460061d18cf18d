"""The tasks of a public batch: each report is made from a public copy, and leaves that copy beside it as open data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evalkit.errors import EvalkitError, Place, problem
from evalkit.model.dossier import Dossier
from evalkit.reports.make import report_task
from evalkit.reports.manifest import MANIFEST
from evalkit.reports.previous import find_previous
from evalkit.reports.publication import PublicDossier, plan_publication, published, save_public
from evalkit.reports.publication.reviewed import review_of_public
from evalkit.reports.task import Input, Task
from evalkit.review import review_method
from evalkit.sources import read_dossier
from evalkit.texts import Language

DATA = "data"
"""Where a public report keeps the copy it was made from."""


def public_tasks(
    dossiers: Sequence[tuple[Path, Dossier]], out: Path, languages: Sequence[Language], notebook: Path
) -> Iterator[tuple[Task, PublicDossier]]:
    """Decide over the whole batch what is kept back; yield each report's task with what it is made from.

    Parameters
    ----------
    dossiers : sequence of (pathlib.Path, Dossier)
    out : pathlib.Path
        The folder of public reports. What stands in it has been read already, and counts as told.
    languages : sequence of {"fr", "en"}
    notebook : pathlib.Path
    """
    before = {file: find_previous(file, dossier) for file, dossier in dossiers}
    everything = [*(dossier for _, dossier in dossiers), *(each for each in before.values() if each)]
    publication = plan_publication(_one_each(everything), _released(out))
    for file, dossier in dossiers:
        for language in languages:
            public = published(dossier, publication, language)
            previous = before[file]
            shown_before = published(previous, publication, language) if previous else None
            yield _task(file, dossier, previous, public, shown_before, out, language, notebook), public


def _task(
    file: Path,
    dossier: Dossier,
    previous: Dossier | None,
    public: PublicDossier,
    shown_before: PublicDossier | None,
    out: Path,
    language: Language,
    notebook: Path,
) -> Task:
    inputs = tuple(_saved(public, shown_before, language))
    review = review_of_public(review_method(dossier, previous), public.edition)
    return report_task(
        file, public.dossier, out, language, notebook, inputs, review, public=True, kept={DATA: inputs[:1]}
    )


def _saved(public: PublicDossier, previous: PublicDossier | None, language: Language) -> Iterator[Input]:
    """Yield the files that a public report is made from, the dossier first."""
    with tempfile.TemporaryDirectory(prefix="evalkit-") as name:
        first = save_public(Path(name), public, previous, language)
        others = sorted(path for path in Path(name).iterdir() if path != first)
        yield from [Input.of(path.name, path.read_bytes()) for path in (first, *others)]


def _one_each(dossiers: Iterable[Dossier]) -> list[Dossier]:
    return list({(each.code, each.year): each for each in reversed(list(dossiers))}.values())


def _released(out: Path) -> list[Dossier]:
    """Read the public copies that stand in a folder of public reports; each edition once, whatever its language."""
    copies = sorted(out.glob(f"*/*/*/{DATA}/*.yaml"))
    return _one_each(read_dossier(copy) for copy in copies)


def refuse_other_kind(out: Path, public: bool) -> None:
    """Raise `EvalkitError` where a folder holds internal reports and public ones are to be made, or the reverse."""
    kinds = {_is_public(manifest) for manifest in out.glob(f"*/*/*/{MANIFEST}")} - {None}
    if (not public) in kinds:
        raise EvalkitError([problem(Place("--out"), "", "report.two_kinds", folder=out.as_posix())])


def _is_public(manifest: Path) -> bool | None:
    try:
        found = json.loads(manifest.read_text(encoding="utf-8")).get("public")
    except (OSError, ValueError, AttributeError):
        return None
    return found if isinstance(found, bool) else None
