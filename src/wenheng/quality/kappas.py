"""Chance-corrected agreement of any number of raters: (pₐ − pₑ)/(1 − pₑ).

The coefficients share pₐ, the mean over subjects of the share of agreeing pairs of ratings, and
differ in pₑ, the agreement that chance would give. Subjects rated once leave pₐ but count in the
shares from which Gwet, Fleiss and Conger take pₑ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from wenheng.arrays import Floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.quality.estimate import Estimate, t_estimate
from wenheng.quality.reading import levels_of, read_pair, read_ratings
from wenheng.quality.weights import Weights, agreement_weights

SURE = 1e-12
"""Chance agreement this near 1 leaves nothing to share out; numbers this near are the same."""


def percent_agreement(ratings: ArrayLike, tolerance: float = 0) -> Estimate:
    """The share of pairs of ratings that agree, averaged over subjects; chance is not taken off.

    Args:
        ratings: raters × subjects, NaN = not rated.
        tolerance: ratings that differ by this much or less agree.

    Returns:
        0–1, with the standard error over subjects and Student's t interval.

    Raises:
        TableError: ratings that are no numbers; a negative tolerance.
        NotScorable: no subject is rated twice.

    Source:
        Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapter 2 (pₐ).
    """
    if not tolerance >= 0:
        raise TableError(say("quality.negative-tolerance", found=tolerance), where="tolerance")
    values = read_ratings(ratings)
    agreeing = np.zeros(values.shape[1])
    for one, other in combinations(values, 2):
        agreeing += 2 * (np.abs(one - other) <= tolerance + SURE)
    shares = _shares(agreeing, (~np.isnan(values)).sum(axis=0).astype(np.float64))
    n = len(shares)
    variance = float(shares.var(ddof=1)) / n if n > 1 else 0.0
    return t_estimate(float(shares.mean()), variance, n)


def gwet_ac(
    ratings: ArrayLike,
    weights: Weights = "unweighted",
    categories: Iterable[float] | None = None,
) -> Estimate:
    """Gwet's AC1, or AC2 with weights: agreement beyond chance, steady where one level prevails.

    Args:
        ratings: raters × subjects, NaN = not rated.
        weights: see `agreement_weights`.
        categories: all levels of the scale; those that occur, unless given.

    Returns:
        At most 1; 0 is chance. `se` is linearised over subjects, raters held as they are; the
        interval is Student's t with n − 1 degrees of freedom.

    Raises:
        TableError: ratings that are no numbers, or none of `categories`.
        NotScorable: no subject is rated twice; the scale has a single level.

    Source:
        Gwet (2008), Computing inter-rater reliability and its variance in the presence of high
        agreement, AC1; AC2: Gwet (2014), chapter 3, pₑ = Σw/(q(q − 1)) Σπ(1 − π), and 5.
    """
    table = _tally(ratings, weights, categories)
    q = len(table.levels)
    if q < 2:
        raise _undefined()
    factor = float(table.weights.sum()) / (q * (q - 1))
    shares = table.shares
    expected = factor * float(shares @ (1 - shares))
    each = factor * (table.counts @ (1 - shares)) / table.sizes
    return _beyond_chance(table, expected, each)


def fleiss_kappa(ratings: ArrayLike, weights: Weights = "unweighted") -> Estimate:
    """Fleiss' κ: agreement beyond chance, raters taken as interchangeable.

    Args:
        ratings: raters × subjects, NaN = not rated.
        weights: see `agreement_weights`.

    Returns:
        At most 1; 0 is chance. `se` and interval as of `gwet_ac`.

    Raises:
        TableError: ratings that are no numbers.
        NotScorable: no subject is rated twice; all ratings are one level.

    Source:
        Fleiss (1971), Measuring nominal scale agreement among many raters, equations 5–7; gaps,
        weights and variance: Gwet (2014), chapters 2, 3, 5.
    """
    table = _tally(ratings, weights)
    near = table.weights @ table.shares
    each = table.counts @ near / table.sizes
    return _beyond_chance(table, float(table.shares @ near), each)


def brennan_prediger(
    ratings: ArrayLike,
    weights: Weights = "unweighted",
    categories: Iterable[float] | None = None,
) -> Estimate:
    """Brennan and Prediger's coefficient: chance gives each level the same share.

    Args:
        ratings: raters × subjects, NaN = not rated.
        weights: see `agreement_weights`.
        categories: all levels of the scale; those that occur, unless given.

    Returns:
        At most 1; 0 is chance. `se` and interval as of `gwet_ac`.

    Raises:
        TableError: ratings that are no numbers, or none of `categories`.
        NotScorable: no subject is rated twice; the scale has a single level.

    Source:
        Brennan & Prediger (1981), Coefficient kappa: some uses, misuses, and alternatives; pₑ =
        Σw/q², Gwet (2014), chapters 2 and 3.
    """
    table = _tally(ratings, weights, categories)
    expected = float(table.weights.sum()) / len(table.levels) ** 2
    return _beyond_chance(table, expected, np.full(len(table.sizes), expected))


def conger_kappa(ratings: ArrayLike, weights: Weights = "unweighted") -> Estimate:
    """Conger's κ: each rater keeps their own shares of levels; Cohen's κ for two raters.

    Args:
        ratings: raters × subjects, NaN = not rated.
        weights: see `agreement_weights`.

    Returns:
        At most 1; 0 is chance. `se` and interval as of `gwet_ac`.

    Raises:
        TableError: ratings that are no numbers.
        NotScorable: no subject is rated twice; all ratings are one level.

    Source:
        Conger (1980), Integration and generalization of kappas for multiple raters; gaps,
        weights and variance: Gwet (2014), chapters 2, 3, 5.
    """
    table = _tally(ratings, weights)
    values, levels = table.values, table.levels
    rated = ~np.isnan(values)
    codes = np.searchsorted(levels, np.where(rated, values, levels[0]))
    raters, n = values.shape
    sizes = rated.sum(axis=1)
    own = np.array(
        [np.bincount(c[r], minlength=len(levels)) for c, r in zip(codes, rated, strict=True)]
    )
    own = own / sizes[:, None]
    near_others = (own.sum(axis=0) - own) @ table.weights
    pairs = raters * (raters - 1)
    mean = (near_others * own).sum(axis=1)
    expected = float(mean.sum()) / pairs
    picked = np.take_along_axis(near_others, codes, axis=1) - mean[:, None]
    each = (np.where(rated, picked, 0) * (n / sizes[:, None]) + mean[:, None]).sum(axis=0) / pairs
    return _beyond_chance(table, expected, each)


def cohen_kappa(a: ArrayLike, b: ArrayLike, weights: Weights | None = None) -> Estimate:
    """Cohen's κ of two raters, over the subjects that both rated.

    Args:
        a: one rater's levels, one per subject; NaN = not rated.
        b: the other's, in the same order.
        weights: None counts exact agreement; else see `agreement_weights`.

    Returns:
        At most 1; 0 is chance. `se` is that of large samples, the interval Student's t with
        n − 1 degrees of freedom.

    Raises:
        TableError: the two differ in length or hold what is no number.
        NotScorable: no subject was rated by both; both gave one and the same level throughout.

    Source:
        Cohen (1960; 1968, weighted); variance: Fleiss, Cohen & Everitt (1969), Large sample
        standard errors of kappa and weighted kappa, equation 13.
    """
    first, second = read_pair(a, b)
    levels = levels_of(np.concatenate([first, second]))
    w = agreement_weights(weights, levels)
    n = len(first)
    k, m = np.searchsorted(levels, first), np.searchsorted(levels, second)
    shares_a, shares_b = (np.bincount(x, minlength=len(levels)) / n for x in (k, m))
    observed, expected = float(w[k, m].mean()), float(shares_a @ w @ shares_b)
    if 1 - expected < SURE:
        raise _undefined()
    kappa = (observed - expected) / (1 - expected)
    margins = (w @ shares_b)[k] + (w @ shares_a)[m]
    spread = float(np.mean((w[k, m] - (1 - kappa) * margins) ** 2))
    variance = (spread - (observed - 2 * (1 - kappa) * expected) ** 2) / (n * (1 - expected) ** 2)
    return t_estimate(kappa, max(variance, 0.0), n)


@dataclass(frozen=True)
class _Tally:
    """Ratings, levels and their weights; by subject ratings of each level, of all, and pₐ's part.

    `agreement` is n/n₂ times the share of agreeing pairs, n₂ of the n subjects being rated twice
    or more, and 0 for the others; its mean is pₐ.
    """

    values: Floats
    levels: Floats
    weights: Floats
    counts: Floats
    sizes: Floats
    agreement: Floats

    @property
    def shares(self) -> Floats:
        means: Floats = (self.counts / self.sizes[:, None]).mean(axis=0)
        return means


def _tally(
    ratings: ArrayLike, weights: Weights, categories: Iterable[float] | None = None
) -> _Tally:
    values = read_ratings(ratings)
    levels = levels_of(values, categories)
    w = agreement_weights(weights, levels)
    rated = ~np.isnan(values)
    n, q = values.shape[1], len(levels)
    subject = np.broadcast_to(np.arange(n), values.shape)[rated]
    places = subject * q + np.searchsorted(levels, values[rated])
    counts = np.bincount(places, minlength=n * q).reshape(n, q).astype(np.float64)
    sizes = counts.sum(axis=1)
    agreement = _shares((counts * (counts @ w - 1)).sum(axis=1), sizes)
    return _Tally(values, levels, w, counts, sizes, agreement)


def _shares(agreeing: Floats, sizes: Floats) -> Floats:
    """`_Tally.agreement`, from the ordered pairs of ratings that agree and ratings, by subject."""
    twice = sizes >= 2
    if not twice.any():
        raise NotScorable(say("quality.nothing-twice"), hint=say("quality.rate-twice"))
    shares = np.where(twice, agreeing / np.where(twice, sizes * (sizes - 1), 1), 0)
    scaled: Floats = shares * (len(sizes) / twice.sum())
    return scaled


def _beyond_chance(table: _Tally, expected: float, each: Floats) -> Estimate:
    """(pₐ − pₑ)/(1 − pₑ) and its linearised variance; `each` is pₑ as each subject sees it."""
    if 1 - expected < SURE:
        raise _undefined()
    observed = float(table.agreement.mean())
    value = (observed - expected) / (1 - expected)
    twice = table.sizes >= 2
    own = (table.agreement - expected * twice / twice.mean()) / (1 - expected)
    linear = own - 2 * (1 - value) * (each - expected) / (1 - expected)
    n = len(linear)
    variance = float(np.sum((linear - value) ** 2)) / (n * (n - 1)) if n > 1 else 0.0
    return t_estimate(value, variance, n)


def _undefined() -> NotScorable:
    return NotScorable(say("quality.one-level"), hint=say("quality.say-so"))
