"""How fast reports are made in series, against the usual ways and against the limit.

Run with ``python benchmarks/batch.py``; everything is measured in one run, on copies of evalkit's own fictional dossier
that differ in their words. Printed are reports per minute, CPU seconds per report and ratios; the start of each way
(interpreter, imports, server) is left out and told apart, but for (a), which starts anew for each report.

(a) ``papermill`` and ``jupyter nbconvert`` on the command line, one report after the other
(b) papermill and nbconvert in one Python process, a kernel for each report
(c) evalkit, one report at a time and two
(d) the limit: the cells as plain functions in one warm process, and the same HTML export

``--curve 10,100,1000`` makes that many small reports instead and prints time and memory per report; ``--rounds``
repeats the comparison and gives medians.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "rapport.ipynb"
LARGE, SMALL = "rivage-delorme", "coopaxis"
COUNTS = {"a": 3, "b": 4, "c1": 24, "c2": 40, "d": 24}
MEMORY = "c2m"
"""As (c), two at a time, with a look at the memory."""
TOLD = {
    "a": "(a) papermill and nbconvert commands",
    "b": "(b) papermill and nbconvert in one process",
    "c1": "(c) evalkit, one at a time",
    "c2": "(c) evalkit, two at a time",
    "d": "(d) the limit: plain functions, warm",
}


# The dossiers


def copies(name: str, count: int, folder: Path) -> list[Path]:
    """Write that many copies of a partnership's dossiers, each with a code and words of its own."""
    sources = sorted((ROOT / "data" / "partnerships").glob(f"{name}*.yaml"))
    made = []
    for number in range(count):
        for source in sources:
            text = source.read_text(encoding="utf-8").replace(name, f"{name}-{number:04}")
            text = re.sub(r"\b(les|des|une|pour)\b", lambda word, n=number: f"{word[0]} {n:04}", text, count=40)
            made.append(folder / f"{number:04}-{source.name}")
            made[-1].write_text(text, encoding="utf-8")
    return made[len(sources) - 1 :: len(sources)]


# The ways


def in_commands(files: list[Path], out: Path) -> None:
    """Make reports as (a)."""
    for number, file in enumerate(files):
        folder = out / f"{number}"
        folder.mkdir()
        parameters = {"dossier_file": str(file), "language": "fr", "output_folder": "."}
        given = [piece for name, value in parameters.items() for piece in ("-p", name, value)]
        run = [sys.executable, "-m", "papermill", str(NOTEBOOK), str(folder / "r.ipynb"), "--cwd", str(folder), *given]
        subprocess.run([*run, "--no-progress-bar"], check=True, capture_output=True)
        export = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--no-input", str(folder / "r.ipynb")]
        subprocess.run(export, check=True, capture_output=True)


def in_process(files: list[Path], out: Path) -> None:
    """Make reports as (b)."""
    import papermill
    from nbconvert import HTMLExporter

    for number, file in enumerate(files):
        folder = out / f"{number}"
        folder.mkdir()
        parameters = {"dossier_file": str(file), "language": "fr", "output_folder": "."}
        executed = papermill.execute_notebook(
            str(NOTEBOOK), str(folder / "r.ipynb"), parameters, cwd=str(folder), progress_bar=False
        )
        page, _ = HTMLExporter(exclude_input=True).from_notebook_node(executed)
        (folder / "r.html").write_text(page, encoding="utf-8")


