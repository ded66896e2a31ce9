"""Linear programmes."""

import numpy as np
from scipy.optimize import linprog

from wenheng.errors import NotScorable
from wenheng.language import say
from wenheng.values import Numbers

TIGHT = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
"""The tightest that the solver takes; by default it stops at 1e-7."""


def solved(cost: Numbers, upper: Numbers, limits: Numbers, sums: Numbers | None = None) -> Numbers:
    """The x ≥ 0 of least `cost` · x with `upper` x ≤ `limits` and, if given, `sums` · x = 1.

    Raises:
        NotScorable: there is no such x, or none is least.
    """
    equal = (None, None) if sums is None else (sums[None, :], np.ones(1))
    result = linprog(cost, upper, limits, *equal, method="highs", options=TIGHT)
    if result.x is None or result.status != 0:
        raise NotScorable(say("index.no-optimum"))
    return np.asarray(result.x, float)
