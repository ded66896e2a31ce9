"""R11: content above technique, by level; and, which is another matter, by spread."""

import numpy as np

from wenheng.analysis.rules.differences import among_units
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, at_least, shuffled
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.means import cells_of, column_means
from wenheng.analysis.rules.phrases import node_name, number
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats

LEVEL_OF = (("B1", "B3"), "B2")
"""Nodes of content, node of technique."""
TIMES = 1.5


def content_and_technique(m: Material) -> list[Draft]:
    """R11: content above technique in level; and, apart from it, wider spread between cells."""
    content, technique = LEVEL_OF
    nodes = (*content, technique)
    if m.observed is None or not set(nodes) <= m.observed.nodes.keys():
        why = Said("no-nodes", {"nodes": ", ".join(nodes)})
        return [silent("R11", why, measure=measure) for measure in ("level", "spread")]
    return [_level_of(m), _spread_of(m)]


def _level_of(m: Material) -> Draft:
    content, technique = LEVEL_OF

    def lead(reading: Reading) -> Floats:
        return np.asarray(
            np.mean([reading.nodes[id_] for id_ in content], axis=0) - reading.nodes[technique]
        )

    names = {"high": [node_name(m, id_) for id_ in content], "low": node_name(m, technique)}
    draft = Draft("R11", Said("R11-level", names), Said("R11-level-counter"), measure="level")
    return among_units(m, draft, lead)


def _spread_of(m: Material) -> Draft:
    assert m.observed is not None
    content, technique = LEVEL_OF
    nodes = (*content, technique)
    cells = cells_of(m, np.sum([m.observed.nodes[id_][0] for id_ in nodes], axis=0))
    if len(cells) < 2:
        return silent("R11", Said("too-few-units"), measure="spread")

    def ranges(reading: Reading) -> dict[str, Floats]:
        return {
            id_: np.ptp([column_means(reading.nodes[id_], m.who.cells == c) for c in cells], axis=0)
            for id_ in nodes
        }

    found = {id_: float(x[0]) for id_, x in ranges(m.observed).items()}
    least = min(found[id_] for id_ in content)
    beyond = least - TIMES * found[technique]
    gates = (
        Gate("cells", "enough", len(cells), "≥", 2),
        Gate("range", "fact", least, "≥", m.limits.gap),
        Gate("times", "fact", beyond, "≥", 0),
    )

    def holds(reading: Reading) -> Bools:
        by = ranges(reading)
        wide = [by[id_] >= TIMES * by[technique] for id_ in content]
        return np.asarray(np.all(wide, axis=0))

    said = {
        "wide": [node_name(m, id_) for id_ in content],
        "narrow": node_name(m, technique),
        "ranges": [number(found[id_]) for id_ in content],
        "range": number(found[technique]),
    }
    return Draft(
        "R11",
        Said("R11-spread", said),
        Said("R11-spread-counter", said),
        measure="spread",
        statistic="range",
        value=least,
        n=len(cells),
        gates=gates,
        p=_spread_p(m, cells, beyond),
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
