"""Writes fisher_jenks_reference.json: bounds of Fisher–Jenks classes by mapclassify, another program.

Run in an environment of its own: ``pip install mapclassify==2.10.0 && python fisher_jenks_reference.py``.
"""

import json
from pathlib import Path

import mapclassify
import numpy as np


def main() -> None:
    draws = np.random.default_rng(20261127)
    cases = []
    for i in range(12):
        values = np.sort(np.round(draws.gamma(1 + i % 4, 3, 10 + 7 * i), 1 + i % 3))
        classes = 2 + i % 4
        labels = mapclassify.FisherJenks(values, k=classes).yb
        starts = [float(values[labels == label].min()) for label in range(1, classes)]
        cases.append({"values": values.tolist(), "classes": classes, "starts": starts})
    text = json.dumps({"program": f"mapclassify {mapclassify.__version__}", "cases": cases})
    Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
