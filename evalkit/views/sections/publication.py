"""What a public edition does not show, and why: one line per thing left out, never the value."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.model.publication import PublicEdition, PublicTotal
from evalkit.model.vocabulary import MEANS_KINDS
from evalkit.texts import Language, said, say
from evalkit.views import numbers
from evalkit.views.blocks import Block, Bullets, Column, Heading, Notice, Prose, Table
from evalkit.views.words import capital

COLUMNS = ("part", "what", "why")


def publication(edition: PublicEdition, language: Language) -> tuple[Block, ...]:
    """Return the rules of the public edition, what it leaves out, and the totals that may be shown."""
    rules = Prose((
        said("publication.rule_people", language, n=edition.threshold),
        *(said(f"publication.rule_{name}", language) for name in ("company", "names", "review")),
    ))  # fmt: skip
    left_out = (
        _table(edition, language) if edition.left_out else Prose((said("publication.nothing", language),)),
        *_totals(edition.totals, language),
    )
    return (Heading(3, say("publication.heading", language)), rules, *left_out)


def public_cover(edition: PublicEdition, language: Language) -> Notice:
    """Return the notice of the cover: how much is left out, and where it is told."""
    n = len(edition.left_out)
    text = said("publication.cover", language, n=n) if n else said("publication.cover_whole", language)
    return Notice("note", text)


def public_blocks(name: str, blocks: Sequence[Block], edition: PublicEdition, language: Language) -> tuple[Block, ...]:
    """Return a part of a public edition: it says first that something is left out, and never that it is missing.

    Parameters
    ----------
    name : str
        Name of the part in `evalkit.views.sections`; ``limits`` ends with the list of what is left out.
    blocks : sequence of Block
    edition : PublicEdition
    language : {"fr", "en"}
    """
    heading, *rest = _with_reasons(blocks, edition, language)
    n = sum(each.part == name for each in edition.left_out)
    notice = (Notice("note", said("publication.in_part", language, n=n)),) if n else ()
    return (heading, *notice, *rest, *(publication(edition, language) if name == "limits" else ()))


def _with_reasons(blocks: Sequence[Block], edition: PublicEdition, language: Language) -> list[Block]:
    kept_back = {each.path[0] for each in edition.left_out}
    instead: dict[tuple[str, ...], Prose] = {
        (say(f"prose.no_{name}", language),): Prose((said(f"publication.{name}_kept_back", language),))
        for name in ("exits", "effort")
        if name in kept_back
    }
    return [instead.get(each.sentences, each) if isinstance(each, Prose) else each for each in blocks]


def _table(edition: PublicEdition, language: Language) -> Table:
    columns = tuple(Column(key, say(f"publication.column.{key}", language)) for key in COLUMNS)
    rows = tuple(
        (
            say(f"publication.part.{each.part}", language),
            each.what,
            said(f"publication.why.{each.why}", language),
        )
        for each in edition.left_out
    )
    return Table("left_out", say("publication.caption", language), columns, rows)


def _totals(totals: Sequence[PublicTotal], language: Language) -> tuple[Block, ...]:
    order = (None, *MEANS_KINDS)
    lines = [
        said(
            f"publication.total.{'planned' if each.planned else 'actual'}",
            language,
            kind=_kind(each, language),
            value=numbers.with_unit(each.euros, "€", language, 0),
            n=each.contributors,
        )
        for each in sorted(totals, key=lambda each: (each.planned, order.index(each.kind)))
    ]
    return (Bullets(tuple(lines), said("publication.totals", language)),) if lines else ()


def _kind(total: PublicTotal, language: Language) -> str:
    if total.kind is None:
        return say("publication.all_means", language)
    return capital(say(f"vocabulary.means_kind.{total.kind}", language))
