"""A blank dossier is read as it stands, for every device, and holds no value nobody gave."""

from __future__ import annotations

import itertools
import re

import pytest

from evalkit.catalogue import device, devices
from evalkit.errors import EvalkitError
from evalkit.model import Dossier
from evalkit.sources import blank_dossier, parse_dossier
from evalkit.sources.blank import STEPS
from evalkit.texts import LANGUAGES, Language

CODES: list[str | None] = [None, *(each.code for each in devices())]


@pytest.mark.parametrize(("code", "language"), list(itertools.product(CODES, LANGUAGES)))
def test_a_blank_dossier_is_read_as_it_stands(code: str | None, language: Language) -> None:
    for partners in range(2, 9):
        read = parse_dossier(blank_dossier(code, partners, language))
        assert len(read.partners) == partners
        assert read.device == code


@pytest.mark.parametrize("code", [each.code for each in devices()])
def test_a_device_brings_its_suggestions_and_no_value(code: str) -> None:
    read = parse_dossier(blank_dossier(code, 2, "fr"))
    wanted = [indicator for criterion in device(code).criteria for indicator in criterion.indicators]
    assert [each.label for each in read.indicators] == [each.label.fr.strip() for each in wanted]
    for each, suggested in zip(read.indicators, wanted, strict=True):
        assert each.suggestion
        assert suggested.code in (each.note or "")
        assert (each.baseline, each.target, each.target_due) == (None, None, None)
    assert not read.measures
    assert not read.objectives


def test_every_field_of_a_dossier_stands_in_the_blank_once() -> None:
    assert sorted(name for names in STEPS.values() for name in names) == sorted(Dossier.model_fields)
    for name in Dossier.model_fields:
        assert len(re.findall(rf"^{name}:", blank_dossier(None, 2, "fr"), re.MULTILINE)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_templates_only_want_to_be_filled_once_their_marks_are_removed(language: Language) -> None:
    text = re.sub(r"^#(?=(?:  )*(?:- |  )\w+:)", "", blank_dossier(None, 2, language), flags=re.MULTILINE)
    with pytest.raises(EvalkitError) as caught:
        parse_dossier(text)
    keys = {each.fault[0] for each in caught.value.problems}
    assert keys == {"errors.missing.fault", "errors.unknown_code.fault"}, "what is missing, and the ranked objectives"


def test_the_address_of_the_schema_comes_first_and_only_when_it_is_known() -> None:
    assert blank_dossier(None, 2, "fr", schema="../../docs/dossier.schema.json").startswith(
        "# yaml-language-server: $schema=../../docs/dossier.schema.json\n"
    )
    assert "yaml-language-server" not in blank_dossier(None, 2, "fr")


def test_an_unknown_device_gives_no_blank() -> None:
    with pytest.raises(KeyError):
        blank_dossier("inconnu", 2, "fr")
