"""What the catalogue's files share: words in two languages, and how a file is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from evalkit.texts import Language, family


@dataclass(frozen=True)
class Words:
    """The same words in French and in English."""

    fr: str
    en: str

    def say(self, language: Language = "fr") -> str:
        """Return the words in a language."""
        return self.fr if language == "fr" else self.en


@lru_cache
def data(name: str) -> Mapping[str, Any]:
    """Return one file of the catalogue as read."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded


def label_of(choices: str, code: str) -> Words:
    """Return the label of a code of a closed list: it stands in ``texts/vocabulary.yaml`` and nowhere else."""
    return Words(**family("vocabulary")[choices][code])
