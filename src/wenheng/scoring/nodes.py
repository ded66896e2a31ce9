"""From indicators upward: dimensions and core indicators of each platform."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.scoring.combine import Values, combined
from wenheng.scoring.means import mean_of
from wenheng.study.model import Study
from wenheng.study.options import Gate
from wenheng.study.tree import computed, leaves
from wenheng.tables import NOISE, Nodes

Known = dict[str, Values]
"""Node → its values, one per platform."""


def node_values(study: Study, indicators: Values) -> Known:
    """All nodes of each platform, from its rated indicators up: first these, then parents.

    A node is the weighted mean of its children, by `scoring.aggregation` (arithmetic unless
    declared), withheld below `scoring.min_completeness`; see `combined` for weights, bounds and
    completeness. Where the indicator of a gate is at most its level, the score of the node it
    caps is lowered to its ceiling, and so is either bound where that indicator's own bound is as
    low; the node's parents see the lowered score. The bounds of a node without a score stay: were
    they lowered, its parents, whose score leaves it out, could score outside theirs.

    Args:
        study: the tree, weights and scoring options.
        indicators: leaves × platforms, in the order of the tree.
    """
    scoring = study.scoring
    known = {leaf.id: indicators[i] for i, leaf in enumerate(leaves(study))}
    for gate in scoring.gates:
        _close(known, [gate], gate.caps)
    for node in computed(study):
        children = Values.stacked([known[child.id] for child in node.children])
        weights = np.array([[child.weight] for child in node.children], np.float64)
        mean = mean_of(scoring.aggregation.get(node.id, "arithmetic"), scoring.geometric_offset)
        known[node.id] = combined(children, weights, mean, scoring.min_completeness)
        _close(known, scoring.gates, node.id)
    return known


def node_table(known: Known, platforms: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
    """NODES of the nodes named, node by node, platforms in their order."""
    if not names:
        return Nodes.create_empty()
    table = Values.stacked([known[name] for name in names]).table()
    both = pl.DataFrame({"node": names}).join(pl.DataFrame({"platform": platforms}), how="cross")
    return checked(Nodes, table.hstack(both))


def indicator_table(known: Known, platforms: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
    """The same, platform by platform."""
    places = np.arange(len(names) * len(platforms)).reshape(len(names), len(platforms))
    return node_table(known, platforms, names)[places.T.ravel()]


def _close(known: Known, gates: Iterable[Gate], node: str) -> None:
    """Lower `node`, if it is known, where a gate that caps it is closed."""
    for gate in gates:
        if gate.caps == node and {node, gate.indicator} <= known.keys():
            seen, capped = known[gate.indicator], known[node]
            at_most = gate.at_most + NOISE
            there = ~np.isnan(capped.value)
            known[node] = replace(
                capped,
                value=_lowered(capped.value, there & (seen.value <= at_most), gate.ceiling),
                low=_lowered(capped.low, there & (seen.low <= at_most), gate.ceiling),
                high=_lowered(capped.high, there & (seen.high <= at_most), gate.ceiling),
            )


def _lowered(numbers: Floats, closed: NDArray[np.bool_], ceiling: float) -> Floats:
    return np.where(closed & (numbers > ceiling), ceiling, numbers)
