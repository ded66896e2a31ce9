"""Weighted means of a node's children, as expressions within a group-by."""

from collections.abc import Callable

import polars as pl

from wenheng.study.options import Aggregation

Mean = Callable[[pl.Expr, pl.Expr], pl.Expr]
"""(values, weights) → the mean over the values that are not null; null where all are."""


def mean_of(aggregation: Aggregation, offset: float = 1.0) -> Mean:
    """The weighted mean named `aggregation`, over values of 0 or more with weights above 0.

    Null values leave, and the weights of the others are taken relative to their sum (wᵢ/Σw):

    - `arithmetic`: Σ wx;
    - `geometric`: exp(Σ w·ln(x + offset)) − offset; without an offset one level of 0 would make
      the whole node 0, whatever the rest;
    - `harmonic`: 1 / Σ(w/x), and 0 where any x is 0, which is its limit;
    - `minimum`: the least x; weights do not matter.

    None falls when a value rises, so that filling gaps with 0 and with the top bounds it.

    Source:
        Bullen (2003), Handbook of Means and Their Inequalities, chapter III (power means); the
        offset as for the geometric mean of data with zeros in de la Cruz & Kreft (2018).
    """

    def geometric(values: pl.Expr, weights: pl.Expr, total: pl.Expr) -> pl.Expr:
        logs = ((values + offset).log() * weights).sum() / total
        return (logs.exp() - offset).clip(0)

    formulas: dict[Aggregation, Callable[[pl.Expr, pl.Expr, pl.Expr], pl.Expr]] = {
        "arithmetic": lambda x, w, total: (x * w).sum() / total,
        "geometric": geometric,
        "harmonic": lambda x, w, total: total / (w / x).sum(),
        "minimum": lambda x, w, total: x.min(),
    }

    def mean(values: pl.Expr, weights: pl.Expr) -> pl.Expr:
        total = pl.when(values.is_not_null()).then(weights).sum()
        return pl.when(total > 0).then(formulas[aggregation](values, weights, total))

    return mean
