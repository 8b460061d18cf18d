"""The atlas of a territory, part by part, as ``notebooks/07_territoire.ipynb`` shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.files import save_section
from evalkit.reports.territory import Territory, territory_of
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.spatial import Moran, moran
from evalkit.territory import Counterfactual, OwnData, counterfactual, embedded, read_own_data
from evalkit.territory.atlas import POPULATION, Atlas, default_atlas, read_atlas
from evalkit.territory.derived import latest
from evalkit.territory.levels import Level
from evalkit.territory.need import NeedByOffer, cross_need_offer
from evalkit.territory.neighbours import contiguity
from evalkit.territory.profile import Home, Profile, mostly_in, profile
from evalkit.territory.reading.geometry import Geometry
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.typology import Typology, typology
from evalkit.texts import LANGUAGES, Language, said
from evalkit.views.blocks import Block, Heading
from evalkit.views.html import Section
from evalkit.views.territory import (
    cover,
    effect_blocks,
    limits_blocks,
    need_blocks,
    own_table,
    profile_blocks,
    sources_blocks,
    summary,
    typology_blocks,
)
from evalkit.views.territory.maps import classes_map, count_map, moran_sentences, need_map, rate_map
from evalkit.views.territory.wording import home_of

_CLASSIFIED: frozenset[Level] = frozenset({"employment_zone", "departement", "epci"})
"""Levels whose zones are classified: of communes, most have too few people for a rate to be steady."""
_MAPPED: dict[Level, Level] = {
    "commune": "departement",
    "epci": "region",
    "employment_zone": "region",
    "employment_zone_part": "region",
    "departement": "france",
    "region": "france",
}
"""Where the zones shown beside a zone lie."""


class TerritoryRefused(Exception):  # noqa: N818 - not a program's error: what the reader of a notebook is told
    """A territory cannot be shown. A notebook prints its sentences and nothing else."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


