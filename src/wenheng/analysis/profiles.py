"""Units × indicators with weights, as what-ifs take them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.analysis.series import complete, settled
from wenheng.arrays import Floats
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.ranking import rank
from wenheng.values import read


@dataclass(frozen=True)
class Profiles:
    """Values of units (rows) by indicators (columns), and weights of sum 1."""

    units: list[str]
    columns: list[str]
    values: Floats
    weights: Floats


def profiles(
    values: pl.DataFrame, weights: Mapping[str, float] | None, gaps: bool = False
) -> Profiles:
    """`values` (first column the unit) and `weights` as arrays; `gaps` leaves NaN for null.

    Raises:
        NotScorable: a value is missing, and gaps are not allowed.
        TableError: values that `read` refuses, or weights that do not fit the columns.
    """
    table = read(values)
    units, columns = table.unit.cast(pl.String).to_list(), list(table.names)
    found = table.x if gaps else complete(table.x)
    return Profiles(units, columns, found, _weights(columns, weights))


def ranks_of(scores: Floats) -> NDArray[np.int64]:
    """Ranks of `scores`, compared as scoring does: 1 is the highest, ties share the smallest."""
    return rank(pl.Series(settled(scores))).cast(pl.Int64).to_numpy()


def _weights(columns: list[str], weights: Mapping[str, float] | None) -> Floats:
    if weights is None:
        return np.full(len(columns), 1 / len(columns))
    given = np.array([weights.get(column, np.nan) for column in columns])
    if set(weights) != set(columns) or not (given >= 0).all() or not given.sum() > 0:
        raise TableError(say("analysis.weights", columns=", ".join(columns)))
    return np.asarray(given / given.sum())
