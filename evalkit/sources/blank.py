"""A blank dossier to fill in: commented YAML in the order of the four steps, readable as it stands."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import get_origin

from pydantic import BaseModel

from evalkit.catalogue import Device, transversal
from evalkit.catalogue import device as device_of
from evalkit.catalogue.devices import CriterionSuggestion, IndicatorSuggestion
from evalkit.model.dossier import TEMPLATE_VERSION, Dossier
from evalkit.model.framework import Partner
from evalkit.sources.wording import closed_lists, labels_of_list, model_in, snake_case
from evalkit.texts import Language, say

WIDTH = 110
STEPS: dict[str, tuple[str, ...]] = {
    "identity": (
        "template_version", "code", "year", "title", "fictional", "source", "note", "device", "purposes",
        "general_interest_issue", "territory", "start", "end", "models", "legal_form", "first_year", "previous_year",
        "next_review", "evaluated_by", "evaluated_on", "effort", "feedback", "disclosure_threshold",
    ),
    "framework": (
        "partners", "stakeholders", "history", "strategy", "objectives", "lasting_employment_reason", "priorities",
        "diagnosis",
    ),
    "content": ("actions", "no_action", "means", "no_means", "steering"),
    "results": ("criteria", "indicators", "measures", "exits", "findings", "effects", "no_effect"),
    "prospects": ("prospects", "limits"),
}  # fmt: skip
"""The fields of a dossier in the order in which an evaluation fills them."""


def blank_dossier(
    device: str | None, partners: int, language: Language, *, schema: str | None = None, code: str = "a-nommer"
) -> str:
    """Return the text of a blank dossier.

    Parameters
    ----------
    device : str or None
        Code of one of the guide's devices (``seve-emploi``): its criteria and indicators are put in as suggestions,
        without any value, baseline or target.
    partners : int
        How many partners, from 1.
    language : {"fr", "en"}
        Language of the comments and of the suggestions.
    schema : str, optional
        Address of ``dossier.schema.json`` as seen from the file, for editors; left out when not known.
    code : str
        The dossier's code.

    Raises
    ------
    KeyError
        When the catalogue has no such device.
    """
    chosen = device_of(device) if device else None
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += _comment(say("blank.intro", language))
    filled = {**_filled(chosen, partners, language), "code": [f"code: {code}"]}
    for step, names in STEPS.items():
        lines += ["", f"# ===== {say(f'blank.step.{step}', language)} ".ljust(WIDTH, "=")]
        for name in names:
            lines += ["", *_field_help(Dossier, name, language), *(filled.get(name) or _empty(name, language))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _filled(device: Device | None, partners: int, language: Language) -> dict[str, list[str]]:
    """Return the lines of the fields that a blank dossier holds; each is a legal value."""
    filled = {
        "template_version": [f"template_version: {TEMPLATE_VERSION}"],
        "year": [f"year: {dt.date.today().year}"],
        "title": [f"title: {_quoted(say('blank.title', language))}"],
        "partners": _partners(partners, language),
        "priorities": ["priorities:", *(f"#  P{i}: {{O1: high, O2: medium}}" for i in range(1, partners + 1))],
    }
    if device is None:
        return filled | {"indicators": _ideas(language) + _empty("indicators", language)}
    return filled | {
        "device": [f"device: {device.code}"],
        "criteria": _suggested_criteria(device, language),
        "indicators": _suggested_indicators(device, language),
    }


def _partners(count: int, language: Language) -> list[str]:
    lines = ["partners:"]
    for i in range(1, count + 1):
        given = {
            "code": f"P{i}",
            "name": _quoted(say("blank.partner", language, i=i)),
            "type": "siae" if i == 1 else "company",
        }
        shown = (name for name in Partner.model_fields if name != "key_figures")
        lines += _entry(Partner, shown, given, language, helped=i == 1)
    return _choices(Partner, language) + lines


def _suggested_criteria(device: Device, language: Language) -> list[str]:
    lines = [*_comment(say("blank.suggestions", language, device=device.name.say(language))), "criteria:"]
    for i, criterion in enumerate(device.criteria, start=1):
        lines += [
            f"- code: C{i}",
            f"  label: {_quoted(criterion.label.say(language))}",
            f"  source: {_quoted(_suggestion(criterion, language))}",
            "  objectives: []",
            "  factors: []",
        ]
    return lines


def _suggestion(criterion: CriterionSuggestion, language: Language) -> str:
    return say("blank.suggested", language, code=criterion.code, origin=say("blank.origin.ours", language))


def _suggested_indicators(device: Device, language: Language) -> list[str]:
    lines = [*_comment(say("blank.suggestions", language, device=device.name.say(language))), "indicators:"]
    for i, criterion in enumerate(device.criteria, start=1):
        for j, indicator in enumerate(criterion.indicators, start=1):
            given = {"code": f"C{i}.I{j}", "criterion": f"C{i}", **_given(indicator, language)}
            open_fields = {name: "" for name in OPEN_FIELDS if name not in given}
            lines += _listed({**given, **open_fields})
    return lines


OPEN_FIELDS = (
    "baseline", "baseline_date", "target", "target_due", "source", "method", "frequency", "responsible",
)  # fmt: skip
"""What the partners have to fill in for an indicator they adopt."""


def _given(indicator: IndicatorSuggestion, language: Language) -> dict[str, str]:
    origin = say(f"blank.origin.{indicator.origin}", language)
    given = {
        "suggestion": "true",
        "note": _quoted(say("blank.suggested", language, code=indicator.code, origin=origin)),
        "label": _quoted(indicator.label.say(language)),
        "kind": indicator.kind,
        "form": indicator.form,
        "population": indicator.population,
        "unit": _quoted(indicator.unit.say(language)),
        "direction": indicator.direction,
        "horizon_months": json.dumps(indicator.horizon_months),
    }
    if indicator.form == "share":
        for name, words in (("numerator", indicator.numerator), ("denominator", indicator.denominator)):
            given[name] = _quoted(words.say(language)) if words else ""
    if indicator.exit_rate:
        given["exit_rate"] = indicator.exit_rate
    if indicator.exit_rate == "employment_or_training":
        given["exits_counted"] = f"[{_quoted(say('blank.list_exits', language))}]"
    if indicator.iris:
        given["iris"] = _quoted(indicator.iris)
    return given


def _ideas(language: Language) -> list[str]:
    ideas = [indicator.label.say(language) for criterion in transversal() for indicator in criterion.indicators]
    return [f"# {say('blank.ideas', language)}", *(f"#   {idea}" for idea in ideas)]


def _empty(name: str, language: Language) -> list[str]:
    """Return an empty field: its key, its choices, and the template of its entries as a comment."""
    model = model_in(Dossier.model_fields[name].annotation)
    if model is None:
        return [*_choices_of_field(Dossier, name, language), f"{name}:"]
    return [*_choices(model, language), f"{name}:", *_template(model, language, many=_is_many(Dossier, name))]


def _template(model: type[BaseModel], language: Language, *, many: bool, indent: int = 0) -> list[str]:
    """Return the commented fields of one entry, and of the entries it holds."""
    lines: list[str] = []
    for i, name in enumerate(model.model_fields):
        dash = "- " if many and i == 0 else "  "
        lines.append(_with_help(f"#{' ' * indent}{dash}{name}:", model, name, language))
        inner = model_in(model.model_fields[name].annotation)
        if inner is not None:
            lines += _template(inner, language, many=_is_many(model, name), indent=indent + 2)
    return lines


def _entry(
    model: type[BaseModel], names: Iterable[str], given: dict[str, str], language: Language, *, helped: bool
) -> list[str]:
    lines = _listed({name: given.get(name, "") for name in names})
    if not helped:
        return lines
    return [_with_help(line, model, line[2:].partition(":")[0], language) for line in lines]


def _listed(values: dict[str, str]) -> list[str]:
    return [f"{'- ' if i == 0 else '  '}{name}: {value}" for i, (name, value) in enumerate(values.items())]


def _with_help(start: str, model: type[BaseModel], name: str, language: Language) -> str:
    return f"{start.ljust(42)} # {_help(model, name, language)}"


def _help(model: type[BaseModel], name: str, language: Language) -> str:
    key = f"fields.{snake_case(model.__name__)}.{name}"
    required = f" ({say('blank.required', language)})" if model.model_fields[name].is_required() else ""
    colon = " : " if language == "fr" else ": "
    return f"{say(f'{key}.label', language)}{required}{colon}{say(f'{key}.help', language)}"


def _field_help(model: type[BaseModel], name: str, language: Language) -> list[str]:
    return _comment(_help(model, name, language))


def _choices(model: type[BaseModel], language: Language) -> list[str]:
    """Return the choices of each closed field of an entry, and of the entries it holds."""
    lines: list[str] = []
    for name, field in model.model_fields.items():
        lines += _choices_of_field(model, name, language)
        inner = model_in(field.annotation)
        lines += _choices(inner, language) if inner else []
    return lines


def _choices_of_field(model: type[BaseModel], name: str, language: Language) -> list[str]:
    words = next(closed_lists(model.model_fields[name].annotation), None)
    if words is None:
        return []
    shown = ", ".join(f"{code} ({label})" for code, label in _labels(words, language))
    return _comment(f"{say('blank.choices', language, field=name)} {shown}")


def _labels(choices: tuple[str, ...], language: Language) -> Iterator[tuple[str, str]]:
    yield from ((code, words[language]) for code, words in labels_of_list(choices).items())


def _is_many(model: type[BaseModel], name: str) -> bool:
    return get_origin(model.model_fields[name].annotation) is tuple


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
