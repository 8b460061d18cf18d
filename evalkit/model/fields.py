"""The common base of the model's types and the field types they share."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError


class Entry(BaseModel):
    """One frozen entry of a dossier: unknown fields are refused, spaces around texts are dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"


def _safe_name(slug: str) -> str:
    if not re.fullmatch(SLUG, slug) or RESERVED.fullmatch(slug):
        raise PydanticCustomError("slug", "not a code: {found}", {"found": slug})
    return slug


def _printed_code(given: Any) -> Any:
    """Accept ``C1, I1`` as the guide prints it for the code ``C1.I1``."""
    return re.sub(r"\s*[.,]\s*", ".", given.strip()) if isinstance(given, str) else given


def _distinct(values: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise PydanticCustomError("listed_twice", "listed twice: {found}", {"found": str(twice)})
    return values


Text = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
"""A text someone reads."""

Label = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""A name or a title."""

Slug = Annotated[str, AfterValidator(_safe_name)]
"""A code that becomes a folder's name: lower-case letters, digits and hyphens, at most 64."""

Code = Annotated[str, BeforeValidator(_printed_code), StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$")]
"""A short code inside a dossier (``P1``, ``O1``, ``C1``, ``C1.I1``); its form and uniqueness are reviewed by RM-44."""

Distinct = AfterValidator(_distinct)
"""Mark a tuple whose items must differ."""
