"""Notebooks as a researcher writes them."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = """threshold: float = 0.5  # lowest share
tries: int = 3
town: str = "01000"  # INSEE code
flag: bool = False
weights: list = [1, 2]
options: dict = {"a": 1}
answers: str = "answers.csv"  # who answered what"""


def write_notebook(folder: Path, *cells: str, parameters: str = PARAMETERS, name: str = "study") -> Path:
    """Write a notebook of code; a cell that starts with ``md`` is a text."""
    parts = [new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    parts += [new_markdown_cell(each[3:]) if each.startswith("md ") else new_code_cell(each) for each in cells]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=parts, metadata={"kernelspec": kernel}), path)
    return path
