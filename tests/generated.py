"""Generated dossiers that a file may hold: every field, and the nastiest texts that a person can type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from hypothesis import strategies as st

from evalkit.catalogue import devices
from evalkit.model import vocabulary
from evalkit.model.dossier import Dossier
from evalkit.sources.yaml_tree import INVISIBLE

NASTY = (
    "=1+1", "=cmd|' /C calc'!A0", "+33", "-1", "@SUM(A1)", "'quoted", "_x0041_", "_x005F_x0041_", "oui", "non", "true",
    "NA", "n/a", "null", "~", "None", "1.234", "80,000", "2024", "03/2024", "45000", "12 %", "a\nb",
    "a\n\n b", '"x"; y',
    '"x"', '"', "a,b", "8, 12", "M5", "M5 – x", "le territoire", "territory", "P1", "Priorité P1", "Code", "Code *",
    "Total", "#DIV/0!", "#", "- item", "key: value", "[a]", "{a: b}", "<b>&amp;</b>", "]]>", "🙂 é ŒÜ", "a\tb", "%",
    "&P",
    "?", "|", "> x", "!!str", "%YAML", "---", "x" * 300, "trivial; d'accord, oui", "\u00a0x\u202fy",
)  # fmt: skip
"""Each one means something to a spreadsheet, to YAML, to a web page or to evalkit itself."""

texts = (
    st.one_of(
        st.sampled_from(NASTY),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).map(lambda text: INVISIBLE.sub("", text)),
    )
    .map(lambda text: text.replace("\r", " ").strip())
    .filter(lambda text: bool(text) and not INVISIBLE.search(text))
)
dates = st.one_of(
    st.integers(1900, 2100).map(str),
    st.dates().filter(lambda day: 1900 <= day.year <= 2100).map(lambda day: f"{day:%Y-%m}"),
    st.dates().filter(lambda day: 1900 <= day.year <= 2100).map(lambda day: f"{day:%Y-%m-%d}"),
)
yes_no = st.booleans()
numbers = st.floats(-1e9, 1e9, allow_nan=False).filter(lambda number: number == 0 or abs(number) > 1e-9)
counts = st.integers(0, 10**9)
bare = st.one_of(
    st.integers(0, 10**6).map(str), st.sampled_from(["4,5", "4.5", "1 250,5", "environ 80", "250 à 300", "012"])
)
stated = st.one_of(
    bare, st.sampled_from(["2,6 Md€", "environ 80 000 €", "plus de 4 000", "une quinzaine", "60 %", "-3,5 %"])
)
euros = st.sampled_from(["1200", "environ 1 000 €", "2 k€", "1 250,50 €"])


def one_of(kind: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(kind))


def entry(required: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


def some(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, max_size=most)


def distinct(values: Sequence[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=4)


def each_with(
    codes: Sequence[str], strategy: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.tuples(*(strategy.map(lambda found, code=code: {"code": code, **found}) for code in codes)).map(list)


ABOUT = {"source": texts, "note": texts}


def partners(codes: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    figures = some(entry({"label": texts, "value": stated}, date=dates, source=texts))
    return each_with(
        codes,
        entry(
            {"name": texts, "type": one_of(vocabulary.PartnerType)},
            siae_type=one_of(vocabulary.SiaeType),
            siret=st.sampled_from(["35600000000048", "73282932000074"]),
            role=texts,
            strategy=texts,
            evaluation_expectations=texts,
            key_figures=figures,
            **ABOUT,
        ),
    )


FORMS = {"C1.I1": "amount", "C1.I2": "text", "C2.I1": "perception"}
"""One indicator of each kind; shares and counts must agree with one another, which is tried elsewhere."""


def indicators(codes: Sequence[str], criteria: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    breaks = some(entry({"date": dates, "reason": texts}), 2)
    return each_with(
        codes,
        entry(
            {
                "criterion": st.sampled_from(list(criteria)),
                "label": texts,
                "kind": one_of(vocabulary.IndicatorKind),
            },
            direction=one_of(vocabulary.Sense),
            baseline=numbers,
            baseline_date=dates,
            baseline_reason=texts,
            target=numbers,
            target_due=dates,
            target_set_on=dates,
            followed_without_target=yes_no,
            method=texts,
            frequency=texts,
            responsible=texts,
            horizon_months=distinct(range(48)),
            numerator=texts,
            denominator=texts,
            perimeter=texts,
            exits_counted=some(texts),
            population=one_of(vocabulary.Population),
            breaks=breaks,
            iris=texts,
            sdg=some(texts),
            suggestion=yes_no,
            question=texts,
            plain_question=texts,
            **ABOUT,
        ),
    )


@st.composite
def measures(draw: st.DrawFn, codes: Sequence[str]) -> list[dict[str, Any]]:
    about = {"n": counts, "subgroup": texts, "proof": texts, "provisional": yes_no, "quote": texts, "consent": yes_no}
    found = []
    for i, code in enumerate(draw(some(st.sampled_from(list(codes))))):
        answer = {"text": texts} if FORMS[code] == "text" else {"value": bare}
        each = draw(entry({"respondent": texts.map(lambda text: f"{text[:290]} x")}, **answer, **about, note=texts))
        found.append({"indicator": code, "start": f"{2000 + i}-01-01", "end": f"{2000 + i}", **each})
    return found


@st.composite
def figures_of_the_territory(draw: st.DrawFn) -> dict[str, Any]:
    about = {
        "zone": texts,
        "unit": texts,
        "period": texts,
        "source": texts,
        "need": one_of(vocabulary.NeedSense),
        "near": yes_no,
    }
    found = draw(entry({"label": texts, "value": numbers}, **about))
    compared = {"compared_with": draw(texts), "compared_value": draw(numbers)}
    return {**found, **(compared if draw(yes_no) else {})}


@st.composite
def framework(draw: st.DrawFn, partner: Sequence[str], objective: Sequence[str]) -> dict[str, Any]:
    holders = st.sampled_from([*partner, vocabulary.TERRITORY, vocabulary.BENEFICIARIES])
    ranked = st.dictionaries(st.sampled_from(list(objective)), one_of(vocabulary.Level))
    return {
        "partners": draw(partners(partner)),
        "models": draw(some(entry({"model": one_of(vocabulary.ModelCode)}, start=dates, end=dates, note=texts))),
        "stakeholders": draw(
            some(
                entry(
                    {"name": texts, "group": one_of(vocabulary.StakeholderGroup)},
                    consulted=yes_no,
                    how=texts,
                    reason=texts,
                    source=texts,
                )
            )
        ),
        "history": draw(some(entry({"date": dates, "label": texts}, source=texts))),
        "strategy": draw(some(entry({"question": one_of(vocabulary.QuestionCode), "answer": texts}, source=texts))),
        "objectives": draw(
            each_with(
                objective,
                entry(
                    {"holder": holders, "label": texts},
                    stake=one_of(vocabulary.Stake),
                    lasting_employment=yes_no,
                    **ABOUT,
                ),
            )
        ),
        "diagnosis": draw(some(figures_of_the_territory())),
        "priorities": draw(st.dictionaries(st.sampled_from(list(partner)), ranked)),
    }


@st.composite
def content(draw: st.DrawFn, partner: Sequence[str]) -> dict[str, Any]:
    who = distinct([*partner, vocabulary.TERRITORY, vocabulary.BENEFICIARIES])
    action = entry(
        {"label": texts, "by": distinct(partner), "to": who},
        status=one_of(vocabulary.ActionStatus),
        start=dates,
        end=dates,
        **ABOUT,
    )
    means = entry(
        {"label": texts, "by": distinct(partner), "kind": one_of(vocabulary.MeansKind)},
        planned=bare,
        actual=bare,
        unit=texts,
        planned_amount=euros,
        actual_amount=euros,
        **ABOUT,
    )
    bodies = some(entry({"name": texts}, rhythm=texts, planned=counts, held=counts, source=texts))
    told = some(entry({"partner": st.sampled_from(list(partner)), "audiences": some(texts)}, how=texts, source=texts))
    steering = entry(
        {}, formalisation=texts, decision=texts, bodies=bodies, follow_up=texts, communication=told, source=texts
    )
    return {
        "actions": draw(some(action)),
        "no_action": draw(distinct(vocabulary.DIRECTIONS)),
        "means": draw(some(means)),
        "no_means": draw(distinct(vocabulary.MEANS_KINDS)),
        "steering": draw(steering),
    }


@st.composite
def results(draw: st.DrawFn, partner: Sequence[str], objective: Sequence[str]) -> dict[str, Any]:
    criteria, codes = ["C1", "C2"], list(FORMS)
    about = st.sampled_from([*partner, vocabulary.TERRITORY, vocabulary.BENEFICIARIES])
    finding = entry(
        {"code": st.sampled_from(["R1", "R2"]), "about": about, "label": texts},
        criterion=st.sampled_from(criteria),
        figure=stated,
        unit=texts,
        start=dates,
        end=dates,
        strength=one_of(vocabulary.Strength),
        quote=texts,
        consent=yes_no,
        **ABOUT,
    )
    criterion = entry(
        {"label": texts}, objectives=distinct(objective), factors=some(texts), conclusion=texts, source=texts
    )
    exits = {name: st.integers(5, 90) for name in ("lasting", "transition", "positive", "other")}
    return {
        "criteria": draw(each_with(criteria, criterion)),
        "indicators": [{**each, "form": FORMS[each["code"]]} for each in draw(indicators(codes, criteria))],
        "measures": draw(measures(codes)),
        "exits": draw(
            some(
                entry(
                    {"start": st.just("2023-01"), "end": st.just("2023-12"), **exits},
                    withdrawn=counts,
                    perimeter=texts,
                    **ABOUT,
                ),
                1,
            )
        ),
        "findings": draw(some(finding)),
        "effects": draw(
            some(entry({"nature": one_of(vocabulary.EffectNature), "about": about, "label": texts}, **ABOUT))
        ),
        "no_effect": draw(distinct(get_args(vocabulary.EffectNature))),
    }


@st.composite
def prospects(draw: st.DrawFn, partner: Sequence[str], objective: Sequence[str]) -> dict[str, Any]:
    coherence = entry(
        {"objective": st.sampled_from(list(objective))}, verdict=one_of(vocabulary.Verdict), comment=texts, source=texts
    )
    changed = entry({"partner": st.sampled_from(list(partner))}, changed=yes_no, label=texts, source=texts)
    decision = entry({"label": texts}, strategy=one_of(vocabulary.Strategy), owner=texts, date=dates, source=texts)
    found = {
        "coherence": some(coherence),
        "changed_expectations": some(changed),
        "decisions": some(decision),
        "next_evaluation": some(texts),
    }
    return {
        "prospects": draw(entry({}, **found)),
        "limits": draw(entry({}, not_measured=some(texts), cautions=some(texts))),
        "feedback": draw(some(entry({"audience": texts}, date=dates, how=texts))),
    }


IDENTITY = {
    "fictional": yes_no,
    **ABOUT,
    "device": st.sampled_from([each.code for each in devices()]),
    "purposes": distinct(get_args(vocabulary.Purpose)),
    "general_interest_issue": texts,
    "lasting_employment_reason": texts,
    "territory": st.one_of(
        entry({"name": texts}, zone=one_of(vocabulary.ZoneKind), note=texts),
        entry({"name": texts, "zone": st.just("commune")}, insee_code=st.sampled_from(["01004", "2A004"]), note=texts),
    ),
    "start": dates,
    "end": dates,
    "legal_form": texts,
    "first_year": yes_no,
    "previous_year": st.integers(1990, 2010),
    "next_review": dates,
    "evaluated_by": texts,
    "evaluated_on": dates,
    "effort": entry({}, days=numbers.map(abs), amount=numbers.map(abs), people=counts, note=texts),
    "disclosure_threshold": st.integers(5, 1000),
}


STEPS = ("identity", "framework", "content", "results", "prospects")


@st.composite
def dossiers(draw: st.DrawFn, step: str) -> Dossier:
    """Draw a dossier in which one part holds anything that a file may hold."""
    codes = ["P1", "P2", "1", "A.b", "territoire", "oui", "2024"]
    partner = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True, max_size=2))
    objective = draw(st.lists(st.sampled_from(["O1", "O2", "3", "o.x"]), min_size=1, unique=True, max_size=2))
    parts = {
        "identity": entry({}, **IDENTITY),
        "framework": framework(partner, objective),
        "content": content(partner),
        "results": results(partner, objective),
        "prospects": prospects(partner, objective),
    }
    plain = {"code": "cas-1", "year": draw(st.integers(2011, 2100)), "title": draw(texts)}
    plain["partners"] = [{"code": code, "name": draw(texts), "type": "siae"} for code in partner]
    plain["objectives"] = [{"code": code, "holder": partner[0], "label": draw(texts)} for code in objective]
    return Dossier.model_validate({**plain, **draw(parts[step])})
