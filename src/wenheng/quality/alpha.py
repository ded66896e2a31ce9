"""Krippendorff's α, from counts alone: the cost grows with the number of ratings."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wenheng.arrays import Floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.quality.estimate import LEVEL, Estimate
from wenheng.quality.reading import chosen, read_ratings

Level = Literal["nominal", "ordinal", "interval", "ratio"]
DRAWS = 1000
BLOCK = 4_000_000
"""Differences held at a time where a metric has no closed form."""


def krippendorff_alpha(
    ratings: ArrayLike,
    level: Level = "nominal",
    interval: Literal["bootstrap"] | None = None,
    seed: int = 0,
) -> Estimate:
    """Krippendorff's α: agreement beyond chance for any number of raters, with gaps.

    α = 1 − Dₒ/Dₑ: the mean squared difference within subjects over that of all pairs of ratings.

    Args:
        ratings: raters × subjects, NaN = not rated. Subjects rated once leave.
        level: which difference δ² of two ratings counts: 0 or 1 (`nominal`), of mid-ranks among
            all ratings (`ordinal`), (a − b)² (`interval`), ((a − b)/(a + b))² (`ratio`).
        interval: `bootstrap` draws whole subjects, 1,000 times, and gives the 2.5th and 97.5th
            percentile. Draws in which α is undefined are left out; no interval is given where
            that is more than half.
        seed: of these draws.

    Returns:
        α, at most 1; 1 is perfect agreement, 0 is what chance would give. `se` is linearised
        over subjects, raters and the ordinal metric held as they are.

    Raises:
        TableError: ratings that are no numbers; a negative rating at level `ratio`.
        NotScorable: no subject is rated twice, or all these ratings are one level, so that there
            is no difference that chance could show.

    Source:
        Krippendorff (2011), Computing Krippendorff's alpha-reliability, section D; se: Gwet
        (2014), Handbook of inter-rater reliability, 4th ed., chapter 5. The ordinal metric is a
        squared difference of mid-ranks, so that all but `ratio` need only sums.
    """
    values = read_ratings(ratings)
    chosen({"None": None, "bootstrap": None}, str(interval), "interval")
    between = chosen(SPREADS, level, "level")
    values = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
    if not values.shape[1]:
        raise NotScorable(say("quality.nothing-twice"), hint=say("quality.rate-twice"))
    if level == "ratio" and np.nanmin(values) < 0:
        raise TableError(say("quality.negative-ratio"), where="ratings")
    patterns, times = _patterns(values)
    parts = _parts(patterns, times.astype(np.float64), between)
    if parts is None:
        raise NotScorable(say("quality.one-level"), hint=say("quality.say-so"))
    low, high = _bootstrap(patterns, times, between, seed) if interval else (None, None)
    return Estimate(parts.alpha, parts.se(), low, high)


@dataclass(frozen=True)
class Parts:
    """What α is made of, per pattern of ratings, that so many subjects share: see `_parts`."""

    weights: Floats
    sizes: Floats
    within: Floats
    from_all: Floats
    expected: float

    @property
    def observed(self) -> float:
        return float(self.weights @ self.within / self.weights.sum()) / self._mean_size

    @property
    def alpha(self) -> float:
        ratings = float(self.weights @ self.sizes)
        return 1 - (1 - 1 / ratings) * self.observed / self.expected

    def se(self) -> float | None:
        n = float(self.weights.sum())
        if n < 2:
            return None
        own = self.within + self.observed * self.sizes
        influence = own - 2 * self.observed * self.from_all / self.expected
        total = float(self.weights @ (influence / (self._mean_size * self.expected)) ** 2)
        return sqrt(total / (n * (n - 1)))

    @property
    def _mean_size(self) -> float:
        return float(self.weights @ self.sizes / self.weights.sum())


Spread = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""(patterns, how many subjects have each) → per pattern: sum of δ² over its ordered pairs of
ratings, and the sum over its ratings of their mean δ² from all ratings."""


