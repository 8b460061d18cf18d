"""Take the names of folders and users out of an executed notebook."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import evalkit


def tidy_notebook(executed: Any, output: Path, notebook: Path) -> None:
    """Write an executed notebook without private paths.

    Only what the machine wrote is changed (papermill's record, tracebacks, streams). The results themselves come from
    the dossier, and a picture in base64 must keep every letter.

    Parameters
    ----------
    executed : NotebookNode
        Changed in place.
    output, notebook : pathlib.Path
        Where it is written, and what was run.
    """
    import nbformat

    record = executed.metadata.setdefault("papermill", {})
    record.update(input_path=notebook.name, output_path=output.name)
    names = _private_folders(output, notebook)
    for cell in executed.cells:
        for shown in cell.get("outputs", []):
            _tidy_output(shown, names)
    # Half a character, which UTF-8 cannot hold, is written as JSON does: by its number.
    output.write_text(nbformat.writes(executed) + "\n", encoding="utf-8", errors="backslashreplace")


def _tidy_output(shown: Any, names: list[tuple[str, str]]) -> None:
    if shown.output_type == "error":
        shown.evalue = _without(shown.evalue, names)
        shown.traceback = [_without(line, names) for line in shown.traceback]
    elif shown.output_type == "stream":
        shown.text = _without(shown.text, names)


def _without(text: str, names: list[tuple[str, str]]) -> str:
    for folder, instead in names:
        text = text.replace(folder, instead)
    return text


def _private_folders(output: Path, notebook: Path) -> list[tuple[str, str]]:
    """Longest first: a folder is replaced before the one that holds it. The top of all names nobody."""
    folders = {
        output.resolve().parent: ".",
        notebook.resolve().parent: "notebooks",
        Path(evalkit.__file__).resolve().parent: "evalkit",
        Path(sys.prefix): "python",
        Path(sys.base_prefix): "python",
    }
    for of_user, instead in ((Path.cwd, "."), (Path.home, "~")):
        with suppress(OSError, RuntimeError):  # a folder that is gone, a user without one
            folders.setdefault(of_user(), instead)
    pairs = [(str(folder), instead) for folder, instead in folders.items() if folder != folder.parent]
    return sorted(pairs, key=lambda pair: -len(pair[0]))
