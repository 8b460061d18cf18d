"""A dossier as a Common Impact Data Standard document (JSON-LD): who, what is aimed at, what is done and followed.

The standard speaks of impact; a dossier seldom may. What is aimed at is an Outcome, what was read an IndicatorReport
with the strength of its evidence in words. Nothing becomes an ImpactReport, a Counterfactual or a depth of impact.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evalkit.model import Dossier
from evalkit.model.content import Action
from evalkit.model.framework import Partner, Stakeholder
from evalkit.model.vocabulary import BENEFICIARIES, SOCIAL_PARTNERS, TERRITORY
from evalkit.reports.exchange.cids_indicators import indicator_nodes
from evalkit.reports.exchange.names import Names, names_of, theme
from evalkit.reports.exchange.place import written_aside
from evalkit.reports.exchange.shown import Case
from evalkit.steps.framework import ObjectiveRow
from evalkit.texts import Language, say
from evalkit.views.words import capital, inside, joined, label, listed, several, titled, who

CONTEXT = "https://ontology.commonapproach.org/contexts/cidsContext.jsonld"
"""Where the standard keeps the words of its documents; read by whoever opens one, never by evalkit."""
SHARED = ("cids:Theme", "cids:Code")
"""What real and invented cases have in common: the guide's stakes, the goals of the United Nations."""
Node = dict[str, Any]


def export_cids(case: Case, folder: str | Path, language: Language = "fr") -> Path:
    """Write the document of a dossier as ``<code>-<year>.jsonld``.

    Raises
    ------
    OSError
        When it cannot be written; what stood there before stays.
    """
    dossier = case.evaluation.dossier
    name = f"{dossier.code}-{dossier.year}.jsonld"
    text = json.dumps(cids_document(case, language), ensure_ascii=False, indent=2)
    with written_aside(Path(folder)) as draft:
        (draft / name).write_text(text + "\n", encoding="utf-8", newline="\n")
    return Path(folder) / name


def cids_document(case: Case, language: Language = "fr") -> list[Node]:
    """Return a dossier as the standard's list of nodes, each with its context.

    Parameters
    ----------
    case : Case
    language : {"fr", "en"}
        Language of the sentences around the dossier's own texts.
    """
    dossier = case.evaluation.dossier
    names = names_of(dossier)
    nodes = [
        *_organisations(dossier, names, language),
        *_stakeholders(dossier, names, language),
        *_themes(dossier, language),
        *(node for each in zip(case.evaluation.framework.objectives, names.objectives, strict=True)
          for node in _outcome(dossier, *each, names, language)),
        *_activities(dossier, names, language),
        *indicator_nodes(case.evaluation, names, language),
    ]  # fmt: skip
    nodes.append(_model(dossier, names, nodes, language))
    return [{"@context": CONTEXT, **_without_nothing(_honest(node, dossier, language))} for node in nodes]


def _honest(node: Node, dossier: Dossier, language: Language) -> Node:
    """Say of everything invented that it is: nodes are often read one by one."""
    types = [node["@type"]] if isinstance(node["@type"], str) else node["@type"]
    if not dossier.fictional or not types[0].startswith("cids:") or types[0] in SHARED:
        return node
    field = "hasComment" if "hasComment" in node else "hasDescription"
    return {**node, field: _text(say("exchange.cids.fictional", language), node.get(field))}


