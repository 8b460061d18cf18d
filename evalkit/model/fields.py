"""The common base of the model's types and the field types they share."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError


class Entry(BaseModel):
    """One frozen entry of a dossier: unknown fields are refused, spaces around texts are dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# Names that Windows keeps for its devices: no folder can bear them.
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"


def is_slug(text: str) -> bool:
    """Tell whether a text can be a dossier's code."""
    return bool(re.fullmatch(SLUG, text)) and not RESERVED.fullmatch(text)


def _safe_name(slug: str) -> str:
    if not is_slug(slug):
        raise PydanticCustomError("slug", "not a code: {found}", {"found": slug})
    return slug


def _printed_code(given: Any) -> Any:
    """Accept ``C1, I1`` as the guide prints it for the code ``C1.I1``."""
    if not isinstance(given, str) or len(given) > LONGEST_TYPED_CODE:
        return given
    return re.sub(r"\s*[.,]\s*", ".", given.strip())


def _plain_line_ends(given: Any) -> Any:
    """End lines in one way: a text is the same from whatever program it comes."""
    return given.replace("\r\n", "\n").replace("\r", "\n") if isinstance(given, str) else given


def _distinct(values: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            raise PydanticCustomError("listed_twice", "listed twice: {found}", {"found": str(value)})
        seen.add(value)
    return values


def _to_bool(given: Any) -> Any:
    if isinstance(given, bool):
        return given
    answer = YES_NO.get(given.strip().casefold()) if isinstance(given, str) else None
    if answer is None:
        raise PydanticCustomError("bool_parsing", "neither yes nor no: {found}", {"found": str(given)[:60]})
    return answer


def _to_whole(given: Any) -> Any:
    """Refuse what pydantic would take for a whole number: ``2_024``, ``+2024``, ``2024.0``."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and re.fullmatch(r"[0-9]{1,9}", given.strip()):
        return int(given)
    raise PydanticCustomError("int_parsing", "not a whole number: {found}", {"found": str(given)[:60]})


LONGEST_TYPED_CODE = 64
YES_NO = {
    "true": True,
    "yes": True,
    "oui": True,
    "vrai": True,
    "false": False,
    "no": False,
    "non": False,
    "faux": False,
}

YesNo = Annotated[
    bool,
    BeforeValidator(_to_bool),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["oui", "non", "yes", "no"]}]}),
]
"""A yes or a no: ``true``/``false``, ``oui``/``non`` or ``yes``/``no``."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=5000), BeforeValidator(_plain_line_ends)]
"""A text someone reads."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=300), BeforeValidator(_plain_line_ends)]
"""A name or a title."""

Slug = Annotated[str, AfterValidator(_safe_name), WithJsonSchema({"type": "string", "pattern": SLUG})]
"""A code that becomes a folder's name: lower-case letters, digits and hyphens, at most 64."""

Code = Annotated[str, BeforeValidator(_printed_code), StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$")]
"""A short code inside a dossier (``P1``, ``O1``, ``C1``, ``C1.I1``); its form and uniqueness are reviewed by RM-44."""

DigitsOnly = BeforeValidator(_to_whole)
"""Mark a whole number that is written in digits only."""

Distinct = AfterValidator(_distinct)
"""Mark a tuple whose items must differ."""
