"""Which choices move the result: variance shares, and units when something is left out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
import polars as pl

from wenheng.analysis.profiles import profiles, ranks_of
from wenheng.analysis.series import numbers, resamples, some
from wenheng.arrays import Floats, floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say

LEVEL = 0.95
RESAMPLES = 1_000
Bounds = Sequence[tuple[float, float]] | Mapping[str, tuple[float, float]]


def sobol(
    function: Callable[[Floats], Floats], bounds: Bounds, n: int, seed: int = 0
) -> pl.DataFrame:
    """First-order and total-order shares of the variance of `function`, factor by factor.

    Args:
        function: from runs × factors to one number a run. A factor that is a choice among k takes
            the bounds (0, k) and is floored inside.
        bounds: (low, high) of each of d factors, uniform between them; in a mapping by name, else
            they are called x1, x2 …
        n: base points, best a power of two; `function` is run on n (d + 2) rows.
        seed: of the scrambled Sobol points and of the bootstrap.

    Returns:
        A row per factor: `factor`; `s1`, what it explains alone; `st`, what it explains with all
        its interactions; and the 95 % bootstrap percentile intervals `s1_low`, `s1_high`,
        `st_low`, `st_high`, over 1,000 resamples of base points. Estimates may leave 0 … 1 by
        their own error.

    Raises:
        NotScorable: `function` gives the same number everywhere, or a number that is none.
        TableError: bounds are not low < high, n < 2, or `function` gives not one number a run.

    Source:
        Jansen (1999), Analysis of variance designs for model output, Computer Physics
        Communications 117; sampling of Saltelli et al. (2010), Variance based sensitivity
        analysis of model output, the same 181, table 2, formulas (b, Jansen) and (f).
    """
    names, low, high = _factors(bounds)
    first, second = np.split(_points(2 * len(names), n, seed), 2, axis=1)
    mixed = [_swapped(first, second, i) for i in range(len(names))]
    scaled = low + np.concatenate([first, second, *mixed]) * (high - low)
    results = numbers(function(scaled))
    if results.size != len(scaled):
        raise TableError(say("analysis.runs", runs=len(scaled), results=results.size))
    a, b, *ab = np.split(results, len(names) + 2)
    terms = [*_centred(a, b), *((b - x) ** 2 for x in ab), *((a - x) ** 2 for x in ab)]
    estimate, resampled = _shares(np.array(terms).T, seed)
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    low_end, high_end = np.quantile(resampled, tails, axis=0)
    d = len(names)
    return pl.DataFrame(
        {
            "factor": names,
            "s1": estimate[:d],
            "st": estimate[d:],
            "s1_low": low_end[:d],
            "s1_high": high_end[:d],
            "st_low": low_end[d:],
            "st_high": high_end[d:],
        }
    )


def leave_one_out(values: pl.DataFrame, weights: Mapping[str, float] | None = None) -> pl.DataFrame:
    """Scores and ranks when each indicator, or scenario, is left out in turn.

    Args:
        values: one row a unit: its name, then a column for each of K ≥ 2 indicators; no nulls.
        weights: of the columns, ≥ 0; equal if None. Those that stay are renormalised.

    Returns:
        A row for each column left out and unit: `left_out`, `unit`, `score` (weighted mean),
        `rank` (1 is the highest, ties share the smallest) and `shift`, the rank less that with
        nothing left out.

    Raises:
        NotScorable: fewer than two columns, a value is missing, or no weight is left.
        TableError: a unit twice, or weights that do not fit the columns.
    """
    table = profiles(values, weights)
    if len(table.columns) < 2:
        raise NotScorable(say("analysis.too-few", n=len(table.columns), least=2))
    base = ranks_of(table.values @ table.weights)
    parts = []
    for i, column in enumerate(table.columns):
        kept = np.delete(table.weights, i)
        if not kept.sum():
            raise NotScorable(say("analysis.no-weight"))
        scores = np.delete(table.values, i, axis=1) @ (kept / kept.sum())
        ranks = ranks_of(scores)
        columns = {"unit": table.units, "score": scores, "rank": ranks, "shift": ranks - base}
        parts.append(pl.DataFrame(columns).select(pl.lit(column).alias("left_out"), pl.all()))
    return pl.concat(parts)


def weight_replicates(
    values: pl.DataFrame,
    weights: Mapping[str, float] | None = None,
    kind: Literal["relative", "dirichlet"] = "relative",
    draws: int = 1_000,
    seed: int = 0,
) -> Floats:
    """Scores under random weights: draws × units, as `rank_replicates` takes them.

    Args:
        values: one row a unit: its name, then a column per indicator; no nulls.
        weights: those that are varied, ≥ 0; equal if None.
        kind: `relative` multiplies each weight by 0.75–1.25, uniform, and renormalises;
            `dirichlet` draws from the Dirichlet distribution whose mean they are, with as many
            pseudo-counts as columns: uniform over all weights where they are equal.
        draws: how many.
        seed: of the draws.

    Raises:
        NotScorable: a value is missing.
        TableError: a unit twice, weights that do not fit the columns, or another `kind`.

    Source:
        OECD & JRC (2008), Handbook on Constructing Composite Indicators, step 7.
    """
    table = profiles(values, weights)
    dice, k, draws = np.random.default_rng(seed), len(table.columns), some(draws)
    if kind == "relative":
        drawn = table.weights * dice.uniform(0.75, 1.25, (draws, k))
    elif kind == "dirichlet":
        drawn = dice.gamma(k * table.weights, size=(draws, k))
    else:
        raise TableError(say("analysis.no-choice", word=kind, words="relative, dirichlet"))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True) @ table.values.T)


def _factors(bounds: Bounds) -> tuple[list[str], Floats, Floats]:
    if isinstance(bounds, Mapping):
        names, pairs = list(bounds), list(bounds.values())
    else:
        names, pairs = [f"x{i}" for i in range(1, len(bounds) + 1)], list(bounds)
    ends = floats(pairs, "bounds")
    in_pairs = len(names) > 0 and ends.shape == (len(names), 2) and np.isfinite(ends).all()
    if not in_pairs or not (ends[:, 0] < ends[:, 1]).all():
        raise TableError(say("analysis.bounds"))
    return names, ends[:, 0], ends[:, 1]


def _points(dimensions: int, n: int, seed: int) -> Floats:
    """The first `n` of scrambled Sobol points."""
    if n < 2:
        raise TableError(say("analysis.too-few", n=n, least=2))
    from scipy.stats import qmc  # takes half a second: only for whom it serves

    sampler = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    return np.asarray(sampler.random_base2((n - 1).bit_length())[:n])


def _swapped(first: Floats, second: Floats, column: int) -> Floats:
    mixed = first.copy()
    mixed[:, column] = second[:, column]
    return mixed


def _centred(a: Floats, b: Floats) -> Floats:
    """First and second powers of both, about their common mean, so that nothing cancels."""
    mean = (a.mean() + b.mean()) / 2
    if np.ptp(np.concatenate([a, b])) == 0:
        raise NotScorable(say("analysis.constant"))
    return np.array([a - mean, (a - mean) ** 2, b - mean, (b - mean) ** 2])


def _shares(terms: Floats, seed: int) -> tuple[Floats, Floats]:
    """s1 … and st … from points × terms: of all points, and of each resample of them."""
    n = len(terms)
    counts = resamples(n, RESAMPLES, [seed, 1])
    means = np.concatenate([terms.mean(axis=0, keepdims=True), counts @ terms / n])
    variance = (means[:, 1] + means[:, 3]) / 2 - ((means[:, 0] + means[:, 2]) / 2) ** 2
    varied = variance > 0
    alone, total = np.split(means[varied, 4:] / 2 / variance[varied, None], 2, axis=1)
    shares = np.concatenate([1 - alone, total], axis=1)
    return shares[0], shares[1:]
