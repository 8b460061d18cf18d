"""The interactive page of an atlas: a file beside it, which opens without a network."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from evalkit.territory.atlas import Atlas
from evalkit.territory.levels import Level
from evalkit.territory.profile import Profile
from evalkit.texts import Language, said
from evalkit.views.blocks import Link

FILES: dict[Language, str] = {"fr": "carte.html", "en": "map.html"}


def write_interactive(
    atlas: Atlas, shown: Profile, beside: Collection[str], language: Language, folder: Path
) -> Link | None:
    """Write the page of the figures of a profile, and return the line that opens it; None where there are no outlines.

    Parameters
    ----------
    atlas : Atlas
    shown : Profile
    beside : collection of str
        The zones around: of communes, the page has these only.
    language : {"fr", "en"}
    folder : pathlib.Path
        Of the atlas.
    """
    from evalkit.views.interactive import interactive_page

    level: Level = shown.level
    outline = atlas.outline(level)
    if outline is None:
        return None
    figures = [each.variable.name for each in (*shown.standings, shown.population)]
    title = said("atlas.page_title", language, name=shown.name)
    zones = beside if level == "commune" else None
    page = interactive_page(atlas.at(level), figures, outline, language, title=title, zones=zones, picked=shown.code)
    (folder / FILES[language]).write_text(page, encoding="utf-8", newline="\n")
    return Link(said("atlas.maps.interactive", language), FILES[language])
