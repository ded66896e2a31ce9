"""R03: whether one region is above another."""

from collections.abc import Callable

import numpy as np

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import (
    Bools,
    Ints,
    at_least,
    cliff,
    shuffled,
    steadily_falling_p,
)
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.measures import BASES, measures, shares
from wenheng.analysis.rules.phrases import number, probability, region_name
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats


def gap(m: Material) -> list[Draft]:
    """R03: whether the region said to be ahead is, by coverage and by score, in every level."""
    ahead, behind, _ = m.limits.contrast
    if not {ahead, behind} <= set(m.who.regions):
        return [silent("R03", Said("no-regions", {"first": ahead, "second": behind}))]
    drafts = [_gap(m, measure, values) for measure, values in measures(m).items()]
    return drafts or [silent("R03", Said("no-scores"))]


def _gap(m: Material, measure: str, values: Floats) -> Draft:
    ahead, behind, between = m.limits.contrast
    levels = np.unique(m.who.levels, return_inverse=True)[1]
    first, second = _compared(m, values, levels, (ahead, behind))
    names = {"ahead": region_name(m, ahead), "behind": region_name(m, behind)}
    if not np.isfinite(first):
        return silent("R03", Said("R03-unknown", names), measure=measure)
    sizes = [int(np.isfinite(values[m.who.regions == r]).sum()) for r in (ahead, behind)]
    by_level = _by_level(m, values, (ahead, behind))
    gates = [
        Gate("least", "enough", min(sizes), "≥", m.limits.least),
        Gate("gap-points", "fact", first, "≥", m.limits.points),
        Gate("cliff", "fact", second, "≥", m.limits.cliff),
        Gate("same-sign", "fact", min(gap for gap, _ in by_level.values()), ">", 0),
    ]
    gates += _both_bases(m, measure, levels, first)
    p = _p(m, values, (ahead, behind))
    for level in by_level:
        for pair in ((ahead, behind), (ahead, between), (between, behind)):
            if between in m.who.regions or between not in pair:
                gates += _for_the_record(m, values, level, pair)
    key, words = _shape(m, values, p)
    mean = {r: float(np.nanmean(values[m.who.regions == r])) for r in (ahead, behind)}
    said = {
        **names,
        **words,
        "a": number(mean[ahead]),
        "b": number(mean[behind]),
        "gap": number(mean[ahead] - mean[behind]),
        "delta": number(second),
        "p": probability(p),
        "what": Said(f"by-{measure}"),
        "unit": Said(f"unit-{measure}"),
    }
    return Draft(
        "R03",
        Said(key, said),
        Said("R03-counter", said),
        Said("R03-unknown", said),
        measure=measure,
        statistic="difference",
        value=first,
        n=sum(sizes),
        gates=tuple(gates),
        p=p,
        holds=_holds(m, levels, measure) if measure in BASES else None,
        resampled=measure != "coverage",
    )


def _compared(
    m: Material, values: Floats, levels: Ints, pair: tuple[str, str]
) -> tuple[float, float]:
    """The mean gap and Cliff's δ of two regions, within levels, which count by their pairs."""
    gaps, deltas, weights = [], [], []
    for level in np.unique(levels):
        groups = [_members(m, values, levels == level, region) for region in pair]
        if min(group.size for group in groups):
            gaps.append(groups[0].mean() - groups[1].mean())
            deltas.append(cliff(*groups))
            weights.append(groups[0].size * groups[1].size)
    if not weights:
        return np.nan, np.nan
    return float(np.average(gaps, weights=weights)), float(np.average(deltas, weights=weights))


def _by_level(m: Material, values: Floats, pair: tuple[str, str]) -> dict[str, tuple[float, float]]:
    found = {}
    for level in dict.fromkeys(m.who.levels.tolist()):
        here = m.who.levels == level
        groups = [_members(m, values, here, region) for region in pair]
        if min(group.size for group in groups):
            found[level] = float(groups[0].mean() - groups[1].mean()), cliff(*groups)
    return found


def _members(m: Material, values: Floats, here: Bools, region: str) -> Floats:
    return np.asarray(values[here & (m.who.regions == region) & np.isfinite(values)])


