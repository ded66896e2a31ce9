"""Rules about the score as a whole: R04b, R16, R18, R20, R21."""

from dataclasses import replace

import numpy as np
import polars as pl

from wenheng.analysis.rules.coverage import channels
from wenheng.analysis.rules.differences import among_units
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import (
    Bools,
    at_least,
    correlation,
    rank_interval,
    shuffled,
    sign_flip_p,
    within_ranks,
)
from wenheng.analysis.rules.material import Material, scenes_of
from wenheng.analysis.rules.means import column_means, means_of_units
from wenheng.analysis.rules.phrases import channel_name, number, probability
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats

HEIGHTS = ((2.4, "high"), (1.8, "rather-high"), (1.2, "middle"), (0.0, "low"))
"""Words for the level of all, on 0–3."""
PAIRS = 15
LOOSE = 0.5
RHO, FOR_RHO = 0.3, 20


def channels_compared(m: Material) -> list[Draft]:
    """R04b: of units with an assistant on both channels, which channel scores higher."""
    if m.observed is None or len(m.study.channels) != 2:
        return [silent("R04b", Said("not-two-channels"))]
    pairs = channels(m)
    found = _differences(m.observed, pairs)[0]
    found = found[np.isfinite(found)]
    if not found.size:
        return [silent("R04b", Said("too-few-units"))]
    middle = float(np.median(found))
    sign = 1 if middle >= 0 else -1
    p = sign_flip_p(found, m.chance.trials, m.chance.seed)
    more = int((sign * found > 0).sum())
    gates = (
        Gate("least", "enough", found.size, "≥", m.limits.least),
        Gate("gap", "fact", sign * middle, "≥", m.limits.gap),
        Gate("share-above", "fact", more / found.size, ">", 0.5),
        Gate("same-direction", "fact", sign * float(found.mean()), ">", 0),
    )

    def holds(reading: Reading) -> Bools:
        rows = _differences(reading, pairs)
        return np.array([sign * np.nanmedian(row) >= m.limits.gap for row in rows])

    names = [channel_name(m, channel.id) for channel in m.study.channels][::sign]
    said = {
        "first": names[0],
        "second": names[1],
        "k": more,
        "n": found.size,
        "gap": number(abs(middle)),
    }
    return [
        Draft(
            "R04b",
            Said("R04b", said),
            Said("R04b-counter", said),
            statistic="median",
            value=middle,
            n=found.size,
            gates=gates,
            p=p,
            holds=holds,
        )
    ]


def height(m: Material) -> list[Draft]:
    """R16: how high all stand, an absent assistant as 0, and those with one alone."""
    if m.observed is None or not np.isfinite(m.observed.units).any():
        return [silent("R16", Said("no-scores"))]
    mean = float(column_means(m.observed.units)[0]) * 3 / 100
    covered = float(column_means(m.observed.covered)[0]) * 3 / 100
    word = _height(mean)
    low = high = None
    words = [word]
    if m.resampled is not None:
        ends = np.quantile(column_means(m.resampled.units) * 3 / 100, [0.05, 0.95])
        low, high = float(ends[0]), float(ends[1])
        words = list(dict.fromkeys([_height(low), word, _height(high)]))

    def holds(reading: Reading) -> Bools:
        return np.array([_height(x * 3 / 100) == word for x in column_means(reading.units)])

    n = int(np.isfinite(m.observed.units[0]).sum())
    said = {
        "word": Said(f"height-{word}"),
        "mean": number(mean),
        "covered": number(covered) if np.isfinite(covered) else "–",
        "n": n,
        "low": Said(f"height-{words[0]}"),
        "high": Said(f"height-{words[-1]}"),
    }
    gates = (Gate("least", "enough", n, "≥", m.limits.least),)
    return [
        Draft(
            "R16",
            Said("R16", said),
            Said("R16-counter", said),
            statistic="mean",
            value=mean,
            low=low,
            high=high,
            n=n,
            gates=gates,
            holds=holds,
        )
    ]


def together(m: Material) -> list[Draft]:
    """R18: whether units that do well on one channel do well on the other, within levels."""
    if m.observed is None or len(m.study.channels) != 2:
        return [silent("R18", Said("not-two-channels"), measure="correlation")]
    pairs = channels(m)
    scores = m.observed.total[0][pairs]
    known = np.isfinite(scores).all(axis=1)
    levels = np.unique(m.who.levels[m.who.unit_of[pairs[known, 0]]], return_inverse=True)[1]
    n = int(known.sum())
    rho = _rho(scores[known, 0], scores[known, 1], levels) if n > 3 else None
    if rho is None:
        return [silent("R18", Said("too-few-units"), measure="correlation")]
    low, high = rank_interval(rho, n)
    gates = (
        Gate("least-pairs", "enough", n, "≥", PAIRS),
        Gate("rho-high", "fact", high, "<", LOOSE),
    )

    def holds(reading: Reading) -> Bools:
        rows = reading.total[:, pairs[known]]
        found = [_rho(row[:, 0], row[:, 1], levels) for row in rows]
        return np.array([one is not None and one < LOOSE for one in found])

    said = {"rho": number(rho), "low": number(low), "high": number(high), "n": n}
    counter = "R18-together" if low > LOOSE else "R18-counter"
    return [
        Draft(
            "R18",
            Said("R18", said),
            Said(counter, said),
            measure="correlation",
            statistic="rho",
            value=rho,
            low=low,
            high=high,
            n=n,
            gates=gates,
            holds=holds,
        )
    ]


