"""The tables of the methodological review: where a rule is broken and the state of each rule, never a mark.

Rule, severity and field only: the sentences of a finding may repeat what a dossier says.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.reports.exchange.columns import NUMBER, Column, Row, Table, own
from evalkit.reports.exchange.shown import Case
from evalkit.sources.wording import field_name


def reviewed_tables() -> tuple[Table, ...]:
    """Return the tables of the review."""
    return (
        Table("review_findings", "exchange.tables.review_findings", _FOUND, _found),
        Table("review_rules", "exchange.tables.review_rules", _RULES, _rules),
    )


_FOUND = (
    NUMBER,
    Column("rule", "string", own("rule"), choices="rule", missing="never"),
    Column("severity", "string", own("severity"), choices="severity", missing="never"),
    Column("step", "string", own("step"), choices="step", missing="never"),
    Column("origin", "string", own("origin"), choices="origin", missing="never"),
    Column("principle", "string", own("principle"), choices="principle", missing="none"),
    Column("path", "string", own("path"), missing="none"),
)


def _found(case: Case) -> Iterator[Row]:
    for number, each in enumerate(case.methodology.findings, start=1):
        yield {
            "number": number,
            "rule": each.rule,
            "severity": each.severity,
            "step": each.step,
            "origin": each.origin,
            "principle": each.principle,
            "path": field_name(each.path) or None,
        }


_RULES = (
    Column("rule", "string", own("rule"), choices="rule", missing="never"),
    Column("step", "string", own("step"), choices="step", missing="never"),
    Column("severity", "string", own("severity"), choices="severity", missing="never"),
    Column("outcome", "string", own("outcome"), choices="outcome", missing="never"),
    Column("findings", "integer", own("rule_findings"), unit="count", missing="never"),
)


def _rules(case: Case) -> Iterator[Row]:
    for each in case.methodology.rules:
        yield {
            "rule": each.rule,
            "step": each.step,
            "severity": each.severity,
            "outcome": each.outcome,
            "findings": each.n,
        }
