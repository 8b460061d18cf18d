"""P-values corrected for their number."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Correction = Literal["holm", "bh"]


def corrected(p: NDArray[np.float64], method: Correction) -> NDArray[np.float64]:
    """Return p-values corrected for their number.

    Parameters
    ----------
    p : ndarray
        Shape (m,), without holes.
    method : {"holm", "bh"}
        Holm, *Scand. J. Statist.* 6 (1979), p. 65-70: no false finding at all; or Benjamini and Hochberg, *J. R. Stat.
        Soc. B* 57 (1995), p. 289-300: few false ones among those found.
    """
    count, order = p.size, np.argsort(p)
    ranks = np.arange(1, count + 1)
    if method == "holm":
        raised = np.maximum.accumulate(p[order] * (count + 1 - ranks))
    else:
        raised = np.minimum.accumulate((p[order] * count / ranks)[::-1])[::-1]
    found = np.empty(count)
    found[order] = np.minimum(raised, 1.0)
    return found
