"""Step 4, *perspectives*: coherence with the objectives at the start, changed expectations, decisions."""

from __future__ import annotations

from evalkit.model.dates import Date
from evalkit.model.fields import Code, Entry, Label, Text, YesNo
from evalkit.model.vocabulary import Strategy, Verdict


class Coherence(Entry):
    """The evaluator's reading of the results against one objective."""

    objective: Code
    verdict: Verdict = "unknown"
    comment: Text | None = None
    source: Text | None = None


class ChangedExpectation(Entry):
    """How a partner's expectations changed, or that they did not."""

    partner: Code
    changed: YesNo = True
    label: Text | None = None
    source: Text | None = None


class Decision(Entry):
    """What is decided next, by whom and for when. `owner` is a partner's code or a function, never a person."""

    label: Text
    strategy: Strategy | None = None
    owner: Label | None = None
    date: Date | None = None
    source: Text | None = None


class Prospects(Entry):
    """The last step of the evaluation."""

    coherence: tuple[Coherence, ...] = ()
    changed_expectations: tuple[ChangedExpectation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    next_evaluation: tuple[Text, ...] = ()
