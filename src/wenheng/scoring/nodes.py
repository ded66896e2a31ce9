"""From cells upward: indicators, dimensions and core indicators of each platform."""

from collections.abc import Iterable

import polars as pl

from wenheng.scoring.combine import Policy, combined
from wenheng.scoring.means import mean_of
from wenheng.scoring.tree import computed, leaves
from wenheng.study.indicators import Indicator
from wenheng.study.model import Study
from wenheng.study.options import Gate
from wenheng.tables import NOISE, Nodes, checked


def indicator_scores(study: Study, cells: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The rated indicators of each platform: a NODES table.

    An indicator is the mean over its applicable cells of their consensus: a mean of cell means,
    in which each scenario counts the same however many raters it had. Nothing is withheld at
    this step: `completeness` says how many scenarios the score rests on.

    Args:
        study: top of the scale; gates that cap an indicator.
        cells: CELLS.
        policy: under `zero` a cell without an assistant counts 0 where others of its indicator
            are scored; under `exclude` it leaves.
    """
    scored, absent = pl.col("status") == "scored", pl.col("status") == "no_assistant"
    applies, assessed = pl.col("status") != "not_applicable", scored | absent
    top = float(study.scale.top)
    children = cells.select(
        "platform",
        "score",
        "status",
        node="indicator",
        weight=pl.lit(1.0),
        completeness=pl.when(applies).then(assessed.cast(pl.Float64)),
        assessed=assessed.cast(pl.UInt32),
        applicable=applies.cast(pl.UInt32),
        low=pl.when(scored).then("score").when(applies).then(0.0),
        high=pl.when(scored).then("score").when(absent).then(0.0).when(applies).then(top),
    )
    scores = combined(children, ["platform", "node"], mean_of("arithmetic"), 0, policy)
    for leaf in leaves(study):
        scores = _capped(scores, leaf, study.scoring.gates, policy)
    return checked(Nodes, scores)


def node_scores(study: Study, indicators: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The computed nodes of each platform (dimensions, core indicators): a NODES table.

    A node is the weighted mean of its children, by `scoring.aggregation` (arithmetic unless
    declared), withheld below `scoring.min_completeness`; see `combined` for the weights, the
    bounds and the completeness. Where the indicator of a gate is at most its level, the score
    and both bounds of the node it caps are lowered to its ceiling; the node's parents see the
    lowered score.

    Args:
        study: the tree, weights and scoring options.
        indicators: NODES of the rated indicators, see `indicator_scores`.
        policy: the reading of children without an assistant.
    """
    scoring = study.scoring
    done = indicators
    for node in computed(study):
        weights = {child.id: child.weight for child in node.children}
        children = done.filter(pl.col("node").is_in(list(weights))).with_columns(
            weight=pl.col("node").replace_strict(weights, return_dtype=pl.Float64)
        )
        mean = mean_of(scoring.aggregation.get(node.id, "arithmetic"), scoring.geometric_offset)
        scores = combined(children, "platform", mean, scoring.min_completeness, policy)
        scores = scores.with_columns(node=pl.lit(node.id)).select(done.columns)
        done = _capped(pl.concat([done, scores]), node, scoring.gates, policy)
    inner = [node.id for node in computed(study)][::-1]
    return checked(Nodes, _in_order(done, inner))


def _capped(
    nodes: pl.DataFrame, node: Indicator, gates: Iterable[Gate], policy: Policy
) -> pl.DataFrame:
    """`nodes` with `node` lowered where a gate that caps it is closed."""
    for gate in gates:
        if gate.caps == node.id:
            nodes = _closed(nodes, gate, policy)
    return nodes


def _closed(nodes: pl.DataFrame, gate: Gate, policy: Policy) -> pl.DataFrame:
    absent = (pl.col("status") == "no_assistant") & pl.lit(policy == "zero")
    watched = nodes.filter(pl.col("node") == gate.indicator).select(
        "platform",
        score_seen=pl.when(absent).then(0.0).otherwise("score"),
        low_seen="low",
        high_seen="high",
    )
    capped = [
        pl.when(
            (pl.col("node") == gate.caps)
            & (pl.col(f"{value}_seen") <= gate.at_most + NOISE)
            & (pl.col(value) > gate.ceiling)
        )
        .then(gate.ceiling)
        .otherwise(value)
        .alias(value)
        for value in ("score", "low", "high")
    ]
    seen = nodes.join(watched, on="platform", how="left", maintain_order="left")
    return seen.with_columns(capped).select(nodes.columns)


def _in_order(nodes: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    place = pl.col("node").replace_strict({id_: i for i, id_ in enumerate(ids)})
    return nodes.filter(pl.col("node").is_in(ids)).sort(place, maintain_order=True)
