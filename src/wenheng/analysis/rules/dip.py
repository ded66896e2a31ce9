"""Hartigans' dip: how far a sample is from having a single hump."""

import numpy as np

from wenheng.arrays import Floats


def dip(values: Floats) -> float:
    """The largest distance between the sample and the nearest distribution of one hump.

    Args:
        values: n ≥ 4 numbers, not all equal. Equal ones are taken as rounded, and spread evenly
            over the least step between different ones: a tie is no hump.

    Returns:
        1/(2n) … 1/4; the least where the sample itself has one hump.

    Source:
        Hartigan & Hartigan (1985), The dip test of unimodality, Annals of Statistics 13:
        section 5, the greatest convex minorant up to the modal interval, the least concave
        majorant after it.
    """
    x, n = _spread(values), values.size
    after = np.arange(1, n + 1) / n
    before = after - 1 / n
    low, high, found = 0, x.size - 1, 1 / n
    while high > low:
        place = slice(low, high + 1)
        convex = _hull(x[place], before[place], 1)
        concave = _hull(x[place], after[place], -1)
        under = np.interp(x[place], x[place][convex], before[place][convex])
        over = np.interp(x[place], x[place][concave], after[place][concave])
        gap = over - under
        touches = np.union1d(convex, concave)
        widest = int(touches[np.argmax(gap[touches])])
        if gap[widest] <= found:
            break
        start, end = _modal(convex, concave, widest)
        left = np.max((after[place] - under)[: start + 1])
        right = np.max((over - before[place])[end:])
        found = max(found, float(left), float(right))
        if (start, end) == (0, high - low):
            break
        low, high = low + start, low + end
    return found / 2


def dip_p(values: Floats, trials: int, seed: int) -> float:
    """The share of uniform samples, of one hump only just, whose dip is as large."""
    dice, found = np.random.default_rng(seed), dip(values)
    as_large = sum(dip(dice.random(values.size)) >= found for _ in range(trials))
    return (1 + as_large) / (1 + trials)


def _spread(values: Floats) -> Floats:
    ordered = np.sort(values)
    _, first, counts = np.unique(ordered, return_index=True, return_counts=True)
    step = np.diff(ordered[first]).min()
    place = np.arange(values.size) - np.repeat(first, counts)
    return np.asarray(ordered + step * ((place + 0.5) / np.repeat(counts, counts) - 0.5))


def _hull(x: Floats, y: Floats, side: int) -> np.ndarray:
    """Corners of the hull of points in order: 1 from below (convex), −1 from above (concave)."""
    kept: list[int] = []
    for i in range(x.size):
        while len(kept) > 1 and _turns(x, y, (kept[-2], kept[-1], i)) * side <= 0:
            kept.pop()
        kept.append(i)
    return np.array(kept)


def _turns(x: Floats, y: Floats, at: tuple[int, int, int]) -> float:
    a, b, c = at
    return float((x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]))


def _modal(convex: np.ndarray, concave: np.ndarray, widest: int) -> tuple[int, int]:
    """The interval, from a corner of the minorant to one of the majorant, that holds `widest`."""
    if widest in convex:
        return widest, int(concave[concave >= widest][0])
    return int(convex[convex <= widest][-1]), widest
