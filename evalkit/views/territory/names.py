"""Zones as a sentence names them: *la zone d'emploi d'Avranches*, *le département de la Manche*."""

from __future__ import annotations

import unicodedata

from evalkit.territory.levels import Level
from evalkit.texts import Language, said

_LINKS: dict[str, str] = {
    "du ": "14 15 18 25 29 30 32 39 41 45 46 47 56 59 62 63 67 68 69 81 82 83 84 90 94 95",
    "de la ": "16 17 19 21 23 24 26 2A 2B 31 33 42 43 44 48 50 51 52 53 55 57 58 70 72 73 74 76 80 85 86 87 93 "
    "971 972 973",
    "de l'": "01 02 03 07 09 10 11 12 27 34 36 38 60 61 89 91",
    "des ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92",
}
"""What stands before the name of a département, as Insee's geographic code has it; before the others, as its letters
say."""
_DEPARTEMENTS = {code: link for link, codes in _LINKS.items() for code in codes.split()}
_ARTICLES = {"Le ": "du ", "Les ": "des "}


def of(name: str, level: Level = "commune", code: str = "") -> str:
    """Return a name after French *de*: ``d'Avranches``, ``du Havre``, ``de La Rochelle``, ``de la Manche``."""
    if level == "departement" and code in _DEPARTEMENTS:
        return _DEPARTEMENTS[code] + name
    for article, contracted in _ARTICLES.items():
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"{'d' + chr(39) if _elides(name) else 'de '}{name}"


def _elides(name: str) -> bool:
    """Tell whether *de* loses its vowel; before an h it is kept, as nothing written tells which are mute."""
    plain = unicodedata.normalize("NFKD", name.replace("Œ", "O").replace("Æ", "A")).lower()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return letters[:1] in tuple("aeiou") or (letters[:1] == "y" and letters[1:2] not in tuple("aeiou"))


def called(level: Level, code: str, name: str, language: Language) -> str:
    """Return a zone with what kind of zone it is, as the subject of a sentence."""
    return said(f"atlas.called.{level}", language, name=name, of=of(name, level, code))
