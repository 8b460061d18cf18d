"""How evenly a whole is parted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def evenness(parts: Sequence[float]) -> float:
    """Return the entropy of shares over that of equal shares: 1 where all parts are equal, 0 where one is the whole.

    Parameters
    ----------
    parts : sequence of float
        Two or more, 0 or more, of which one is more than 0; shares or counts.

    Raises
    ------
    ValueError
        When they are no parts of a whole.

    Notes
    -----
    - sum p ln p / ln n, a part of 0 adding nothing. Pielou 1966, The measurement of diversity in different types of
    biological collections, *Journal of Theoretical Biology* 13.
    """
    values = np.asarray(parts, dtype=float)
    if len(values) < 2 or not (values >= 0).all() or not 0 < values.sum() < np.inf:
        raise ValueError("no parts of a whole")
    shares = values / values.sum()
    shares = shares[shares > 0]  # a part may be too small to have a share
    return max(0.0, float(-(shares @ np.log(shares)) / np.log(len(values))))
