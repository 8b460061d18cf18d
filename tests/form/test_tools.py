"""The linters run with the tests: style, types and the floors of the architecture."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent

COMMANDS = {
    "ruff finds no fault": [SCRIPTS / "ruff", "check", "--no-cache", "."],
    "ruff would format nothing": [SCRIPTS / "ruff", "format", "--no-cache", "--check", "."],
    "mypy finds no fault": [SCRIPTS / "mypy"],
    "every floor imports only from those below": [SCRIPTS / "lint-imports"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())
def test_the_tool_is_green(command: list[str | Path]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
