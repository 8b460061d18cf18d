"""Step 3, *résultats*: criteria, indicators, measures, exits, findings and effects."""

from __future__ import annotations

from typing import Annotated

from evalkit.model.content import Codes
from evalkit.model.dates import Date
from evalkit.model.fields import Code, Distinct, Entry, Label, Text, YesNo
from evalkit.model.quantity import Count, Number, Stated
from evalkit.model.vocabulary import (
    EffectNature,
    ExitRate,
    IndicatorForm,
    IndicatorKind,
    Population,
    Sense,
    Strength,
)


class Criterion(Entry):
    """What would show that objectives are reached (C1, C2...).

    Attributes
    ----------
    objectives : tuple of str
        Codes of the objectives it comes from.
    factors : tuple of str
        Other factors that may explain what is observed.
    conclusion : str or None
        The evaluator's own reading; evalkit never invents one.
    """

    code: Code
    label: Text
    objectives: Codes = ()
    factors: tuple[Text, ...] = ()
    conclusion: Text | None = None
    source: Text | None = None


class Break(Entry):
    """A change of unit, source or definition that cuts the series from `date` on."""

    date: Date
    reason: Text


class Indicator(Entry):
    """How a criterion is read (C1.I1, printed "C1, I1").

    Attributes
    ----------
    unit : str or None
        Unit of its values; ``%`` for a share, ``1-5`` for a perception scale.
    direction : str or None
        The change the partners wish for; a target that should go down is reached by going down.
    baseline : float or None
        Value at the start, in `unit`, at `baseline_date`; `baseline_reason` says why there is none.
    target, target_due, target_set_on : float, PartialDate, PartialDate
        What is aimed at, by when, and when that was decided.
    followed_without_target : bool
        The partners follow it without a target, on purpose.
    horizon_months : tuple of int
        Months after which a reading makes sense.
    numerator, denominator, perimeter : str or None
        Definition in words.
    funnel_from : str or None
        Code of the indicator whose count (or numerator) is this one's denominator.
    exit_rate : str or None
        Which of the sector's four named exit rates it is.
    population : str
        What is counted: ``people`` (the disclosure threshold holds) or ``things`` (studies, contracts).
    question, plain_question : str or None
        What the questionnaire asks the partners, and in plain words the beneficiaries, when the label will not do.
    """

    code: Code
    criterion: Code
    label: Text
    kind: IndicatorKind
    form: IndicatorForm
    unit: Label | None = None
    direction: Sense | None = None
    baseline: Number | None = None
    baseline_date: Date | None = None
    baseline_reason: Text | None = None
    target: Number | None = None
    target_due: Date | None = None
    target_set_on: Date | None = None
    followed_without_target: YesNo = False
    source: Text | None = None
    method: Text | None = None
    frequency: Label | None = None
    responsible: Label | None = None
    horizon_months: Annotated[tuple[Count, ...], Distinct] = ()
    numerator: Text | None = None
    denominator: Text | None = None
    perimeter: Text | None = None
    funnel_from: Code | None = None
    exit_rate: ExitRate | None = None
    exits_counted: tuple[Label, ...] = ()
    population: Population = "people"
    breaks: tuple[Break, ...] = ()
    iris: Label | None = None
    sdg: tuple[Label, ...] = ()
    suggestion: YesNo = False
    question: Text | None = None
    plain_question: Text | None = None
    note: Text | None = None


class Measure(Entry):
    """One respondent's value of one indicator over one period.

    Attributes
    ----------
    respondent : str
        A partner's code, a stakeholder's name, or a source.
    value : Quantity or None
        In the indicator's unit; a share is given by `numerator` and `denominator` instead.
    text : str or None
        What a qualitative indicator answers.
    n : int or None
        People who answered or were counted.
    subgroup : str or None
        The part of the population it bears on, when it is a breakdown.
    proof : str or None
        Where the evidence is kept.
    quote, consent : str, bool
        Words of a person, and whether that person agreed to their use.
    """

    indicator: Code
    start: Date
    end: Date
    respondent: Label
    value: Stated | None = None
    numerator: Count | None = None
    denominator: Count | None = None
    text: Text | None = None
    n: Count | None = None
    subgroup: Label | None = None
    proof: Text | None = None
    provisional: YesNo = False
    quote: Text | None = None
    consent: YesNo | None = None
    note: Text | None = None


class Exits(Entry):
    """People who left a path in a period, by the sector's categories.

    Attributes
    ----------
    lasting, transition, positive, other : int
        The four categories of retained exits.
    withdrawn : int or None
        Exits withdrawn from the count; never in the denominator.
    training : int or None
        Those of `positive` who entered or went on with qualifying training.
    """

    start: Date
    end: Date
    lasting: Count
    transition: Count
    positive: Count
    other: Count
    withdrawn: Count | None = None
    training: Count | None = None
    perimeter: Text | None = None
    source: Text | None = None
    note: Text | None = None


class Finding(Entry):
    """What was observed, tied to a criterion where there is one.

    Attributes
    ----------
    about : str
        A partner's code, ``territory`` or ``beneficiaries``.
    figure, unit : Quantity, str
        A figure as its source states it: evalkit repeats it and computes nothing from it.
    strength : str
        What the design behind it allows to claim.
    """

    code: Code
    about: Code
    label: Text
    criterion: Code | None = None
    figure: Stated | None = None
    unit: Label | None = None
    start: Date | None = None
    end: Date | None = None
    strength: Strength = "description"
    quote: Text | None = None
    consent: YesNo | None = None
    source: Text | None = None
    note: Text | None = None


class Effect(Entry):
    """A positive, negative or unexpected effect on someone."""

    nature: EffectNature
    about: Code
    label: Text
    source: Text | None = None
    note: Text | None = None
