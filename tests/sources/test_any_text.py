"""Whatever is typed, a dossier is read or refused in our words: never another exception."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalkit.errors import EvalkitError
from evalkit.sources import parse_dossier

PIECES = st.sampled_from(
    ["code: a\n", "year: 2024\n", "title: b\n", "partners:\n", "- {code: P1, name: c, type: siae}\n", "- ", "  ", "\t",
     "priorities: ", "{P1: {O1: high}}\n", "[", "]", "{", "}", ": ", "? ", "&a ", "*a ", "!!str ", "<<: ", "---\n",
     "...\n", "%YAML 1.1\n", "'", '"', "\\", "\\U00110000", "|\n", ">-\n", "#", "~", "\0", "\u2028", "\x85", "\ufeff",
     "indicators:\n", "measures: ", "exits: ", "steering: ", "prospects: ", "null\n", "1e400\n", "@", "`"]
)  # fmt: skip
ANY = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map("".join))
VALUE = st.recursive(
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["P1", "O1", "C1", "2024", "high", "12", "-1"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "P1", "label"]), inner),
    max_leaves=6,
)


def read(text: str) -> None:
    try:
        parse_dossier(text)
    except EvalkitError as error:
        assert error.problems
        assert error.sentences("fr") and error.sentences("en")


@given(ANY)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_is_read_or_refused_in_our_words(text: str) -> None:
    read(text)


FIELDS = ["priorities", "objectives", "measures", "indicators", "exits", "steering", "prospects", "criteria", "models",
          "territory", "year", "start", "effort", "fictional", "purposes", "device"]  # fmt: skip


@given(st.sampled_from(FIELDS), VALUE)
@settings(max_examples=300, deadline=None)
def test_any_shape_in_any_field_is_read_or_refused_in_our_words(field: str, value: object) -> None:
    sound = "code: a\ntitle: b\npartners: [{code: P1, name: c, type: siae}]\n"
    read(f"{sound}{'year: 2024' if field != 'year' else ''}\n{field}: {json.dumps(value)}\n")
