"""Every message, unit, label and reason of the territory has its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import evalkit.territory
from evalkit.model.framework import Territory
from evalkit.territory.levels import LEVELS
from evalkit.territory.table import REASONS
from evalkit.texts import LANGUAGES, family

FOLDER = Path(evalkit.territory.__file__).parent
SOURCES = [each.read_text(encoding="utf-8") for each in FOLDER.rglob("*.py")]
CATALOGUE = yaml.safe_load((FOLDER / "variables.yaml").read_text(encoding="utf-8"))


def leaves(found: object, path: str = "") -> dict[str, object]:
    """Return the sentences of a family by path: a mapping with a French side is one."""
    if not isinstance(found, dict) or "fr" in found:
        return {path: found}
    return {
        key: each for name, part in found.items() for key, each in leaves(part, f"{path}.{name}".strip(".")).items()
    }


def test_every_message_that_the_code_names_has_a_fault_and_a_remedy() -> None:
    used = {each for text in SOURCES for each in re.findall(r'"territory\.((?:[a-z]+\.)?[a-z_]+)"', text)}
    used |= {"zeros", "corsica", "totals", "wrong_code", "old_corsican", "across", "no_level", "torn"} | {
        "above_whole",
        "negative",
    }
    used |= {key for text in SOURCES for key in re.findall(r'refusal\(\w+(?:\.\w+)?, "([a-z_]+)"', text)}
    said = {path.rsplit(".", 1)[0] for path in leaves(family("errors")["territory"])}
    others = set(family("reasons")["territory"]) | set(leaves(family("territory"))) | set(Territory.model_fields)
    assert used - others <= said
    assert said <= used


def test_every_sentence_is_in_both_languages() -> None:
    for found in (family("errors")["territory"], family("reasons")["territory"], family("territory")):
        for path, sentence in leaves(found).items():
            assert isinstance(sentence, dict), path
            assert set(sentence) == set(LANGUAGES), path


def test_every_reason_level_variable_unit_and_rate_has_its_words() -> None:
    words = family("territory")
    assert set(REASONS) <= set(family("reasons")["territory"])
    assert set(LEVELS) == set(words["levels"])
    assert set(CATALOGUE["stems"]) <= set(words["variables"])
    assert set(CATALOGUE["rates"]) == set(words["rates"])
    named = CATALOGUE["names"].values()
    assert {each["label"] for each in named} <= set(words["variables"])
    assert {each["unit"] for each in [*CATALOGUE["stems"].values(), *named]} <= set(words["units"])


def test_rates_parts_and_weights_of_the_catalogue_name_columns_that_it_knows() -> None:
    stems = set(CATALOGUE["stems"])
    assert {each["weight"] for each in CATALOGUE["stems"].values() if "weight" in each} <= stems
    assert {each[side] for each in CATALOGUE["rates"].values() for side in ("numerator", "denominator")} <= stems
    assert {each for pair in CATALOGUE["parts"] for each in pair} <= stems
