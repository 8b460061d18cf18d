"""What the diagnosis of territories costs: the whole of France at commune level, and many atlases of one folder.

Run with ``python benchmarks/territory.py FOLDER``: official files as Insee, Dares, ASP and IGN publish them, with
outlines of communes. Without a folder nothing is measured: they are no part of evalkit.

The first table is one process that reads every file, joins all to one geography, adds communes up to every larger level
and draws the communes of France twice, a rate in colours and a count in circles: CPU seconds of each step and of the
process with its imports, and its peak memory, beside what is asked for. The second is the command ``evalkit territory``
on one département, then on several in one call: what one atlas more costs, beside what it costs to make it alone, for
each engine that is asked for (``--engines warm,kernel``; the ordinary kernel reads all files again for each). Processes
that a command starts count with it; its peak is that of its largest process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CPU, MEMORY = 60.0, 2000.0
"""CPU seconds and megabytes that the whole of France may take."""
TERRITORIES = ("DEP:14", "DEP:27", "DEP:50", "DEP:61", "DEP:76", "DEP:35", "DEP:53", "DEP:72")
Figures = dict[str, float]


def france(folder: str) -> Figures:
    """Read, join, add up and draw; return the CPU seconds of each step and the communes and people there are."""
    laps: Figures = {}
    begun = time.process_time()

    def lap(name: str) -> None:
        nonlocal begun
        now = time.process_time()
        laps[name], begun = now - begun, now

    from evalkit.stats.estimable import NotEstimable
    from evalkit.territory.atlas import POPULATION, read_atlas
    from evalkit.territory.derived import latest
    from evalkit.views.maps import choropleth, proportional_symbols

    lap("imports")
    atlas = read_atlas(folder)
    lap("read and aligned")
    communes = atlas.at("commune")
    lap("joined")
    for level in atlas.levels:
        atlas.at(level)
    lap("added up to every level")
    outline, rate = atlas.outline("commune"), latest(communes, "unemployment_rate_census")
    if outline is None or rate is None:
        raise SystemExit("no outlines of communes, or no unemployment by commune, in this folder")
    drawn = (choropleth(communes, rate.name, outline), proportional_symbols(communes, POPULATION, outline))
    lap("drawn")
    if any(isinstance(each, NotEstimable) for each in drawn):
        raise SystemExit("the maps cannot be drawn from this folder")
    frame = communes.frame
    return {**laps, "communes": len(frame), "people": float(frame[POPULATION].sum()), "columns": frame.shape[1]}


def spent(command: Sequence[str]) -> tuple[str, Figures]:
    """Run a command; return what it prints, its CPU and wall seconds and its peak in megabytes."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    begun = time.monotonic()
    run = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=os.environ | threads | {"PYTHONPATH": str(ROOT)},
    )
    told = run.stdout.read() if run.stdout else ""
    _, status, usage = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise SystemExit(f"failed with code {run.returncode}: {' '.join(command)}")
    figures = {"cpu": usage.ru_utime + usage.ru_stime, "wall": time.monotonic() - begun, "peak": usage.ru_maxrss / 1000}
    return told, figures


def atlases(folder: str, territories: Sequence[str], engine: str) -> Figures:
    """Make atlases by the command; return what they cost together."""
    program = "from evalkit.cli import app; app()"
    with tempfile.TemporaryDirectory() as out:
        options = ["--data", folder, "--out", out, "--engine", engine, "--jobs", "1", "--to", "html,csv,ipynb"]
        return spent([sys.executable, "-c", program, "territory", *territories, *options])[1]


def show_france(folder: str) -> None:
    """Print the first table."""
    told, whole = spent([sys.executable, __file__, "--measure", folder])
    steps: Figures = json.loads(told.splitlines()[-1])
    counts = {name: steps.pop(name) for name in ("communes", "people", "columns")}
    print(f"France: {counts['communes']:.0f} communes, {counts['people']:.0f} people, {counts['columns']:.0f} columns")
    for name, seconds in steps.items():
        print(f"  {name:<40}{seconds:>9.1f} s CPU")
    goals = (("all of it", "cpu", "s CPU", CPU), ("peak memory", "peak", "MB", MEMORY))
    for name, key, unit, most in goals:
        verdict = "met" if whole[key] <= most else "NOT MET"
        print(f"  {name:<40}{whole[key]:>9.1f} {unit}, at most {most:.0f}: {whole[key] / most:.2f} of it   {verdict}")


def show_atlases(folder: str, count: int, engines: Sequence[str]) -> None:
    """Print the second table."""
    for engine in engines:
        one, several = (atlases(folder, TERRITORIES[:n], engine) for n in (1, count))
        more = (several["cpu"] - one["cpu"]) / (count - 1)
        print(f"evalkit territory, engine {engine}")
        for name, found in (("one atlas", one), (f"{count} atlases", several)):
            print(f"  {name:<40}{found['cpu']:>9.1f} s CPU{found['wall']:>9.1f} s{found['peak']:>9.0f} MB")
        print(f"  {'one atlas more':<40}{more:>9.1f} s CPU: {more / one['cpu']:.2f} of one alone")
        alone = count * one["cpu"]
        print(f"  {'in one call rather than one by one':<40}{alone / several['cpu']:>9.1f} times less CPU")


def main() -> None:
    """Read the command and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--atlases", type=int, default=6, choices=range(2, len(TERRITORIES) + 1))
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["warm"])
    parser.add_argument("--measure", metavar="FOLDER", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(france(given.measure)))
        return
    if given.folder is None:
        print("nothing is measured: name a folder of official files (see --help)")
        return
    folder = str(Path(given.folder).resolve())
    show_france(folder)
    show_atlases(folder, given.atlases, given.engines)


if __name__ == "__main__":
    main()
