"""Files fetched with pynsee: only what can be tried without a network and without the extra."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from little_france import keys

from evalkit.errors import EvalkitError
from evalkit.territory.download import download


@pytest.mark.skipif(find_spec("pynsee") is not None, reason="the extra insee is installed here")
def test_without_the_extra_one_sentence_says_how_to_install_it_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(EvalkitError) as error:
        download(["TAG_COM_LATEST", "AUTRE"], tmp_path / "insee")
    assert keys(error) == ["territory.download.no_extra"]
    assert "evalkit[insee]" in error.value.sentences("fr") and "evalkit[insee]" in error.value.sentences("en")
    assert not (tmp_path / "insee").exists()


@pytest.mark.skipif(find_spec("pynsee") is None, reason="the extra insee is not installed")
def test_what_is_no_name_of_a_file_never_becomes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("pynsee_file_list", "http://127.0.0.1:9/none.json")  # no network is asked
    with pytest.raises(EvalkitError) as error:
        download(["../ailleurs"], tmp_path)
    assert keys(error) == ["territory.download.unknown"]
    assert not list(tmp_path.iterdir())
