"""The page that lists the atlases of a folder, by scale and name. Never a ranking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel

from evalkit import __version__
from evalkit.reports.index import index_environment
from evalkit.reports.manifest import MANIFEST
from evalkit.reports.standing import read_noted
from evalkit.reports.territory import PAGE, PREFIXES
from evalkit.reports.territory_map import FILES as MAP
from evalkit.sources.aside import put_over
from evalkit.texts import LANGUAGES, Language, said, say

INDEX = "territoires.html"


class _OfTerritory(BaseModel):
    code: str
    name: str


class _Manifest(BaseModel):
    """What the list reads of a manifest; all else in it is left alone."""

    territory: _OfTerritory


@dataclass(frozen=True)
class AtlasEntry:
    """An atlas that stands in a folder.

    Parameters
    ----------
    level : str
        ``DEP``, ``ZE``...: a key of `PREFIXES`.
    code, name : str
    language : {"fr", "en"}
    files : tuple of (str, str)
        What is there (``page``, ``map``, ``pdf``, ``docx``) and its place in the folder.
    """

    level: str
    code: str
    name: str
    language: Language
    files: tuple[tuple[str, str], ...]


def atlas_entries(out: Path) -> list[AtlasEntry]:
    """Return the atlases of a folder, from the largest scale to the smallest, then by name, code and language.

    A folder whose manifest is no atlas's, or another one's, or whose page is not there is left alone.
    """
    found = [_entry(file.parent) for file in out.glob(f"*/*/{MANIFEST}") if file.parent.name in LANGUAGES]
    scales = list(PREFIXES)
    return sorted(
        (each for each in found if each is not None),
        key=lambda each: (-scales.index(each.level), each.name.casefold(), each.code, LANGUAGES.index(each.language)),
    )


def _entry(folder: Path) -> AtlasEntry | None:
    language: Language = "en" if folder.name == "en" else "fr"
    noted = read_noted(folder / MANIFEST, _Manifest)
    if noted is None:
        return None
    level, _, code = noted.territory.code.partition(":")
    files = tuple(_files(folder, language))
    if level not in PREFIXES or folder.parent.name != f"{level}-{code}" or not files or files[0][0] != "page":
        return None
    return AtlasEntry(level, code, noted.territory.name, language, files)


def _files(folder: Path, language: Language) -> Iterator[tuple[str, str]]:
    page = PAGE[language]
    names = {"page": f"{page}.html", "map": MAP[language], "pdf": f"{page}.pdf", "docx": f"{page}.docx"}
    for kind, name in names.items():
        if (folder / name).is_file():
            yield kind, "/".join((*folder.parts[-2:], name))


def write_atlas_index(out: Path, language: Language = "fr") -> Path:
    """Write the list of the atlases of a folder: one page that needs nothing else and runs nothing.

    Parameters
    ----------
    out : pathlib.Path
        The folder of all atlases.
    language : {"fr", "en"}
        Language of the page.

    Returns
    -------
    pathlib.Path
        ``<out>/territoires.html``: the page before it, or this one, whole.

    Raises
    ------
    EvalkitError
        When the page cannot be written.
    """
    words = ("title", "kicker", "order", "scale", "territory", "language", "files")
    page = (
        index_environment()
        .get_template("territories.html.j2")
        .render(
            language=language,
            words={word: said(f"atlas.index.{word}", language) for word in words},
            skip=say("page.skip", language),
            page_of=say("page.page_of", language),
            made_with=said("page.made_with", language, version=__version__),
            rows=[_row(each, language) for each in atlas_entries(out)],
        )
    )
    put_over(out / INDEX, page.encode())
    return out / INDEX


def _row(entry: AtlasEntry, language: Language) -> dict[str, object]:
    kinds = {"page": "index.link.page", "map": "atlas.index.map", "pdf": "index.link.pdf", "docx": "index.link.docx"}
    return {
        "scale": said(f"territory.levels.{PREFIXES[entry.level]}", language),
        "name": entry.name,
        "code": entry.code,
        "language": say(f"index.language.{entry.language}", language),
        "links": [(say(kinds[kind], language), quote(place)) for kind, place in entry.files],
    }
