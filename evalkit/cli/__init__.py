"""The command line. Heavy imports wait inside the commands: ``evalkit --help`` answers at once."""

from __future__ import annotations

import io
import sys

from evalkit.cli import (
    analyse,
    attach,
    check,
    convert,
    export,
    import_,
    new,
    portfolio,
    questionnaire,
    reference,
    report,
    run,
    territory,
)
from evalkit.cli.app import app

__all__ = ["app", "main"]

_WITH_COMMANDS = (
    new,
    check,
    convert,
    questionnaire,
    import_,
    report,
    run,
    portfolio,
    analyse,
    territory,
    attach,
    export,
    reference,
)
"""Imported because importing them registers their commands, in the order in which ``--help`` lists them."""


def main() -> None:
    """Run the command line; what a terminal cannot write is written as its code, never as a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()
