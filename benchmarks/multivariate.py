"""How fast factor analyses and classes are made, against the limit, R's FactoMineR and prince.

Run with ``python benchmarks/multivariate.py``; everything is measured in one run. Each case has a process of its own,
so that its peak memory (all of the process, imports included) is its own; BLAS has one thread. CPU seconds are those of
the call alone, the median of several calls where one is short; reading data and imports are left out. The limit is the
eigen-decomposition of the cross-product matrix (of the Burt matrix, counted by cells) and one product, on arrays that
are ready.

FactoMineR is measured where ``Rscript`` and the package are there; prince where it can be imported, or by another
interpreter that has it (``--prince-python PATH``). ``--rows 1000,10000,35000,100000`` gives the tables of factor
analyses other numbers of rows; ``--only pca,hcpc`` takes the cases whose names begin so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
CLASSES = 8
"""Classes asked of every tree, so that inertias within classes can be compared."""
SHORT, CALLS = 1.0, 7
"""Calls that take fewer seconds than the first are made as often as the second."""

ROUNDING = 1e-12
"""Two sums of the same figures may differ by so much, relatively."""

Figures = dict[str, float]


# The data, the same for all programs


def numbers(rows: int, columns: int = 20) -> pd.DataFrame:
    """Return numbers with four things in common."""
    random = np.random.default_rng(rows)
    common = random.normal(size=(rows, 4)) @ random.normal(size=(4, columns))
    return pd.DataFrame(common + random.normal(size=(rows, columns)), columns=[f"n{i}" for i in range(columns)])


def levels(rows: int, columns: int = 20) -> pd.DataFrame:
    """Return categories of 3 to 6 levels, cut out of such numbers."""
    table = numbers(rows, columns).rename(columns=lambda name: name.replace("n", "c"))
    for i, name in enumerate(table):
        parts = pd.qcut(table[name], 3 + i % 4, labels=False)
        table[name] = pd.Categorical([f"{name}_{part}" for part in parts])
    return table


def both(rows: int) -> pd.DataFrame:
    """Return 12 numbers and 8 categories."""
    return pd.concat([numbers(rows, 12), levels(rows, 8)], axis=1)


def by_class(rows: int) -> pd.DataFrame:
    """Return such a table with six classes."""
    return both(rows).assign(group=pd.qcut(numbers(rows)["n0"], 6, labels=[f"class {i}" for i in range(6)]))


def places(rows: int) -> pd.DataFrame:
    """Return coordinates on five axes in ten clouds that overlap."""
    random = np.random.default_rng(rows)
    middles = 2 * random.normal(size=(10, 5))[random.integers(0, 10, rows)]
    return pd.DataFrame((middles + random.normal(size=(rows, 5))) * [2.0, 1.5, 1.2, 1, 0.8])


def people(rows: int) -> np.ndarray:
    """Return weights as unlike as the populations of communes."""
    return np.asarray(np.random.default_rng(1).lognormal(6, 1.5, rows))


def touching(rows: int) -> np.ndarray:
    """Return who touches whom on a map: places at random and their triangles."""
    from scipy.spatial import Delaunay

    corners = Delaunay(np.random.default_rng(2).uniform(size=(rows, 2))).simplices
    return np.unique(np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0)


TABLES: dict[str, Callable[[int], pd.DataFrame]] = {
    "pca": numbers,
    "mca": levels,
    "famd": both,
    "describe": by_class,
    "hcpc": places,
}


# The limit


def limit(method: str, rows: int) -> Callable[[], object]:
    """Return the bare eigen-decomposition of a method, its data at hand."""
    table = TABLES[method](rows)
    quantitative = table.select_dtypes("number").to_numpy()
    codes = [table[name].cat.codes.to_numpy(dtype=np.int64) for name in table.select_dtypes("category")]
    return {"pca": partial(_of_numbers, quantitative), "mca": partial(_of_levels, codes)}.get(
        method, partial(_of_both, quantitative, codes)
    )


def _of_numbers(values: np.ndarray) -> np.ndarray:
    coded = (values - values.mean(axis=0)) / values.std(axis=0)
    return coded @ _axes(coded.T @ coded)


def _of_both(values: np.ndarray, codes: list[np.ndarray]) -> np.ndarray:
    parts = [(values - values.mean(axis=0)) / values.std(axis=0)]
    for each in codes:
        share = np.bincount(each) / len(each)
        parts.append(np.eye(len(share))[each] / np.sqrt(share) - np.sqrt(share))
    coded = np.concatenate(parts, axis=1)
    return coded @ _axes(coded.T @ coded)


def _of_levels(codes: list[np.ndarray]) -> np.ndarray:
    sizes = [int(each.max()) + 1 for each in codes]
    burt = np.block(
        [[_crossed(a, b, i, j) for b, j in zip(codes, sizes, strict=True)] for a, i in zip(codes, sizes, strict=True)]
    )
    root = np.sqrt(np.diag(burt))
    loadings = _axes(burt / np.outer(root, root) - np.outer(root, root) / len(codes[0])) / root[:, None]
    starts = np.cumsum([0, *sizes[:-1]])
    return np.sum([loadings[each + start] for each, start in zip(codes, starts, strict=True)], axis=0)


def _crossed(one: np.ndarray, other: np.ndarray, lines: int, columns: int) -> np.ndarray:
    return np.bincount(one * columns + other, minlength=lines * columns).reshape(lines, columns)


def _axes(matrix: np.ndarray, kept: int = 5) -> np.ndarray:
    return np.linalg.eigh(matrix)[1][:, ::-1][:, :kept]


# evalkit, prince and R


def evalkit(method: str, rows: int) -> Callable[[], object]:
    """Return a call of evalkit, its data at hand."""
    from evalkit.stats import classes, factor

    name, _, way = method.partition(" ")
    if name in ("pca", "mca", "famd"):
        return partial(getattr(factor, name), TABLES[name](rows), axes=5)
    if name == "describe":
        return partial(factor.describe_by, by_class(rows), "group")
    options: dict[str, Any] = {"classes": CLASSES}
    options |= {"weights": people(rows)} if "weighted" in way else {}
    options |= {"cells": 1000} if "cells" in way else {}
    options |= {"neighbours": touching(rows)} if "neighbours" in way else {}
    return partial(classes.hcpc, places(rows), **options)


def prince(method: str, rows: int) -> Callable[[], object]:
    """Return a call of prince, its data at hand."""
    import prince as library

    table = TABLES[method](rows)
    make = getattr(library, method.upper())

    def work() -> object:
        return make(n_components=5).fit(table).row_coordinates(table)

    return work


R_CALLS = {
    "pca": "PCA(x, ncp = 5, graph = FALSE)",
    "mca": "MCA(x, ncp = 5, graph = FALSE)",
    "famd": "FAMD(x, ncp = 5, graph = FALSE)",
    "describe": "catdes(x, which(names(x) == 'group'))",
    "hcpc": f"HCPC(x, nb.clust = {CLASSES}, graph = FALSE, description = FALSE)",
}
R_SCRIPT = """suppressMessages(library(FactoMineR))
x <- read.csv("{file}", stringsAsFactors = TRUE)
took <- numeric()
repeat {{
  begun <- proc.time()
  found <- {call}
  spent <- (proc.time() - begun)
  took <- c(took, spent[["user.self"]] + spent[["sys.self"]])
  if (took[1] > {short} || length(took) >= {calls}) break
}}
cat(sprintf('{{"cpu": %f}}\\n', median(took)))
"""


# The measuring


def measure(program: str, method: str, rows: int) -> Figures:
    """Call until the time is sure; return CPU seconds, and the inertia within classes where there are some."""
    work = {"evalkit": evalkit, "limit": limit, "prince": prince}[program](method, rows)
    took: list[float] = []
    while not took or (took[0] < SHORT and len(took) < CALLS):
        begun = time.process_time()
        found = work()
        took.append(time.process_time() - begun)
    inertia = getattr(found, "inertia", None)
    return {"cpu": statistics.median(took)} | ({} if inertia is None else {"within": inertia.within_after})


def in_own_process(program: str, method: str, rows: int, interpreter: str) -> Figures | None:
    """Measure in a process of its own; add its peak memory in MB. None where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        command = [interpreter, __file__, "--measure", program, method, str(rows)]
        if program == "r":
            command = [interpreter, str(_r_script(method, rows, Path(folder)))]
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        run = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | threads | {"PYTHONPATH": str(ROOT)}
        )
        told = run.stdout.read() if run.stdout else ""
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        return None
    figures: Figures = json.loads(told.splitlines()[-1])
    return figures | {"peak": usage.ru_maxrss / 1000}


