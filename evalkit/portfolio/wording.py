"""When two texts say the same: case, spaces, apostrophes and the final full stop make no difference."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """Return a text in the form in which two of them are compared."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()
    return " ".join(plain.split()).rstrip(" .")
