"""What the atlases of a folder have in common: read once, found again by what the files hold, never by their place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.manifest import sha256
from evalkit.reports.task import Input
from evalkit.reports.territory import Territory
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.spatial import Moran, moran
from evalkit.territory.atlas import Atlas, default_atlas, read_atlas
from evalkit.territory.folder import files_of
from evalkit.territory.levels import Level
from evalkit.territory.neighbours import contiguity
from evalkit.territory.profile import mostly_in, profile
from evalkit.territory.typology import Typology, typology
from evalkit.texts import Language

_CLASSIFIED: frozenset[Level] = frozenset({"employment_zone", "departement", "epci"})
"""Levels whose zones are classified: of communes, most have too few people for a rate to be steady."""
_LARGEST = 20_000_000
"""Bytes. A file that cannot be used and is larger goes into no report: its name is told by the command line."""
_READ: dict[str, Atlas] = {}
"""The atlas that was read last, by the digest of its files."""


def atlas_of(folder: str) -> Atlas:
    """Return the atlas of a folder, read anew only where a file has changed; evalkit's own geography for no folder.

    Raises
    ------
    EvalkitError
        See `read_atlas`.
    """
    key = _digest(_contents(Path(folder))) if folder else ""
    if key not in _READ:
        _keep(key, read_atlas(folder) if folder else default_atlas())
    return _READ[key]


@dataclass(frozen=True, eq=False)
class Checked:
    """A folder that was read, and what a report of it is made from.

    Parameters
    ----------
    atlas : Atlas
        All that is in the folder.
    inputs : tuple of Input
        Files that figures come from, and those that cannot be used, so that the report says why; each with the hash of
        what was read. None for evalkit's own geography.
    others : tuple of str
        The other files, by their place in the folder: no report names them.
    """

    atlas: Atlas
    inputs: tuple[Input, ...] = ()
    others: tuple[str, ...] = ()

    def shown(self) -> Atlas:
        """Return the atlas as it is read where the other files are not: they give nothing but remarks."""
        refused, notes = self._of_inputs(self.atlas.refused), self._of_inputs(self.atlas.notes)
        return replace(self.atlas, files=(), faulty=(), folder=None, refused=refused, notes=notes)

    def _of_inputs(self, found: Sequence[Problem]) -> tuple[Problem, ...]:
        return tuple(
            each
            for each in found
            if not any(each.place.file == name or each.place.file.startswith(f"{name}/") for name in self.others)
        )


def read_checked(folder: Path | None) -> Checked:
    """Read a folder for reports; evalkit's own geography for none.

    Raises
    ------
    EvalkitError
        See `read_atlas`; when a file changed while it was read.
    """
    if folder is None:
        return Checked(default_atlas())
    before = _contents(folder)
    atlas = read_atlas(folder)
    files = [*atlas.files, *(each for each in atlas.faulty if each.stat().st_size <= _LARGEST)]
    inputs = tuple(Input.of(each.relative_to(folder).as_posix(), each) for each in files)
    changed = [each.name for each in inputs if before.get(each.name) != each.sha256]
    if changed:
        raise EvalkitError([problem(Place(name), "", "report.changed_since") for name in changed])
    return Checked(atlas, inputs, tuple(before.keys() - {each.name for each in inputs}))


def share(
    atlas: Atlas, contents: Mapping[str, str], territories: Sequence[Territory], languages: Sequence[Language]
) -> None:
    """Let the reports of this process find an atlas by the files that it was read from.

    Parameters
    ----------
    atlas : Atlas
    contents : mapping of str to str
        SHA-256 of each file, by its place in the folder; none for evalkit's own geography.
    territories : sequence of Territory
        Of the reports; what all reports of a level show is computed here.
    languages : sequence of {"fr", "en"}
    """
    _keep(_digest(contents) if contents else "", atlas)
    atlas.at("commune")
    for each in {one.level: one for one in territories}.values():
        atlas.outline(each.level)
        shown = profile(atlas, each.level, each.code)  # of which all larger zones are needed, for it and for its peers
        for standing in [one for one in shown.standings if one.need][:1]:
            alike_of(atlas, each.level, standing.variable.name)
        for language in languages:
            classes_of(atlas, each.level, language)


@lru_cache(maxsize=16)
def classes_of(atlas: Atlas, level: Level, language: Language) -> Typology | NotEstimable:
    """Return the classes of all zones of a level in France: the same for each of them."""
    if level not in _CLASSIFIED:
        return not_estimable("atlas.no_classes_of_level")
    outline = atlas.outline(level)
    neighbours = None if outline is None else contiguity(outline)
    return typology(atlas.at(level), neighbours=neighbours, language=language)


@lru_cache(maxsize=16)
def alike_of(atlas: Atlas, level: Level, name: str) -> Moran | NotEstimable:
    """Return Moran's I of a figure over all zones of a level in France: the same for each of them."""
    outline = atlas.outline(level)
    if outline is None:
        return not_estimable("atlas.no_neighbours")
    values = atlas.at(level).frame[name]
    there = values.index.intersection(outline.frame.index)
    return moran(values.reindex(there), contiguity(replace(outline, frame=outline.frame.loc[there])))


def _keep(key: str, atlas: Atlas) -> None:
    _READ.clear()
    for each in (classes_of, alike_of, mostly_in):  # they would keep the atlas before in memory
        each.cache_clear()
    _READ[key] = atlas


def _contents(folder: Path) -> dict[str, str]:
    """Return the hash of each file that may be an official one, by its place in the folder."""
    return {each.relative_to(folder).as_posix(): sha256(each) for each in files_of(folder)}


def _digest(contents: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(f"{name} {sha}" for name, sha in sorted(contents.items())).encode()).hexdigest()