def _without_nothing(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def _text(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _organisations(dossier: Dossier, names: Names, language: Language) -> Iterator[Node]:
    partners = [partner.name for partner in dossier.partners]
    key = "partnership" if len(partners) > 1 else "alone"
    issue = dossier.general_interest_issue
    yield {
        "@id": names.partnership,
        "@type": "cids:Organization",
        "hasName": dossier.title,
        "hasDescription": _text(
            say(f"exchange.cids.{key}", language, names=joined(partners, language), year=dossier.year),
            say("exchange.cids.issue", language, issue=inside(issue)) if issue else None,
        ),
        "hasOutcome": list(names.objectives),
        "hasIndicator": list(names.indicators),
        "hasStakeholder": [*names.partners, *_groups(dossier, names), *_other_holders(dossier, names)],
    }
    for partner, name in zip(dossier.partners, names.partners, strict=True):
        yield from _partner(dossier, partner, name, names, language)


def _partner(dossier: Dossier, partner: Partner, name: str, names: Names, language: Language) -> Iterator[Node]:
    held = [
        outcome
        for objective, outcome in zip(dossier.objectives, names.objectives, strict=True)
        if names.holders.get(objective.holder) == name
    ]
    social = ["cids:SocialPurposeOrganization"] if partner.type in SOCIAL_PARTNERS else []
    identifier = f"{name}:siret" if partner.siret else None
    yield {
        "@id": name,
        "@type": ["cids:Organization", *social, "cids:Stakeholder"],
        "hasName": partner.name,
        "hasLegalName": partner.name,
        "hasDescription": _text(f"{titled('partner_type', partner.type, language)}.", partner.role),
        "hasPurpose": partner.strategy,
        "hasID": identifier,
        "hasOutcome": held,
    }
    if identifier:
        yield {"@id": identifier, "@type": "org:OrganizationID", "hasIdentifier": partner.siret}


def _groups(dossier: Dossier, names: Names) -> list[str]:
    return [names.of("stakeholder", number) for number, _ in enumerate(dossier.stakeholders, start=1)]


def _other_holders(dossier: Dossier, names: Names) -> list[str]:
    present = {objective.holder for objective in dossier.objectives}
    return [names.holders[code] for code in (TERRITORY, BENEFICIARIES) if code in present]


def _stakeholders(dossier: Dossier, names: Names, language: Language) -> Iterator[Node]:
    for group, name in zip(dossier.stakeholders, _groups(dossier, names), strict=True):
        yield _stakeholder(name, group.name, _consulted(group, language), names)
    for name in _other_holders(dossier, names):
        words = say(f"vocabulary.recipient.{name.rpartition(':')[2]}", language)
        yield _stakeholder(name, capital(words), say("exchange.cids.holder_group", language), names)


def _stakeholder(name: str, words: str, description: str, names: Names) -> Node:
    return {
        "@id": name,
        "@type": "cids:Stakeholder",
        "hasName": words,
        "hasDescription": description,
        "forOrganization": names.partnership,
    }


def _consulted(group: Stakeholder, language: Language) -> str:
    family = titled("stakeholder_group", group.group, language)
    if group.consulted is None:
        return say("exchange.cids.perhaps_heard", language, group=family)
    if group.consulted:
        key = "heard" if group.how else "consulted"
    else:
        key = "not_heard" if group.reason else "not_consulted"
    why = {"how": inside(group.how or ""), "reason": inside(group.reason or "")}
    return say(f"exchange.cids.{key}", language, group=family, **why)


def _themes(dossier: Dossier, language: Language) -> Iterator[Node]:
    for stake in sorted({each.stake for each in dossier.objectives if each.stake}):
        words = titled("stake", stake, language)
        yield {"@id": theme(stake), "@type": "cids:Theme", "hasName": words, "hasDescription": f"{stake}. {words}."}


def _outcome(dossier: Dossier, row: ObjectiveRow, name: str, names: Names, language: Language) -> Iterator[Node]:
    objective = row.objective
    holder = names.holders.get(objective.holder)
    affected = f"{name}:stakeholder" if holder else None
    said = _text(
        say("exchange.cids.holder", language, who=who(dossier, objective.holder, language)),
        say("exchange.cids.priority", language) if row.priority else None,
        _levels(dossier, row, language),
    )
    yield {
        "@id": name,
        "@type": "cids:Outcome",
        "hasName": objective.label,
        "hasDescription": said,
        "forOrganization": names.partnership,
        "forTheme": [theme(objective.stake)] if objective.stake else [],
        "hasIndicator": _indicators_of(dossier, objective.code, names),
        "hasStakeholderOutcome": affected,
    }
    if affected:
        words = say("exchange.cids.affected", language, label=inside(objective.label),
                    who=who(dossier, objective.holder, language))  # fmt: skip
        yield {
            "@id": affected,
            "@type": "cids:StakeholderOutcome",
            "hasName": words,
            "hasDescription": said,
            "forOutcome": name,
            "forStakeholder": holder,
        }


def _levels(dossier: Dossier, row: ObjectiveRow, language: Language) -> str | None:
    said = [
        say("exchange.cids.level", language, who=who(dossier, code, language), level=label("level", level, language))
        for code, level in row.levels.items()
    ]
    return say("exchange.cids.levels", language, levels=listed(said, language)) if said else None


def _indicators_of(dossier: Dossier, objective: str, names: Names) -> list[str]:
    criteria = {each.code for each in dossier.criteria if objective in each.objectives}
    pairs = zip(dossier.indicators, names.indicators, strict=True)
    return [name for indicator, name in pairs if indicator.criterion in criteria]


def _activities(dossier: Dossier, names: Names, language: Language) -> Iterator[Node]:
    for number, action in enumerate(dossier.actions, start=1):
        yield {
            "@id": names.of("action", number),
            "@type": "cids:Activity",
            "hasName": action.label,
            "hasDescription": _acts(dossier, action, language),
        }


def _acts(dossier: Dossier, action: Action, language: Language) -> str:
    return say(
        "exchange.cids.acts",
        language,
        by=several(dossier, action.by, language),
        to=several(dossier, action.to, language),
        status=label("action_status", action.status, language),
    )


def _model(dossier: Dossier, names: Names, nodes: Sequence[Node], language: Language) -> Node:
    def of_type(kind: str) -> list[str]:
        return [node["@id"] for node in nodes if node["@type"] == f"cids:{kind}"]

    return {
        "@id": names.of("model"),
        "@type": "cids:ImpactPathway",
        "hasName": say("exchange.cids.model", language),
        "hasDescription": say("exchange.cids.model_description", language),
        "forOrganization": names.partnership,
        "hasActivity": of_type("Activity"),
        "hasOutcome": of_type("Outcome"),
        "hasStakeholderOutcome": of_type("StakeholderOutcome"),
        "hasIndicator": of_type("Indicator"),
        "hasIndicatorReport": of_type("IndicatorReport"),
    }
