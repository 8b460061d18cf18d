"""The public copy of a dossier and, beside it, what it leaves out: the files that a public report is made from."""

from __future__ import annotations

import json
from pathlib import Path as FilePath

from pydantic import ValidationError

from evalkit.errors import EvalkitError, Place, problem
from evalkit.model.publication import KeptBackBefore, PublicEdition
from evalkit.reports.publication.public import PublicDossier
from evalkit.sources.write import write_dossier
from evalkit.texts import Language

SIDE_FILE = "publication.json"


def save_public(
    folder: FilePath, public: PublicDossier, previous: PublicDossier | None = None, language: Language = "fr"
) -> FilePath:
    """Write what a public report is made from into an empty folder, and return the dossier's file.

    Parameters
    ----------
    folder : pathlib.Path
        It receives ``<code>-<year>.yaml``, the same of the previous year, and ``publication.json``.
    public : PublicDossier
    previous : PublicDossier, optional
        The public copy of the previous year, for trends.
    language : {"fr", "en"}
        Language of the headings in the YAML.
    """
    file = _named(folder, public)
    write_dossier(public.dossier, file, language)
    if previous is not None:
        write_dossier(previous.dossier, _named(folder, previous), language)
    edition = public.edition.model_copy(update={"previous": _measures(previous)})
    text = json.dumps(edition.model_dump(mode="json"), ensure_ascii=False, indent=1)
    (folder / SIDE_FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
    return file


def _measures(previous: PublicDossier | None) -> tuple[KeptBackBefore, ...]:
    left_out = previous.edition.left_out if previous else ()
    return tuple(
        KeptBackBefore(position=int(each.path[1]), why=each.why)
        for each in left_out
        if each.path[0] == "measures" and len(each.path) == 2
    )


def _named(folder: FilePath, public: PublicDossier) -> FilePath:
    return folder / f"{public.dossier.code}-{public.dossier.year}.yaml"


def read_edition(dossier_file: FilePath) -> PublicEdition | None:
    """Return what the public copy of a dossier leaves out, or None where the file is no public copy.

    Raises
    ------
    EvalkitError
        When the file beside it is damaged: a public page must not lose what it has to say.
    """
    file = dossier_file.parent / SIDE_FILE
    if not file.is_file():
        return None
    try:
        return PublicEdition.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        raise EvalkitError([problem(Place(SIDE_FILE), "", "report.publication_file")]) from None
