"""P-values corrected for their number, against R's ``p.adjust``."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.stats.correction import Correction, corrected

P = [0.03, 0.001, 0.2, 0.03, 0.009, 0.7]
R: dict[Correction, list[float]] = {
    "holm": [0.12, 0.006, 0.4, 0.12, 0.045, 0.7],
    "bh": [0.045, 0.006, 0.24, 0.045, 0.027, 0.7],
}
"""R 4.2.2: p.adjust(c(0.03, 0.001, 0.2, 0.03, 0.009, 0.7), "holm"), and "BH"."""


@pytest.mark.parametrize("method", R)
def test_corrected_p_values_are_those_of_r(method: Correction) -> None:
    np.testing.assert_allclose(corrected(np.array(P), method), R[method], rtol=1e-12)


@given(p=st.lists(st.floats(0, 1), max_size=20))
def test_correction_never_lowers_a_p_value_and_holm_is_the_more_severe(p: list[float]) -> None:
    given_, holm, bh = np.array(p), corrected(np.array(p), "holm"), corrected(np.array(p), "bh")
    assert (given_ <= bh * (1 + 1e-12)).all() and (bh <= holm * (1 + 1e-12)).all() and (holm <= 1).all()
