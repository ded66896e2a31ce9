"""Where a platform is ahead of its peers, and where behind: node by node."""

import polars as pl

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.study.roster import Platform
from wenheng.tables import NOISE, Nodes, Peers

LEAST = 5
"""Peers below which nothing is said of ahead and behind."""

MARGIN = 0.05
"""Share of the scale by which a score must differ from the median of its peers: 0.15 on 0–3."""


def peers(study: Study, indicators: pl.DataFrame, dimensions: pl.DataFrame) -> pl.DataFrame:
    """Every stated score of a node beside those of the assistants of the same level and channel.

    `strong` lies at or above the upper quartile, `weak` at or below the lower one, both at least
    5 % of the scale from the median; with fewer than five peers nothing is judged.

    Args:
        study: its roster says who is whose peer, its scale how large a difference counts.
        indicators: NODES.
        dimensions: NODES.

    Returns:
        PEERS, node by node and platform by platform in the order of the tables.

    Raises:
        TableError: a table breaks its contract.
    """
    nodes = pl.concat([checked(Nodes, table) for table in (indicators, dimensions)])
    stated = nodes.filter(pl.col("status") == "scored").select("platform", "node", value="score")
    group = {platform.id: _group(study, platform) for platform in study.platforms}
    beside = stated.with_columns(
        group=pl.col("platform").replace_strict(group, return_dtype=pl.String)
    )
    value, among = pl.col("value"), ["node", "group"]
    told = beside.with_columns(
        lower=value.quantile(0.25, "linear").over(among),
        median=value.median().over(among),
        upper=value.quantile(0.75, "linear").over(among),
        best=value.max().over(among),
        place=value.round(9).rank("min", descending=True).over(among).cast(pl.UInt32),
        peers=pl.len().over(among).cast(pl.UInt32),
    )
    return checked(Peers, told.with_columns(standing=_standing(MARGIN * study.scale.top)))


def _group(study: Study, platform: Platform) -> str:
    level = next(unit.level for unit in study.units if unit.id == platform.unit)
    return f"{level}/{platform.channel}"


def _standing(margin: float) -> pl.Expr:
    value, median = pl.col("value"), pl.col("median")
    ahead = (value >= pl.col("upper") - NOISE) & (value - median >= margin - NOISE)
    behind = (value <= pl.col("lower") + NOISE) & (median - value >= margin - NOISE)
    return (
        pl.when(pl.col("peers") < LEAST)
        .then(pl.lit("few"))
        .when(ahead)
        .then(pl.lit("strong"))
        .when(behind)
        .then(pl.lit("weak"))
        .otherwise(pl.lit("level"))
    )
