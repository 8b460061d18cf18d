"""Every word a reader sees, in French and in English.

Each YAML file of this folder holds one family of sentences, keyed by its name: ``say("errors.place.line", "fr", ...)``
reads ``errors.yaml``, ``place: line: {fr: ..., en: ...}``. A sentence that depends on a number has ``one`` and
``other`` forms, chosen by the value called ``n`` with the plural rule of the language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@lru_cache
def family(name: str) -> Mapping[str, Any]:
    """Return one family of sentences (``errors``, ``fields``, ``findings``...) as read from its YAML file."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded


def say(key: str, language: Language = "fr", /, **values: object) -> str:
    """Return the sentence of a key in a language, its ``{names}`` filled.

    Parameters
    ----------
    key : str
        ``family.path.to.sentence``.
    language : {"fr", "en"}
        Language of the sentence.
    **values
        What fills the braces. Values are inserted as they stand: escaping is the task of what shows the sentence.

    Raises
    ------
    KeyError
        When the key, the language or a value is missing: a fault of ours, never of the user.
    """
    sentence = _find(key)[language]
    if isinstance(sentence, Mapping):
        sentence = sentence[_plural_form(values["n"], language)]
    return str(sentence).format_map(values) if values else str(sentence)


def said(key: str, language: Language = "fr", /, **values: object) -> str:
    """Return a sentence as it is printed; see `say` and `unbroken`."""
    return unbroken(say(key, language, **values), language)


def unbroken(text: str, language: Language) -> str:
    """Keep French double signs and quotation marks on the line of their word."""
    return re.sub(r" (?=[:;?!»%€])|(?<=«) ", "\u00a0", text) if language == "fr" else text


def has(key: str) -> bool:
    """Tell whether a sentence of this key exists."""
    try:
        _find(key)
    except KeyError:
        return False
    return True


def _find(key: str) -> Mapping[str, Any]:
    name, *steps = key.split(".")
    found: Any = family(name)
    for step in steps:
        found = found[step]
    if not isinstance(found, Mapping) or "fr" not in found:
        raise KeyError(key)
    return found


def _plural_form(n: object, language: Language) -> str:
    """French counts 0 and 1 as singular, English only 1 (CLDR)."""
    number = abs(float(n))  # type: ignore[arg-type]
    singular = number < 2 if language == "fr" else number == 1
    return "one" if singular else "other"