def _r_script(method: str, rows: int, folder: Path) -> Path:
    TABLES[method](rows).to_csv(folder / "table.csv", index=False)
    script = folder / "measure.R"
    text = R_SCRIPT.format(file=folder / "table.csv", call=R_CALLS[method], short=SHORT, calls=CALLS)
    script.write_text(text, encoding="utf-8")
    return script


# The table


@dataclass(frozen=True)
class Goal:
    """What is asked of a figure."""

    text: str
    met: Callable[[Figures], bool]
    told: Callable[[Figures], str]


def ratio(text: str, others: Figures | None, least: float = 0, most: float = np.inf) -> list[Goal]:
    """Return the goal that others take so many times the CPU seconds; none where they were not measured."""
    if others is None:
        return []
    theirs = others["cpu"]
    return [Goal(text, lambda own: least <= theirs / own["cpu"] <= most, lambda own: f"{theirs / own['cpu']:.2f}")]


def at_most(name: str, unit: str, most: float) -> Goal:
    """Return the goal that a figure is not above a limit."""
    text = f"{'CPU' if name == 'cpu' else name} up to {most:.6g} {unit}".rstrip()
    return Goal(text, lambda own: own[name] <= most * (1 + ROUNDING), lambda own: f"{own[name]:.6g}")


