"""The examples at the head of the packages of statistics give what they say."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("package", ["factor", "classes", "regression"])
def test_the_example_of_the_package_gives_what_it_says(package: str) -> None:
    found = doctest.testmod(import_module(f"evalkit.stats.{package}"))
    assert found.attempted > 0
    assert found.failed == 0
