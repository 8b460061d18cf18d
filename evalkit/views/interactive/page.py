"""The page: one HTML file with its style, its script and its data inside, which asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from evalkit.errors import EvalkitError, Place, problem
from evalkit.territory import Geometry, ZoneTable
from evalkit.texts import Language, family
from evalkit.views.interactive.figures import INSET_SHARE, figure_data, inset_scale
from evalkit.views.interactive.outlines import Drawing, drawing
from evalkit.views.maps.subject import Subject, of_table, titled
from evalkit.views.numbers import number
from evalkit.views.style import clean

MOST = 5000
"""Zones that a page may hold: beyond them it would be too heavy to open, and no zone could be pointed at."""
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def interactive_page(
    table: ZoneTable,
    names: Sequence[str],
    outline: Geometry,
    language: Language = "fr",
    *,
    title: str,
    zones: Collection[str] | None = None,
    picked: str = "",
) -> str:
    """Return a page with a map, a list of figures to choose from, and a table of the same values.

    Rates, means and medians are colours, counts are circles. The page is one file: its policy forbids every request.

    Parameters
    ----------
    table : ZoneTable
    names : sequence of str
        Columns to choose from, the one shown first first. One of unknown kind, or without any value on these zones, is
        left out, and the page says so.
    outline : Geometry
        Outlines of the same level.
    language : {"fr", "en"}
    title : str
        Heading of the page.
    zones : collection of str, optional
        What the page is of; other zones are pale grey around. All by default.
    picked : str
        The zone that has a thick line, and whose value is told, when the page opens; none when empty.

    Returns
    -------
    str
        A whole HTML document, to be written as UTF-8.

    Raises
    ------
    EvalkitError
        When the outlines are of another level, none of the zones has one, or there are more zones than `MOST`.
    KeyError
        When the table has no such column.
    """
    shown = of_table(table, outline, zones, language)
    if not shown.frames or len(shown.zones) > MOST:
        key = "maps.too_many" if shown.frames else "maps.no_outline"
        words = {"found": number(len(shown.zones), language, 0), "n": number(MOST, language, 0)}
        raise EvalkitError([problem(Place(outline.source), "", key, **words)])
    wanted = table.frame.index if zones is None else pd.Index(list(zones))
    rows = shown.zones.append(wanted.difference(shown.zones))
    found = {name: figure_data(shown, table, name, rows) for name in dict.fromkeys(names)}
    figures = [each for each in found.values() if each is not None]
    left_out = [clean(titled(shown, table.variable(name))) for name, each in found.items() if each is None]
    drawings = [drawing(frame, inset=i > 0) for i, frame in enumerate(shown.frames)]
    held = {
        "language": language,
        "zones": _zones(shown, table, rows, drawings),
        "figures": figures,
        "scale": inset_scale(shown),
        "picked": int(rows.get_indexer(pd.Index([picked]))[0]),
        "words": _words(language),
    }
    return _document(title, language, held, drawings, rows, left_out)


def _zones(shown: Subject, table: ZoneTable, rows: pd.Index, drawings: Sequence[Drawing]) -> list[list[Any]]:
    """Return of each zone its name, and where it is drawn: on which drawing, and at which point."""
    points = {
        code: [i, *map(int, point)]
        for i, each in enumerate(drawings)
        for code, point in zip(each.codes, each.points, strict=True)
    }
    called = table.names.reindex(rows).fillna("")
    names = [clean(str(shown.names.get(code) or called[code])) or str(code) for code in rows]
    return [[name, *points.get(str(code), [])] for name, code in zip(names, rows, strict=True)]


def _words(language: Language) -> dict[str, str]:
    return {key: str(each[language]) for key, each in family("maps")["page"].items()}


def _document(
    title: str,
    language: Language,
    held: dict[str, Any],
    drawings: Sequence[Drawing],
    rows: pd.Index,
    left_out: Sequence[str],
) -> str:
    environment = _environment()
    main = drawings[0]
    style = environment.get_template("interactive.css.j2").render(
        ratio=f"{main.width / main.height:.3f}", inset=f"{100 * INSET_SHARE:.0f}"
    )
    script = files("evalkit.views").joinpath("templates", "interactive.js").read_text(encoding="utf-8")
    return environment.get_template("interactive.html.j2").render(
        title=clean(title),
        language=language,
        words=held["words"],
        style=Markup(style),  # noqa: S704 - our own files
        script=Markup(script),  # noqa: S704
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=Markup(_json(held)),  # noqa: S704 - what could end the element is escaped
        drawings=drawings,
        territories={each.name: str(family("maps")["territories"][each.name][language]) for each in drawings},
        places={str(code): i for i, code in enumerate(rows)},
        figures=held["figures"],
        left_out=left_out,
    )


def _json(held: object) -> str:
    """Return data as JSON that cannot end its element, whatever a name holds."""
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_UNSAFE)


def _hash(text: str) -> str:
    """Return what the page's policy knows a style or a script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("evalkit.views"),
        autoescape=select_autoescape(("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
