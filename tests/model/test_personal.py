"""Personal data are told from codes, dates and amounts."""

from __future__ import annotations

import pytest

from evalkit.model.personal import personal_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Écrire à a.b+c@mairie-exemple.fr.", "email"),
        ("tél. 01.23.45.67.89", "telephone"),
        ("tél. 0612345678", "telephone"),
        ("0033 6 12 34 56 78", "telephone"),
        ("06\u00a012\u00a034\u00a056\u00a078", "telephone"),
        ("255081416802538", "social_security"),
        ("255081416802539", None),
        ("SIRET 356 000 000 00048", None),
        ("35600000000048", None),
        ("réunion du 01-02-2023 12 participants", None),
        ("du 01/02/2023 au 03/04/2024", None),
        ("budget de 1 234 567,89 € en 2023", None),
        ("code Insee 01004, 75056 et 2A004", None),
        ("@esatdupays sur les réseaux", None),
        ("C1.I1 et C1.I2", None),
    ],
)
def test_personal_data_are_told_from_codes_dates_and_amounts(text: str, kind: str | None) -> None:
    assert personal_kind(text) == kind


def test_a_very_long_text_is_searched_at_once() -> None:
    assert personal_kind("a" * 5000 + "@") is None
    assert personal_kind("0" * 5000) is None
