"""How indicators hang together, with each other and with the index."""

from typing import Literal

import numpy as np
import polars as pl

from wenheng.concordance import kendall_tau
from wenheng.errors import NotScorable, TableError
from wenheng.index.aggregating import aggregate
from wenheng.index.hierarchy import Tree
from wenheng.language import say
from wenheng.values import Numbers, Values, complete, flat, listed, read

Kind = Literal["pearson", "spearman", "kendall"]
TOO_FEW = 3
"""Two units always correlate by ±1: that says nothing."""


def cronbach_alpha(values: Values) -> float:
    """Cronbach's α of the indicators: how far they measure one thing, if they measure any.

    α = k / (k − 1) · (1 − Σ variances / Σ variances and covariances), from covariances of the
    units known on both indicators.

    Args:
        values: units × indicators, all better in the same direction.

    Returns:
        α, at most 1 where nothing is missing; it may be negative.

    Raises:
        TableError: `values` is refused.
        NotScorable: fewer than two indicators, two that share fewer than two units, or
            indicators whose sum does not vary.

    Source:
        Cronbach (1951), Psychometrika 16, 297–334, formula 2; missing pairwise as in COINr.
    """
    table = read(values)
    k = len(table.names)
    if k < 2:
        raise NotScorable(say("index.one-indicator"))
    covariances = _covariances(table.x)
    if np.isnan(covariances).any():
        raise NotScorable(say("index.too-few-shared"))
    total, own = covariances.sum(), np.trace(covariances)
    if not total > 1e-12 * own:
        raise NotScorable(say("index.sum-constant"))
    return float(k / (k - 1) * (1 - own / total))


def _covariances(x: Numbers) -> Numbers:
    """Covariance of every two columns over the rows known on both; NaN where these are under 2."""
    known = ~np.isnan(x)
    counts = known.sum(axis=0)
    means = np.where(known, x, 0.0).sum(axis=0) / np.maximum(counts, 1)
    z = np.where(known, x - means, 0.0)
    both = known.T.astype(float) @ known
    sums = z.T @ known
    products = z.T @ z - sums * sums.T / np.maximum(both, 1)
    return np.asarray(np.where(both > 1, products / np.maximum(both - 1, 1), np.nan))


def correlations(values: Values, kind: Kind = "pearson") -> pl.DataFrame:
    """How each indicator goes with each other one.

    Args:
        values: units × indicators; a pair is taken over the units known on both.
        kind: `pearson` r, `spearman` ρ (average ranks for equals), `kendall` τ-b.

    Returns:
        `indicator`, and a column per indicator: −1 … 1.

    Raises:
        TableError: `values` is refused, or an unknown kind.
        NotScorable: pairs of indicators that share fewer than three units, or of which one does
            not vary over these; all are named.

    Source:
        Pearson (1896); Spearman (1904); Kendall (1945), The treatment of ties in ranking problems.
    """
    if kind not in COEFFICIENTS:
        known = listed(COEFFICIENTS)
        raise TableError(say("index.unknown-method", method=kind, known=known))
    table = read(values)
    k = len(table.names)
    r, wrong = np.eye(k), []
    for i in range(k):
        for j in range(i + 1):
            both = ~np.isnan(table.x[:, i]) & ~np.isnan(table.x[:, j])
            a, b = table.x[both, i], table.x[both, j]
            if len(a) < TOO_FEW or flat(a) or flat(b):
                wrong.append(f"{table.names[j]}/{table.names[i]}")
            elif i != j:
                r[i, j] = r[j, i] = COEFFICIENTS[kind](a, b)
    if wrong:
        raise NotScorable(say("index.no-correlation", pairs=listed(wrong)))
    columns = dict(zip(table.names, r, strict=True))
    return pl.DataFrame({"indicator": list(table.names), **columns})


def pearson(a: Numbers, b: Numbers) -> float:
    """R of two complete series that vary, −1 … 1."""
    a, b = a - a.mean(), b - b.mean()
    return float(np.clip(a @ b / np.sqrt((a @ a) * (b @ b)), -1, 1))


def _spearman(a: Numbers, b: Numbers) -> float:
    ranks = [pl.Series(x).rank("average").to_numpy() for x in (a, b)]
    return pearson(*ranks)


COEFFICIENTS = {"pearson": pearson, "spearman": _spearman, "kendall": kendall_tau}


def effective_weights(tree: pl.DataFrame, values: Values | None = None) -> pl.DataFrame:
    """What each indicator and node weighs in the index, by its declared weights and in fact.

    Args:
        tree: as `aggregate`.
        values: units × indicators, none missing, to tell the weight in fact.

    Returns:
        A row per child of the tree: `node`, `parent`, `root`, `weight` (share among its siblings,
        sum 1), `effective` (product of the shares up to the root); with `values` also
        `importance`: the squared correlation of the node with the root, both by `aggregate`,
        0–1. Importances do not sum to 1 where indicators correlate.

    Raises:
        TableError: `tree` or `values` is refused, or a value is missing.
        NotScorable: a node or root does not vary, or there are fewer than three units.

    Source:
        COINr, get_eff_weights (products); Paruolo, Saisana & Saltelli (2013), Ratings and
        rankings: voodoo or science?, JRSS A 176, 609–634 (squared correlation, the linear case).
    """
    table = None if values is None else complete(values)
    shape = Tree.read(tree, None if table is None else table.names)
    parent = {child: node for node, children in shape.children.items() for child in children}
    share = {
        child: weight
        for node, children in shape.children.items()
        for child, weight in zip(children, shape.of(node).tolist(), strict=True)
    }
    chains = {child: _upward(child, parent) for child in tree["child"]}
    frame = pl.DataFrame(
        [
            (
                child,
                chain[1],
                chain[-1],
                share[child],
                float(np.prod([share[c] for c in chain[:-1]])),
            )
            for child, chain in chains.items()
        ],
        schema=["node", "parent", "root", "weight", "effective"],
        orient="row",
    )
    if table is None:
        return frame
    done = {s.name: s.to_numpy() for s in aggregate(table.frame(table.x), tree)[:, 1:]}
    done |= dict(zip(table.names, table.x.T, strict=True))
    wrong = [node for node in [*chains, *shape.roots()] if flat(done[node])]
    if wrong or len(table.x) < TOO_FEW:
        raise NotScorable(say("index.no-spread", columns=listed(wrong or chains)))
    importance = [pearson(done[node], done[chain[-1]]) ** 2 for node, chain in chains.items()]
    return frame.with_columns(importance=pl.Series(importance))


def _upward(child: str, parent: dict[str, str]) -> list[str]:
    chain = [child]
    while chain[-1] in parent:
        chain.append(parent[chain[-1]])
    return chain