def as_functions(files: list[Path], out: Path) -> None:
    """Make reports as (d)."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    from evalkit.reports.export import export_html
    from evalkit.reports.page import open_page

    names = ("cover", "summary", "framework", "content", "results", "prospects", "review", "limits", "sources")
    for number, file in enumerate(files):
        folder = out / f"{number}"
        folder.mkdir()
        page = open_page(str(file), "fr", str(folder))
        shown = [getattr(page, name)()._repr_html_() for name in names]
        cells = [new_code_cell(outputs=[new_output("display_data", {"text/html": html})]) for html in shown]
        nbformat.write(new_notebook(cells=cells), folder / "r.ipynb")
        export_html(folder / "r.ipynb", folder / "r.html", "limit")


# The measuring, in a process of its own for each way


def measure(way: str, folder: Path) -> dict[str, float]:
    """Run a way on its dossiers, warm; return seconds and CPU seconds per report, and those of the start."""
    files = sorted(folder.glob("*-2024.yaml"))[: COUNTS[way[:2]] + 2]
    with tempfile.TemporaryDirectory() as name:
        if way.startswith("c"):
            return with_evalkit(files, Path(name), int(way[1]), way == MEMORY)
        work = {"a": in_commands, "b": in_process, "d": as_functions}[way]
        begun = spent()
        warm_up = files[:0] if way == "a" else files[:2]
        (Path(name) / "warm").mkdir()
        (Path(name) / "real").mkdir()
        work(warm_up, Path(name) / "warm")
        started = spent()
        work(files[2:], Path(name) / "real")
        return per_report(begun, started, spent(), len(files) - 2)


def with_evalkit(files: list[Path], out: Path, workers: int, watch: bool = False) -> dict[str, float]:
    """Make reports as (c); where asked, note the memory meanwhile, which takes time of its own."""
    from evalkit.reports.batch import make_all, plan
    from evalkit.reports.engine.warm import WarmEngine
    from evalkit.reports.read import read_all
    from evalkit.reports.task import Wish

    begun = spent()
    tasks = plan(read_all(files), out, ["fr"], NOTEBOOK).tasks
    engine = WarmEngine(NOTEBOOK, 2 * 1024**3)
    try:
        list(make_all(tasks[:2], engine, Wish(), workers))
        server = engine.start()._process
        with watched(server.pid, watch) as sizes:
            started = spent(server.pid)
            made = list(make_all(tasks[2:], engine, Wish(), workers))
            ended = spent(server.pid)
        assert all(each.status == "made" for each in made), [each.problems for each in made]
        return {**per_report(begun, started, ended, len(made)), "peak": max(sizes, default=0) / 1e6}
    finally:
        _end(engine)


def _end(engine: object) -> None:
    """Close without ending the benchmark if that fails: what was measured was measured."""
    engine.close()  # type: ignore[attr-defined]


def spent(server: int | None = None) -> tuple[float, float]:
    """Return the time, and the CPU seconds of this process, of its ended children and of a running server and its."""
    times = os.times()
    cpu = times.user + times.system + times.children_user + times.children_system
    if server is not None:
        fields = Path(f"/proc/{server}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        cpu += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return time.monotonic(), cpu


def per_report(
    begun: tuple[float, float], started: tuple[float, float], ended: tuple[float, float], count: int
) -> dict[str, float]:
    """Return what one report took, once started."""
    wall, cpu = (after - before for before, after in zip(started, ended, strict=True))
    return {"wall": wall / count, "cpu": cpu / count, "start": started[0] - begun[0]}


# Memory and growth


@contextmanager
def watched(server: int, really: bool = True) -> Iterator[list[int]]:
    """Note now and then the proportional memory (PSS) of the server and its children."""
    sizes: list[int] = []
    over = threading.Event()
    if not really:
        over.set()

    def watch() -> None:
        while not over.wait(0.1):
            sizes.append(sum(map(pss, [server, *children_of(server)])))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield sizes
    finally:
        over.set()
        thread.join()


def children_of(process: int) -> list[int]:
    """Return the children of a process."""
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]
    except OSError:
        return []


def pss(process: int) -> int:
    """Return the proportional memory of a process in bytes, 0 when it is gone."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return 1024 * int(found[1]) if found else 0


def curve(counts: list[int], workers: int = 2) -> None:
    """Print time and memory per report for growing numbers of small dossiers."""
    from evalkit.reports.batch import make_all, plan
    from evalkit.reports.engine.warm import WarmEngine
    from evalkit.reports.read import read_all
    from evalkit.reports.task import Wish

    print(
        f"{'reports':>8}{'made':>8}{'reading s':>11}{'s/report':>10}{'CPU s/report':>14}{'peak MB':>9}{'batch MB':>10}"
    )
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            files = copies(SMALL, count, Path(name))
            out = Path(name) / "reports"
            begun = spent()
            tasks = plan(read_all(files), out, ["fr"], NOTEBOOK).tasks
            read = spent()
            engine = WarmEngine(NOTEBOOK, 2 * 1024**3)
            server = engine.start()._process
            started = spent(server.pid)
            with watched(server.pid) as sizes:
                made = [each.status for each in make_all(tasks, engine, Wish(), workers)]
            took = per_report(started, started, spent(server.pid), count)
            _end(engine)
            peak, own = max(sizes, default=0) / 1e6, pss(os.getpid()) / 1e6
            print(
                f"{count:>8}{made.count('made'):>8}{read[0] - begun[0]:>11.1f}{took['wall']:>10.3f}{took['cpu']:>14.3f}"
                f"{peak:>9.0f}{own:>10.0f}",
                flush=True,
            )


# The comparison


def compare(rounds: int) -> None:
    """Measure every way in turn, several times, and print medians and ratios."""
    found: dict[str, list[dict[str, float]]] = {way: [] for way in COUNTS}
    with tempfile.TemporaryDirectory() as name:
        copies(LARGE, max(COUNTS.values()) + 2, Path(name))
        for _ in range(rounds):
            for way in COUNTS:
                found[way].append(measured(way, name))
        peak = measured(MEMORY, name)["peak"]
    show({way: {key: statistics.median(each[key] for each in runs) for key in runs[0]} for way, runs in found.items()})
    print(f"peak memory (PSS) of the server and two reports: {peak:.0f} MB")


def measured(way: str, folder: str) -> dict[str, float]:
    """Measure a way in a process of its own."""
    command = [sys.executable, __file__, "--way", way, "--folder", folder]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    told: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return told


def show(took: dict[str, dict[str, float]]) -> None:
    """Print the table."""
    print(f"{'':<44}{'reports/min':>12}{'x (a)':>8}{'x (b)':>8}{'CPU s':>9}{'x (d)':>8}{'start s':>9}")
    for way, each in took.items():
        rate = 60 / each["wall"]
        against = [rate * took[other]["wall"] / 60 for other in ("a", "b")]
        print(
            f"{TOLD[way]:<44}{rate:>12.1f}{against[0]:>8.1f}{against[1]:>8.1f}{each['cpu']:>9.3f}"
            f"{each['cpu'] / took['d']['cpu']:>8.2f}{each['start']:>9.1f}"
        )


def main() -> None:
    """Read the command and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--curve", type=lambda text: [int(word) for word in text.split(",")])
    parser.add_argument("--way", choices=[*COUNTS, MEMORY], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        print(json.dumps(measure(given.way, given.folder)))
    elif given.curve:
        curve(given.curve)
    else:
        compare(given.rounds)


if __name__ == "__main__":
    main()
