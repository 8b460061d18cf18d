"""The tree keeps its own rules: sizes, no foreign paths, no lock file, imports that stay light."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "evalkit").rglob("*.py"))
LONGEST_FUNCTION = 60
LONGEST_MODULE = 400


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: the tracked files cannot be listed")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{path.name}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_swallows_its_neighbours() -> None:
    long = [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE]
    assert long == []


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    private = re.compile(rb"/(?:home|root|Users)/[A-Za-z]|C:\\\\Users")
    named = [str(path.relative_to(ROOT)) for path in tracked() if private.search(path.read_bytes())]
    assert named in ([], ["tests/form/test_tree.py"])


def test_no_lock_file_with_download_addresses_is_tracked() -> None:
    assert [path.name for path in tracked() if path.name in {"uv.lock", "poetry.lock", "pylock.toml"}] == []


def test_importing_the_package_and_its_command_line_loads_nothing_heavy() -> None:
    heavy = ("pandas", "numpy", "matplotlib", "seaborn", "scipy", "papermill", "nbconvert", "pydantic", "IPython")
    code = f"import sys, evalkit, evalkit.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
