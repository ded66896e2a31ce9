"""Natural breaks: classes whose members lie closest together."""

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from wenheng.analysis.series import numbers
from wenheng.arrays import Floats
from wenheng.errors import NotScorable
from wenheng.language import say


def jenks(x: ArrayLike | pl.Series, k: int) -> list[float]:
    """The upper bounds of `k` classes with the least sum of squares within them.

    For looking at data, not for grades: on resampled scores such breaks move a quarter of the
    units to another class.

    Args:
        x: n numbers; equal numbers are never parted.
        k: how many classes.

    Returns:
        `k` ascending numbers of `x`, each the largest of its class; the last is the maximum.
        Of equally good partitions the one whose upper classes reach lowest.

    Raises:
        NotScorable: a number is missing, or there are fewer different numbers than classes.

    Source:
        Fisher (1958), On grouping for maximum homogeneity, JASA 53, section 4: exact, by dynamic
        programming over the sorted numbers; Jenks (1977) made it known for maps.
    """
    values, counts = np.unique(numbers(x), return_counts=True)
    if not 1 <= k <= values.size:
        raise NotScorable(say("analysis.classes", k=k, different=values.size))
    starts = _best_starts(values - values.mean(), counts.astype(np.float64), k)
    ends, end = [], values.size
    for level in range(k - 1, -1, -1):
        ends.append(float(values[end - 1]))
        end = starts[level][end]
    return ends[::-1]


def _best_starts(values: Floats, counts: Floats, k: int) -> list[list[int]]:
    """Where the last of 1 … `k` classes over the first `end` values best starts, by `end`."""
    weight, first, second = (
        np.concatenate([[0.0], np.cumsum(counts * values**power)]) for power in (0, 1, 2)
    )
    n = values.size
    best = np.concatenate([[0.0], np.full(n, np.inf)])
    found = []
    for _ in range(k):
        after, starts = np.full(n + 1, np.inf), [0] * (n + 1)
        for end in range(1, n + 1):
            lengths = weight[end] - weight[:end]
            sums = first[end] - first[:end]
            inside = second[end] - second[:end] - sums**2 / lengths
            costs = best[:end] + np.maximum(inside, 0)
            starts[end] = int(np.argmin(costs))
            after[end] = costs[starts[end]]
        best = after
        found.append(starts)
    return found
