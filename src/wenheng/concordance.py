"""How far two orders agree."""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from wenheng.arrays import floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say


def kendall_tau(first: ArrayLike, second: ArrayLike) -> float:
    """Kendall's τ-b of two series of the same things, in the same order.

    Args:
        first: n numbers; ties are allowed.
        second: n numbers.

    Returns:
        τ-b, −1 … 1; 1 where every pair that is not tied stands in the same order.

    Raises:
        NotScorable: fewer than two things, all of one series are tied, or a number is missing or
            infinite.
        TableError: the two are not equally long, or hold what is no number.

    Source:
        Kendall (1945), The treatment of ties in ranking problems: (C − D) / √((N − T₁)(N − T₂)),
        with N pairs, of which T₁ and T₂ are tied in either series.
    """
    a, b = floats(first, "first"), floats(second, "second")
    if a.ndim != 1 or a.shape != b.shape:
        raise TableError(say("analysis.lengths", first=a.size, second=b.size))
    gaps = int(np.count_nonzero(~np.isfinite([a, b])))
    if gaps:
        raise NotScorable(say("analysis.gaps", count=gaps, of=2 * a.size))
    one, other = (np.sign(x[:, None] - x) for x in (a, b))
    untied = [np.count_nonzero(signs) for signs in (one, other)]
    if not all(untied):
        raise NotScorable(say("analysis.no-order"))
    return float(np.sum(one * other)) / sqrt(untied[0] * untied[1])
