"""Bootstrap by scenarios with the same draws for everybody: scores, ranks, grades."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from wenheng.analysis.series import grid, numbers, resamples, settled, share
from wenheng.arrays import Floats, floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.rounding import EXACT_DIGITS

Groups = list[list[int]]
"""The nodes of each part of a total, by their places."""
BLOCK = 1 << 18
"""Scores ranked at a time: two megabytes, so that they stay in the processor's cache."""


def total_replicates(  # noqa: PLR0913 - sums, how they make a total, how they are drawn
    numerators: ArrayLike,
    denominators: ArrayLike,
    weights: ArrayLike | None = None,
    draws: int = 1_000,
    seed: int = 0,
    parts: Sequence[object] | None = None,
) -> Floats:
    """Scores of P platforms in `draws` resamples of S scenarios: draws × P.

    Scenarios are drawn with replacement, the same ones for every platform. A node's score in a
    draw is the sum of its numerators ÷ the sum of its denominators; a part of the total is the
    weighted mean of those of its nodes that have a denominator, and the total the plain mean of the
    parts that have one: as in scoring, where a missing indicator leaves its dimension to the others
    of that dimension. Replicates are matrix products: no cell is looked at twice.

    Args:
        numerators: K × P × S: for each node (indicator or dimension), platform and scenario the
            sum of the weighted scores of its assessed cells.
        denominators: K × P × S: the sum of the weights of these cells, ≥ 0.
        weights: of the K nodes within their part, ≥ 0; equal if None.
        draws: how many resamples.
        seed: of the draws.
        parts: the part that each of the K nodes belongs to, such as the dimension of an indicator;
            all are of one part if None, as dimensions themselves are.

    Returns:
        On the scale of the cells. With indicators as nodes and the dimensions of a study as their
        parts, a draw in which each scenario comes once is its published score ÷ the number of
        dimensions, gaps or not; of a study whose nodes are arithmetic means without gates.

    Raises:
        NotScorable: some platform has no assessed cell at all in some draw: it has too few
            scenarios to be resampled. Names the first such platforms by their position.
        TableError: shapes that do not fit, a negative or endless denominator or weight, a
            numerator other than 0 where the denominator is 0.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 8, with scenarios as
        the units drawn.
    """
    above, below = floats(numerators, "numerators"), floats(denominators, "denominators")
    shares = np.ones(len(above)) if weights is None else numbers(weights)
    names = [None] * len(above) if parts is None else list(parts)
    if above.ndim != 3 or above.shape != below.shape or shares.shape != above.shape[:1]:
        shapes = f"{above.shape}, {below.shape}, {shares.shape}"
        raise TableError(say("analysis.nodes-shape", shapes=shapes))
    if len(names) != len(above):
        raise TableError(say("analysis.lengths", first=len(above), second=len(names)))
    if not (below >= 0).all() or not (shares >= 0).all() or not np.isfinite([above, below]).all():
        raise TableError(say("analysis.nodes-negative"))
    if above[below == 0].any():
        raise TableError(say("analysis.nodes-loose"))
    groups = [[k for k, name in enumerate(names) if name == part] for part in dict.fromkeys(names)]
    return _totals(above, below, shares, resamples(above.shape[2], draws, seed), groups)


