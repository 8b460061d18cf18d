"""What a message may repeat of what was typed: little, on one line, and nothing that looks personal."""

from __future__ import annotations

from evalkit.model.personal import personal_kind

SHOWN = 60
"""Longest piece of what was found that a message repeats."""
HIDDEN = "…"
"""Stands for a value that looks like personal data: messages are copied into mails and logs."""


def short(value: object) -> str:
    """Return a value on one line, cut where it is too long to be repeated in a message, hidden if it looks personal."""
    typed = str(value)[: 8 * SHOWN]
    # Some of what is cut off is looked at too: a number that the cut goes through is still personal.
    if personal_kind(typed):
        return HIDDEN
    text = " ".join(typed[: 4 * SHOWN].split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
