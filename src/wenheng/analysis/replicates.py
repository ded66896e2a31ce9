"""Bootstrap by scenarios with the same draws for everybody: scores, ranks, grades."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from wenheng.analysis.series import Floats, grid, numbers, share
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.rounding import EXACT_DIGITS

TIED = 10.0**-EXACT_DIGITS
BLOCK = 1 << 18
"""Scores ranked at a time: two megabytes, so that they stay in the processor's cache."""


def total_replicates(
    numerators: ArrayLike,
    denominators: ArrayLike,
    weights: ArrayLike | None = None,
    draws: int = 1_000,
    seed: int = 0,
) -> Floats:
    """Scores of P platforms in `draws` resamples of S scenarios: draws × P.

    Scenarios are drawn with replacement, the same ones for every platform. A node's score in a
    draw is the sum of its numerators ÷ the sum of its denominators; the total is the weighted mean
    of the nodes that have a denominator, as in scoring. Replicates are matrix products: no cell is
    looked at twice.

    Args:
        numerators: K × P × S: for each node (indicator or dimension), platform and scenario the
            sum of the weighted scores of its assessed cells.
        denominators: K × P × S: the sum of the weights of these cells, ≥ 0.
        weights: of the K nodes, ≥ 0; equal if None. The result is on the scale of the cells.
        draws: how many resamples.
        seed: of the draws.

    Raises:
        NotScorable: some platform has no assessed cell at all in some draw: it has too few
            scenarios to be resampled. Names the first such platforms by their position.
        TableError: shapes that do not fit, or a negative denominator or weight.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 8, with scenarios as
        the units drawn.
    """
    above, below = np.asarray(numerators, np.float64), np.asarray(denominators, np.float64)
    shares = np.ones(len(above)) if weights is None else numbers(weights)
    if above.ndim != 3 or above.shape != below.shape or shares.shape != above.shape[:1]:
        shapes = f"{above.shape}, {below.shape}, {shares.shape}"
        raise TableError(say("analysis.nodes-shape", shapes=shapes))
    if not (below >= 0).all() or not (shares >= 0).all() or not np.isfinite(above).all():
        raise TableError(say("analysis.nodes-negative"))
    scenarios = above.shape[2]
    dice = np.random.default_rng(seed)
    counts = dice.multinomial(scenarios, np.full(scenarios, 1 / scenarios), draws)
    return _totals(above, below, shares, counts.astype(np.float64))


def rank_replicates(totals: ArrayLike) -> NDArray[np.unsignedinteger]:
    """The rank of every unit within every draw.

    Args:
        totals: draws × units, the higher the better.

    Returns:
        draws × units, whole numbers from 1, the highest; ties (differences below 1e-9) share the
        smallest.

    Raises:
        NotScorable: a number is missing.
    """
    scores = grid(totals)
    draws, units = scores.shape
    ranks = np.empty(scores.shape, np.uint16 if units < 2**16 else np.uint32)
    rows = max(1, BLOCK // units)
    for start in range(0, draws, rows):
        _rank(scores[start : start + rows], ranks[start : start + rows])
    return ranks


def intervals(replicates: ArrayLike, level: float = 0.95) -> pl.DataFrame:
    """Standard error and percentile interval of every unit's score.

    Not for ranks: the percentile interval of a resampled rank covers too seldom; see `rank_sets`.

    Args:
        replicates: draws × units, at least two draws.
        level: of the interval, strictly between 0 and 1.

    Returns:
        A row per unit: `se`, `low`, `high`, on the scale of the scores.

    Raises:
        NotScorable: a number is missing, or there are fewer than two draws.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, section 13.3.
    """
    scores = grid(replicates)
    if len(scores) < 2:
        raise NotScorable(say("analysis.too-few", n=len(scores), least=2))
    tail = (1 - share(level, "level")) / 2
    low, high = np.quantile(scores, [tail, 1 - tail], axis=0)
    return pl.DataFrame({"se": scores.std(axis=0, ddof=1), "low": low, "high": high})


def grade_probabilities(replicates: ArrayLike, cuts: Mapping[str, float]) -> pl.DataFrame:
    """How probable each grade is for every unit: the share of draws that reach it.

    Args:
        replicates: draws × units, on the scale of the cuts.
        cuts: grade → the smallest score that reaches it, fixed beforehand, descending; what
            reaches none has the last grade, whose own cut is therefore not looked at.

    Returns:
        A row per unit, a column per grade; a row sums to 1.

    Raises:
        NotScorable: a number is missing.
        TableError: cuts do not descend.
    """
    scores = np.round(grid(replicates), EXACT_DIGITS)
    ends = np.array(list(cuts.values()), np.float64)
    if not ends.size or not (np.diff(ends) < 0).all():
        raise TableError(say("analysis.cuts"))
    place = np.searchsorted(-ends[:-1], -scores, side="left")
    return pl.DataFrame({grade: (place == i).mean(axis=0) for i, grade in enumerate(cuts)})


def _totals(above: Floats, below: Floats, shares: Floats, counts: Floats) -> Floats:
    """Weighted means of the nodes, draws × platforms.

    Where no node of a platform has a gap, all its denominators are the same in every draw and its
    nodes collapse into one row of scenarios: one product for all such platforms.
    """
    whole = (below == below[:, :, :1]).all(axis=(0, 2)) & (shares @ below[:, :, 0] > 0)
    fixed = below[:, whole, 0]
    share = shares[:, None] * (fixed > 0) / counts[0].sum()
    scale = np.divide(share, fixed, out=np.zeros_like(fixed), where=fixed > 0)
    rows = np.einsum("kp,kps->sp", scale, above[:, whole]) / (shares @ (fixed > 0))
    if whole.all():
        return np.asarray(counts @ rows)
    totals = np.empty((len(counts), whole.size))
    totals[:, whole] = counts @ rows
    totals[:, ~whole] = _with_gaps(above[:, ~whole], below[:, ~whole], shares, counts, ~whole)
    return totals


def _with_gaps(
    above: Floats, below: Floats, shares: Floats, counts: Floats, where: NDArray[np.bool_]
) -> Floats:
    """The same, node by node and draw by draw, for the platforms at `where`."""
    total = np.zeros((len(counts), above.shape[1]))
    weight = np.zeros_like(total)
    for numerator, denominator, node in zip(above, below, shares, strict=True):
        there = counts @ np.ascontiguousarray(denominator.T)
        score = counts @ np.ascontiguousarray(numerator.T)
        counted = there > 0
        np.divide(score, there, out=score, where=counted)
        total += node * np.where(counted, score, 0)
        weight += node * counted
    lost = np.flatnonzero((weight == 0).any(axis=0))
    if lost.size:
        first = np.flatnonzero(where)[lost[:3]].tolist()
        raise NotScorable(say("analysis.lost", count=lost.size, first=first))
    return np.asarray(total / weight)


def _rank(scores: Floats, ranks: NDArray[np.unsignedinteger]) -> None:
    order = np.argsort(scores, axis=1)[:, ::-1]
    sorted_ = np.take_along_axis(scores, order, axis=1)
    places = np.arange(1, scores.shape[1] + 1, dtype=ranks.dtype)
    shared = np.where(sorted_[:, :-1] - sorted_[:, 1:] >= TIED, places[1:], ranks.dtype.type(1))
    np.maximum.accumulate(shared, axis=1, out=shared)
    np.put_along_axis(ranks, order[:, 1:], shared, axis=1)
    np.put_along_axis(ranks, order[:, :1], ranks.dtype.type(1), axis=1)
