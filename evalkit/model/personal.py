"""Personal data that have no place in a dossier: e-mail addresses, telephone and social security numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Kind = Literal["email", "telephone", "social_security"]

# The look-behinds keep the search linear on long texts, and out of longer numbers (a SIRET, an account).
# Dates are set apart first: "01-02-2023 12 participants" would dial.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<![\d.,])(?:(?:\+|00)\s?33[\s.-]?(?:\(0\)\s?)?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
_DATE = re.compile(r"(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2})(?!\d)")
_NIR = re.compile(
    r"(?<!\d)([1-478][\s.-]?\d{2}[\s.-]?\d{2}[\s.-]?(?:\d{2}|2[AB])[\s.-]?\d{3}[\s.-]?\d{3})[\s.-]?(\d{2})(?!\d)",
    re.IGNORECASE,
)


def personal_kind(text: str) -> Kind | None:
    """Return the kind of personal data that a text probably holds, or None."""
    plain = unicodedata.normalize("NFKC", text)
    if _EMAIL.search(plain):
        return "email"
    if any(_key_is_right(*found.groups()) for found in _NIR.finditer(plain)):
        return "social_security"
    return "telephone" if _TELEPHONE.search(_DATE.sub("|", plain)) else None


def _key_is_right(number: str, key: str) -> bool:
    """Check a social security number (NIR) by its key: 97 less the number modulo 97; 2A counts as 19, 2B as 18."""
    digits = re.sub(r"[\s.-]", "", number).upper().replace("2A", "19").replace("2B", "18")
    return 97 - int(digits) % 97 == int(key)
