"""Reliability of numbers: intraclass correlations and Kendall's W, over complete subjects."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from wenheng.arrays import Floats
from wenheng.errors import NotScorable
from wenheng.language import say
from wenheng.quality.estimate import LEVEL, Estimate
from wenheng.quality.reading import chosen, read_complete

Form = Literal["1,1", "A,1", "C,1", "1,k", "A,k", "C,k"]
ROUNDING = 1e-12
"""A sum of squares below this share of the total is 0."""


def icc(ratings: ArrayLike, form: Form = "A,1") -> Estimate:
    """An intraclass correlation: the share of variance that lies between subjects.

    Args:
        ratings: raters × subjects, NaN = not rated; only subjects that every rater rated count.
        form: `1` raters differ from subject to subject (one-way), `A` absolute agreement, `C`
            consistency (both two-way); `,1` of a single rating, `,k` of the mean of all raters.
            In Shrout and Fleiss's names `1,1` is ICC(1,1), `A,1` ICC(2,1), `C,1` ICC(3,1), and
            so on with k.

    Returns:
        At most 1; it may be negative, where subjects differ less than ratings of one subject. The
        interval is from F; none where raters agree entirely, where no subject stands out, or
        where its limits pass the pole that the formulas have far below 0. `se` is None.

    Raises:
        TableError: ratings that are no numbers.
        NotScorable: fewer than two complete subjects; no variance to share out.

    Source:
        McGraw & Wong (1996), Forming inferences about some intraclass correlation coefficients,
        tables 4 and 7, with the erratum; Shrout & Fleiss (1979), Intraclass correlations.
    """
    squares = _mean_squares(read_complete(ratings))
    error = squares.within if form in ("1,1", "1,k") else squares.error
    top, bottom = chosen(_shares(squares, error), form, "form")
    if bottom <= 0:
        raise NotScorable(say("quality.no-variance"), hint=say("quality.say-so"))
    value = top / bottom
    if error == 0 or squares.subjects == 0:
        return Estimate(value)
    limits = _absolute if form[0] == "A" else _relative
    low, high = (limits(squares, value, form, side) for side in (False, True))
    return Estimate(value, None, low, high) if low <= value <= high else Estimate(value)


@dataclass(frozen=True)
class MeanSquares:
    """Of k raters × n subjects: between subjects and raters, within subjects, and the rest."""

    n: int
    k: int
    subjects: float
    raters: float
    within: float
    error: float


def _mean_squares(x: Floats) -> MeanSquares:
    k, n = x.shape
    x = x - x.mean()
    total = float((x**2).sum())
    between = k * float((x.mean(axis=0) ** 2).sum())
    raters = n * float((x.mean(axis=1) ** 2).sum())
    parts = (between, raters, total - between, total - between - raters)
    sums = [part if part > ROUNDING * total else 0.0 for part in parts]
    degrees = (n - 1, k - 1, n * (k - 1), (n - 1) * (k - 1))
    return MeanSquares(n, k, *(part / df for part, df in zip(sums, degrees, strict=True)))


def _shares(squares: MeanSquares, error: float) -> dict[str, tuple[float, float]]:
    """For each form numerator and denominator."""
    n, k, between = squares.n, squares.k, squares.subjects
    bias, top = (squares.raters - error) / n, between - error
    return {
        "1,1": (top, between + (k - 1) * error),
        "A,1": (top, between + (k - 1) * error + k * bias),
        "C,1": (top, between + (k - 1) * error),
        "1,k": (top, between),
        "A,k": (top, between + bias),
        "C,k": (top, between),
    }


def _relative(squares: MeanSquares, value: float, form: str, upper: bool) -> float:
    """A limit of a one-way or consistency form: F itself has limits."""
    n, k = squares.n, squares.k
    one_way = form[0] == "1"
    df = n * (k - 1) if one_way else (n - 1) * (k - 1)
    f = squares.subjects / (squares.within if one_way else squares.error)
    f = f * _f(df, n - 1) if upper else f / _f(n - 1, df)
    return (f - 1) / (f + k - 1) if form[-1] == "1" else 1 - 1 / f


def _absolute(squares: MeanSquares, value: float, form: str, upper: bool) -> float:
    """A limit of absolute agreement, with Satterthwaite's degrees of freedom."""
    n, k, raters, error = squares.n, squares.k, squares.raters, squares.error
    per = k if form[-1] == "1" else 1
    odds = per * value / (n * (1 - value))
    a, b = odds, 1 + odds * (n - 1)
    v = (a * raters + b * error) ** 2 / (
        (a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    )
    rest = per * raters + ((k * n - k - n) if per == k else -1) * error
    if upper:
        f = _f(v, n - 1)
        return n * (f * squares.subjects - error) / (rest + n * f * squares.subjects)
    f = _f(n - 1, v)
    return n * (squares.subjects - f * error) / (f * rest + n * squares.subjects)


def _f(top: float, bottom: float) -> float:
    return float(special.fdtri(top, bottom, (1 + LEVEL) / 2))


def kendall_w(ratings: ArrayLike) -> Estimate:
    """Kendall's coefficient of concordance W: how far raters put subjects in the same order.

    Args:
        ratings: raters × subjects, NaN = not rated; only subjects that every rater rated count.
            Any numbers: each rater's are ranked, equals share their mean rank.

    Returns:
        0–1, corrected for ties; 1 is one and the same order. No error, no interval.

    Raises:
        TableError: ratings that are no numbers.
        NotScorable: fewer than two complete subjects; every rater gave all the same.

    Source:
        Siegel & Castellan (1988), Nonparametric statistics, 2nd ed., section 9.5:
        W = 12 Σ(Rᵢ − R̄)² / (k²(n³ − n) − k ΣT), T = Σ(t³ − t) over a rater's ties.
    """
    values = read_complete(ratings)
    k, n = values.shape
    ranked = [_mid_ranks(row) for row in values]
    sums = np.sum([ranks for ranks, _ in ranked], axis=0)
    scale = k**2 * (n**3 - n) - k * sum(ties for _, ties in ranked)
    if scale <= 0:
        raise NotScorable(say("quality.no-order"), hint=say("quality.say-so"))
    return Estimate(12 * float(((sums - sums.mean()) ** 2).sum()) / scale)


def _mid_ranks(row: Floats) -> tuple[Floats, int]:
    _, places, counts = np.unique(row, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places], int((counts**3 - counts).sum())
