"""Tests and measures of effect that the rules lean on; exact where that is cheap."""

from itertools import pairwise
from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

from wenheng.arrays import Floats

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
BLOCK = 1 << 20
"""Numbers shuffled at a time."""


def cliff(first: Floats, second: Floats) -> float:
    """Cliff's δ: the share of pairs in which `first` is higher, less that in which it is lower.

    Source:
        Cliff (1993), Dominance statistics: ordinal analyses to answer ordinal questions,
        Psychological Bulletin 114.
    """
    ordered = np.sort(second)
    below = np.searchsorted(ordered, first, side="left").sum()
    not_above = np.searchsorted(ordered, first, side="right").sum()
    return float(below + not_above - first.size * ordered.size) / (first.size * ordered.size)


def hedges(first: Floats, second: Floats) -> float:
    """Hedges' g: the difference of means in pooled standard deviations, corrected for small n.

    Source:
        Hedges (1981), Distribution theory for Glass's estimator of effect size, Journal of
        Educational Statistics 6. Two constant groups that differ have no finite g: ±inf.
    """
    freedom = first.size + second.size - 2
    squares = (first.size - 1) * first.var(ddof=1) + (second.size - 1) * second.var(ddof=1)
    spread, gap = sqrt(squares / freedom), float(first.mean() - second.mean())
    if spread == 0:
        return float(np.copysign(np.inf, gap)) if gap else 0.0
    return gap / spread * (1 - 3 / (4 * freedom - 1))


def shuffled(values: Floats, strata: Ints, trials: int, seed: int) -> Floats:
    """`values` in `trials` random orders, each within its stratum: trials × n."""
    dice, mixed = np.random.default_rng(seed), np.empty((trials, values.size))
    for stratum in np.unique(strata):
        here = np.flatnonzero(strata == stratum)
        rows = np.broadcast_to(values[here], (trials, here.size))
        mixed[:, here] = dice.permuted(rows, axis=1)
    return mixed


def at_least(found: float, by_chance: Floats) -> float:
    """The p-value of `found` among as extreme results by chance, itself counted."""
    return float(1 + (by_chance >= found - 1e-9).sum()) / (by_chance.size + 1)


def sign_flip_p(differences: Floats, trials: int, seed: int) -> float:
    """Two-sided p that paired differences have mean 0: signs flipped at random; n ≥ 1.

    Source:
        Fisher (1935), The Design of Experiments, section 21.
    """
    dice = np.random.default_rng(seed)
    signs = dice.integers(0, 2, (trials, differences.size), np.int8) * 2 - 1
    return at_least(abs(float(differences.mean())), np.abs(signs @ differences / differences.size))


def mcnemar_p(b: int, c: int) -> float:
    """Exact two-sided p that two discordant counts come from a fair coin; 1 if both are 0.

    Source:
        McNemar (1947), Note on the sampling error of the difference between correlated
        proportions or percentages, Psychometrika 12; the binomial test on b of b + c.
    """
    n, least = b + c, min(b, c)
    return min(1.0, 2 * sum(comb(n, k) for k in range(least + 1)) / float(2**n))


def overlap_p(k: int, n: int, first: int, second: int) -> float:
    """P that random sets of `first` and `second` of n units share at least k (hypergeometric)."""
    most = min(first, second)
    ways = sum(comb(first, i) * comb(n - first, second - i) for i in range(k, most + 1))
    return ways / comb(n, second)


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share k/n.

    Source:
        Wilson (1927), Probable inference, the law of succession, and statistical inference,
        JASA 22.
    """
    z, share = 1.959963984540054, k / n
    middle = share + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)


def steadily_falling_p(groups: list[Floats], trials: int, seed: int) -> float:
    """One-sided p of the Jonckheere–Terpstra trend from the first group down to the last.

    Source:
        Jonckheere (1954), A distribution-free k-sample test against ordered alternatives,
        Biometrika 41; by permutation.
    """
    ends = np.cumsum([0, *(group.size for group in groups)])
    places = list(pairwise(ends))
    values = np.concatenate(groups)
    mixed = shuffled(values, np.zeros(values.size, np.int64), trials, seed)

    def trend(row: Floats) -> float:
        parts = [row[start:end] for start, end in places]
        return sum(
            cliff(upper, lower) * upper.size * lower.size
            for i, upper in enumerate(parts)
            for lower in parts[i + 1 :]
        )

    return at_least(trend(values), np.array([trend(row) for row in mixed]))


def within_ranks(values: Floats, strata: Ints) -> Floats:
    """Midranks within each stratum, centred there: what partial rank correlations compare."""
    ranks = np.empty(values.size)
    for stratum in np.unique(strata):
        here = strata == stratum
        ordered = np.sort(values[here])
        low = np.searchsorted(ordered, values[here], side="left")
        high = np.searchsorted(ordered, values[here], side="right")
        ranks[here] = (low + high + 1) / 2 - (ordered.size + 1) / 2
    return ranks


def correlation(first: Floats, second: Floats) -> float | None:
    """Pearson's r; None where one of them is constant."""
    x, y = first - first.mean(), second - second.mean()
    below = sqrt(float(x @ x) * float(y @ y))
    return float(x @ y) / below if below > 0 else None


def rank_interval(rho: float, n: int) -> tuple[float, float]:
    """The 95 % interval of Spearman's ρ of n > 3 pairs.

    Source:
        Bonett & Wright (2000), Sample size requirements for estimating Pearson, Kendall and
        Spearman correlations, Psychometrika 65: Fisher's z with (1 + ρ²/2)/(n − 3).
    """
    middle = np.arctanh(np.clip(rho, -0.999999, 0.999999))
    reach = 1.959963984540054 * sqrt((1 + rho * rho / 2) / (n - 3))
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def holm(p: list[float]) -> list[float]:
    """Holm's adjusted p-values: those below 5 % hold together with 5 % of any false alarm.

    Source:
        Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian
        Journal of Statistics 6.
    """
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted, worst = [0.0] * len(p), 0.0
    for place, i in enumerate(order):
        worst = max(worst, min(1.0, (len(p) - place) * p[i]))
        adjusted[i] = worst
    return adjusted
