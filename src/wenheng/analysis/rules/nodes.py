"""Rules about parts of the score, of those that have an assistant: R08–R10, R17."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, Ints, sign_flip_p
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import cell_name, node_name, number
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats

CONTRASTS = {"R08": ("B", "A"), "R09": ("A1", "A2")}
"""Rule → the node said to be higher, the node said to be lower."""
WEAKEST_OF = "A"
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
