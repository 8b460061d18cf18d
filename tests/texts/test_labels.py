"""Every field and every choice of the model has its words in both languages, and no word is left over."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import pytest

from evalkit.model import content, dossier, framework, prospects, results, vocabulary
from evalkit.model.fields import Entry
from evalkit.texts import LANGUAGES, family, say

PARTS: tuple[ModuleType, ...] = (dossier, framework, content, results, prospects)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def classes() -> dict[str, type[Entry]]:
    found = [each for part in PARTS for each in vars(part).values() if isinstance(each, type)]
    return {snake(each.__name__): each for each in found if issubclass(each, Entry) and each is not Entry}


def lists() -> dict[str, tuple[Any, ...]]:
    return {snake(name): get_args(kind) for name, kind in vars(vocabulary).items() if get_origin(kind) is Literal}


def test_every_class_of_the_model_has_its_labels_and_no_label_is_left_over() -> None:
    assert set(family("fields")) == set(classes())


@pytest.mark.parametrize("name", sorted(classes()))
def test_every_field_has_a_label_and_a_help_line_in_both_languages(name: str) -> None:
    assert set(family("fields")[name]) == set(classes()[name].model_fields)
    for field in classes()[name].model_fields:
        for language in LANGUAGES:
            assert say(f"fields.{name}.{field}.label", language).strip()
            assert "\n" not in say(f"fields.{name}.{field}.help", language).strip()


def test_the_words_of_a_workbook_hold_nothing_of_yaml() -> None:
    said = [each for fields in family("fields").values() for each in fields.values() if "help_cell" in each]
    words = [each["help_cell"][language] for each in said for language in LANGUAGES]
    words += [text for name in ("errors", "findings") for text in in_cells(family(name))]
    assert len(words) > 100
    assert not [text for text in words if re.search(r"\[[A-Z]|\w+_\w+[:(]|\btrue\b|\bfalse\b|- …|« \w+: ", text)]


def in_cells(texts: Any) -> list[str]:
    """Return the wordings that are shown of cells only."""
    if not isinstance(texts, dict):
        return []
    found = [text for key in ("fault_cell", "remedy_cell") for text in texts.get(key, {}).values()]
    return found + [text for each in texts.values() for text in in_cells(each)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(classes()))
def test_two_fields_of_one_class_never_share_a_label(name: str, language: Any) -> None:
    labels = [each["label"][language] for each in family("fields")[name].values()]
    assert len(set(labels)) == len(labels)


def test_every_choice_has_a_label_and_no_label_is_left_over() -> None:
    known = {name: set(values) for name, values in lists().items()}
    known["recipient"] = {vocabulary.TERRITORY, vocabulary.BENEFICIARIES}
    assert {name: set(values) for name, values in family("vocabulary").items()} == known


def test_two_choices_of_one_list_never_share_a_label() -> None:
    for values in family("vocabulary").values():
        for language in LANGUAGES:
            labels = [each[language] for each in values.values()]
            assert len(set(labels)) == len(labels)


def test_two_lists_never_hold_the_same_choices() -> None:
    """A message finds the labels of a list by its choices."""
    found = [frozenset(values) for values in lists().values()]
    assert len(set(found)) == len(found)
