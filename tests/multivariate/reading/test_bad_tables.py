"""What cannot be studied is refused in sentences, all at once, with the place of each."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_tables import PLAIN, refused, saved

from evalkit.errors import EvalkitError
from evalkit.multivariate.reading import propose_roles, study_of
from evalkit.texts import LANGUAGES


def table(*columns: list[object]) -> str:
    """Write columns, the first item of each its heading, beside a column of names."""
    names = ["id", *(f"r{i}" for i in range(1, len(columns[0])))]
    return "".join(";".join(map(str, row)) + "\n" for row in zip(names, *columns, strict=True))


X = ["x", 1, 4, 2, 8, 5, 7]


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (["c", 3, 3, 3, 3, 3, 3], "table.csv, ligne 1, c : la colonne a partout la même valeur"),
        (["c", *["oui"] * 6], "table.csv, ligne 1, c : la colonne n'a qu'une catégorie"),
        (["c", *[""] * 6], "table.csv, ligne 1, c : la colonne est vide"),
        (["c", 1, "inf", 3, "-inf", 5, 6], "table.csv, ligne 3, c : 2 nombres infinis : « ∞ » (l. 3), « ∞ » (l. 5)"),
        (["c", 1, 2, "x", 4, 5, 6], "une cellule ne se lit pas comme un nombre : « x » (l. 4)"),
        (["c", 1, 2, "", 4, 5, ""], "table.csv : des valeurs manquent dans une colonne : c (2)"),
        (["c", "un", "deux", "trois", "quatre", "cinq", "six"], "presque tous"),
        (["c", *[f"0{day}/01/2024" for day in range(1, 7)]], "la colonne contient des dates"),
    ],
)
def test_a_column_that_says_nothing_is_refused_where_the_roles_name_it(
    tmp_path: Path, column: list[object], said: str
) -> None:
    assert said in refused(tmp_path, table(X, column), {"identifier": "id", "active": ["x", "c"]})


def test_five_hundred_levels_are_too_many(tmp_path: Path) -> None:
    x = ["x", *range(1500)]
    c = ["c", *(f"n{i % 500}" for i in range(1500))]
    assert "la colonne a 500 catégories" in refused(tmp_path, table(x, c), {"active": ["x", "c"]})


def test_one_individual_is_not_enough(tmp_path: Path) -> None:
    text = refused(tmp_path, "id;a;b\nseul;1;2\n", {"identifier": "id", "active": ["a", "b"]})
    assert "1 ligne active ne suffit pas" in text


def test_duplicated_names_are_refused_with_their_line(tmp_path: Path) -> None:
    assert "deux colonnes s'appellent « a »" in refused(tmp_path, "id;a;a\nx;1;2\ny;3;4\n")
    text = refused(tmp_path, "id;a\nx;1\ny;2\nx;3\nx;4\n", {"identifier": "id"})
    assert "table.csv, ligne 4, id : 3 lignes portent l'identifiant « x »" in text


def test_more_columns_than_a_table_may_have_are_refused(tmp_path: Path) -> None:
    wide = ";".join(f"c{i}" for i in range(600)) + "\n" + ";".join("1" for _ in range(600)) + "\n"
    assert "500 colonnes" in refused(tmp_path, wide)


def test_all_problems_come_at_once_each_with_its_line(tmp_path: Path) -> None:
    roles = """identifier: nom
active: [aage, revenu]
supplementary: [revenu]
labels: {Sexe : Sexe}
supplementary_rows: [Ane]
"""
    said = refused(tmp_path, PLAIN, roles).splitlines()
    assert [line.split(" : ")[0] for line in said] == [
        "roles.yaml, ligne 4, labels.Sexe",
        "roles.yaml, ligne 2, active[1]",
        "roles.yaml, ligne 3, supplementary[1]",
        "roles.yaml, ligne 5, supplementary_rows[1]",
    ]
    assert "Écrivez « age »" in said[1] and "Écrivez « Anne »" in said[3]


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ("activ: [age]\n", "roles.yaml, ligne 1, activ : champ « activ » inconnu. Écrivez « active »."),
        ("identifiers: montrés\n", "« montrés » n'est pas un choix possible. Écrivez l'un de : shown, hidden."),
        ("method: acpm\n", "n'est pas un choix possible"),
        ("axes: deux\n", "roles.yaml, ligne 1, axes"),
        ("axes: 0\n", "roles.yaml, ligne 1, axes"),
        ("classes: beaucoup\n", "un nombre de classes, ou le nom d'une règle"),
        ("active: {a: {b: c}}\n", "des noms de colonnes, ou des groupes de colonnes"),
        ("models: [{formula: revenu}]\nactive: [revenu]\n", "avec un seul « ~ »"),
        ("models: [{formula: revenu ~ open('x')}]\nactive: [revenu]\n", "ne peut pas contenir « open"),
        ("models: [{formula: revenu ~ sexe}]\nactive: [revenu]\n", "la colonne « sexe » d'un modèle n'a pas de rôle"),
        ("models: [{formula: revenu ~ age, familly: ols}]\n", "Écrivez « family »"),
        ("levels: {sexe: {g: garçon}}\n", "la colonne « sexe » n'a pas de catégorie « g ». Catégories : f, h."),
        ("excluded: {age: [31]}\n", "« age » n'est pas une colonne de catégories"),
        ("labels: {age: revenu}\n", "roles.yaml, ligne 1, labels.age : deux colonnes se montreraient"),
        ("weights: revenuu\n", "Écrivez « revenu »"),
        ('active: "*"\nsupplementary: "*"\n', "ne peut servir deux fois"),
        ("- age\n", "on attendait des champs"),
        ("", "on attendait des champs"),
        ("active: [age\n", "roles.yaml, ligne"),
    ],
)
def test_a_slip_in_the_roles_is_told_with_its_line_and_its_remedy(tmp_path: Path, roles: str, said: str) -> None:
    assert said in refused(tmp_path, PLAIN, roles)


def test_a_weight_of_zero_is_refused(tmp_path: Path) -> None:
    assert "un poids est absent" in refused(tmp_path, table(X, ["w", 1, 0, 1, 1, 1, 1]), {"weights": "w"})


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n", b"id\n", b"\xff" * 50])
def test_a_file_that_is_no_table_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EvalkitError) as raised:
        study_of(saved(tmp_path, content))
    for language in LANGUAGES:
        assert raised.value.sentences(language)


@given(st.text(max_size=200))
def test_any_text_is_a_study_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = saved(tmp_path_factory.mktemp("any"), text.encode(errors="replace"))
    for read in (study_of, propose_roles):
        try:
            read(file)
        except EvalkitError as error:
            assert error.sentences("fr") and error.sentences("en")
