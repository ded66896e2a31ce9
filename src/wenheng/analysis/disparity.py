"""How unequal: indices of disparity over units, and their parts within and between groups."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from wenheng.analysis.series import amounts, numbers
from wenheng.arrays import Floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say


def gini(x: ArrayLike | pl.Series) -> float:
    """The Gini coefficient of n amounts, without a small-sample correction.

    Args:
        x: n amounts ≥ 0, one a unit, in any order.

    Returns:
        G, 0 … 1 − 1/n; 0 where all are equal, 1 − 1/n where one unit has all.

    Raises:
        NotScorable: an amount is missing or negative, or all are 0.

    Source:
        Cowell (2011), Measuring Inequality, 3rd edition, table A.1: Σᵢⱼ|xᵢ − xⱼ| / (2n²μ), here
        from the sorted amounts: Σᵢ (2i − n − 1) x₍ᵢ₎ / (n²μ).
    """
    values = np.sort(amounts(x))
    n = values.size
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float(weights @ values / (n * values.sum()))


def theil_t(x: ArrayLike | pl.Series) -> float:
    """Theil's T of n amounts, which weighs differences at the top; in nats.

    Args:
        x: n amounts ≥ 0; a 0 counts with 0 · log 0 = 0.

    Returns:
        T, 0 … log n; 0 where all are equal, log n where one unit has all.

    Raises:
        NotScorable: an amount is missing or negative, or all are 0.

    Source:
        Theil (1967), Economics and Information Theory, chapter 4: (1/n) Σ (xᵢ/μ) log(xᵢ/μ).
    """
    ratio = _ratios(amounts(x))
    logs = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
    return max(0.0, float(np.mean(ratio * logs)))


def theil_l(x: ArrayLike | pl.Series) -> float:
    """Theil's L (mean logarithmic deviation) of n amounts, which weighs the bottom; in nats.

    Args:
        x: n amounts > 0.

    Returns:
        L ≥ 0, without an upper limit; 0 where all are equal.

    Raises:
        NotScorable: an amount is missing, negative or 0: its logarithm does not exist.

    Source:
        Theil (1967), Economics and Information Theory, chapter 4: (1/n) Σ log(μ/xᵢ).
    """
    ratio = _ratios(_above_zero(x, say("analysis.theil-l")))
    return max(0.0, float(-np.mean(np.log(ratio))))


def atkinson(x: ArrayLike | pl.Series, epsilon: float) -> float:
    """Atkinson's index: the share of the mean that equality could do without.

    Args:
        x: n amounts ≥ 0; > 0 where `epsilon` ≥ 1.
        epsilon: aversion to inequality, > 0.

    Returns:
        A, 0 ≤ A < 1; 0 where all are equal.

    Raises:
        NotScorable: `epsilon` is not above 0; an amount is missing or negative, or all are 0; or
            `epsilon` ≥ 1 and there is a 0, which alone would decide the index.

    Source:
        Atkinson (1970), On the measurement of inequality, Journal of Economic Theory 2:
        1 − [(1/n) Σ (xᵢ/μ)^(1−ε)]^(1/(1−ε)), and 1 − (Π xᵢ/μ)^(1/n) at ε = 1.
    """
    if not 0 < epsilon < np.inf:
        raise NotScorable(say("analysis.epsilon", epsilon=epsilon))
    values = amounts(x) if epsilon < 1 else _above_zero(x, say("analysis.atkinson"))
    ratio = _ratios(values)
    if epsilon == 1:
        equal = np.exp(np.mean(np.log(ratio)))
    else:
        smallest = ratio.min() if epsilon > 1 else 1.0  # keeps powers of tiny ratios finite
        powers = np.mean((ratio / smallest) ** (1 - epsilon))
        equal = smallest * powers ** (1 / (1 - epsilon))
    return max(0.0, float(1 - equal))


def cv(x: ArrayLike | pl.Series, ddof: int = 0) -> float:
    """The coefficient of variation: standard deviation ÷ mean.

    Args:
        x: n numbers of a scale with a true zero.
        ddof: 0 divides the sum of squares by n (these are all units), 1 by n − 1 (a sample).

    Returns:
        CV ≥ 0; with `ddof` 0 and no negative number at most √(n − 1).

    Raises:
        NotScorable: a number is missing, the mean is not above 0, or n ≤ `ddof`.

    Source:
        Cowell (2011), Measuring Inequality, 3rd edition, table A.1.
    """
    values = numbers(x)
    if values.size <= ddof:
        raise NotScorable(say("analysis.too-few", n=values.size, least=ddof + 1))
    if values.mean() <= 0:
        raise NotScorable(say("analysis.mean-not-positive", mean=f"{values.mean():g}"))
    return float(values.std(ddof=ddof) / values.mean())


def decompose(
    x: ArrayLike | pl.Series,
    groups: Sequence[object] | pl.Series,
    measure: Literal["theil_t", "theil_l"] = "theil_t",
) -> tuple[float, float, float]:
    """Disparity split into what lies within groups and what lies between them.

    Args:
        x: n amounts, as the measure wants them.
        groups: the group of each, n long, none missing.
        measure: Theil's T weighs groups by their share of the sum, L by their share of units.

    Returns:
        (total, within, between) in nats; total = within + between, up to float rounding.

    Raises:
        NotScorable: as `theil_t` and `theil_l` do.
        TableError: `groups` is not as long as `x`, has a gap, or `measure` is another word.

    Source:
        Shorrocks (1980), The class of additively decomposable inequality measures, Econometrica
        48: T = Σ s_g T_g + Σ s_g log(μ_g/μ), L = Σ p_g L_g + Σ p_g log(μ/μ_g).
    """
    if measure not in _MEASURES:
        raise TableError(say("analysis.no-choice", word=measure, words=", ".join(_MEASURES)))
    values = numbers(x)
    total = _MEASURES[measure](values)
    parts = [values[members] for members in _members(groups, values.size)]
    weights = np.array([_weight(part, values, measure) for part in parts])
    inner = np.array([_MEASURES[measure](part) if part.any() else 0.0 for part in parts])
    means = np.array([part.mean() for part in parts]) / values.mean()
    counted = means > 0
    sign = 1 if measure == "theil_t" else -1
    between = sign * float(weights[counted] @ np.log(means[counted]))
    return total, float(weights @ inner), max(0.0, between)


_MEASURES = {"theil_t": theil_t, "theil_l": theil_l}


def _weight(part: Floats, whole: Floats, measure: str) -> float:
    by_sum = measure == "theil_t"
    return float(part.sum() / whole.sum()) if by_sum else part.size / whole.size


def _members(groups: Sequence[object] | pl.Series, n: int) -> list[NDArray[np.int64]]:
    names = list(groups)
    if len(names) != n:
        raise TableError(say("analysis.lengths", first=n, second=len(names)))
    if any(name is None or name != name for name in names):
        raise TableError(say("analysis.no-group"))
    places: dict[object, list[int]] = {}
    for i, name in enumerate(names):
        places.setdefault(name, []).append(i)
    return [np.array(rows) for rows in places.values()]


def _above_zero(x: ArrayLike | pl.Series, what: str) -> Floats:
    values = amounts(x)
    if values.min() == 0:
        raise NotScorable(say("analysis.zero", what=what, count=int((values == 0).sum())))
    return values


def _ratios(values: Floats) -> Floats:
    scaled = values / values.max()
    return np.asarray(scaled / scaled.mean())
