"""Blocks to HTML: semantic, escaped, without a script, a style or an address of its own."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from evalkit.texts import Language
from evalkit.views.blocks import Block, Figure, Table
from evalkit.views.grid import grid


def render(blocks: Sequence[Block], language: Language = "fr") -> str:
    """Return blocks as one HTML section.

    Parameters
    ----------
    blocks : sequence of Block
        Shown in their order. Their texts are plain text: everything is escaped.
    language : {"fr", "en"}
        Becomes the ``lang`` of the section.
    """
    pieces = [(type(block).__name__, block, grid(block) if isinstance(block, Table) else None) for block in blocks]
    return _environment().get_template("blocks.html.j2").render(pieces=pieces, language=language)


@dataclass(frozen=True)
class Section:
    """A part of a report, which a notebook shows by itself.

    Parameters
    ----------
    blocks : tuple of Block
    language : {"fr", "en"}
    """

    blocks: tuple[Block, ...]
    language: Language = "fr"

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))

    def _repr_html_(self) -> str:
        return render(self.blocks, self.language)

    def __repr__(self) -> str:
        return f"Section({len(self.blocks)} blocks)"


@lru_cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("evalkit.views"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = _data_uri
    return environment


def _data_uri(svg: bytes) -> str:
    """Return the address of a picture; inside an ``img`` it cannot run a script, whatever its SVG holds."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"
