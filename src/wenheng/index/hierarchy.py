"""The tree of an index: indicators below nodes below nodes, with weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from wenheng.contracts import unknown_names
from wenheng.language import say
from wenheng.values import Numbers, listed, refuse


@dataclass(frozen=True)
class Tree:
    """Nodes in an order in which children come before their parents."""

    children: dict[str, list[str]]
    weights: dict[str, float]
    """Of each child, relative to its siblings; 0 or more."""
    methods: dict[str, str]
    """Of each parent that declares one."""
    nodes: tuple[str, ...]

    @classmethod
    def read(cls, tree: pl.DataFrame, leaves: Sequence[str] | None = None) -> Self:
        """`tree` checked against the indicators that there are.

        Args:
            tree: child, parent; weight (relative among siblings; equal if the column is
                absent); method (null: the default), the same on all rows of a parent.
            leaves: the indicators there are; None takes whatever has no child.

        Raises:
            TableError: repeated or unknown children, nodes named like an indicator, loops,
                weights that are negative, missing or sum to 0, methods that differ.
        """
        absent = [name for name in ("child", "parent") if name not in tree.columns]
        refuse([say("tables.no-column", columns=listed(absent))] * bool(absent))
        if "weight" not in tree.columns:
            tree = tree.with_columns(weight=pl.lit(1.0))
        if "method" not in tree.columns:
            tree = tree.with_columns(method=pl.lit(None, pl.String))
        refuse(_empty(tree))
        known = leaves if leaves is not None else set(tree["child"]) - set(tree["parent"])
        refuse([*_names(tree, list(known)), *_weights(tree), *_methods(tree)])
        children = {
            parent: group["child"].to_list()
            for (parent,), group in tree.group_by("parent", maintain_order=True)
        }
        methods = tree.drop_nulls("method")
        return cls(
            children,
            dict(zip(tree["child"], tree["weight"].cast(pl.Float64), strict=True)),
            dict(zip(methods["parent"], methods["method"], strict=True)),
            _upward(children),
        )

    def of(self, node: str) -> Numbers:
        """Weights of the children of `node`, sum 1."""
        weights = np.array([self.weights[child] for child in self.children[node]])
        return np.asarray(weights / weights.sum())

    def leaves(self, node: str) -> list[str]:
        """The indicators below `node`, in the order of the tree."""
        if node not in self.children:
            return [node]
        return [leaf for child in self.children[node] for leaf in self.leaves(child)]

    def roots(self) -> list[str]:
        """Nodes that are nobody's child."""
        return [node for node in self.nodes if node not in self.weights]


def _empty(tree: pl.DataFrame) -> list[str]:
    if not tree.height:
        return [say("index.tree-empty")]
    gaps = [name for name in ("child", "parent") if tree[name].null_count()]
    return [say("index.tree-gap", columns=listed(gaps))] * bool(gaps)


def _names(tree: pl.DataFrame, leaves: list[str]) -> list[str]:
    parents = set(tree["parent"])
    twice = tree["child"].filter(tree["child"].is_duplicated()).unique(maintain_order=True)
    both = sorted(parents & set(leaves))
    return (
        unknown_names(tree, "child", [*leaves, *parents])
        + [say("index.child-twice", children=listed(twice))] * bool(len(twice))
        + [say("index.node-is-indicator", nodes=listed(both))] * bool(both)
    )


def _weights(tree: pl.DataFrame) -> list[str]:
    if not tree["weight"].dtype.is_numeric():
        return [say("index.text-column", column="weight")]
    weight = pl.col("weight").cast(pl.Float64)
    wrong = tree.filter(weight.is_null() | ~weight.is_finite() | (weight < 0))["child"]
    sums = tree.group_by("parent", maintain_order=True).agg(weight.sum())
    zero = sums.filter(pl.col("weight") == 0)["parent"]
    return [say("index.weight", children=listed(wrong))] * bool(len(wrong)) + [
        say("index.weights-zero", parents=listed(zero))
    ] * bool(len(zero))


def _methods(tree: pl.DataFrame) -> list[str]:
    kinds = tree.group_by("parent", maintain_order=True).agg(pl.col("method").n_unique())
    differ = kinds.filter(pl.col("method") > 1)["parent"]
    return [say("index.methods-differ", parents=listed(differ))] * bool(len(differ))


def _upward(children: dict[str, list[str]]) -> tuple[str, ...]:
    """Parents, each after the parents among its children."""
    order: list[str] = []
    waiting = list(children)
    while waiting:
        ready = [p for p in waiting if not any(c in waiting for c in children[p])]
        refuse([say("index.loop", nodes=listed(waiting))] * (not ready))
        order += ready
        waiting = [p for p in waiting if p not in ready]
    return tuple(order)
