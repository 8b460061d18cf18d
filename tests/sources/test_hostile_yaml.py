"""Damaged and hostile files: each is refused with its line and its remedy, or read with the right value."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest

from evalkit.errors import EvalkitError, Problem
from evalkit.sources import parse_dossier, read_dossier

SOUND = """\
code: rivage
year: 2024
title: Rivage et Delorme
partners:
- {code: P1, name: Rivage, type: siae}
- {code: P2, name: Delorme, type: company}
objectives:
- {code: O1, holder: P1, label: des embauches durables}
criteria:
- {code: C1, label: des embauches}
indicators:
- {code: C1.I1, criterion: C1, label: études, kind: quantitative, form: count, population: things}
- {code: C1.I2, criterion: C1, label: part suivie, kind: quantitative, form: share, funnel_from: C1.I1}
"""
AFTER = SOUND.count("\n") + 1

CASES: list[tuple[str, str, int | None, str]] = [
    # what is wrong, the text, the line that must be named, the key of the message
    ("empty", "", None, "empty_file"),
    ("only comments", "# rien\n", None, "empty_file"),
    ("nothing", "~\n", None, "empty_file"),
    ("a list at the top", "- code: a\n", 1, "not_a_mapping"),
    ("a text at the top", "bonjour\n", 1, "not_a_mapping"),
    ("anchor", SOUND + "note: &a x\n", AFTER, "yaml_alias"),
    ("alias bomb", 'a: &a ["x","x"]\nb: &b [*a,*a]\nc: &c [*b,*b]\n' + SOUND, 1, "yaml_alias"),
    ("object tag", SOUND + "note: !!python/object/apply:os.system [ls]\n", AFTER, "yaml_tag"),
    ("plain tag", SOUND + "note: !!str x\n", AFTER, "yaml_tag"),
    ("duplicate key", SOUND + "year: 2025\n", AFTER, "duplicate_key"),
    ("second document", SOUND + "---\ncode: b\n", AFTER, "second_document"),
    ("tab as indent", SOUND + "limits:\n\tcautions: [a]\n", AFTER + 1, "yaml_tab"),
    ("open quote", SOUND + 'note: "abc\n', AFTER, "yaml_syntax"),
    ("an unknown device", SOUND + "device: zorglub\n", AFTER, "unknown_code"),
    ("a path for an Insee code", SOUND + 'territory: {name: X, insee_code: "76/../x"}\n', AFTER, "insee_code"),
    ("colon in a text", SOUND + "note: a: b\n", AFTER, "yaml_syntax"),
    ("a key that is a list", SOUND + "? [a, b]\n: c\n", AFTER, "key_not_text"),
    ("an empty key", SOUND + '"": c\n', AFTER, "key_not_text"),
    ("merge key", SOUND + "<<: {note: x}\n", AFTER, "unknown_field"),
    ("too deep", SOUND + "note: " + "[" * 40 + "]" * 40 + "\n", AFTER, "too_deep"),
    ("nul character", SOUND + "note: a\0b\n", AFTER, "control_character"),
    ("hidden nul", SOUND + 'note: "a\\0b"\n', AFTER, "control_character"),
    ("bidi override", SOUND + "note: a\u202eb\n", AFTER, "control_character"),
    ("hidden bidi", SOUND + 'note: "a\\u202eb"\n', AFTER, "control_character"),
    ("a line end of Unicode", SOUND + "note: a\u2028b\n", AFTER, "control_character"),
    ("a paragraph end of Unicode", SOUND + "note: a\u2029b\n", AFTER, "control_character"),
    ("a next line", SOUND + "note: a\x85b\n", AFTER, "control_character"),
    ("a vertical tab", SOUND + "note: a\x0bb\n", AFTER, "control_character"),
    ("a page break", SOUND + "note: a\x0cb\n", AFTER, "control_character"),
    ("a hidden line end", SOUND + 'note: "a\\Lb"\n', AFTER, "control_character"),
    ("a line end in a comment", "# a\u2028b\x85c\n" + SOUND, 1, "control_character"),
    ("lone surrogate", SOUND + "note: a\ud800b\n", AFTER, "control_character"),
    ("code as path", SOUND.replace("code: rivage", "code: ../../etc"), 1, "slug"),
    ("code as Windows path", SOUND.replace("code: rivage", "code: 'C:\\a'"), 1, "slug"),
    ("reserved name", SOUND.replace("code: rivage", "code: con"), 1, "slug"),
    ("reserved name with digit", SOUND.replace("code: rivage", "code: lpt1"), 1, "slug"),
    ("impossible day", SOUND + "start: 2023-02-30\n", AFTER, "date_impossible"),
    ("impossible month", SOUND + "start: 2023-13\n", AFTER, "date_impossible"),
    ("year 0", SOUND + "start: '0000'\n", AFTER, "date_impossible"),
    ("date as mapping", SOUND + "start: {year: 2023, month: 13}\n", AFTER, "date"),
    ("date in other digits", SOUND + "start: ٢٠٢٤\n", AFTER, "date"),
    ("nan", SOUND + "effort: {days: .nan}\n", AFTER, "number"),
    ("infinity", SOUND + "effort: {days: inf}\n", AFTER, "number"),
    ("1e400", SOUND + "effort: {days: 1e400}\n", AFTER, "number"),
    ("400 digits", SOUND + f"effort: {{days: {'9' * 199}}}\n", AFTER, "number_too_large"),
    ("a list as number", SOUND + "effort: {days: [1]}\n", AFTER, "number"),
    ("ambiguous number", SOUND + "effort: {days: 1.234}\n", AFTER, "number_ambiguous"),
    ("a decimal comma in braces", SOUND + "effort: {days: 4,5}\n", AFTER, "decimal_comma"),
    ("a comma before thousands in braces", SOUND + "effort: {amount: 1,234}\n", AFTER, "decimal_comma"),
    ("year with a thousands mark", SOUND.replace("2024", "2_024"), 2, "int_parsing"),
    ("year with a sign", SOUND.replace("2024", "+2024"), 2, "int_parsing"),
    ("year with decimals", SOUND.replace("2024", "2024.0"), 2, "int_parsing"),
    ("year in other digits", SOUND.replace("2024", "٢٠٢٤"), 2, "int_parsing"),
    ("year of many digits", SOUND.replace("2024", "2" * 5000), 2, "int_parsing"),
    ("threshold with a mark", SOUND + "disclosure_threshold: 2_0\n", AFTER, "int_parsing"),
    ("previous year with a mark", SOUND + "previous_year: 2_023\n", AFTER, "int_parsing"),
    ("version with decimals", SOUND + "template_version: 1.0\n", AFTER, "int_parsing"),
    ("negative days", SOUND + "effort: {days: -3}\n", AFTER, "greater_than_equal"),
    ("negative count", SOUND + "effort: {people: -3}\n", AFTER, "count"),
    ("half a person", SOUND + "effort: {people: '2,5'}\n", AFTER, "count"),
    ("year in words", SOUND.replace("2024", "deux mille"), 2, "int_parsing"),
    ("neither yes nor no", SOUND + "fictional: peut-être\n", AFTER, "bool_parsing"),
    ("priorities as list", SOUND + "priorities: [high]\n", AFTER, "mapping_type"),
    ("priorities without objective", SOUND + "priorities: {P1: high}\n", AFTER, "mapping_type"),
    ("priority of nobody", SOUND + "priorities: {P9: {O1: high}}\n", AFTER, "unknown_code"),
    ("priority in French", SOUND + "priorities: {P1: {O1: haute}}\n", AFTER, "literal_error_meant"),
    ("empty partner", SOUND.replace("- {code: P2, name: Delorme, type: company}", "-"), 6, "empty_item"),
    ("a text as list", SOUND + "purposes: F1\n", AFTER, "tuple_type"),
    ("listed twice", SOUND + "purposes: [F1, F1]\n", AFTER, "listed_twice"),
    ("partner type in French", SOUND.replace("type: company", "type: entreprise"), 6, "literal_error_meant"),
    ("key in French", SOUND.replace("name: Delorme", "nom: Delorme"), 6, "unknown_field_near"),
    ("list in French", SOUND + "parties_prenantes: []\n", AFTER, "unknown_field_near"),
    ("the territory in French", SOUND.replace("holder: P1", "holder: territoire"), 8, "unknown_code_near"),
    ("the beneficiaries in French", SOUND.replace("holder: P1", "holder: Bénéficiaires"), 8, "unknown_code_near"),
    ("an empty field with a wrong name", SOUND + "titel:\n", AFTER, "unknown_field_near"),
    (
        "an empty French field inside an entry",
        SOUND.replace("type: siae", "type: siae, rôle: "),
        5,
        "unknown_field_near",
    ),
    ("unknown holder", SOUND.replace("holder: P1", "holder: P7"), 8, "unknown_code"),
    (
        "bare exit rate",
        SOUND.replace("label: études", "label: taux de sortie"),
        12,
        "bare_exit_rate",
    ),
    (
        "exits not counted",
        SOUND.replace("label: études", "label: sorties, exit_rate: employment_or_training"),
        12,
        "exits_not_counted",
    ),
    ("funnel loop", SOUND.replace("label: études", "label: études, funnel_from: C1.I2"), 12, "funnel_loop"),
    ("share over 100", SOUND.replace("funnel_from: C1.I1", "target: 120"), 13, "share_out_of_range"),
]


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(EvalkitError) as caught:
        parse_dossier(text)
    assert "Traceback" not in str(caught.value)
    return caught.value.problems


def key_of(found: Problem) -> str:
    return found.fault[0].split(".")[1]


@pytest.mark.parametrize(("text", "line", "key"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_damaged_dossier_is_refused_at_its_line(text: str, line: int | None, key: str) -> None:
    found = problems_of(text)
    assert (line, key) in {(each.place.line, key_of(each)) for each in found}
    for each in found:
        assert not re.search(r"\{\w+\}", each.sentence("fr")), "a hole of the sentence is not filled"
        assert each.sentence("en") != each.sentence("fr")


def measure(indicator: str, values: str, respondent: str = "P1", period: str = "start: 2024, end: 2024") -> str:
    return f"- {{indicator: {indicator}, {period}, respondent: {respondent}, {values}}}\n"


FUNNELS = [
    ("more parts than the whole", measure("C1.I2", "numerator: 3, denominator: 2"), "share_impossible"),
    ("a share of 140 %", measure("C1.I2", "value: 140 %"), "share_out_of_range"),
    ("a negative share", measure("C1.I2", "value: -1"), "share_out_of_range"),
    (
        "a denominator above the count before it",
        measure("C1.I2", "numerator: 2, denominator: 6") + measure("C1.I1", "value: 5"),
        "funnel_impossible",
    ),
    (
        "the same period written otherwise",
        measure("C1.I2", "numerator: 2, denominator: 6")
        + measure("C1.I1", "value: 5", "registre", "start: 2024-01-01, end: 31/12/2024"),
        "funnel_impossible",
    ),
]


@pytest.mark.parametrize(("lines", "key"), [case[1:] for case in FUNNELS], ids=[case[0] for case in FUNNELS])
def test_an_impossible_measure_is_refused_at_its_line(lines: str, key: str) -> None:
    found = problems_of(SOUND + "measures:\n" + lines)
    assert [(each.place.line, key_of(each)) for each in found] == [(AFTER + 1, key)]


@pytest.mark.parametrize(
    "label",
    ["Taux de sorties", "taux des sorties", "% de sorties", "Pourcentage de sorties vers l'emploi", "Part des sorties",
     "taux moyen de sortie", "Exit rate", "exit rates", "Share of exits", "percentage of exits"],
)  # fmt: skip
def test_a_bare_exit_rate_is_refused_however_it_is_worded(label: str) -> None:
    assert [key_of(each) for each in problems_of(SOUND.replace("label: études", f'label: "{label}"'))] == [
        "bare_exit_rate"
    ]


@pytest.mark.parametrize("label", ["nombre de sorties", "part des salariés", "taux de sortant", "sorties scolaires"])
def test_what_is_no_exit_rate_is_not_taken_for_one(label: str) -> None:
    assert parse_dossier(SOUND.replace("label: études", f"label: {label}")).indicators[0].label == label


def test_two_respondents_may_contradict_each_other_on_a_funnel() -> None:
    lines = measure("C1.I1", "value: 5") + measure("C1.I1", "value: 6", "P2")
    read = parse_dossier(SOUND + "measures:\n" + lines + measure("C1.I2", "numerator: 2, denominator: 6", "P2"))
    assert len(read.measures) == 3


def test_a_share_may_be_read_as_a_bare_percentage() -> None:
    read = parse_dossier(SOUND + "measures:\n" + measure("C1.I2", "value: 40 %"))
    assert read.measures[0].value is not None
    assert read.measures[0].value.value == 40


def test_more_training_than_positive_exits_is_refused() -> None:
    exits = "exits:\n- {start: 2024, end: 2024, lasting: 1, transition: 1, positive: 2, other: 0, training: 3}\n"
    assert [key_of(each) for each in problems_of(SOUND + exits)] == ["training_impossible"]


def test_a_message_says_which_choice_a_french_word_means() -> None:
    (found,) = problems_of(SOUND.replace("type: company", "type: Entreprise"))
    assert "Écrivez « company »" in found.sentence("fr")
    assert "local_public_company" in found.sentence("fr"), "all choices are listed, none is cut"
    assert " or " not in found.sentence("fr")


@pytest.mark.parametrize(("typed", "meant"), [("nom", "name"), ("libelle", "label"), ("Stratégie", "strategy")])
def test_a_message_says_which_field_a_french_key_means(typed: str, meant: str) -> None:
    text = SOUND.replace("name: Delorme", f"{typed}: x").replace("holder: P1, label", f"holder: P1, {typed}")
    assert any(f"Écrivez « {meant} »" in each.sentence("fr") for each in problems_of(text))


@pytest.mark.parametrize(
    ("typed", "meant"), [("partenaires", "partners"), ("objectifs", "objectives"), ("annee", "year")]
)
def test_a_message_says_which_block_a_french_key_means(typed: str, meant: str) -> None:
    text = SOUND.replace(f"{meant}:", f"{typed}:")
    assert any(f"Écrivez « {meant} »" in each.sentence("fr") for each in problems_of(text))


def test_a_wrong_partner_does_not_make_the_list_seem_empty() -> None:
    text = "code: a\nyear: 2024\ntitle: b\npartners:\n- {code: P1, name: A, type: banque}\n"
    assert [key_of(each) for each in problems_of(text)] == ["literal_error"]


def test_an_empty_list_of_partners_is_refused_as_empty() -> None:
    assert "too_short" in {key_of(each) for each in problems_of("code: a\nyear: 2024\ntitle: b\npartners: []\n")}


@pytest.mark.parametrize(("typed", "value"), [("oui", True), ("NON", False), ("yes", True), ("false", False)])
def test_yes_and_no_are_read_in_both_languages(typed: str, value: bool) -> None:
    assert parse_dossier(SOUND + f"fictional: {typed}\n").fictional is value


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read_with_the_right_lines(end: str) -> None:
    (found,) = problems_of((SOUND + "start: demain\n").replace("\n", end))
    assert found.place.line == AFTER


def file_problems(path: Path, raw: bytes) -> tuple[Problem, ...]:
    path.write_bytes(raw)
    with pytest.raises(EvalkitError) as caught:
        read_dossier(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("raw", "line", "key"),
    [
        ("note: é\n".encode("cp1252"), 1, "not_utf8"),
        (SOUND.encode() + "note: é\r\n".encode("cp1252"), AFTER, "not_utf8"),
        (SOUND.encode("utf-16"), 1, "not_utf8"),
        (SOUND.encode("utf-16-be"), 1, "not_utf8"),
        (SOUND.encode("utf-16-le"), 1, "not_utf8"),
        (b"a: " + b"x" * 2_000_001, None, "file_too_large"),
        (b"", None, "empty_file"),
    ],
)
def test_a_file_in_another_encoding_is_refused_at_its_line(tmp_path: Path, raw: bytes, line: int, key: str) -> None:
    (found,) = file_problems(tmp_path / "d.yaml", raw)
    assert (found.place.line, key_of(found)) == (line, key)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    assert read_dossier(tmp_path / "d.yaml").code == "rivage"


def test_a_folder_a_missing_file_and_another_format_are_refused(tmp_path: Path) -> None:
    (tmp_path / "d.docx").write_bytes(b"x")
    for name, key in [
        (".", "not_a_file"),
        ("no.yaml", "no_such_file"),
        ("no/no.yaml", "no_such_file"),
        ("d.docx/d.yaml", "no_such_file"),
        ("d.docx", "unknown_format"),
    ]:
        with pytest.raises(EvalkitError) as caught:
            read_dossier(tmp_path / name)
        assert key_of(caught.value.problems[0]) == key


def fault_of_file(path: Path | str) -> str:
    with pytest.raises(EvalkitError) as caught:
        read_dossier(path)
    return key_of(caught.value.problems[0])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("name", ["pipe.yaml", "pipe"])
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert fault_of_file(tmp_path / name) == "not_a_file"


def test_a_device_and_a_socket_are_refused(tmp_path: Path) -> None:
    assert fault_of_file(os.devnull) == "not_a_file"
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(tmp_path / "s.yaml"))
        assert fault_of_file(tmp_path / "s.yaml") == "not_a_file"


@pytest.mark.parametrize("suffix", [".yaml", ".txt"])
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, suffix: str) -> None:
    loop = tmp_path / f"loop{suffix}"
    loop.symlink_to(loop)
    for path in (loop, tmp_path / ("a" * 5000 + suffix), f"a\0b{suffix}"):
        assert fault_of_file(path) == "unreadable_file"


@pytest.mark.parametrize(
    "text",
    [
        SOUND + "history:\n" + "- {date: 2024, label: a}\n" * 80_000,
        SOUND + "objectives2: [" + "a, " * 400_000 + "]\n",
        SOUND + "note: 'y" + " " * 1_500_000 + "x'\n",
        SOUND + "effort: {days: '" + "1 " * 700_000 + "'}\n",
        SOUND + "device: '" + "a " * 700_000 + "'\n",
        SOUND + "{" * 900_000,
        SOUND + "priorities: {P1: {" + "".join(f"O{i}: high, " for i in range(2, 12_000)) + "}}\n",
        SOUND + "measures:\n" + "".join(f"- {{indicator: X{i}}}\n" for i in range(9_000)),
        "x: [" * 300_000,
        "\u202e" * 1_900_000,
    ],
    ids=range(10),
)
def test_a_huge_file_is_refused_in_bounded_words(text: str) -> None:
    found = problems_of(text)
    assert all(len(each.sentence("fr")) < 1500 for each in found)
    assert len(found) <= 201


def test_a_message_shows_the_number_that_braces_cut() -> None:
    (found,) = problems_of(SOUND + "measures:\n" + measure("C1.I2", "value: 2,5 %"))
    assert "« 2,5 % »" in found.sentence("fr")


def test_a_message_never_repeats_a_long_text() -> None:
    (found,) = [each for each in problems_of(SOUND + f"{'k' * 900}: 1\n") if key_of(each) == "unknown_field"]
    assert "k" * 100 not in found.sentence("fr")


@pytest.mark.parametrize(
    "private", ["jeanne.martin@example.org", "06 12 34 56 78", "+33 6.12.34.56.78", "2 55 08 14 168 025 38"]
)
@pytest.mark.parametrize(
    "line",
    ["start: {}", "effort: {{days: {}}}", "effort: {{days: environ {} et puis}}", "fictional: voir {}", "device: {}",
     "purposes: [{}]", "{}: x", "{0}: x\n{0}: y", "priorities: {{{}: {{O1: high}}}}", "previous_year: {}",
     "note: !<{}> x", "effort: {{days: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {}'}}"],
)  # fmt: skip
def test_a_message_never_repeats_what_looks_personal(line: str, private: str) -> None:
    found = problems_of(SOUND + line.format(private) + "\n")
    for language in ("fr", "en"):
        said = "\n".join(each.sentence(language) for each in found)
        assert private not in said
        assert private[:12] not in said


@pytest.mark.parametrize("text", ["x: [", "x: [\n", "x: [\n\n", 'x: "', "x: {a: 1\n"])
def test_what_is_never_closed_is_told_on_a_line_that_the_file_has(text: str) -> None:
    (found,) = problems_of(text)
    assert found.place.line is not None
    assert 1 <= found.place.line <= len(text.splitlines())


@pytest.mark.parametrize("code", ["76259", "2A004", "28", "2B", "2810", "200069821", "01004"])
def test_the_codes_of_insee_are_kept_as_typed(code: str) -> None:
    dossier = parse_dossier(SOUND + f'territory: {{name: X, insee_code: "{code}"}}\n')
    assert dossier.territory is not None
    assert dossier.territory.insee_code == code


def test_a_count_cannot_exceed_the_count_it_comes_from() -> None:
    text = SOUND.replace("form: share, funnel_from", "form: count, funnel_from") + (
        "measures:\n"
        "- {indicator: C1.I1, start: 2024, end: 2024, respondent: P1, value: 20}\n"
        "- {indicator: C1.I2, start: 2024, end: 2024, respondent: P1, value: 30}\n"
    )
    (found,) = problems_of(text)
    assert (found.place.line, key_of(found)) == (AFTER + 2, "funnel_impossible")