def _both_bases(m: Material, measure: str, levels: Ints, gap: float) -> list[Gate]:
    """Coverage must hold at both bounds; the score of all must point as that of the covered."""
    ahead, behind, _ = m.limits.contrast
    if measure == "score" and m.observed is not None:
        other, _ = _compared(m, m.observed.covered[0], levels, (ahead, behind))
        return [Gate("same-in-covered", "fact", gap * other, ">", 0)]
    if measure != "coverage":
        return []
    everything = np.ones(m.presence.size, np.bool_)
    low, high = (shares(m, has, everything) for has in (m.presence == "present", ~m.absent))
    ends = [
        _compared(m, np.where(m.who.regions == region, low, high), levels, (ahead, behind))[0]
        >= m.limits.points
        for region in (ahead, behind)
    ]
    return [Gate("bounds-agree", "enough", float(ends[0] == ends[1]), "≥", 1)]


def _holds(m: Material, levels: Ints, measure: str) -> Callable[[Reading], Bools]:
    ahead, behind, _ = m.limits.contrast

    def holds(reading: Reading) -> Bools:
        found = []
        for values in BASES[measure](reading):
            gap, delta = _compared(m, values, levels, (ahead, behind))
            signs = [level_gap for level_gap, _ in _by_level(m, values, (ahead, behind)).values()]
            found.append(gap >= m.limits.points and delta >= m.limits.cliff and min(signs) > 0)
        return np.array(found)

    return holds


def _p(m: Material, values: Floats, pair: tuple[str, str], level: str | None = None) -> float:
    """One-sided p that two regions do not differ: regions shuffled among units, within levels.

    The statistic is the mean within levels of the gap of means, as it is printed.
    """
    here = np.isin(m.who.regions, pair) & np.isfinite(values)
    if level is not None:
        here &= m.who.levels == level
    levels = np.unique(m.who.levels[here], return_inverse=True)[1]
    first = m.who.regions[here] == pair[0]
    contrast = np.zeros(here.sum())
    total = 0
    for one in np.unique(levels):
        inside = levels == one
        k, n = int(first[inside].sum()), int(inside.sum())
        if 0 < k < n:
            contrast[inside] = np.where(first[inside], n - k, -float(k))
            total += k * (n - k)
    contrast /= total
    trials = m.chance.trials if level is None else m.chance.for_record
    mixed = shuffled(values[here], levels, trials, m.chance.seed)
    return at_least(float(values[here] @ contrast), mixed @ contrast)


def _for_the_record(m: Material, values: Floats, level: str, pair: tuple[str, str]) -> list[Gate]:
    found = _by_level(m, values, pair).get(level)
    if found is None:
        return []
    name = f"{pair[0]}-{pair[1]}.{level}"
    return [
        Gate(f"cliff.{name}", "info", found[1], "≥", m.limits.cliff),
        Gate(f"p.{name}", "info", _p(m, values, pair, level), "<", m.limits.alpha),
    ]


def _shape(m: Material, values: Floats, p: float) -> tuple[str, dict[str, object]]:
    """Whether the region between goes with the one ahead, stands between, or is not named."""
    ahead, behind, between = m.limits.contrast
    if int(np.isfinite(values[m.who.regions == between]).sum()) < m.limits.least:
        return "R03", {}
    levels = np.unique(m.who.levels, return_inverse=True)[1]
    upper = _compared(m, values, levels, (ahead, between))
    lower = _compared(m, values, levels, (between, behind))
    alpha, names = m.limits.alpha, dict[str, object](between=region_name(m, between))
    if not (lower[0] >= m.limits.points and lower[1] >= m.limits.cliff) or p >= alpha:
        return "R03", {}
    if _p(m, values, (between, behind)) >= alpha:
        return "R03", {}
    if upper[0] >= m.limits.points and upper[1] >= m.limits.cliff:
        centred, everybody = values - _mean_of_level(m, values), np.ones(values.size, np.bool_)
        groups = [_members(m, centred, everybody, r) for r in (ahead, between, behind)]
        steady = steadily_falling_p(groups, min(m.chance.trials, 999), m.chance.seed) < alpha
        if steady and _p(m, values, (ahead, between)) < alpha:
            return "R03-steady", names
    return "R03-together", names


def _mean_of_level(m: Material, values: Floats) -> Floats:
    means = np.empty(values.size)
    for level in np.unique(m.who.levels):
        here = m.who.levels == level
        known = values[here & np.isfinite(values)]
        means[here] = known.mean() if known.size else np.nan
    return means
