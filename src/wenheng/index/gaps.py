"""What is missing: how much of it, and filling it by a declared rule."""

from typing import Literal

import numpy as np
import polars as pl

from wenheng.errors import NotScorable, TableError
from wenheng.index.hierarchy import Tree
from wenheng.language import say
from wenheng.values import Numbers, Table, Values, listed, nullable, read

Filling = Literal["mean", "median", "group_mean", "group_median", "panel", "none"]


def impute(
    values: Values, method: Filling = "mean", groups: pl.Series | None = None
) -> pl.DataFrame:
    """`values` with gaps filled.

    Args:
        values: units × indicators.
        method: `mean`, `median` of the indicator over the units where it is known;
            `group_mean`, `group_median` over those of the unit's own group; `panel`: the latest
            earlier value of the same group, with rows in the order of time, a gap without one
            stays; `none`: nothing is filled.
        groups: a series aligned with the rows; of the last but one it is who was observed.

    Returns:
        The same units and columns; what was known is unchanged.

    Raises:
        TableError: an unknown method; groups are lacking, not wanted, or not as long as `values`.
        NotScorable: an indicator, or a group of it, has a gap and no known value.

    Source:
        OECD/JRC (2008), Handbook, step 3 (single imputation).
    """
    table = read(values)
    key = _groups(table, method, groups)
    if method in ("none", "panel"):
        filled = table.frame(table.x)
        columns = [pl.col(name).forward_fill().over(key) for name in table.names]
        return filled.with_columns(columns) if method == "panel" else filled
    return table.frame(_filled(table, np.nanmedian if "median" in method else np.nanmean, key))


def _groups(table: Table, method: str, groups: pl.Series | None) -> pl.Series:
    if method not in ("mean", "median", "group_mean", "group_median", "panel", "none"):
        known = listed(["mean", "median", "group_mean", "group_median", "panel", "none"])
        raise TableError(say("index.unknown-method", method=method, known=known))
    if (groups is None) == (method.startswith("group") or method == "panel"):
        raise TableError(say("index.groups-lack" if groups is None else "index.groups-idle"))
    if groups is None:
        return pl.Series("groups", ["all"] * len(table.x))
    if len(groups) != len(table.x):
        raise TableError(say("index.groups-length", groups=len(groups), rows=len(table.x)))
    if groups.null_count():
        raise TableError(say("index.groups-null"))
    return groups


def _filled(table: Table, centre: np.ufunc | object, key: pl.Series) -> Numbers:
    x, empty = table.x.copy(), []
    for group in key.unique(maintain_order=True):
        rows = (key == group).to_numpy()
        for j, name in enumerate(table.names):
            part = x[rows, j]
            gaps = np.isnan(part)
            if gaps.all():
                empty.append(f"{name}/{group}")
            elif gaps.any():
                x[rows, j] = np.where(gaps, centre(part[~gaps]), part)  # type: ignore[operator]
    if empty:
        raise NotScorable(say("index.nothing-to-fill", columns=listed(empty)))
    return x


def availability(values: Values, tree: pl.DataFrame | None = None) -> pl.DataFrame:
    """How much of each unit is known.

    Args:
        values: units × indicators.
        tree: as `aggregate`; adds a column per node with the share of the indicators below it.

    Returns:
        The unit; `known`, `missing` and `zeros`, counts of indicators; `share`, known ÷ all, 0–1;
        and the columns of nodes.

    Raises:
        TableError: `values` or `tree` is refused.

    Source:
        OECD/JRC (2008), Handbook, step 3.
    """
    table = read(values)
    known = ~np.isnan(table.x)
    frame = pl.DataFrame([table.unit]).with_columns(
        known=pl.Series(known.sum(axis=1)),
        missing=pl.Series((~known).sum(axis=1)),
        zeros=pl.Series((table.x == 0).sum(axis=1)),
        share=pl.Series(known.mean(axis=1)),
    )
    if tree is None:
        return frame
    shape = Tree.read(tree, table.names)
    position = {name: j for j, name in enumerate(table.names)}
    below = {node: [position[leaf] for leaf in shape.leaves(node)] for node in shape.nodes}
    shares = [nullable(known[:, at].mean(axis=1)).alias(node) for node, at in below.items()]
    return frame.with_columns(shares)
