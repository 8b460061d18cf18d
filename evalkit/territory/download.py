"""Official files fetched from insee.fr by pynsee, Insee's own package: an optional extra, where there is a network."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import getproxies

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.sources.shown import short

SERVER, PATIENCE = ("www.insee.fr", 443), 10.0
LIST = "pynsee_file_list"
"""Where pynsee is told, as it names it itself, that its list of files stands elsewhere."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")


def download(ids: Sequence[str], folder: str | Path) -> list[Path]:
    """Fetch files of insee.fr into a folder, as `read_atlas` reads it.

    Parameters
    ----------
    ids : sequence of str
        As ``pynsee.download.get_file_list`` names them; the year may be left to pynsee (``TAG_COM_LATEST``).
    folder : path
        Made where it is not there.

    Returns
    -------
    list of pathlib.Path
        ``<folder>/<id>.csv``, one for each id, each written whole or not at all.

    Raises
    ------
    EvalkitError
        When the extra ``insee`` is not installed or there is no network (nothing is fetched then), or files are not
        known to pynsee or cannot be fetched: all of them at once; the others are there.

    Notes
    -----
    pynsee keeps what it fetched for 90 days in the user's own cache, and does not check the certificates of servers
    (``verify=False``): compare what counts with insee.fr.
    """
    fetch = _pynsee()
    _check_network()
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise EvalkitError([problem(Place(place.as_posix()), "", "territory.download.no_folder")]) from None
    made: list[Path] = []
    problems: list[Problem] = []
    for each in dict.fromkeys(ids):
        try:
            made.append(_written(_fetched(fetch, each), place / f"{each}.csv"))
        except EvalkitError as error:
            problems += error.problems
    if problems:
        raise EvalkitError(problems)
    return made


def _pynsee() -> Any:
    try:
        return import_module("pynsee.download").download_file
    except ImportError:
        raise EvalkitError([problem(Place("pynsee"), "", "territory.download.no_extra")]) from None


def _check_network() -> None:
    """Refuse at once where insee.fr cannot be reached: pynsee would try again and again for minutes."""
    if getproxies() or os.environ.get(LIST):
        return  # reached in another way
    try:
        socket.create_connection(SERVER, PATIENCE).close()
    except OSError:
        raise EvalkitError([problem(Place(SERVER[0]), "", "territory.download.failed")]) from None


def _fetched(fetch: Any, each: str) -> Any:
    if not _NAME.fullmatch(each):
        raise EvalkitError([problem(Place(short(each)), "", "territory.download.unknown")])
    try:
        table = fetch(each, silent=True)
    except ValueError:
        raise EvalkitError([problem(Place(each), "", "territory.download.unknown")]) from None
    except Exception:
        # Without a network pynsee ends in errors of requests, of the system, or of its own variables.
        raise EvalkitError([problem(Place(each), "", "territory.download.failed")]) from None
    if len(table) == 0:
        raise EvalkitError([problem(Place(each), "", "territory.download.failed")])
    return table


def _written(table: Any, file: Path) -> Path:
    part = file.with_suffix(".part")
    try:
        table.to_csv(part, sep=";", index=False, encoding="utf-8")
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise EvalkitError([problem(Place(file.as_posix()), "", "territory.download.no_folder")]) from None
    return file