def conditions(m: Material) -> list[Draft]:
    """R20: whether scores go with what is known of units from elsewhere; never why."""
    if m.conditions is None or m.observed is None:
        return [silent("R20", Said("no-conditions"), measure="correlation")]
    names = [name for name in m.conditions.columns if name != "unit"]
    return [_condition(m, name) for name in names]


def scenes(m: Material) -> list[Draft]:
    """R21: whether scenarios of the first scene score higher than those of the second."""
    if m.observed is None or m.observed.scenes is None:
        return [silent("R21", Said("no-scenes"), measure="scene")]
    units = means_of_units(m, m.observed.scenes[0])
    if not units.size:
        return [silent("R21", Said("too-few-units"), measure="scene")]
    sign = 1 if units.mean() >= 0 else -1
    first, second = scenes_of(m.study)[::sign]

    def lead(reading: Reading) -> Floats:
        assert reading.scenes is not None
        return sign * reading.scenes

    names = {"high": first, "low": second}
    draft = Draft("R21", Said("R21", names), Said("R21-counter"), measure="scene")
    found = among_units(m, draft, lead)
    return [replace(found, p=max(found.p or 0.0, _scenes_p(m)))]


def _differences(reading: Reading, pairs: np.ndarray) -> Floats:
    """First channel − second, on 0–3, V × units with both."""
    found = reading.total[:, pairs[:, 0]] - reading.total[:, pairs[:, 1]]
    kept = np.isfinite(found).any(axis=0)
    return np.asarray(found[:, kept] * 3 / 100)


def _scenes_p(m: Material) -> float:
    """Two-sided p that scenarios differ by scene no more than scenarios do anyway.

    Units agree on which scenario is hard; so it is scenarios that are dealt to scenes anew.
    """
    assert m.by_scenario is not None
    first = scenes_of(m.study)[0]
    held = set(m.tables["cells"]["scenario"])
    asked = [s.scene for s in m.study.scenarios if s.id in held]
    known = np.isfinite(m.by_scenario)
    counts = known.sum(axis=1, keepdims=True)
    sums = np.where(known, m.by_scenario, 0.0).sum(axis=1, keepdims=True)
    centred = m.by_scenario - sums / np.maximum(counts, 1)
    of_scenario = column_means(centred.T)
    kept = np.isfinite(of_scenario) & np.array([bool(scene) for scene in asked])
    scores, inside = of_scenario[kept], np.array(asked)[kept] == first
    if inside.all() or not inside.any():
        return 1.0
    contrast = np.where(inside, 1 / inside.sum(), -1 / (~inside).sum())
    mixed = shuffled(scores, np.zeros(scores.size, np.int64), m.chance.trials, m.chance.seed)
    return at_least(abs(float(scores @ contrast)), np.abs(mixed @ contrast))


def _height(mean: float) -> str:
    return next(word for floor, word in HEIGHTS if mean >= floor - 1e-9)


def _rho(first: Floats, second: Floats, levels: np.ndarray) -> float | None:
    return correlation(within_ranks(first, levels), within_ranks(second, levels))


def _condition(m: Material, name: str) -> Draft:
    assert m.conditions is not None and m.observed is not None
    given = dict(zip(m.conditions["unit"], m.conditions[name].cast(pl.Float64), strict=True))
    x = np.array([np.nan if (v := given.get(u)) is None else v for u in m.who.units], np.float64)
    y = m.observed.units[0]
    known = np.isfinite(x) & np.isfinite(y)
    levels = np.unique(m.who.levels[known], return_inverse=True)[1]
    n, rho = int(known.sum()), None
    if n > 3:
        rho = _rho(x[known], y[known], levels)
    if rho is None:
        return silent("R20", Said("too-few-units"), about=name, measure="correlation")
    first, second = within_ranks(x[known], levels), within_ranks(y[known], levels)
    mixed = shuffled(first, levels, m.chance.trials, m.chance.seed)
    p = at_least(abs(float(first @ second)), np.abs(mixed @ second))
    low, high = rank_interval(rho, n)
    gates = (
        Gate("least-units", "enough", n, "≥", FOR_RHO),
        Gate("rho", "fact", abs(rho), "≥", RHO),
    )
    sign = 1 if rho >= 0 else -1

    def holds(reading: Reading) -> Bools:
        found = [_rho(x[known], row[known], levels) for row in reading.units]
        return np.array([one is not None and sign * one >= RHO for one in found])

    said = {
        "name": name,
        "rho": number(rho),
        "n": n,
        "p": probability(p),
        "way": Said("positively" if sign > 0 else "negatively"),
    }
    return Draft(
        "R20",
        Said("R20", said),
        Said("R20-counter", said),
        about=name,
        measure="correlation",
        statistic="rho",
        value=rho,
        low=low,
        high=high,
        n=n,
        gates=gates,
        p=p,
        holds=holds,
    )
