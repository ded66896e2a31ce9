"""Which ranks a unit may truly have: confidence sets, and bands of units not told apart."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wenheng.analysis.series import grid, numbers, share, some
from wenheng.arrays import Floats, floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Hub = tuple[int, Ints]
"""A unit, and those it is compared with."""

NO_ERROR = 1e-12
"""A variance of a difference, against the largest, below which the difference has no error."""


def rank_sets(  # noqa: PLR0913 - one argument for each choice the method leaves open
    estimates: ArrayLike,
    se: ArrayLike,
    level: float = 0.95,
    kind: Literal["marginal", "simultaneous"] = "marginal",
    stepdown: bool = False,
    draws: int = 10_000,
    seed: int = 0,
) -> tuple[Ints, Ints]:
    """The ranks that each unit may truly have, at confidence `level`.

    All differences between units are compared with the largest error that `draws` of normal
    errors, the same for all units, give them together. A unit is surely below those whose lead
    over it is larger, and surely above those that it leads by more.

    Args:
        estimates: n numbers, the higher the better.
        se: their standard errors (n, independent), their covariance (n × n), or replicates of the
            estimates from common draws (B × n), whose errors then take the place of normal ones.
        level: probability with which a set covers, strictly between 0 and 1.
        kind: `marginal`: each unit's set covers its own rank; `simultaneous`: all sets cover at
            once.
        stepdown: test again, without the differences found, until no more are found: sets are the
            same or smaller. Both directions are tested one-sided, as csranks does.
        draws: how many draws of normal errors.
        seed: of the draws.

    Returns:
        (lower, upper), n whole numbers each, 1 … n; rank 1 is the highest.

    Raises:
        NotScorable: fewer than two units, or a number is missing.
        TableError: `se` is negative or fits not the estimates; `level` or `kind` is impossible.

    Source:
        Mogstad, Romano, Shaikh & Wilhelm (2023), Inference for ranks with applications to mobility
        across neighbourhoods and academic achievement across countries, Review of Economic
        Studies 91 (2024), section 3; conventions of the authors' R package csranks 1.2.
    """
    x = numbers(estimates)
    if x.size < 2:
        raise NotScorable(say("analysis.too-few", n=x.size, least=2))
    if kind not in ("marginal", "simultaneous"):
        raise TableError(say("analysis.no-choice", word=kind, words="marginal, simultaneous"))
    share(level, "level")
    by_draw, sd = _errors(x, floats(se, "se"), draws, seed)
    errors = np.ascontiguousarray(by_draw.T)
    everybody = np.arange(x.size)
    if kind == "simultaneous":
        hubs = [(i, everybody[i + 1 :]) for i in range(x.size - 1)]
        above = _told_apart(x, sd, errors, hubs, level, stepdown)
        return above.sum(axis=0) + 1, x.size - above.sum(axis=1)
    lower, upper = np.ones(x.size, np.int64), np.full(x.size, x.size)
    for i in range(x.size):
        above = _told_apart(x, sd, errors, [(i, np.delete(everybody, i))], level, stepdown)
        lower[i] += above[:, i].sum()
        upper[i] -= above[i].sum()
    return lower, upper


def tie_bands(estimates: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> Ints:
    """Bands of units that cannot be told apart, for a league table.

    From the highest estimate down, a band takes in the next units as long as their rank sets
    overlap that of its first unit. With simultaneous sets, the first unit of a band is surely
    below the first unit of every band before.

    Args:
        estimates: n numbers, the higher the better.
        lower: n smallest ranks, from `rank_sets`.
        upper: n largest ranks.

    Returns:
        n whole numbers; 1 is the first band.

    Raises:
        NotScorable: a number is missing.
        TableError: the three are not equally long.
    """
    x, low, high = numbers(estimates), numbers(lower), numbers(upper)
    for other in (low, high):
        if other.size != x.size:
            raise TableError(say("analysis.lengths", first=x.size, second=other.size))
    bands, band, head = np.zeros(x.size, np.int64), 0, -np.inf
    for i in np.argsort(-x, kind="stable"):
        if low[i] > head:
            band, head = band + 1, high[i]
        bands[i] = band
    return bands


def _errors(x: Floats, se: Floats, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Errors of the estimates, a row per draw, and the standard deviation of each difference."""
    if not np.isfinite(se).all():
        raise NotScorable(say("analysis.gaps", count=int((~np.isfinite(se)).sum()), of=se.size))
    if se.shape[-1:] != x.shape or se.ndim > 2 or (se.ndim == 1 and se.min() < 0):
        raise TableError(say("analysis.no-errors", n=x.size, shape=se.shape))
    square = se.ndim == 2 and se.shape[0] == x.size and np.allclose(se, se.T)
    if se.ndim == 2 and not square:
        return grid(se) - x, _of_differences(np.cov(se, rowvar=False))
    normal = np.random.default_rng(seed).standard_normal((some(draws), x.size))
    if se.ndim == 1:
        return normal * se, _of_differences(np.diag(se**2))
    spread, axes = np.linalg.eigh(se)
    if spread.min() < -1e-8 * max(spread.max(), 0.0):
        raise TableError(say("analysis.no-covariance"))
    return normal @ (axes * np.sqrt(np.maximum(spread, 0))).T, _of_differences(se)


def _of_differences(covariance: Floats) -> Floats:
    own = np.diag(covariance)
    squares = own[:, None] + own - 2 * covariance
    return np.sqrt(np.where(squares > NO_ERROR * squares.max(), squares, 0.0))


def _told_apart(  # noqa: PLR0913 - the inner half of rank_sets
    x: Floats, sd: Floats, errors: Floats, hubs: list[Hub], level: float, stepdown: bool
) -> Bools:
    """Whether the unit of the row is surely above that of the column, for the pairs of `hubs`."""
    gap = x[:, None] - x
    untested: Bools = np.zeros(sd.shape, np.bool_)
    for hub, others in hubs:
        untested[hub, others] = untested[others, hub] = True
    above: Bools = untested & (sd == 0) & (gap > 0)
    untested &= sd > 0
    while untested.any():
        reach = np.quantile(_largest(errors, sd, untested, hubs), level)
        found = untested & (gap > reach * sd)
        above |= found
        untested &= ~found
        if not (stepdown and found.any()):
            break
    return above


def _largest(errors: Floats, sd: Floats, pairs: Bools, hubs: list[Hub]) -> Floats:
    """The largest scaled error of a difference among `pairs`, by draw."""
    largest = np.full(errors.shape[1], -np.inf)
    for hub, others in hubs:
        used = others[pairs[hub, others] | pairs[others, hub]]
        if not used.size:
            continue
        scaled = (errors[hub] - errors[used]) / sd[hub, used, None]
        forth, back = pairs[hub, used], pairs[used, hub]
        scaled[~forth] *= -1
        scaled[forth & back] = np.abs(scaled[forth & back])
        np.maximum(largest, scaled.max(axis=0), out=largest)
    return largest