def rank_replicates(totals: ArrayLike) -> NDArray[np.unsignedinteger]:
    """The rank of every unit within every draw.

    Args:
        totals: draws × units, the higher the better.

    Returns:
        draws × units, whole numbers from 1, the highest; ties (the same to 9 decimals, as in
        scoring) share the smallest.

    Raises:
        NotScorable: a number is missing.
    """
    scores = grid(totals)
    draws, units = scores.shape
    ranks = np.empty(scores.shape, np.uint16 if units < 2**16 else np.uint32)
    rows = max(1, BLOCK // units)

    def rank_from(start: int) -> None:
        _rank(scores[start : start + rows], ranks[start : start + rows])

    with ThreadPoolExecutor() as pool:  # numpy sorts outside of Python's lock
        list(pool.map(rank_from, range(0, draws, rows)))
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
    scores = settled(grid(replicates))
    ends = np.array(list(cuts.values()), np.float64)
    if not ends.size or not (np.diff(ends) < 0).all():
        raise TableError(say("analysis.cuts"))
    place = np.searchsorted(-ends[:-1], -scores, side="left")
    return pl.DataFrame({grade: (place == i).mean(axis=0) for i, grade in enumerate(cuts)})


def _totals(above: Floats, below: Floats, shares: Floats, counts: Floats, groups: Groups) -> Floats:
    """Means of the parts, draws × platforms.

    Where no node of a platform has a gap, all its denominators are the same in every draw and its
    nodes collapse into one row of scenarios: one product for all such platforms.
    """
    weights = _weights(below[:, :, 0] > 0, shares, groups)
    whole = (below == below[:, :, :1]).all(axis=(0, 2)) & (weights.sum(axis=0) > 0)
    fixed = below[:, whole, 0]
    scale = np.divide(weights[:, whole], fixed, out=np.zeros_like(fixed), where=fixed > 0)
    rows = np.einsum("kp,kps->sp", scale, above[:, whole]) / counts.shape[1]
    if whole.all():
        return np.asarray(counts @ rows)
    totals = np.empty((len(counts), whole.size))
    totals[:, whole] = counts @ rows
    gappy = np.flatnonzero(~whole)
    found, known = _with_gaps(above[:, gappy], below[:, gappy], shares, counts, groups)
    lost = gappy[~known]
    if lost.size:
        raise NotScorable(say("analysis.lost", count=lost.size, first=lost[:3].tolist()))
    totals[:, gappy] = found
    return totals


def _weights(there: NDArray[np.bool_], shares: Floats, groups: Groups) -> Floats:
    """What each node weighs in the total of each platform, K × P, of those that are there."""
    weights = np.where(there, shares[:, None], 0.0)
    for nodes in groups:
        total = weights[nodes].sum(axis=0)
        weights[nodes] /= np.where(total > 0, total, 1.0)
    return np.asarray(weights / np.maximum(np.rint(weights.sum(axis=0)), 1))


def _with_gaps(
    above: Floats, below: Floats, shares: Floats, counts: Floats, groups: Groups
) -> tuple[Floats, NDArray[np.bool_]]:
    """The same, node by node and draw by draw, and which platforms have a total in every draw."""
    total, parts = np.zeros((2, len(counts), above.shape[1]))
    for nodes in groups:
        value, weight = np.zeros((2, *total.shape))
        for node in nodes:
            there = counts @ np.ascontiguousarray(below[node].T)
            score = counts @ np.ascontiguousarray(above[node].T)
            counted = there > 0
            np.divide(score, there, out=score, where=counted)
            value += shares[node] * np.where(counted, score, 0)
            weight += shares[node] * counted
        known = weight > 0
        total += np.divide(value, weight, out=np.zeros_like(value), where=known)
        parts += known
    return total / np.maximum(parts, 1), np.asarray((parts > 0).all(axis=0))


def _rank(scores: Floats, ranks: NDArray[np.unsignedinteger]) -> None:
    """The ranks of a block into `ranks`.

    Sorting numbers is twice as fast as finding their order: score and place are sorted as one
    whole number, where it has room for both.
    """
    rows, units = scores.shape
    bits = (units - 1).bit_length()
    steps = np.rint(scores * -(10.0**EXACT_DIGITS))
    if not np.abs(steps).max(initial=0) < 2 ** (62 - bits):
        _rank_by_order(settled(scores), ranks)
        return
    packed = (steps.astype(np.int64) << bits) | np.arange(units)
    packed.sort(axis=1)
    place = (packed & ((1 << bits) - 1)) + np.arange(rows)[:, None] * units
    packed >>= bits
    shared = np.ones(ranks.shape, ranks.dtype)
    later = np.arange(2, units + 1, dtype=ranks.dtype)
    np.multiply(later, packed[:, 1:] != packed[:, :-1], out=shared[:, 1:])
    np.maximum.accumulate(shared, axis=1, out=shared)
    ranks.reshape(-1)[place.ravel()] = shared.ravel()


def _rank_by_order(scores: Floats, ranks: NDArray[np.unsignedinteger]) -> None:
    order = np.argsort(scores, axis=1)[:, ::-1]
    sorted_ = np.take_along_axis(scores, order, axis=1)
    places = np.arange(1, scores.shape[1] + 1, dtype=ranks.dtype)
    shared = np.where(sorted_[:, :-1] > sorted_[:, 1:], places[1:], ranks.dtype.type(1))
    np.maximum.accumulate(shared, axis=1, out=shared)
    np.put_along_axis(ranks, order[:, 1:], shared, axis=1)
    np.put_along_axis(ranks, order[:, :1], ranks.dtype.type(1), axis=1)
