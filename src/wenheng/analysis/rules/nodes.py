"""Rules about parts of the score, of those that have an assistant: R08–R10, R17."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from wenheng.analysis.rules.differences import among_units
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, sign_flip_p
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.means import cells_of, column_means, means_of_units
from wenheng.analysis.rules.phrases import cell_name, node_name, number
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats

CONTRASTS = {"R08": ("B", "A"), "R09": ("A1", "A2")}
"""Rule → the node said to be higher, the node said to be lower."""
WEAKEST_OF = "A"
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


def _contrast(m: Material, rule: str, pair: tuple[str, str]) -> Draft:
    assert m.observed is not None
    scores = m.observed.nodes
    units = means_of_units(m, scores[pair[0]][0] - scores[pair[1]][0])
    if not units.size:
        return silent(rule, Said("too-few-units"), measure="node")
    high, low = pair if units.mean() >= 0 else pair[::-1]

    def lead(reading: Reading) -> Floats:
        return np.asarray(reading.nodes[high] - reading.nodes[low])

    known = np.isfinite(lead(m.observed)[0])
    cells = cells_of(m, lead(m.observed)[0])
    everywhere = _everywhere(m, lead, cells)
    names = {
        "high": node_name(m, high),
        "low": node_name(m, low),
        "a": number(float(scores[high][0][known].mean())),
        "b": number(float(scores[low][0][known].mean())),
        "cells": [cell_name(m, cell) for cell in cells],
    }
    key = "contrast-every" if everywhere and len(cells) > 1 else "contrast"
    draft = Draft(rule, Said(key, names), Said("contrast-counter"), measure="node")
    found = among_units(m, draft, lead)
    gate = Gate("every-cell", "headline", float(everywhere), "≥", 1)
    return replace(found, gates=(*found.gates, gate))


def _everywhere(m: Material, lead: Callable[[Reading], Floats], cells: list[str]) -> bool:
    """Whether it is above 0 in each of the cells, in enough resamples too where there are any."""
    assert m.observed is not None

    def alike(reading: Reading) -> float:
        differences = lead(reading)
        above = [column_means(differences, m.who.cells == cell) > 0 for cell in cells]
        return float(np.all(above, axis=0).mean()) if cells else 0.0

    if m.resampled is not None and alike(m.resampled) < m.limits.stable[0]:
        return False
    return alike(m.observed) == 1


def _children(m: Material, id_: str) -> list[str]:
    found = next((node for node in m.study.nodes() if node.id == id_), None)
    return [child.id for child in found.children if child.children] if found else []


def _weakest(m: Material, children: list[str]) -> Draft:
    assert m.observed is not None
    everything = np.stack([m.observed.nodes[id_][0] for id_ in children])
    known = np.isfinite(everything).all(axis=0)
    if not known.any():
        return silent("R10", Said("too-few-units"), measure="node")
    means = everything[:, known].mean(axis=1)
    order = np.argsort(means, kind="stable")
    lowest, following = children[order[0]], children[order[1]]
    units = means_of_units(m, np.where(known, everything[order[1]] - everything[order[0]], np.nan))
    p = min(1.0, len(children) * sign_flip_p(units, m.chance.trials, m.chance.seed))
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
    said = {"node": node_name(m, leaf), "k": zero, "n": n, "gaps": gaps}
    if not known.any():
        return silent("R17", Said("R17-unknown", said), about=leaf, measure="indicator")
    low, high = zero / n, (zero + gaps) / n
    gates = (
        Gate("least", "enough", int(known.sum()), "≥", m.limits.least),
        Gate("bounds-agree", "enough", float((low >= HALF) == (high >= HALF)), "≥", 1),
        Gate("zeros", "fact", low, "≥", HALF),
    )
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
