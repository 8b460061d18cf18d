import copy
from pathlib import Path

import pytest
import yaml

from evalkit.sources import parse_dossier

CASES = Path(__file__).parents[1] / "cases"


def _put(data, path, value):
    *way, last = path
    for step in way:
        data = data[step]
    data[last] = value


@pytest.fixture(scope="session")
def complete():
    """The complete fictional dossier as plain data, all texts as typed."""
    return yaml.load((CASES / "fictional_complete.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.fixture(scope="session")
def respectful(complete):
    """Plain data of a dossier that respects the 47 rules, each having something to judge."""
    data = copy.deepcopy(complete)
    data["indicators"][0]["target_set_on"] = "2022-03"
    data["indicators"][2] |= {"baseline_reason": "première enquête", "followed_without_target": "true"}
    data["measures"][5] |= {"numerator": "8", "denominator": "10"}
    data["exits"] = [{"start": "2024", "end": "2024", "lasting": "2", "transition": "3", "positive": "4", "other": "6"}]
    data["findings"] = [
        {"code": "R1", "about": "P1", "label": "deux chantiers communs", "criterion": "C1", "quote": "Ça change.",
         "consent": "true"}
    ]  # fmt: skip
    data["diagnosis"] = [{"label": "habitants", "value": "12 000", "period": "2021", "source": "Insee"}]
    return data


def _without_nothing(data):
    if isinstance(data, dict):
        return {key: _without_nothing(value) for key, value in data.items() if value is not None}
    return [_without_nothing(value) for value in data] if isinstance(data, list) else data


@pytest.fixture(scope="session")
def read():
    """Read plain data as a dossier file; what is None is left out of it."""
    return lambda data: parse_dossier(yaml.safe_dump(_without_nothing(data), allow_unicode=True, sort_keys=False))


@pytest.fixture(scope="session")
def put():
    """Change one value of plain data at a path."""
    return _put


@pytest.fixture(scope="session")
def previous(respectful, read):
    """The respectful dossier a year earlier."""
    measures = [{**each, "start": "2023", "end": "2023"} for each in respectful["measures"]]
    return read({**respectful, "year": "2023", "previous_year": "2022", "measures": measures})
