"""How far two orders agree."""

import math
from collections.abc import Sequence
from itertools import combinations

from wenheng.errors import NotScorable
from wenheng.language import say


def kendall_tau(first: Sequence[float], second: Sequence[float]) -> float:
    """Kendall's τ-b of two series of the same things, in the same order.

    Args:
        first: n numbers; ties are allowed.
        second: n numbers.

    Returns:
        τ-b, −1 … 1; 1 where every pair that is not tied stands in the same order.

    Raises:
        NotScorable: fewer than two things, or all of one series are tied.

    Source:
        Kendall (1945), The treatment of ties in ranking problems: (C − D) / √((N − T₁)(N − T₂)),
        with N pairs, of which T₁ and T₂ are tied in either series.
    """
    pairs = list(combinations(zip(first, second, strict=True), 2))
    signs = [(_sign(a[0] - b[0]), _sign(a[1] - b[1])) for a, b in pairs]
    untied = [sum(sign[side] != 0 for sign in signs) for side in (0, 1)]
    if not all(untied):
        raise NotScorable(say("analysis.no-order"))
    return sum(x * y for x, y in signs) / math.sqrt(untied[0] * untied[1])


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
