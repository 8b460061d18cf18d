"""environment.yml and pyproject.toml say the same thing."""

import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def bounds(lines: list[str]) -> dict[str, str]:
    return {Requirement(line).name: str(Requirement(line).specifier) for line in lines}


def test_conda_installs_the_same_packages_within_the_same_bounds() -> None:
    conda = bounds([line for line in CONDA["dependencies"] if isinstance(line, str)])
    assert conda.pop("pip") == ""
    assert conda.pop("python") == PROJECT["requires-python"]
    assert conda == bounds(PROJECT["dependencies"])


def test_conda_takes_packages_from_conda_forge_only() -> None:
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_conda_installs_evalkit_itself_from_the_tree() -> None:
    assert {"pip": ["-e .[test]"]} in CONDA["dependencies"]


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    extras = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *extras["cluster"], *extras["insee"], *extras["test"]]
    unbounded = [line for line in lines if line != "evalkit[cluster,insee]" and (">=" not in line or "<" not in line)]
    assert unbounded == []
