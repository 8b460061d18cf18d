"""A dossier without the texts that must not be shown."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from evalkit.model.personal import personal_kind

AnyEntry = TypeVar("AnyEntry", bound=BaseModel)


def without_personal_data(entry: AnyEntry, instead: str) -> AnyEntry:
    """Return a dossier, or any entry of one, with `instead` in place of each text that probably holds personal data.

    The whole text goes: what stands around an address often names the person too. Codes and numbers stay.
    """
    return entry.model_copy(update={name: _masked(value, instead) for name, value in entry})


def _masked(value: Any, instead: str) -> Any:
    if isinstance(value, str):
        return instead if personal_kind(value) else value
    if isinstance(value, BaseModel):
        return without_personal_data(value, instead)
    if isinstance(value, tuple):
        return tuple(_masked(each, instead) for each in value)
    return value
