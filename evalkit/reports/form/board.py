"""The widgets of the form, and what each button does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import ipywidgets as widgets  # type: ignore[import-untyped]

from evalkit.errors import EvalkitError, Place, Problem, problem
from evalkit.reports.form.shown import checked_html, line_html, link_html, status_html
from evalkit.reports.form.upload import keep_upload
from evalkit.reports.previous import dossier_files
from evalkit.sources.dossier import SUFFIXES
from evalkit.sources.shown import short
from evalkit.texts import LANGUAGES, Language, say

_FIT = {"width": "auto"}
"""Without it, JupyterLab cuts the words of a button."""


class Form:
    """Choose a dossier, check it, make its report, open it.

    Parameters
    ----------
    dossiers : pathlib.Path
        The folder of the dossiers.
    reports : pathlib.Path
        The folder of the reports.
    language : {"fr", "en"}
        The language of the form.

    Notes
    -----
    A notebook keeps no more of it than a line of text. Whatever fails in a button is told in a sentence, never as a
    traceback.
    """

    def __init__(self, dossiers: Path, reports: Path, language: Language = "fr") -> None:
        self.dossiers, self.reports, self.language = dossiers, reports, language
        self.choice = self._list_of("dossier", options=[])
        self.again = self._button("again", tooltip=self._say("tips.again"))
        self.upload = widgets.FileUpload(
            accept=",".join(SUFFIXES),
            description=self._say("buttons.upload"),
            tooltip=self._say("tips.upload"),
            layout=_FIT,
        )
        self.check = self._button("check", button_style="primary")
        self.words = self._list_of("language", options=self._languages(), value=language)
        self.make = self._button("report", button_style="primary")
        self.status, self.results, self.links = widgets.HTML(), widgets.HTML(), widgets.Output()
        self.box = self._laid_out()
        self._connect()
        self._run(self._list, "listing")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return {**self.box._repr_mimebundle_(**kwargs), "text/plain": self._say("plain")}

    def _say(self, key: str, **values: object) -> str:
        return say(f"form.{key}", self.language, **values)

    def _button(self, name: str, **settings: Any) -> widgets.Button:
        return widgets.Button(description=self._say(f"buttons.{name}"), layout=_FIT, **settings)

    def _list_of(self, name: str, **settings: Any) -> widgets.Dropdown:
        style = {"description_width": "initial"}
        return widgets.Dropdown(description=self._say(f"labels.{name}"), layout=_FIT, style=style, **settings)

    def _languages(self) -> list[tuple[str, str]]:
        return [(self._say(f"languages.{each}"), each) for each in LANGUAGES]

    def _laid_out(self) -> widgets.VBox:
        style = files(__package__).joinpath("form.css").read_text(encoding="utf-8")
        steps = [
            self._step("choose", self.choice, self.again, self.upload),
            self._step("check", self.check),
            self._step("report", self.words, self.make),
        ]
        board = widgets.VBox(steps)
        board.add_class("evalkit-steps")
        box = widgets.VBox([widgets.HTML(f"<style>{style}</style>"), board, self.status, self.links, self.results])
        box.add_class("evalkit-form")
        return box

    def _step(self, name: str, *controls: widgets.Widget) -> widgets.HBox:
        heading = widgets.HTML(f"<strong>{self._say(f'steps.{name}')}</strong>")
        heading.add_class("evalkit-step")
        return widgets.HBox([heading, *controls])

    def _connect(self) -> None:
        self.choice.observe(lambda _: self._forget(), "value")
        self.again.on_click(lambda _: self._run(self._list_again, "listing"))
        self.upload.observe(lambda change: self._run(self._keep, "keeping") if change["new"] else None, "value")
        self.check.on_click(lambda _: self._run(self._check, "checking"))
        self.make.on_click(lambda _: self._run(self._report, "making"))

    def _run(self, action: Callable[[], None], doing: str) -> None:
        """Do what a button asks for; meanwhile say so, and take no other click."""
        self._forget()
        self._enable(False)
        self._tell("busy", self._say(f"status.{doing}", file=self.choice.label))
        try:
            action()
        except EvalkitError as error:
            self._show_problems(error.problems)
        except KeyboardInterrupt:
            self._tell("warning", self._say("status.stopped"))
        except Exception as error:  # a person who does not program can do nothing with a traceback
            self._tell("warning", self._say("status.unexpected", kind=type(error).__name__))
        finally:
            self._enable(True)

    def _enable(self, on: bool) -> None:
        for each in (self.choice, self.again, self.upload, self.words):
            each.disabled = not on
        for each in (self.check, self.make):
            each.disabled = not (on and self.choice.value)

    def _tell(self, tone: str, text: str, details: Iterable[str] = ()) -> None:
        self.status.value = status_html(text, tone, details)

    def _forget(self) -> None:
        """Take away what was said before: it must not stand over another dossier."""
        self._tell("note", self._say("status.ready"))
        self.results.value, self.links.outputs = "", ()

    def _show_problems(self, problems: Iterable[Problem]) -> None:
        self._tell("warning", self._say("status.failed"), [each.sentence(self.language) for each in problems])

    def _list(self, also: Path | None = None) -> None:
        """Fill the list of dossiers; the one chosen stays chosen if it is still there."""
        before = also or self.choice.value
        try:
            files = {*dossier_files(self.dossiers), *([also] if also else [])}
        except OSError as error:
            fault = "no_such_file" if isinstance(error, FileNotFoundError) else "unreadable_file"
            raise EvalkitError([problem(Place(str(self.dossiers)), "", fault)]) from None
        found = [(file.name, file) for file in sorted(files)]
        self.choice.options = found or [(self._say("none"), None)]
        self.choice.value = before if any(file == before for _, file in found) else self.choice.options[0][1]
        if found:
            self._tell("note", self._say("status.ready"))
        else:
            self._tell("warning", self._say("status.empty", suffixes=", ".join(SUFFIXES)))

    def _list_again(self) -> None:
        self._list()
        if self.choice.value:
            self._tell("note", self._say("status.listed", n=len(self.choice.options)))

    def _keep(self) -> None:
        (sent,) = self.upload.value
        self.upload.value = ()
        kept = keep_upload(self.dossiers, sent["name"], sent["content"])
        self._list(also=kept)
        self._tell("good", self._say("status.kept", file=kept.name))

    def _check(self) -> None:
        from evalkit.reports.check import check_file

        checked = check_file(self.choice.value, self.language)
        name, dossier, found = checked.file.name, checked.dossier, len(checked.findings)
        if dossier is None:
            self._tell("warning", self._say("status.faulty", file=name, n=len(checked.problems)))
        else:
            key = "status.found" if found else "status.clean"
            self._tell("good", self._say(key, file=name, title=short(dossier.title), year=dossier.year, n=found))
        self.results.value = checked_html(checked, self.language)
        if checked.returned:
            self._link(link_html(_way(checked.returned), self._say("links.returned", file=checked.returned.name), True))

    def _report(self) -> None:
        from evalkit.reports.make import make_report

        file = self.choice.value
        page = make_report(file, self.reports, cast(Language, self.words.value)).page
        pdf = page.with_suffix(".pdf")
        self._tell("good", self._say("status.made"))
        self._link(link_html(_way(page), self._say("links.open", file=file.name)))
        if pdf.is_file():
            self._link(link_html(_way(pdf), self._say("links.pdf")))
        inside = Path(self.reports.resolve().name) / page.relative_to(self.reports)
        self._link(line_html(self._say("links.where", path=inside.as_posix())))

    def _link(self, line: str) -> None:
        """Add a line under the status, as an output: JupyterLab leads its links to the right place."""
        shown = {"output_type": "display_data", "data": {"text/html": line}, "metadata": {}}
        self.links.outputs = (*self.links.outputs, shown)


def _way(file: Path) -> Path:
    """Return the way to a file from the notebook, whose folder the kernel stands in."""
    return Path(os.path.relpath(file))
