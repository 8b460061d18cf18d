"""The atlas of a territory, part by part, as ``notebooks/07_territoire.ipynb`` shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from evalkit.errors import EvalkitError, Place, problem
from evalkit.reports.files import save_section
from evalkit.reports.territory import Territory, territory_of
from evalkit.reports.territory_map import write_interactive
from evalkit.reports.territory_shared import alike_of, atlas_of, classes_of
from evalkit.stats.estimable import NotEstimable, not_estimable
from evalkit.stats.spatial import Moran
from evalkit.territory import Counterfactual, OwnData, embedded, read_own_data
from evalkit.territory.atlas import POPULATION, Atlas
from evalkit.territory.derived import latest
from evalkit.territory.effect import rises_of_zone
from evalkit.territory.levels import Level
from evalkit.territory.need import FEWEST, NeedByOffer, cross_need_offer
from evalkit.territory.profile import Home, Profile, mostly_in, profile
from evalkit.territory.reading.geometry import Geometry
from evalkit.territory.table import Variable, ZoneTable
from evalkit.territory.typology import Typology
from evalkit.texts import LANGUAGES, Language, said
from evalkit.views.blocks import Block, Figure, Heading, Table
from evalkit.views.html import Section
from evalkit.views.territory import (
    Lacking,
    Missing,
    cover,
    effect_blocks,
    further_blocks,
    limits_blocks,
    missing_figures,
    need_blocks,
    own_table,
    peers_table,
    profile_blocks,
    sources_blocks,
    summary,
    typology_blocks,
)
from evalkit.views.territory.maps import classes_map, count_map, moran_sentences, need_map, rate_map
from evalkit.views.territory.wording import home_of, zones_of

_MAPPED: dict[Level, tuple[Level, ...]] = {
    "commune": ("departement", "region"),
    "epci": ("region", "france"),
    "employment_zone": ("region", "france"),
    "employment_zone_part": ("region", "france"),
    "departement": ("france",),
    "region": ("france",),
}
"""Where the zones shown beside a zone lie: in the first that has as many as a crossing needs, or in the last."""


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
    interactive : bool
        Whether a page of maps to point at is left there too.
    """

    atlas: Atlas
    territory: Territory
    profile: Profile
    own: OwnData | None = None
    language: Language = "fr"
    folder: Path | None = None
    interactive: bool = False

    def cover(self) -> Section:
        """Title and facts."""
        return self._section(cover(self.profile, self.language))

    def summary(self) -> Section:
        """Say whether there is more or less need than around, by which figures, and what is not known."""
        peers = None if self.profile.standings else self._peers()
        return self._section((*summary(self.profile, self.missing, self.language), *([peers] if peers else [])))

    def profile_part(self) -> Section:
        """Show the zone beside its peers and the larger zones; nothing where only the population is known."""
        return self._section(self._if_figures(profile_blocks(self.profile, self.language)))

    def maps(self) -> Section:
        """Show the need where zones are compared, and the population; nothing where there is nothing to draw."""
        blocks = tuple(self._maps())
        if not any(isinstance(each, Figure) for each in blocks):
            return self._section(self._if_figures((self._maps_heading, *blocks)))
        return self._section((self._maps_heading, *blocks))

    def need(self) -> Section:
        """Show need and offer, crossed; nothing where only the population is known."""
        blocks = need_blocks(self.crossed, self.territory.code, self.profile.name, self.table.names,
                             home_of(self._beside_home, self.language), self.language)  # fmt: skip
        if isinstance(self.crossed, NotEstimable):
            return self._section(self._if_figures(blocks))
        drawn = need_map(self.table, self.crossed, self._outline, self.language, self._border)
        return self._section([*blocks[:2], *drawn, *blocks[2:]])

    def typology(self) -> Section:
        """Show the classes of zones; nothing where only the population is known."""
        blocks = typology_blocks(self.classes, self.territory.code, self.profile.name, self.language)
        if isinstance(self.classes, NotEstimable):
            return self._section(self._if_figures(blocks))
        drawn = classes_map(self.classes, self._outline, self.language, self._border)
        return self._section([*blocks[:3], *drawn, *blocks[3:]])

    def effect(self) -> Section:
        """Show what unemployment would be without the workers on a path; nothing where only the population is known."""
        blocks = effect_blocks(self.rises, self.language)
        if self.own is None:
            return self._section(self._if_figures(blocks))
        own = own_table(self.own, self.territory.code, self.language)
        return self._section(blocks if own is None else (*blocks[:2], own, *blocks[2:]))

    def further(self) -> Section:
        """Name the official files that would complete the atlas; nothing where it has all."""
        lacking = Lacking(outlines=self._outline is None, zones="employment_zone" not in self.atlas.levels,
                          workers=self.own is None)  # fmt: skip
        return self._section(further_blocks(self.missing, lacking, self.territory.level, self.language))

    def limits(self) -> Section:
        """Say what must not be read into it."""
        return self._section(limits_blocks(self.profile, self.own is not None, self.language))

    def sources(self) -> Section:
        """Define the figures, and name files, years and geography."""
        notes = self.own.notes if self.own else ()
        return self._section(sources_blocks(self.atlas, self.profile, self.language, notes))

    @property
    def table(self) -> ZoneTable:
        """All figures of the zone's level."""
        return self.atlas.at(self.territory.level)

    @cached_property
    def crossed(self) -> NeedByOffer | NotEstimable:
        """Need and offer of the zones beside."""
        return cross_need_offer(self.table, self.crossed_zones)

    @cached_property
    def classes(self) -> Typology | NotEstimable:
        """Classes of all zones of the level in France."""
        return classes_of(self.atlas, self.territory.level, self.language)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Figures of the catalogue that no file gives for the zone."""
        return missing_figures(self.profile, self.table)

    @cached_property
    def rises(self) -> tuple[Counterfactual | NotEstimable, ...]:
        """The counterfactual on unemployment, by each definition of it."""
        if self.own is None:
            return (not_estimable("atlas.no_own"),)
        workers = self.own.of_zone(self.territory.code)
        return rises_of_zone(self.atlas, self.territory.level, self.territory.code, workers, self.own.year,
                             self.own.threshold)  # fmt: skip

    @cached_property
    def alike(self) -> Moran | NotEstimable:
        """Moran's I of the need that is mapped, over all zones of the level."""
        shown = self._mapped
        if shown is None:
            return not_estimable("atlas.no_neighbours")
        return alike_of(self.atlas, self.territory.level, shown.name)

    @cached_property
    def _beside_home(self) -> Home:
        found = [each for each in self.profile.homes if each.level in _MAPPED.get(self.territory.level, ())]
        enough = (each for each in found if len(self._zones_in(each)) >= FEWEST)
        return next(enough, (found or self.profile.homes)[-1])

    @cached_property
    def crossed_zones(self) -> pd.Index:
        """The zones that the territory is mapped and crossed with."""
        return self._zones_in(self._beside_home)

    def _zones_in(self, home: Home) -> pd.Index:
        """Return the zones that lie, most of their people, in a larger zone."""
        homes = mostly_in(self.atlas, self.territory.level, home.level)
        return homes.index[homes == home.code].intersection(self.table.frame.index)

    @property
    def _outline(self) -> Geometry | None:
        return self.atlas.outline(self.territory.level)

    @property
    def _border(self) -> Geometry | None:
        """The outline of the territory itself, to be drawn over a map; files of outlines may hold no names."""
        outline = self._outline
        if outline is None or self.territory.code not in outline.frame.index:
            return None
        return replace(outline, frame=outline.frame.loc[[self.territory.code]].assign(name=self.profile.name))

    @property
    def _mapped(self) -> Variable | None:
        """The figure of need that is mapped."""
        return self.crossed.need if isinstance(self.crossed, NeedByOffer) else next(
            (each.variable for each in self.profile.standings if each.need), None)  # fmt: skip

    @property
    def _maps_heading(self) -> Heading:
        return Heading(2, said("atlas.parts.maps", self.language))

    def _maps(self) -> Iterator[Block]:
        if self.interactive and self.folder is not None:
            link = write_interactive(self.atlas, self.profile, self.crossed_zones, self.language, self.folder)
            yield from [] if link is None else [link]
        if self._outline is None and self.territory.level == "region":
            yield from self._departements()
            return
        yield self._titled("here")
        shown, zones = self._mapped, list(self.crossed_zones)
        if shown is not None:
            drawn = list(rate_map(self.table, shown, self._outline, "map_need", self.language, zones, self._border))
            if any(isinstance(each, Figure) for each in drawn):
                yield moran_sentences(self.alike, shown, self.language)
            yield from drawn
        people = self.table.variable(POPULATION)
        yield from count_map(self.table, people, self._outline, "map_population", self.language, zones, self._border)
        if self.territory.level != "commune":
            yield from self._inside()

    def _titled(self, key: str) -> Heading:
        zones = zones_of(self.territory.level, self.language)
        return Heading(3, said(f"atlas.maps.{key}", self.language, name=self.profile.name, zones=zones))

    def _inside(self) -> Iterator[Block]:
        """Show the communes of the zone, where there are outlines and a rate of theirs."""
        outline, table = self.atlas.outline("commune"), self.atlas.at("commune")
        shown = latest(table, "unemployment_rate_census")
        if outline is not None and shown is not None:
            yield self._titled("inside")
            yield from rate_map(table, shown, outline, "map_inside", self.language, self._parts("commune"))

    def _departements(self) -> Iterator[Block]:
        """Show the people of the départements of a region that has no outline itself."""
        table = self.atlas.at("departement")
        yield self._titled("departements")
        yield from count_map(table, table.variable(POPULATION), self.atlas.outline("departement"), "map_inside",
                             self.language, self._parts("departement"))  # fmt: skip

    def _parts(self, level: Level) -> list[str]:
        """Return the zones of a smaller level that lie in the zone."""
        frame = self.atlas.membership.frame
        inside = frame[frame[self.territory.level] == self.territory.code]
        return sorted(set(inside.index if level == "commune" else inside[level]))

    def _peers(self) -> Table | None:
        """Return the zones beside by population."""
        if not self.profile.population.among:
            return None
        among = self.profile.population.among
        home = next((each.home for each in among if each.peers > 1), among[-1].home)
        people = self.table.frame.loc[self._zones_in(home), POPULATION]
        return peers_table(self.profile, home, people, self.table.names, self.language)

    def _if_figures(self, blocks: Iterable[Block]) -> Iterable[Block]:
        """Leave out a part that says nothing where only the population is known: the first page says what lacks."""
        return blocks if self.profile.standings else ()

    def _section(self, shown: Iterable[Block]) -> Section:
        section = Section(tuple(shown), self.language)
        if self.folder is not None:
            save_section(section, self.folder)
        return section


def open_territory(
    territory: str,
    data_folder: str = "",
    own_file: str = "",
    language: Language = "fr",
    output_folder: str = "",
    interactive: bool = False,
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
    interactive : bool
        Write a page of maps to point at there too.

    Raises
    ------
    TerritoryRefused
        With one sentence per problem.
    """
    try:
        if language not in LANGUAGES:
            raise EvalkitError([problem(Place("language"), "", "report.language", found=language)])
        where = territory_of(territory)
        atlas = atlas_of(data_folder)
        own = None
        if own_file:
            own = read_own_data(own_file, atlas.membership, where.level, embedded.passage())
        found = profile(atlas, where.level, where.code)
    except EvalkitError as error:
        raise TerritoryRefused(error.sentences("en" if language == "en" else "fr")) from None
    folder = Path(output_folder) if output_folder else None
    return TerritoryPage(atlas, where, found, own, language, folder, interactive)
