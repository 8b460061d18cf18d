"""What the commands that run notebooks in series are asked: outputs, engine, how many at once, limits."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from evalkit.cli.app import listed
from evalkit.texts import LANGUAGES, say

_OUTPUTS = ("html", "pdf", "docx", "csv", "png", "ipynb")
_ENGINES = ("auto", "warm", "kernel")


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _engine(given: str) -> str:
    if given not in _ENGINES:
        raise typer.BadParameter(say("cli.unknown_engine", "fr", found=given))
    return given


Languages = Annotated[
    list[str],
    typer.Option(
        callback=listed(LANGUAGES, "cli.unknown_language"),
        metavar="LANGUES",
        help="Langue des rapports : fr, en, ou fr,en.",
    ),
]
To = Annotated[
    list[str],
    typer.Option(
        callback=listed(_OUTPUTS, "cli.unknown_output"),
        metavar="FORMATS",
        help="Ce qui est produit : html, pdf, docx (Word), csv (tableaux, et figures en SVG), png (figures), ipynb "
        "(notebook exécuté).",
    ),
]
EngineOption = Annotated[
    str,
    typer.Option(
        callback=_engine,
        metavar="MOTEUR",
        help="auto : le plus rapide possible ici ; warm : processus préparés d'avance (Linux) ; kernel : un noyau "
        "Jupyter ordinaire par rapport.",
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", min=0, metavar="N", help="Rapports faits en même temps ; 0 : un par processeur.")
]
Timeout = Annotated[int, typer.Option(min=1, metavar="SECONDES", help="Temps donné à chaque rapport.")]
Memory = Annotated[
    int, typer.Option(min=64, metavar="MO", help="Mémoire donnée à chaque rapport, en mégaoctets (Linux).")
]
Force = Annotated[bool, typer.Option("--force", help="Refaire aussi ce qui est à jour.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="Donner le résultat en JSON sur la sortie standard, sans affichage.")
]
Dask = Annotated[
    str | None,
    typer.Option(metavar="ADRESSE", help="Répartir les rapports sur une grappe dask existante (tcp://machine:8786)."),
]
