"""How long it takes to read, review and evaluate a dossier, as a multiple of parsing its YAML alone.

Run with ``python benchmarks/reading.py [FILE...]``; prints medians of several runs made in one go, in CPU milliseconds
and as ratios to the bare YAML parse of the same file. The largest sample is used when no file is named.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from evalkit.evaluation import evaluate
from evalkit.review import review_method
from evalkit.sources import read_dossier

RUNS = 7
LARGEST = Path(__file__).parents[1] / "data" / "samples" / "grand-format.yaml"


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the median CPU time of `work`, in milliseconds."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def main(files: list[Path]) -> None:
    """Print one table per file."""
    for file in files:
        dossier, text = read_dossier(file), file.read_text(encoding="utf-8")
        evaluate(dossier)
        bare = cpu_ms(lambda text=text: yaml.load(text, Loader=yaml.CSafeLoader))
        print(f"{file.name}: {len(dossier.objectives)} objectives, {len(dossier.indicators)} indicators")
        for name, work in {
            "yaml alone": lambda text=text: yaml.load(text, Loader=yaml.CSafeLoader),
            "read_dossier": lambda file=file: read_dossier(file),
            "review_method": lambda dossier=dossier: review_method(dossier),
            "evaluate": lambda dossier=dossier: evaluate(dossier),
        }.items():
            spent = cpu_ms(work)
            print(f"  {name:<14}{spent:8.1f} ms  {spent / bare:6.2f} x")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or [LARGEST])
