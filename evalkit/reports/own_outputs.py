"""What the cells of any notebook show, each as plain HTML: the best that a page without scripts can hold."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.reports.tame import PICTURES, may_be_clicked, may_run, note, picture, svg_address, tame
from evalkit.texts import Language, said

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CELL_FILE = re.compile(r"[^\s'\"]*ipykernel_\d+[/\\]\d+\.py")
"""Where ipykernel says that a warning comes from: a file that is not, in a folder of the machine."""
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)
_SAID_ALTERNATIVE = re.compile(r"^#\s*\|\s*fig-(?:alt|cap)\s*:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
"""As Quarto has it: ``#| fig-alt: "..."``."""
_NO_TEXT = "<IPython.core.display."
_TITLES = ("suptitle", "set_title", "title")


def fragments(notebook: Any, language: Language, code: bool) -> Iterator[str]:
    """Yield the HTML of each text, code and output of an executed notebook, in its order.

    Parameters
    ----------
    notebook : NotebookNode
    language : {"fr", "en"}
        Of what is said in place of what a page cannot hold.
    code : bool
        Whether the code is shown.
    """
    heading = ""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            heading = next(reversed(_HEADING.findall(cell.source)), heading)
            yield tame(_markdown(cell.source, cell.get("attachments")), _neutral(heading, number, language), language)
        elif cell.cell_type == "code":
            if code and cell.source.strip():
                yield f'<pre class="code"><code>{html.escape(cell.source)}</code></pre>'
            alternative = _alternative(cell.source) or ""
            named = said("run.page.figure_titled", language, title=alternative) if alternative else ""
            yield from _outputs(cell, named or _neutral(heading, number, language), language)


def _outputs(cell: Any, alternative: str, language: Language) -> Iterator[str]:
    last = ""
    for output in cell.outputs:
        shown = _output(output, alternative, language)
        if shown != last or shown != note("interactive", language):  # a library and its figure: said once
            yield shown
        last = shown


def _output(output: Any, alternative: str, language: Language) -> str:
    if output.output_type == "stream":
        return _plain(_last_lines(output.text), output.name)
    if output.output_type == "error":
        return _plain(f"{output.ename}: {output.evalue}", "stderr")
    return _data(output.data, str(output.metadata.get("alt") or alternative), language)


def _data(data: Mapping[str, Any], alternative: str, language: Language) -> str:
    """Show the best of several forms of one thing that a page can hold."""
    source, rich, plain = _picture(data), data.get("text/html", ""), data.get("text/plain", "")
    if source and (not rich or may_run(rich)):
        return picture(source, alternative)
    if rich and plain and not plain.startswith(_NO_TEXT) and may_be_clicked(rich):
        return _plain(plain, "stdout")
    if rich:
        return tame(rich, alternative, language)
    if any(kind.startswith("application/") and kind not in ("application/json", "application/pdf") for kind in data):
        return note("interactive", language)
    if "text/markdown" in data:
        return tame(_markdown(data["text/markdown"], None), alternative, language)
    return _plain(data.get("text/latex") or plain, "stdout")


def _picture(data: Mapping[str, Any]) -> str:
    """Return the address ``data:`` of a picture among several forms, or nothing."""
    if "image/svg+xml" in data:
        return svg_address(data["image/svg+xml"])
    kinds = (kind.removeprefix("data:").removesuffix(";base64,") for kind in PICTURES)
    found = next((kind for kind in kinds if kind in data), None)
    return f"data:{found};base64,{''.join(data[found].split())}" if found else ""


def _plain(text: str, stream: str) -> str:
    shown = _CELL_FILE.sub("<cell>", _ANSI.sub("", text)).strip("\n")
    return f'<pre class="{"stderr" if stream == "stderr" else "stdout"}">{html.escape(shown)}</pre>' if shown else ""


def _last_lines(text: str) -> str:
    """Keep of each line what is left on it after its carriage returns, as a terminal does."""
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))


def _markdown(source: str, attachments: Any) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, attachments=attachments or {}, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _neutral(heading: str, number: int, language: Language) -> str:
    if heading:
        return said("run.page.figure_in", language, heading=heading)
    return said("run.page.figure", language, cell=number)


def _alternative(source: str) -> str | None:
    """Return what a cell says its figure shows: a comment made for that, else the title that it gives."""
    if stated := _SAID_ALTERNATIVE.search(source):
        return stated.group(1)
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a magic
        return None
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    titles = ((call.func.attr, call.args[0]) for call in calls if call.args)  # type: ignore[attr-defined]
    found = {name: title.value for name, title in titles if isinstance(title, ast.Constant)}
    return next((str(found[name]) for name in _TITLES if isinstance(found.get(name), str)), None)
