"""What several figures share: who acts, the key under the drawing, the source line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evalkit.model.dossier import Dossier
from evalkit.texts import Language, say
from evalkit.views.drawing import POINT, Align, Drawing
from evalkit.views.letters import Face
from evalkit.views.marks import Mark
from evalkit.views.style import INK, NORMAL, SMALL, WIDTH, characters, partner_marks, text_width, who, wrap

KEY_LINE = 0.5
_GAP, _MARK = 0.5, 0.55
_MIDDLE, _PITCH = 0.34, 1.25
"""From the middle of a line of letters to its baseline, and from baseline to baseline, in sizes of the letters."""

KeyItem = tuple[Mark, str]
"""A mark, and what it means."""


def caption(key: str, dossier: Dossier, language: Language, *more: str, **values: object) -> str:
    """Return a figure's caption: what it shows, what has to be known, and its source at the end."""
    source = say("figures.source.fictional" if dossier.fictional else "figures.source.real", language,
                 code=dossier.code, year=dossier.year)  # fmt: skip
    return " ".join([say(f"figures.{key}.caption", language, **values), *more, source])


def line_height(size: float) -> float:
    """Return the height in centimetres of a line of text at a font size."""
    return 0.0425 * size


def write(
    drawing: Drawing,
    x: float,
    top: float,
    text: str,
    size: float = NORMAL,
    color: str = INK,
    *,
    face: Face = "plain",
    align: Align = "left",
) -> None:
    """Write wrapped lines from a top in centimetres, on baselines that do not depend on the letters."""
    for i, line in enumerate(text.split("\n")):
        drawing.text(x, top + line_height(size) * (i + 0.78), line, size, color, face=face, align=align)


def centred(
    drawing: Drawing,
    x: float,
    middle: float,
    text: str,
    color: str = INK,
    *,
    face: Face = "plain",
    align: Align = "left",
    ground: float | None = None,
) -> None:
    """Write wrapped lines in small letters around a middle height in centimetres."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        baseline = middle + (_PITCH * (i - (len(lines) - 1) / 2) + _MIDDLE) * SMALL * POINT
        drawing.text(x, baseline, line, SMALL, color, face=face, align=align, ground=ground)


def joined(parts: Sequence[str], language: Language) -> str:
    """Join names as a sentence does: ``A, B et C``."""
    if len(parts) < 2:
        return "".join(parts)
    return say("figures.and", language, first=", ".join(parts[:-1]), last=parts[-1])


def actors(dossier: Dossier, by: tuple[str, ...], language: Language) -> str:
    """Name those who act together: one by its name, all as all, some by their codes; or say that nobody is named."""
    if not by:
        return say("figures.unknown_actor", language)
    if len(by) == 1:
        return who(dossier, by[0], language)
    if set(by) == {partner.code for partner in dossier.partners}:
        return say("figures.all_partners", language, n=len(by))
    return say("figures.together", language, who=joined(by, language))


def some_together(dossier: Dossier, groups: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether `actors` names some by their codes, so that a key has to give their names."""
    return any(1 < len(set(by)) < len(dossier.partners) for by in groups)


def name_in_box(
    drawing: Drawing, dossier: Dossier, codes: Sequence[str], left: float, middle: float, text: str
) -> None:
    """Write a name around a height, after the partner's mark when it is one partner's."""
    mark = partner_marks(dossier).get(codes[0]) if len(codes) == 1 else None
    if mark:
        drawing.mark(left + 0.13, middle, mark)
    write(drawing, left + 0.45, middle - line_height(SMALL) * (text.count("\n") + 1) / 2, text, SMALL)


def partner_key(dossier: Dossier, language: Language) -> list[KeyItem]:
    """Return the key that gives each partner's name, with its mark."""
    marks = partner_marks(dossier)
    return [(mark, wrap(who(dossier, code, language), characters(7.0, SMALL), 1)) for code, mark in marks.items()]


def key_height(items: Sequence[KeyItem]) -> float:
    """Return the height in centimetres that `draw_key` takes."""
    return KEY_LINE * (1 + max(line for _, line in _key_places(items))) if items else 0.0


def draw_key(drawing: Drawing, top: float, items: Sequence[KeyItem]) -> None:
    """Draw a key on as many lines as it takes, from a height in centimetres."""
    for (mark, text), (left, line) in zip(items, _key_places(items), strict=True):
        height = top + KEY_LINE * (line + 0.5)
        drawing.mark(left + 0.2, height, mark)
        centred(drawing, left + _MARK, height, text)


def _key_places(items: Sequence[KeyItem]) -> Iterator[tuple[float, int]]:
    left, line = 0.1, 0
    for _, text in items:
        taken = _MARK + text_width(text, SMALL) + _GAP
        if left > 0.1 and left + taken - _GAP > WIDTH:
            left, line = 0.1, line + 1
        yield left, line
        left += taken
