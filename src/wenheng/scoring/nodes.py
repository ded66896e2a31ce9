"""From cells upward: indicators, dimensions and core indicators of each platform.

What goes from step to step are NODES with two more columns: `value`, from which parents are
computed also where the score is withheld, and `rated`, the number of cells that have a score.
"""

from collections.abc import Iterable

import polars as pl

from wenheng.scoring.combine import Policy, combined, stated, with_every
from wenheng.scoring.means import mean_of
from wenheng.study.model import Study
from wenheng.study.options import Gate
from wenheng.study.tree import computed, leaves
from wenheng.tables import NOISE


def indicator_scores(study: Study, cells: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The rated indicators of each platform: NODES, each planned platform × each leaf.

    An indicator is the mean over its applicable cells of their consensus: a mean of cell means,
    in which each scenario counts the same however many raters it had. Nothing is withheld for
    want of cells at this step: `completeness` says how many the score rests on. An indicator of
    which no cell is planned does not apply.

    Args:
        study: top of the scale; gates that cap an indicator.
        cells: CELLS.
        policy: how a cell without an assistant is read where others of its platform are scored:
            under `zero` it counts 0, under `exclude` it leaves score and bounds. It is known
            either way, not a gap.
    """
    scored, absent = pl.col("status") == "scored", pl.col("status") == "no_assistant"
    gap = pl.col("status").is_in(["not_assessed", "withheld"])
    known = pl.when(scored).then("score").when(absent & pl.lit(policy == "zero")).then(0.0)
    children = cells.select(
        "platform",
        "status",
        node="indicator",
        weight=pl.lit(1.0),
        value=known,
        completeness=pl.when(pl.col("status") != "not_applicable").then((~gap).cast(pl.Float64)),
        low=pl.when(gap).then(0.0).otherwise(known),
        high=pl.when(gap).then(float(study.scale.top)).otherwise(known),
        rated=scored.cast(pl.UInt32),
        assessed=(scored | absent).cast(pl.UInt32),
        applicable=(pl.col("status") != "not_applicable").cast(pl.UInt32),
    )
    means = combined(children, ["platform", "node"], mean_of("arithmetic"), floor=0)
    scores = with_every(_grid(study, cells), means)
    return stated(_capped(scores, [leaf.id for leaf in leaves(study)], study.scoring.gates))


def node_scores(study: Study, indicators: pl.DataFrame) -> pl.DataFrame:
    """The computed nodes of each platform, dimensions and core indicators: NODES.

    A node is the weighted mean of its children, by `scoring.aggregation` (arithmetic unless
    declared), withheld below `scoring.min_completeness`; see `combined` for weights, bounds and
    completeness. Where the indicator of a gate is at most its level, the score of the node it
    caps is lowered to its ceiling, and so is either bound where that indicator's own bound is as
    low; the node's parents see the lowered score.

    Args:
        study: the tree, weights and scoring options.
        indicators: as `indicator_scores` gives them.

    Returns:
        NODES in the order of the tree, parents first, platforms in the order of `indicators`.
    """
    scoring = study.scoring
    done = indicators.drop("score")
    for node in computed(study):
        weights = {child.id: child.weight for child in node.children}
        children = done.filter(pl.col("node").is_in(list(weights))).with_columns(
            weight=pl.col("node").replace_strict(weights, return_dtype=pl.Float64)
        )
        mean = mean_of(scoring.aggregation.get(node.id, "arithmetic"), scoring.geometric_offset)
        means = combined(children, "platform", mean, scoring.min_completeness)
        means = means.with_columns(node=pl.lit(node.id)).select(done.columns)
        done = _capped(pl.concat([done, means]), [node.id], scoring.gates)
    return stated(_in_order(done, [node.id for node in computed(study)][::-1]))


def _grid(study: Study, cells: pl.DataFrame) -> pl.DataFrame:
    platforms = cells.select(pl.col("platform").unique(maintain_order=True))
    return platforms.join(pl.DataFrame({"node": [leaf.id for leaf in leaves(study)]}), how="cross")


def _capped(nodes: pl.DataFrame, ids: list[str], gates: Iterable[Gate]) -> pl.DataFrame:
    """`nodes` with those among `ids` lowered where a gate that caps them is closed."""
    for gate in gates:
        if gate.caps in ids:
            nodes = _closed(nodes, gate)
    return nodes


def _closed(nodes: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    watched = nodes.filter(pl.col("node") == gate.indicator)
    seen = watched.select("platform", value_seen="value", low_seen="low", high_seen="high")
    capped = [
        pl.when(
            (pl.col("node") == gate.caps)
            & (pl.col(f"{name}_seen") <= gate.at_most + NOISE)
            & (pl.col(name) > gate.ceiling)
        )
        .then(gate.ceiling)
        .otherwise(name)
        .alias(name)
        for name in ("value", "low", "high")
    ]
    rows = nodes.join(seen, on="platform", how="left", maintain_order="left")
    return rows.with_columns(capped).select(nodes.columns)


def _in_order(nodes: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    place = pl.col("node").replace_strict({id_: i for i, id_ in enumerate(ids)}, default=None)
    return nodes.filter(pl.col("node").is_in(ids)).sort(place, maintain_order=True)
