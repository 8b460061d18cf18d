"""What a place of a dossier is called in a list of what is not published; no value is in it."""

from __future__ import annotations

import re
from typing import get_args, get_origin

from pydantic import BaseModel

from evalkit.errors import Path
from evalkit.model.dossier import Dossier
from evalkit.review.spots import printed
from evalkit.texts import Language, said, say
from evalkit.views import numbers
from evalkit.views.words import inside, who

SHORT = 80


def what_is_left_out(dossier: Dossier, path: Path, language: Language) -> str:
    """Name a place of a dossier whose texts may be shown."""
    top = str(path[0])
    special = _SPECIAL.get((top, len(path))) if len(path) > 1 else None
    if special == "measure":
        return _measure(dossier, int(path[1]), language)
    if special == "exits" or (top == "exits" and path[-1] in ("training", "withdrawn")):
        return _exits(dossier, path, language)
    if top == "indicators" and path[-1] == "baseline":
        return said("publication.what.baseline", language, code=printed(dossier.indicators[int(path[1])].code))
    if special == "key_figure":
        partner = dossier.partners[int(path[1])]
        label = inside(_brief(partner.key_figures[int(path[3])].label))
        return said("publication.what.key_figure", language, who=partner.name, label=label)
    if top == "findings" and path[-1] == "figure":
        return said("publication.what.finding", language, code=dossier.findings[int(path[1])].code)
    return _field(dossier, path, language)


_SPECIAL = {("measures", 2): "measure", ("exits", 2): "exits", ("partners", 4): "key_figure"}


def _measure(dossier: Dossier, i: int, language: Language) -> str:
    measure = dossier.measures[i]
    values = {
        "code": printed(measure.indicator),
        "period": numbers.period(measure.start.first_day, measure.end.last_day, language),
        "who": who(dossier, measure.respondent, language),
        "subgroup": measure.subgroup,
    }
    key = "measure_part" if measure.subgroup else "measure"
    return said(f"publication.what.{key}", language, **values)


def _exits(dossier: Dossier, path: Path, language: Language) -> str:
    exits = dossier.exits[int(path[1])]
    key = "exits" if len(path) == 2 else f"exits_{path[2]}"
    period = numbers.period(exits.start.first_day, exits.end.last_day, language)
    return said(f"publication.what.{key}", language, period=period)


def _field(dossier: Dossier, path: Path, language: Language) -> str:
    """Name a field by its labels: ``Moyens, « Tuteurs » : Montant réel``."""
    top, names = str(path[0]), [str(each) for each in path if isinstance(each, str)]
    entry = say(f"fields.dossier.{top}.label", language)
    if len(names) == 1:
        return entry
    label = _label_of(names, language)
    found = getattr(dossier, top)
    if isinstance(path[1], int) and isinstance(found, tuple):
        named = _name_of(found[path[1]])
        if named:
            return said("publication.what.text_of", language, entry=entry, code=named, field=label)
    return said("publication.what.text", language, entry=entry, field=label)


def _name_of(entry: object) -> str:
    code = getattr(entry, "code", None) or getattr(entry, "indicator", None)
    if code:
        return printed(str(code))
    label = getattr(entry, "label", None) or getattr(entry, "name", None)
    return said("publication.what.named", label=inside(_brief(str(label)))) if label else ""


def _brief(text: str) -> str:
    return text if len(text) <= SHORT else text[:SHORT].rsplit(" ", 1)[0] + "…"


def _label_of(names: list[str], language: Language) -> str:
    """Return the label of the last field on a way through the model."""
    model: type[BaseModel] | None = Dossier
    label = ""
    for name in names:
        if model is None or name not in model.model_fields:
            break
        label = say(f"fields.{_snake(model.__name__)}.{name}.label", language)
        model = _model_in(model.model_fields[name].annotation)
    return label


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(each) for each in get_args(annotation)) if get_origin(annotation) or get_args(annotation) else ()
    return next((each for each in found if each is not None), None)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
