"""Every dossier of the tree, read and evaluated once, and what its report says as plain texts."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from evalkit.evaluation import Evaluation, evaluate
from evalkit.reports.previous import find_previous
from evalkit.review import Review, review_method
from evalkit.sources import parse_dossier, read_dossier
from evalkit.views.blocks import Block, Bullets, Cards, Figure, Heading, Notice, Prose, Table

ROOT = Path(__file__).parents[2]
PARTNERSHIPS = sorted((ROOT / "data" / "partnerships").glob("*.yaml"))
FICTIONAL = ROOT / "tests" / "cases" / "fictional_complete.yaml"
ENVIE = ROOT / "tests" / "cases" / "envie_as_published.yaml"


@lru_cache
def evaluated(path: Path) -> tuple[Evaluation, Review]:
    dossier = read_dossier(path)
    previous = find_previous(path, dossier)
    return evaluate(dossier, previous), review_method(dossier, previous)


def changed(old: str, new: str) -> tuple[Evaluation, Review]:
    """Evaluate the complete fictional dossier with one passage changed."""
    text = FICTIONAL.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    dossier = parse_dossier(text.replace(old, new))
    return evaluate(dossier), review_method(dossier)


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Give every text that a reader of some blocks meets."""
    for block in blocks:
        if isinstance(block, Heading | Notice):
            yield block.text
        elif isinstance(block, Prose):
            yield from block.sentences
        elif isinstance(block, Bullets):
            yield from (*block.items, *([block.intro] if block.intro else []))
        elif isinstance(block, Cards):
            yield from texts(block.cards)
        elif isinstance(block, Table):
            yield from (block.caption, *block.notes, *(column.label for column in block.columns))
            yield from (cell for row in block.rows for cell in row)
        elif isinstance(block, Figure):
            yield from (block.alt, block.caption)
