"""Small dossiers that are tried for publication."""

from evalkit.sources.dossier import parse_dossier

HEAD = """
code: essai
year: {year}
title: Essai
fictional: true
partners:
- {{code: P1, name: Atelier, type: siae}}
- {{code: P2, name: Entreprise, type: company}}
- {{code: P3, name: Agglomération, type: public_body}}
objectives: [{{code: O1, holder: P1, label: Employer}}]
criteria: [{{code: C1, label: Emploi, objectives: [O1]}}]
"""
COUNT = "{code: C1.I1, criterion: C1, label: Salariés accueillis, kind: quantitative, form: count, unit: personnes}"
SHARE = '{code: C1.I2, criterion: C1, label: Part en emploi, kind: quantitative, form: share, unit: "%"}'
VIEW = "{code: C1.I3, criterion: C1, label: Confiance, kind: qualitative, form: perception, unit: 1-5}"
MONEY = (
    "{code: C1.I4, criterion: C1, label: Ventes, kind: quantitative, form: amount, population: things, unit: € par an}"
)


def case(body="", year=2024, indicators=(COUNT, SHARE, VIEW, MONEY)):
    """Read a dossier of three partners with four indicators and some more lines."""
    lines = "indicators:\n" + "".join(f"- {each}\n" for each in indicators) if indicators else ""
    return parse_dossier(HEAD.format(year=year) + lines + body)


def measures(*lines, year=2024):
    """Return the measures of a year, each given by what is proper to it."""
    days = f"start: {year}-01-01, end: {year}-12-31"
    return "measures:\n" + "".join(f"- {{{days}, {each}}}\n" for each in lines)
