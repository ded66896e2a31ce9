"""Weighted means of children."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wenheng.arrays import Floats
from wenheng.study.options import Aggregation

Mean = Callable[[Floats, Floats], Floats]
"""(K × P values, their weights) → P means over the values that are not NaN; NaN where all are."""


def mean_of(aggregation: Aggregation, offset: float = 1.0) -> Mean:
    """The weighted mean named `aggregation`, over values of 0 or more with weights above 0.

    Values that are not there leave, and the weights of the others are taken relative to their
    sum (wᵢ/Σw):

    - `arithmetic`: Σ wx;
    - `geometric`: exp(Σ w·ln(x + offset)) − offset; without an offset one level of 0 would make
      the whole node 0, whatever the rest;
    - `harmonic`: 1 / Σ(w/x), and 0 where any x is 0, which is its limit;
    - `minimum`: the least x; weights do not matter.

    None falls when a value rises, so that filling gaps with 0 and with the top bounds it.

    Args:
        aggregation: which mean.
        offset: of the geometric mean, above 0.

    Returns:
        A function of values, K children × P, and their weights, K × P or K × 1; it gives P means.

    Source:
        Bullen (2003), Handbook of Means and Their Inequalities, chapter III (power means); the
        offset as for the geometric mean of data with zeros in de la Cruz & Kreft (2018).
    """

    def mean(values: Floats, weights: Floats) -> Floats:
        gone = np.isnan(values)
        if aggregation == "arithmetic" and weights.shape[1] == 1 and not gone.any():
            return np.asarray((values * weights).sum(axis=0) / weights.sum())
        there = ~gone
        shares = np.where(there, weights, 0.0)
        total = shares.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = _FORMULAS[aggregation](values, shares, total, there, offset)
        return np.where(total > 0, found, np.nan)

    return mean


def _arithmetic(x: Floats, w: Floats, total: Floats, there: NDArray[np.bool_], _: float) -> Floats:
    return np.asarray((np.where(there, x, 0.0) * w).sum(axis=0) / total)


def _geometric(
    x: Floats, w: Floats, total: Floats, there: NDArray[np.bool_], offset: float
) -> Floats:
    logs = (np.log(np.where(there, x, 0.0) + offset) * w).sum(axis=0) / total
    return np.asarray(np.maximum(np.exp(logs) - offset, 0.0))


def _harmonic(x: Floats, w: Floats, total: Floats, there: NDArray[np.bool_], _: float) -> Floats:
    return np.asarray(total / np.where(there, w / np.where(there, x, 1.0), 0.0).sum(axis=0))


def _minimum(x: Floats, w: Floats, total: Floats, there: NDArray[np.bool_], _: float) -> Floats:
    return np.asarray(np.where(there, x, np.inf).min(axis=0))


_FORMULAS = {
    "arithmetic": _arithmetic,
    "geometric": _geometric,
    "harmonic": _harmonic,
    "minimum": _minimum,
}