def _parts(values: Floats, weights: Floats, between: Spread) -> Parts | None:
    """The parts of α where pattern u counts `weights[u]` times; None where Dₑ is 0."""
    sizes = (~np.isnan(values)).sum(axis=0).astype(np.float64)
    pairs, from_all = between(values, weights)
    expected = float(weights @ from_all / (weights @ sizes))
    spread = np.nanmax(values[:, weights > 0]) - np.nanmin(values[:, weights > 0])
    if not spread > 0:
        return None
    return Parts(weights, sizes, pairs / (sizes - 1), from_all, expected)


def _squares(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    rated = ~np.isnan(values)
    sizes = rated.sum(axis=0)
    total = float(weights @ sizes)
    centre = float(weights @ np.nansum(values, axis=0)) / total
    x = np.where(rated, values - centre, 0.0)
    sums, squares = x.sum(axis=0), (x**2).sum(axis=0)
    pairs = 2 * np.maximum(sizes * squares - sums**2, 0)
    return pairs, squares + sizes * float(weights @ squares) / total


def _mid_ranks(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    codes, counts = _coded(values, weights)
    ranks = np.cumsum(counts) - counts / 2
    return _squares(np.where(codes < 0, np.nan, ranks[codes]), weights)


def _unequal(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    codes, counts = _coded(values, weights)
    rated = codes >= 0
    sizes = rated.sum(axis=0)
    subject = np.broadcast_to(np.arange(values.shape[1]), values.shape)[rated]
    held, times = np.unique(subject * len(counts) + codes[rated], return_counts=True)
    equal = np.bincount(held // len(counts), times**2, minlength=values.shape[1])
    shares = np.where(rated, (counts / counts.sum())[codes], 0.0).sum(axis=0)
    return sizes**2 - equal, sizes - shares


def _proportions(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    codes, counts = _coded(values, weights)
    levels = np.unique(values[~np.isnan(values)])
    step = max(1, BLOCK // len(levels))
    blocks = [_ratio(levels[i : i + step, None], levels) for i in range(0, len(levels), step)]
    from_all = np.concatenate([block @ counts for block in blocks]) / counts.sum()
    pairs = sum((np.nansum(_ratio(values, row), axis=0) for row in values), np.zeros(len(weights)))
    return pairs, np.where(codes < 0, 0.0, from_all[codes]).sum(axis=0)


def _ratio(a: Floats, b: Floats) -> Floats:
    total = a + b
    return ((a - b) / np.where(total == 0, 1.0, total)) ** 2


SPREADS: dict[str, Spread] = {
    "nominal": _unequal,
    "ordinal": _mid_ranks,
    "interval": _squares,
    "ratio": _proportions,
}


def _coded(values: Floats, weights: Floats) -> tuple[np.ndarray, Floats]:
    """Each rating as the place of its level, −1 where there is none; ratings of each level."""
    rated = ~np.isnan(values)
    levels, places = np.unique(values[rated], return_inverse=True)
    codes = np.full(values.shape, -1, dtype=np.int64)
    codes[rated] = places
    each = np.broadcast_to(weights, values.shape)[rated]
    return codes, np.bincount(places, each, minlength=len(levels)).astype(np.float64)


def _bootstrap(
    patterns: Floats, times: np.ndarray, between: Spread, seed: int
) -> tuple[float, float] | tuple[None, None]:
    draws = np.random.default_rng(seed).multinomial(times.sum(), times / times.sum(), size=DRAWS)
    drawn = (_parts(patterns[:, d > 0], d[d > 0].astype(np.float64), between) for d in draws)
    alphas = [parts.alpha for parts in drawn if parts is not None]
    if len(alphas) < DRAWS / 2:
        return None, None
    low, high = np.quantile(alphas, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _patterns(values: Floats) -> tuple[Floats, np.ndarray]:
    """Subjects with the same ratings, whoever gave them, are one pattern; and how often each."""
    codes = np.sort(_coded(values, np.ones(values.shape[1]))[0], axis=0) + 1
    base = int(codes.max()) + 1
    if base ** len(codes) >= 2**62:
        return values, np.ones(values.shape[1], dtype=np.int64)
    keys = np.array([base**power for power in range(len(codes))]) @ codes
    _, first, times = np.unique(keys, return_index=True, return_counts=True)
    return values[:, first], times
