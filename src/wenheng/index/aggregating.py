"""Indicators to nodes to the index, by the mean that each node declares."""

from typing import Literal, get_args

import numpy as np
import polars as pl

from wenheng.errors import NotScorable, TableError
from wenheng.index.hierarchy import Tree
from wenheng.language import say
from wenheng.rounding import round_half_up
from wenheng.values import Numbers, Values, listed, nullable, read

Method = Literal["arithmetic", "geometric", "harmonic", "generalised", "minimum", "copeland"]
POSITIVE = {"geometric", "harmonic", "generalised"}
ENOUGH = 1e-12
"""A share of children that misses the least by no more was not missed."""


def aggregate(  # noqa: PLR0913
    values: Values,
    tree: pl.DataFrame,
    method: Method = "arithmetic",
    missing: Literal["exclude", "zero"] = "exclude",
    min_availability: float = 0.0,
    rounding: int | None = None,
    power: float | None = None,
) -> pl.DataFrame:
    """Every node of `tree` for every unit.

    With w the weights of the children that are known, relative to their sum:

    - `arithmetic`: Σ wx; `geometric`: Π x^w; `harmonic`: 1 / Σ(w/x);
    - `generalised`: (Σ w x^power)^(1/power), power not 0; `minimum`: the least x;
    - `copeland`: of all other units, how many this one beats, minus how many beat it; it beats
      one where the children on which it is higher weigh more than those on which it is lower,
      among those known for both; −(n − 1) … n − 1.

    Children of weight 0 take no part.

    Args:
        values: units × indicators; columns that the tree does not name take no part.
        tree: child, parent, weight; a child is an indicator or another row's parent. Weights
            are relative among siblings. A column `method` may say another method, repeated
            on each row of a parent.
        method: of parents that declare none.
        missing: `exclude` leaves missing children out, `zero` counts them as 0.
        min_availability: least share, 0–1, of a node's own children that must be known;
            below it the node is missing, also where `missing` is `zero`.
        rounding: digits to which each node is rounded half up before it goes on upward.
        power: of `generalised`.

    Returns:
        The unit and a column per node, children before parents; null where none of its children
        is known or too few are.

    Raises:
        TableError: `values` or `tree` is refused, or an option is none.
        NotScorable: a geometric, harmonic or generalised mean of a number that is not above 0.

    Source:
        OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6 (geometric,
        non-compensatory); Bullen (2003), Handbook of Means, chapter III; Copeland (1951) for
        wins − losses.
    """
    _check(missing, min_availability)
    table = read(values)
    shape = Tree.read(tree, table.names)
    done = dict(zip(table.names, table.x.T, strict=True))
    for node in shape.nodes:
        x = np.column_stack([done[child] for child in shape.children[node]])
        rare = np.mean(~np.isnan(x), axis=1) < min_availability - ENOUGH
        x = np.where(np.isnan(x), 0.0, x) if missing == "zero" else x
        use = shape.of(node) > 0
        how: str = shape.methods.get(node, method)
        number = _combined(node, x[:, use], shape.of(node)[use], how, power)
        number = np.where(rare, np.nan, number)
        done[node] = number if rounding is None else _rounded(number, rounding)
    nodes = [nullable(done[node]).alias(node) for node in shape.nodes]
    return pl.DataFrame([table.unit, *nodes])


def _check(missing: str, min_availability: float) -> None:
    if missing not in ("exclude", "zero"):
        known = listed(("exclude", "zero"))
        raise TableError(say("index.unknown-method", method=missing, known=known))
    if not 0 <= min_availability <= 1:
        raise TableError(say("index.share", share=min_availability))


def _combined(node: str, x: Numbers, w: Numbers, method: str, power: float | None) -> Numbers:
    """The node of the children `x`, n × k."""
    if method not in get_args(Method):
        methods = listed(get_args(Method))
        raise TableError(say("index.unknown-method", method=method, known=methods))
    if method == "copeland":
        return copeland(x, w)
    low = x <= 0
    if method in POSITIVE and np.any(low):
        rows = listed((np.flatnonzero(low.any(axis=1)) + 1).tolist())
        raise NotScorable(say("index.not-positive", method=method, rows=rows), where=node)
    known = ~np.isnan(x)
    weights = np.where(known, w, 0.0)
    total = weights.sum(axis=1, keepdims=True)
    share = np.divide(weights, total, out=np.full_like(weights, np.nan), where=total > 0)
    if method == "minimum":
        return np.asarray(np.fmin.reduce(x, axis=1))
    filled = np.where(known, x, 1.0)
    if method == "arithmetic":
        return np.asarray((share * filled).sum(axis=1))
    if method == "geometric":
        return np.asarray(np.exp((share * np.log(filled)).sum(axis=1)))
    exponent = -1.0 if method == "harmonic" else power
    if not exponent:
        raise TableError(say("index.power"))
    return np.asarray((share * filled**exponent).sum(axis=1) ** (1 / exponent))


def copeland(x: Numbers, w: Numbers) -> Numbers:
    """Wins − losses of every row of `x` over all others, as in `aggregate`."""
    scores = np.full(len(x), np.nan)
    for i in np.flatnonzero((~np.isnan(x)).any(axis=1)):
        ahead = np.sign(np.nan_to_num(x[i] - x)) @ w
        scores[i] = np.sum(np.where(np.abs(ahead) <= ENOUGH, 0, np.sign(ahead)))
    return scores


def _rounded(x: Numbers, digits: int) -> Numbers:
    return round_half_up(nullable(x), digits).fill_null(np.nan).to_numpy()
