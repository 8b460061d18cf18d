"""Levels of French official geography, the form of their codes, and what files have done to these codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

Level = Literal["commune", "epci", "employment_zone_part", "employment_zone", "departement", "region", "france"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The smallest zones first."""
FRANCE = "FR"
"""Code of the one zone of the level ``france``."""

FORMS: Mapping[Level, re.Pattern[str]] = {
    "commune": re.compile(r"(?:(?!20)\d\d|2[AB])\d{3}", re.ASCII),
    "epci": re.compile(r"\d{9}", re.ASCII),
    "employment_zone": re.compile(r"\d{4}", re.ASCII),
    "employment_zone_part": re.compile(r"\d{4}", re.ASCII),
    "departement": re.compile(r"(?!20)\d\d|2[AB]|9[78]\d", re.ASCII),
    "region": re.compile(r"\d\d", re.ASCII),
    "france": re.compile(FRANCE),
}
WIDTHS: Mapping[Level, int] = {
    "commune": 5,
    "employment_zone": 4,
    "employment_zone_part": 4,
    "departement": 2,
    "region": 2,
}
"""Digits of a code, where a spreadsheet may have dropped the zeros at its start."""
REGIONS = frozenset(
    ("01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94")
)
"""Since 2016; Insee, code officiel géographique."""
CITIES: Mapping[str, tuple[str, ...]] = {
    "75056": tuple(f"751{number:02}" for number in range(1, 21)),
    "69123": tuple(f"6938{number}" for number in range(1, 10)),
    "13055": tuple(f"132{number:02}" for number in range(1, 17)),
}
"""The three communes with municipal arrondissements, which files list beside them or in their stead."""
CITY_OF: Mapping[str, str] = {each: city for city, parts in CITIES.items() for each in parts}
OVERSEAS = ("975", "977", "978", "984", "986", "987", "988", "989")
"""How the codes of communes of overseas collectivities begin: they are of no département, region or employment zone."""
UNKNOWN_ZONES: Mapping[Level, frozenset[str]] = {
    "epci": frozenset({"ZZZZZZZZZ", "000000000"}),
    "employment_zone": frozenset({"ZZZZ", "0000"}),
}
"""What stands for "in none": the four island communes that belong to no EPCI."""


def is_code(code: str, level: Level) -> bool:
    """Tell whether a text has the form of a code of a level."""
    return bool(FORMS[level].fullmatch(code))


def old_corsican(code: str) -> bool:
    """Tell a commune's code as Corsica had them until 1976 (20004, now 2A004)."""
    return len(code) == WIDTHS["commune"] and code.startswith("20") and code.isdigit()


def departement_of(commune: str) -> str:
    """Return the département's code that begins a commune's code."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def part_code(zone: str, region: str) -> str:
    """Return Insee's code of the part of an employment zone in a region: region, then the zone's last two digits."""
    return region + zone[2:]
