"""Rules about parts of the score, of those that have an assistant: R08–R12, R17."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, Ints, at_least, hedges, shuffled, sign_flip_p
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import cell_name, level_name, node_name, number
from wenheng.analysis.rules.reading import Reading
from wenheng.analysis.rules.regions import adverb
from wenheng.arrays import Floats

CONTRASTS = {"R08": ("B", "A"), "R09": ("A1", "A2")}
"""Rule → the node said to be higher, the node said to be lower."""
WEAKEST_OF = "A"
LEVEL_OF = (("B1", "B3"), "B2")
"""R11: nodes of content, node of technique."""
TIMES = 1.5
MOST = 2 / 3
HALF = 0.5
LOW = 1.5


def contrast(m: Material, rule: str) -> list[Draft]:
    """R08, R09: whether one node is higher than another, among units and in every cell."""
    pair = CONTRASTS[rule]
    if m.observed is None or not set(pair) <= m.observed.nodes.keys():
        return [silent(rule, Said("no-nodes", {"nodes": ", ".join(pair)}), measure="node")]
    return [_contrast(m, rule, pair)]


def weakest(m: Material) -> list[Draft]:
    """R10: whether one dimension of the first core indicator is clearly the lowest."""
    children = _children(m, WEAKEST_OF)
    if m.observed is None or len(children) < 2 or not set(children) <= m.observed.nodes.keys():
        return [silent("R10", Said("no-nodes", {"nodes": WEAKEST_OF}), measure="node")]
    return [_weakest(m, children)]


def content_and_technique(m: Material) -> list[Draft]:
    """R11: content above technique in level; and, apart from it, wider spread between cells."""
    content, technique = LEVEL_OF
    nodes = (*content, technique)
    if m.observed is None or not set(nodes) <= m.observed.nodes.keys():
        why = Said("no-nodes", {"nodes": ", ".join(nodes)})
        return [silent("R11", why, measure=measure) for measure in ("level", "spread")]
    return [_level_of(m), _spread_of(m)]


def levels_compared(m: Material) -> list[Draft]:
    """R12: whether the first level of the study or the second is higher, by dimension."""
    if m.observed is None or len(m.study.levels) != 2:
        return [silent("R12", Said("not-two-levels"), measure="node")]
    nodes = [node.id for node in m.study.dimensions if node.id in m.observed.nodes]
    return [draft for node in nodes if (draft := _levels(m, node)) is not None]


def zeros(m: Material) -> list[Draft]:
    """R17: indicators in which at least half of the assistants score 0."""
    if m.observed is None or "indicators" not in m.tables:
        return [silent("R17", Said("no-scores"), measure="indicator")]
    return [_zeros(m, leaf.id) for leaf in m.study.leaves]


@dataclass(frozen=True)
class Pairs:
    """A difference by platform: as observed, and how to find it in other versions."""

    of: Callable[[Reading], Floats]

    def units(self, m: Material) -> Floats:
        """The mean difference of each unit that has one: n numbers."""
        assert m.observed is not None
        return means_of_units(m, self.of(m.observed)[0])


def means_of_units(m: Material, values: Floats) -> Floats:
    """The mean over the platforms of each unit that has any."""
    known = np.isfinite(values)
    sums = np.bincount(m.who.unit_of[known], values[known], len(m.who.units))
    counts = np.bincount(m.who.unit_of[known], minlength=len(m.who.units))
    return np.asarray(sums[counts > 0] / counts[counts > 0])


def column_means(values: Floats, here: Bools | Ints | None = None) -> Floats:
    """Means over the platforms that have a value, V long; NaN where none has."""
    part = values if here is None else values[:, here]
    known = np.isfinite(part)
    counts = known.sum(axis=1)
    sums = np.where(known, part, 0.0).sum(axis=1)
    return np.asarray(np.divide(sums, counts, out=np.full(len(part), np.nan), where=counts > 0))


def cells_of(m: Material, values: Floats) -> list[str]:
    """Cells level × channel in which enough platforms have a value."""
    known = np.isfinite(values)
    names = list(dict.fromkeys(m.who.cells.tolist()))
    return [cell for cell in names if (known & (m.who.cells == cell)).sum() >= m.limits.least]


def paired(m: Material, pairs: Pairs) -> tuple[list[Gate], float]:
    """The gates of a paired difference that should be above 0, and its p."""
    units = pairs.units(m)
    if not units.size:
        return [Gate("least", "enough", 0, "≥", m.limits.least)], 1.0
    p = sign_flip_p(units, m.chance.trials, m.chance.seed)
    return [
        Gate("least", "enough", units.size, "≥", m.limits.least),
        Gate("gap", "fact", float(units.mean()), "≥", m.limits.gap),
        Gate("share-above", "fact", float((units > 0).mean()), "≥", MOST),
    ], p


def _contrast(m: Material, rule: str, pair: tuple[str, str]) -> Draft:
    assert m.observed is not None
    both = Pairs(lambda r: r.nodes[pair[0]] - r.nodes[pair[1]])
    ahead = both.units(m).mean() >= 0 if both.units(m).size else True
    high, low = pair if ahead else pair[::-1]
    pairs = Pairs(lambda r: r.nodes[high] - r.nodes[low])
    found = pairs.of(m.observed)[0]
    gates, p = paired(m, pairs)
    cells = cells_of(m, found)

    def alike(reading: Reading) -> float:
        differences = pairs.of(reading)
        above = [column_means(differences, m.who.cells == cell) > 0 for cell in cells]
        return float(np.all(above, axis=0).mean()) if cells else 0.0

    everywhere = alike(m.observed) == 1
    if everywhere and m.resampled is not None:
        everywhere = alike(m.resampled) >= m.limits.stable[0]
    gates.append(Gate("every-cell", "headline", float(everywhere), "≥", 1))

    def holds(reading: Reading) -> Bools:
        return np.asarray(column_means(pairs.of(reading)) >= m.limits.gap)

    units = pairs.units(m)
    known = np.isfinite(found)
    said = {
        "high": node_name(m, high),
        "low": node_name(m, low),
        "a": number(float(m.observed.nodes[high][0][known].mean())) if known.any() else "–",
        "b": number(float(m.observed.nodes[low][0][known].mean())) if known.any() else "–",
        "gap": number(float(units.mean())) if units.size else "–",
        "k": int((units > 0).sum()),
        "n": units.size,
        "cells": [cell_name(m, cell) for cell in cells],
    }
    key = "contrast-every" if everywhere and len(cells) > 1 else "contrast"
    return Draft(
        rule,
        Said(key, said),
        Said("contrast-counter", said),
        measure="node",
        statistic="difference",
        value=float(units.mean()) if units.size else None,
        n=units.size,
        gates=tuple(gates),
        p=p,
        holds=holds,
    )


def _children(m: Material, id_: str) -> list[str]:
    found = next((node for node in m.study.nodes() if node.id == id_), None)
    return [child.id for child in found.children if child.children] if found else []


def _weakest(m: Material, children: list[str]) -> Draft:
    assert m.observed is not None
    everything = np.stack([m.observed.nodes[id_][0] for id_ in children])
    known = np.isfinite(everything).all(axis=0)
    means = everything[:, known].mean(axis=1) if known.any() else np.zeros(len(children))
    order = np.argsort(means, kind="stable")
    lowest, following = children[order[0]], children[order[1]]
    units = means_of_units(m, np.where(known, everything[order[1]] - everything[order[0]], np.nan))
    p = (
        min(1.0, len(children) * sign_flip_p(units, m.chance.trials, m.chance.seed))
        if units.size
        else 1.0
    )
    gates = (
        Gate("least", "enough", units.size, "≥", m.limits.least),
        Gate("gap", "fact", float(means[order[1]] - means[order[0]]), "≥", m.limits.gap),
        Gate("low", "fact", float(means[order[0]]), "<", LOW),
    )

    def holds(reading: Reading) -> Bools:
        rows = np.stack([column_means(reading.nodes[id_], known) for id_ in children])
        return np.asarray(rows.argmin(axis=0) == order[0])

    none = int((everything[order[0]][known] == 0).sum())
    said = {
        "low": node_name(m, lowest),
        "score": number(float(means[order[0]])),
        "next": node_name(m, following),
        "b": number(float(means[order[1]])),
        "k": none,
        "n": int(known.sum()),
    }
    return Draft(
        "R10",
        Said("R10", said),
        Said("R10-counter", said),
        measure="node",
        statistic="difference",
        value=float(means[order[1]] - means[order[0]]),
        n=units.size,
        gates=gates,
        p=p,
        holds=holds,
    )


def _level_of(m: Material) -> Draft:
    assert m.observed is not None
    content, technique = LEVEL_OF
    pairs = Pairs(
        lambda r: (
            sum((r.nodes[id_] for id_ in content), np.zeros(1)) / len(content) - r.nodes[technique]
        )
    )
    gates, p = paired(m, pairs)
    units = pairs.units(m)

    def holds(reading: Reading) -> Bools:
        return np.asarray(column_means(pairs.of(reading)) >= m.limits.gap)

    said = {
        "high": [node_name(m, id_) for id_ in content],
        "low": node_name(m, technique),
        "gap": number(float(units.mean())) if units.size else "–",
        "k": int((units > 0).sum()),
        "n": units.size,
    }
    return Draft(
        "R11",
        Said("R11-level", said),
        Said("R11-level-counter", said),
        measure="level",
        statistic="difference",
        value=float(units.mean()) if units.size else None,
        n=units.size,
        gates=tuple(gates),
        p=p,
        holds=holds,
    )


def _spread_of(m: Material) -> Draft:
    assert m.observed is not None
    content, technique = LEVEL_OF
    cells = cells_of(m, m.observed.nodes[technique][0])

    def ranges(reading: Reading) -> dict[str, Floats]:
        return {
            id_: np.ptp([column_means(reading.nodes[id_], m.who.cells == c) for c in cells], axis=0)
            for id_ in (*content, technique)
        }

    gates: list[Gate] = [Gate("cells", "enough", len(cells), "≥", 2)]
    found: dict[str, float] = dict.fromkeys((*content, technique), np.nan)
    p = None
    if len(cells) >= 2:
        found = {id_: float(x[0]) for id_, x in ranges(m.observed).items()}
        least = min(found[id_] for id_ in content)
        p = _spread_p(m, cells, least - TIMES * found[technique])
        gates += [
            Gate("range", "fact", least, "≥", m.limits.gap),
            Gate("times", "fact", least - TIMES * found[technique], "≥", 0),
        ]

    def holds(reading: Reading) -> Bools:
        by = ranges(reading)
        wide = [by[id_] >= TIMES * by[technique] for id_ in content]
        return np.asarray(np.all(wide, axis=0))

    said = {
        "wide": [node_name(m, id_) for id_ in content],
        "narrow": node_name(m, technique),
        "ranges": [number(found[id_]) if np.isfinite(found[id_]) else "–" for id_ in content],
        "range": number(found[technique]) if np.isfinite(found[technique]) else "–",
    }
    return Draft(
        "R11",
        Said("R11-spread", said),
        Said("R11-spread-counter", said),
        measure="spread",
        statistic="range",
        value=min(found[id_] for id_ in content),
        n=len(cells),
        gates=tuple(gates),
        p=p,
        holds=holds,
    )


def _spread_p(m: Material, cells: list[str], found: float) -> float:
    """P of so much wider spread if platforms were dealt to the cells at random."""
    assert m.observed is not None
    content, technique = LEVEL_OF
    here = np.isin(m.who.cells, cells)
    values = np.stack([m.observed.nodes[id_][0] for id_ in (*content, technique)])
    here &= np.isfinite(values).all(axis=0)
    members = np.array([m.who.cells[here] == cell for cell in cells], np.float64)
    members /= members.sum(axis=1, keepdims=True)
    places = np.arange(int(here.sum()), dtype=np.float64)
    orders = shuffled(places, np.zeros(places.size, np.int64), m.chance.trials, m.chance.seed)
    mixed = orders.astype(np.int64)
    spreads = [np.ptp(row[here][mixed] @ members.T, axis=1) for row in values]
    return at_least(found, np.minimum(*spreads[:2]) - TIMES * spreads[2])


def _levels(m: Material, node: str) -> Draft | None:
    assert m.observed is not None
    names = [level.id for level in m.study.levels]
    of_level = m.who.levels[m.who.unit_of]
    groups = [_unit_means(m, m.observed.nodes[node][0], of_level == level) for level in names]
    if min(g.size for g in groups) < 2:
        why = Said("too-few-units")
        return silent("R12", why, about=node, measure="node")
    gap, p = float(groups[0].mean() - groups[1].mean()), _two_groups_p(m, groups)
    high, low = (0, 1) if gap >= 0 else (1, 0)
    g, sign = hedges(*groups), 1 if gap >= 0 else -1
    gates = (
        Gate("least", "enough", min(x.size for x in groups), "≥", m.limits.least),
        Gate("gap", "fact", abs(gap), "≥", m.limits.gap),
        Gate("hedges", "fact", abs(g), "≥", 0.2),
    )

    def holds(reading: Reading) -> Bools:
        values = reading.nodes[node]
        means = [column_means(values, of_level == level) for level in names]
        return np.asarray(sign * (means[0] - means[1]) >= m.limits.gap)

    low_end, high_end = _interval(groups)
    same = -m.limits.gap <= low_end and high_end <= m.limits.gap
    said = {
        "node": node_name(m, node),
        "high": level_name(m, names[high]),
        "low": level_name(m, names[low]),
        "gap": number(abs(gap)),
        "how": Said(f"how-{adverb(g)}"),
        "a": number(float(groups[high].mean())),
        "b": number(float(groups[low].mean())),
        "bound": number(m.limits.gap),
    }
    counter = "R12-same" if same else "R12-counter"
    return Draft(
        "R12",
        Said("R12", said),
        Said(counter, said),
        about=node,
        measure="node",
        statistic="difference",
        value=gap,
        low=low_end,
        high=high_end,
        n=sum(x.size for x in groups),
        gates=gates,
        p=p,
        holds=holds,
    )


def _unit_means(m: Material, values: Floats, here: Bools) -> Floats:
    return means_of_units(m, np.where(here, values, np.nan))


def _two_groups_p(m: Material, groups: list[Floats]) -> float:
    values = np.concatenate(groups)
    contrast = np.repeat([1 / groups[0].size, -1 / groups[1].size], [x.size for x in groups])
    mixed = shuffled(values, np.zeros(values.size, np.int64), m.chance.trials, m.chance.seed)
    return at_least(abs(float(values @ contrast)), np.abs(mixed @ contrast))


def _interval(groups: list[Floats]) -> tuple[float, float]:
    """Welch's 90 % interval of the difference of means, as two one-sided tests of 5 % use it."""
    parts = [float(x.var(ddof=1)) / x.size for x in groups]
    gap = float(groups[0].mean() - groups[1].mean())
    if sum(parts) == 0:
        return gap, gap
    below = sum(part**2 / (x.size - 1) for part, x in zip(parts, groups, strict=True))
    reach = float(stdtrit(sum(parts) ** 2 / below, 0.95)) * sum(parts) ** 0.5
    return gap - reach, gap + reach


def _zeros(m: Material, leaf: str) -> Draft:
    scores = m.leaf(leaf)
    present = m.presence == "present"
    n, known = int(present.sum()), np.isfinite(scores) & present
    zero, gaps = int((scores[known] == 0).sum()), n - int(known.sum())
    low, high = (zero / n, (zero + gaps) / n) if n else (0.0, 0.0)
    gates = (
        Gate("least", "enough", int(known.sum()), "≥", m.limits.least),
        Gate("bounds-agree", "enough", float((low >= HALF) == (high >= HALF)), "≥", 1),
        Gate("zeros", "fact", low, "≥", HALF),
    )
    said = {"node": node_name(m, leaf), "k": zero, "n": n, "gaps": gaps}
    return Draft(
        "R17",
        Said("R17", said),
        Said("R17-counter", said),
        Said("R17-unknown", said),
        leaf,
        "indicator",
        "share",
        low,
        low,
        high,
        n,
        gates,
        resampled=False,
    )