@dataclass(frozen=True)
class TerritoryPage:
    """The parts of a territory's atlas, each a `Section` that a notebook shows.

    Parameters
    ----------
    atlas : Atlas
    territory : Territory
    profile : Profile
    own : OwnData or None
        The SIAE's workers, added up by zone.
    language : {"fr", "en"}
    folder : pathlib.Path or None
        Where each part, as it is shown, leaves its tables and figures.
    """

    atlas: Atlas
    territory: Territory
    profile: Profile
    own: OwnData | None = None
    language: Language = "fr"
    folder: Path | None = None

    def cover(self) -> Section:
        """Title and facts."""
        return self._section(cover(self.profile, self.language))

    def summary(self) -> Section:
        """Say in short what stands out."""
        return self._section(summary(self.profile, self.language))

    def profile_part(self) -> Section:
        """Show the zone beside its peers and the larger zones."""
        return self._section(profile_blocks(self.profile, self.language))

    def maps(self) -> Section:
        """Show the need where zones are compared, and the population."""
        return self._section([Heading(2, said("atlas.parts.maps", self.language)), *self._maps()])

    def need(self) -> Section:
        """Show need and offer, crossed."""
        blocks = need_blocks(self.crossed, self.territory.code, self.profile.name, self.table.names,
                             home_of(self._beside_home, self.language), self.language)  # fmt: skip
        if isinstance(self.crossed, NotEstimable):
            return self._section(blocks)
        drawn = need_map(self.table, self.crossed, self._outline, self.language, self._border)
        return self._section([blocks[0], *drawn, *blocks[1:]])

    def typology(self) -> Section:
        """Show the classes of zones."""
        blocks = typology_blocks(self.classes, self.territory.code, self.profile.name, self.language)
        if isinstance(self.classes, NotEstimable):
            return self._section(blocks)
        drawn = classes_map(self.classes, self._outline, self.language, self._border)
        return self._section([*blocks[:3], *drawn, *blocks[3:]])

    def effect(self) -> Section:
        """Show what unemployment would be without the workers on a path."""
        blocks = effect_blocks(self.rise, self.language)
        own = own_table(self.own, self.territory.code, self.language) if self.own else None
        return self._section(blocks if own is None else (blocks[0], own, *blocks[1:]))

    def limits(self) -> Section:
        """Say what must not be read into it."""
        return self._section(limits_blocks(self.atlas, self.language))

    def sources(self) -> Section:
        """Name files, years and geography."""
        return self._section(sources_blocks(self.atlas, self.language, self.own.notes if self.own else ()))

    @property
    def table(self) -> ZoneTable:
        """All figures of the zone's level."""
        return self.atlas.at(self.territory.level)

    @cached_property
    def crossed(self) -> NeedByOffer | NotEstimable:
        """Need and offer of the zones beside."""
        return cross_need_offer(self.table, self._beside_zones)

    @cached_property
    def classes(self) -> Typology | NotEstimable:
        """Classes of all zones of the level in France."""
        if self.territory.level not in _CLASSIFIED:
            return not_estimable("atlas.no_classes_of_level")
        neighbours = None if self._outline is None else contiguity(self._outline)
        return typology(self.table, neighbours=neighbours, language=self.language)

    @cached_property
    def rise(self) -> Counterfactual | NotEstimable:
        """The counterfactual on unemployment, by the census."""
        if self.own is None:
            return not_estimable("atlas.no_own")
        unemployed, active = (latest(self.table, key) for key in ("CHOM1564", "ACT1564"))
        workers = self.own.of_zone(self.territory.code)
        if isinstance(workers, NotEstimable):
            return workers
        if unemployed is None:
            return not_estimable("atlas.no_active_counts")
        counts = [None if each is None else self.table.value(self.territory.code, each.name)
                  for each in (unemployed, active)]  # fmt: skip
        if not isinstance(counts[0], float):
            return counts[0] or not_estimable("atlas.no_active_counts")
        known = counts[1] if isinstance(counts[1], float) else None
        return counterfactual(workers, counts[0], known, threshold=self.own.threshold, source=unemployed.source,
                              date=unemployed.vintage or "")  # fmt: skip

    @cached_property
    def alike(self) -> Moran | NotEstimable:
        """Moran's I of the need that is mapped, over all zones of the level."""
        shown = self._mapped
        if shown is None or self._outline is None:
            return not_estimable("atlas.no_neighbours")
        values = self.table.frame[shown.name]
        there = values.index.intersection(self._outline.frame.index)
        geometry = replace(self._outline, frame=self._outline.frame.loc[there])
        return moran(values.reindex(there), contiguity(geometry))

    @property
    def _beside(self) -> Level | None:
        return _MAPPED.get(self.territory.level)

    @property
    def _beside_home(self) -> Home:
        found = [each for each in self.profile.homes if each.level == self._beside]
        return found[0] if found else self.profile.homes[-1]

    @cached_property
    def _beside_zones(self) -> pd.Index:
        """The zones that lie, most of their people, in the same larger zone."""
        homes = mostly_in(self.atlas, self.territory.level, self._beside_home.level)
        inside = homes.index[homes == self._beside_home.code]
        return inside.intersection(self.table.frame.index)

    @property
    def _outline(self) -> Geometry | None:
        return self.atlas.outline(self.territory.level)

    @property
    def _border(self) -> Geometry | None:
        """The outline of the territory itself, to be drawn over a map."""
        outline = self._outline
        if outline is None or self.territory.code not in outline.frame.index:
            return None
        return replace(outline, frame=outline.frame.loc[[self.territory.code]])

    @property
    def _mapped(self) -> Variable | None:
        """The figure of need that is mapped."""
        return self.crossed.need if isinstance(self.crossed, NeedByOffer) else next(
            (each.variable for each in self.profile.standings if each.need), None)  # fmt: skip

    def _maps(self) -> Iterator[Block]:
        yield Heading(3, said("atlas.maps.here", self.language, name=self.profile.name))
        shown, zones = self._mapped, list(self._beside_zones)
        if shown is not None:
            yield moran_sentences(self.alike, shown, self.language)
            yield from rate_map(self.table, shown, self._outline, "map_need", self.language, zones, self._border)
        people = self.table.variable(POPULATION)
        yield from count_map(self.table, people, self._outline, "map_population", self.language, zones)
        if self.territory.level != "commune":
            yield from self._inside()

    def _inside(self) -> Iterator[Block]:
        """Show the communes of the zone, where there are outlines and a rate of theirs."""
        outline, table = self.atlas.outline("commune"), self.atlas.at("commune")
        inside = self.atlas.membership.frame[self.territory.level]
        zones = list(inside.index[inside == self.territory.code])
        shown = latest(table, "unemployment_rate_census")
        if outline is None or shown is None:
            return
        yield Heading(3, said("atlas.maps.inside", self.language, name=self.profile.name))
        yield from rate_map(table, shown, outline, "map_inside", self.language, zones)

    def _section(self, shown: Iterable[Block]) -> Section:
        section = Section(tuple(shown), self.language)
        if self.folder is not None:
            save_section(section, self.folder)
        return section


@lru_cache(maxsize=1)
def _atlas(folder: str) -> Atlas:
    return read_atlas(folder) if folder else default_atlas()


def open_territory(
    territory: str, data_folder: str = "", own_file: str = "", language: Language = "fr", output_folder: str = ""
) -> TerritoryPage:
    """Read the files of a folder, and open the atlas of a territory.

    Parameters
    ----------
    territory : str
        Scale and code: ``COM:50025``, ``EPCI:200042604``, ``ZE:2810``, ``DEP:50``, ``REG:28``.
    data_folder : str
        Official files; evalkit's own geography, with populations only, when empty.
    own_file : str
        The SIAE's workers on a path; none when empty.
    language : {"fr", "en"}
    output_folder : str
        Where tables and figures are saved as well; nowhere when empty.

    Raises
    ------
    TerritoryRefused
        With one sentence per problem.
    """
    try:
        if language not in LANGUAGES:
            raise EvalkitError([problem(Place("language"), "", "report.language", found=language)])
        where = territory_of(territory)
        atlas = _atlas(data_folder)
        own = None
        if own_file:
            own = read_own_data(own_file, atlas.membership, where.level, embedded.passage())
        found = profile(atlas, where.level, where.code)
    except EvalkitError as error:
        raise TerritoryRefused(error.sentences("en" if language == "en" else "fr")) from None
    return TerritoryPage(atlas, where, found, own, language, Path(output_folder) if output_folder else None)
