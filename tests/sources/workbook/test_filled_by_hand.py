"""A blank workbook filled in as a person types becomes the same dossier as the YAML of the same answers."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner
from workbooks import answer, at

from evalkit.cli import app
from evalkit.evaluation import evaluate
from evalkit.review import review_method
from evalkit.sources import parse_dossier, read_dossier

TWIN = """
code: pain-partage
year: 2024
title: Le pain partagé
device: jvs
purposes: [F1, F5]
territory: {name: Pays de Caux, zone: employment_zone, insee_code: "2812"}
start: 2022-03
first_year: true
next_review: 2026
partners:
- {code: P1, name: "L'Atelier du pain", type: siae, siae_type: EI, siret: "73282932000074"}
- {code: P2, name: Minoterie Duval, type: company, key_figures: [{label: salariés, value: "environ 80", date: 2023-12-31}]}
objectives:
- {code: O1, holder: P1, label: Former des boulangers, stake: EN1, lasting_employment: true}
- {code: O2, holder: territory, label: Garder un commerce, lasting_employment: false}
priorities: {P1: {O1: high, O2: medium}, P2: {O2: high}}
actions:
- {label: Stages au fournil, by: [P1, P2], to: [beneficiaries], status: ongoing}
means:
- {label: Farine, by: [P2], kind: logistic, planned: "2,5", unit: tonnes, planned_amount: "1 250,50 €"}
no_means: [financial]
steering: {decision: "Ensemble, chaque trimestre"}
criteria:
- {code: C1, label: Des embauches, objectives: [O1, O2], factors: ["Le marché du travail", "L'apprentissage, lui aussi"]}
indicators:
- {code: C1.I1, criterion: C1, label: Part des stagiaires embauchés, kind: quantitative, form: share, unit: "%", target: 60, target_due: 2025-12-31, horizon_months: [12, 24]}
measures:
- {indicator: C1.I1, start: 2024-01, end: 2024-12, respondent: P1, numerator: 7, denominator: 12}
prospects: {next_evaluation: ["Interroger les clients"]}
limits: {not_measured: ["La qualité du pain", "Le sommeil des boulangers"]}
"""  # noqa: E501 - one line per entry, as in a table

TABLES: dict[str, list[dict[str, object]]] = {
    "1 Partenaires": [
        {
            "Code": "P1",
            "Nom": "L'Atelier du pain",
            "Type": "SIAE",
            "Type de SIAE": "EI – entreprise d'insertion",
            "SIRET": "732 829 320 00074",
        },
        {"Code": "P2", "Nom": "Minoterie Duval", "Type": "Entreprise"},
    ],
    "1 Chiffres clés": [{"Partenaire": "P2", "Libellé": "salariés", "Valeur": "environ 80", "Date": "31/12/2023"}],
    "1 Objectifs": [
        {
            "Code": "O1",
            "Porteur": "P1",
            "Libellé": "Former des boulangers",
            "Enjeu": "EN1",
            "Emploi durable": "oui",
            "Priorité P1": "haute",
        },
        {
            "Code": "O2",
            "Porteur": "le territoire",
            "Libellé": "Garder un commerce",
            "Emploi durable": "Non",
            "Priorité P1": "Moyenne",
            "Priorité P2": "haute",
        },
    ],
    "2 Actions": [{"Libellé": "Stages au fournil", "Par": "P1 et P2", "Pour": "bénéficiaires", "État": "en cours"}],
    "2 Moyens": [
        {
            "Libellé": "Farine",
            "Par": "P2",
            "Nature": "logistique ou technique",
            "Prévu": "2,5",
            "Unité": "tonnes",
            "Montant prévu": "1 250,50 €",
        }
    ],
    "3 Critères": [
        {
            "Code": "C1",
            "Libellé": "Des embauches",
            "Objectifs": "O1 ; O2",
            "Autres facteurs": "Le marché du travail\nL'apprentissage, lui aussi",
        }
    ],
    "3 Indicateurs": [
        {
            "Code": "C1, I1",
            "Critère": "C1",
            "Libellé": "Part des stagiaires embauchés",
            "Type": "quantitatif",
            "Forme": "part",
            "Unité": "%",
            "Cible": "60 %",
            "Échéance": "31/12/2025",
            "Horizon en mois": "12, 24",
        }
    ],
    "3 Mesures": [
        {
            "Indicateur": "C1.I1",
            "Début": "01/2024",
            "Fin": "12/2024",
            "Répondant": "P1",
            "Numérateur": 7,
            "Dénominateur": "12",
        }
    ],
}
ANSWERS: dict[str, dict[str, list[object]]] = {
    "Dossier": {
        "Titre": ["Le pain partagé"],
        "Code": ["pain-partage"],
        "Année": [2024],
        "Territoire : nom": ["Pays de Caux"],
        "Territoire : type de zone": ["zone d'emploi"],
        "Territoire : code Insee": [2812],
        "Début": ["03/2022"],
        "Dispositif": ["Joint-venture sociale (JVS)"],
        "Finalités": ["F1", "F5"],
        "Première évaluation": ["Oui"],
        "Prochaine évaluation": [2026],
    },
    "2 Pilotage": {"Décision": ["Ensemble, chaque trimestre"], "Moyens non employés": ["financier"]},
    "4 Limites": {
        "Non mesuré": ["La qualité du pain", "Le sommeil des boulangers"],
        "À ajouter la prochaine fois": ["Interroger les clients"],
    },
}


def type_all(book: Workbook) -> None:
    for sheet, rows in TABLES.items():
        for row, cells in enumerate(rows, start=5):
            for heading, value in cells.items():
                at(book, sheet, heading, row).value = value  # type: ignore[assignment]
    for sheet, answers in ANSWERS.items():
        for label, values in answers.items():
            first = answer(book, label, sheet)
            for i, value in enumerate(values):
                book[sheet].cell(first.row + i, first.column).value = value  # type: ignore[assignment]


def test_a_blank_workbook_filled_in_by_hand_is_the_same_dossier_as_its_yaml_twin(tmp_path: Path) -> None:
    file = tmp_path / "dossier.xlsx"
    CliRunner().invoke(app, ["new", str(file), "--partners", "2"])
    book = load_workbook(file)
    type_all(book)
    book.save(file)
    filled, twin = read_dossier(file), parse_dossier(TWIN)
    assert filled == twin
    assert filled.notes == ()
    assert evaluate(filled) == evaluate(twin)
    assert [each.sentence() for each in review_method(filled).findings] == [
        each.sentence() for each in review_method(twin).findings
    ]