def show(case: str, rows: int, own: Figures | None, goals: list[Goal]) -> None:
    """Print a case and its goals."""
    head = f"{case:<28}{rows:>8}"
    if own is None:
        print(f"{head}   failed", flush=True)
        return
    print(f"{head}{own['cpu']:>9.3f}{own['peak']:>8.0f}", flush=True)
    for goal in goals:
        verdict = "met" if goal.met(own) else "NOT MET"
        print(f"{'':>10}{goal.text:<52}{goal.told(own):>12}   {verdict}", flush=True)


def factors(method: str, rows: int, programs: dict[str, str]) -> None:
    """Measure a factor analysis or a description by all programs."""
    others = {
        name: in_own_process(name, method, rows, programs[name])
        for name in programs
        if not (method == "describe" and name in ("limit", "prince"))
    }
    own = others.pop("evalkit")
    goals = []
    if (bare := others.get("limit")) is not None:
        goals += [
            Goal(
                "times the limit: up to 2",
                lambda own: own["cpu"] <= 2 * bare["cpu"],
                lambda own: f"{own['cpu'] / bare['cpu']:.2f}",
            )
        ]
    asked = 5 if method != "describe" else 1
    goals += ratio(f"FactoMineR's CPU over ours: from {asked} on", others.get("r"), least=asked)
    goals += ratio("prince's CPU over ours: above 1", others.get("prince"), least=1)
    show(method, rows, own, goals)
    for name, figures in others.items():
        if figures is not None:
            print(f"{'  ' + name:<36}{figures['cpu']:>9.3f}{figures['peak']:>8.0f}", flush=True)


def trees(programs: dict[str, str], rows: int = 35_000) -> None:
    """Measure trees and classes."""
    mine = partial(in_own_process, "evalkit", interpreter=programs["evalkit"])
    theirs = in_own_process("r", "hcpc", 10_000, programs["r"]) if "r" in programs else None
    show("hcpc", 10_000, mine("hcpc", 10_000), ratio("FactoMineR's CPU over ours: from 10 on", theirs, least=10))
    if theirs is not None:
        print(f"{'  r':<36}{theirs['cpu']:>9.3f}{theirs['peak']:>8.0f}", flush=True)
    memory = at_most("peak", "MB", 400)
    for weighted, seconds in (("", 10), (" weighted", 30)):
        exact = mine(f"hcpc{weighted}", rows)
        show(f"hcpc{weighted}", rows, exact, [at_most("cpu", "s", seconds), memory])
        goals = [at_most("cpu", "s", 3), memory]
        goals += [] if exact is None else [at_most("within", "(the exact tree's)", exact["within"])]
        show(f"hcpc{weighted} cells", rows, mine(f"hcpc{weighted} cells", rows), goals)
    tied = mine("hcpc weighted neighbours", rows)
    show("hcpc weighted neighbours", rows, tied, [at_most("cpu", "s", 10), memory])


def found_programs(prince_python: str | None) -> dict[str, str]:
    """Return the programs that are there and the interpreter of each; say which are not."""
    programs = {"evalkit": sys.executable, "limit": sys.executable}
    r = shutil.which("Rscript")
    if r and not subprocess.run([r, "-e", "library(FactoMineR)"], capture_output=True).returncode:
        programs["r"] = r
    python = prince_python or sys.executable
    if not subprocess.run([python, "-c", "import prince"], capture_output=True).returncode:
        programs["prince"] = python
    for name, text in (("r", "Rscript with FactoMineR"), ("prince", "prince (see --prince-python)")):
        if name not in programs:
            print(f"not measured, because it is not there: {text}")
    return programs


def main() -> None:
    """Read the command and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=lambda text: [int(word) for word in text.split(",")], default=[35_000])
    parser.add_argument("--only", type=lambda text: text.split(","), default=["pca", "mca", "famd", "describe", "hcpc"])
    parser.add_argument("--prince-python", metavar="PATH")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        program, method, rows = given.measure
        print(json.dumps(measure(program, method, int(rows))))
        return
    programs = found_programs(given.prince_python)
    print(f"{'case':<28}{'rows':>8}{'CPU s':>9}{'MB':>8}")
    for method in ("pca", "mca", "famd", "describe"):
        for rows in given.rows if method in given.only else []:
            factors(method, rows, programs)
    if "hcpc" in given.only:
        trees(programs)


if __name__ == "__main__":
    main()
