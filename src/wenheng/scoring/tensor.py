"""Ratings as one dense array of small whole numbers, a page per platform.

A level is itself; what is no level is below 0. A rating takes one byte, so that a hundred million
of them fit into memory, and lie in it in the order in which they are summed.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.scoring.layout import Layout, Places, codes
from wenheng.tables import RATER_KINDS

UNSAID, NO_ASSISTANT, NOT_APPLICABLE, NOT_ASSESSED, UNPLANNED = -1, -2, -3, -4, -5
"""What stands in place of a level. Nobody said anything where it is `UNSAID`, the plainest way of
not being assessed; `NOT_ASSESSED` is where somebody said so. No rating is awaited where the cell is
`UNPLANNED` or does not apply by the plan."""

SYMBOLS = {
    "not_assessed": NOT_ASSESSED,
    "no_assistant": NO_ASSISTANT,
    "not_applicable": NOT_APPLICABLE,
}
FEW = 4
"""So many raters have a slot each; of more, each cell's first rating takes its first slot."""

Levels = NDArray[np.int8]


@dataclass(frozen=True)
class Tensor:
    """Ratings in the grid of `layout`.

    `levels` is platforms × slots × columns, `kinds` the rater kind of each slot. A cell's ratings
    stand in any slots of their kinds: which rater gave which no longer matters.
    """

    layout: Layout
    levels: Levels
    kinds: tuple[str, ...]


def tensor_of(layout: Layout, ratings: pl.DataFrame) -> Tensor:
    """The RATINGS of the cells of `layout`, all of them planned, as a tensor."""
    places = layout.places(ratings)
    slots, kinds = _slots(places, ratings, len(layout.columns))
    tensor = empty(layout, kinds)
    tensor.levels[places[0], slots, places[1]] = said(ratings).to_numpy()
    return shut(tensor)


def empty(layout: Layout, kinds: tuple[str, ...]) -> Tensor:
    """A tensor in which nobody has said anything yet; it has a slot even if there is no rater."""
    held = kinds or RATER_KINDS[:1]
    levels = np.full((len(layout.platforms), len(held), len(layout.columns)), UNSAID, np.int8)
    return Tensor(layout, levels, held)


def shut(tensor: Tensor) -> Tensor:
    """The same tensor; what does not apply by the plan now says so, whatever was said of it."""
    np.copyto(tensor.levels, UNPLANNED, where=~tensor.layout.applicable[:, None, :])
    return tensor


def said(ratings: pl.DataFrame) -> pl.Series:
    """The level of each rating, or the symbol of its status; null where the two do not fit."""
    level = pl.col("level").cast(pl.Int8, strict=False)
    if "status" not in ratings.columns:
        return ratings.select(said=level.fill_null(NOT_ASSESSED))["said"]
    status = pl.col("status").cast(pl.String)
    symbol = status.replace_strict(SYMBOLS, default=None, return_dtype=pl.Int8)
    fits = pl.when(status == "rated").then(level).when(level.is_null()).then(symbol)
    return ratings.select(said=fits)["said"]


def _slots(
    places: tuple[Places, Places], ratings: pl.DataFrame, width: int
) -> tuple[Places, tuple[str, ...]]:
    """The slot of each rating, and the kind of each slot."""
    voices = ratings.select("rater_kind", "rater").unique(maintain_order=True).sort("rater_kind")
    if voices.height <= FEW and voices["rater"].is_unique().all():
        return codes(ratings["rater"], tuple(voices["rater"])), tuple(voices["rater_kind"])
    kind = ratings["rater_kind"].to_physical().cast(pl.Int64).to_numpy()
    cell = (places[0] * width + places[1]) * len(RATER_KINDS) + kind
    nth = _occurrences(cell)
    widths = [int(nth[kind == k].max(initial=-1)) + 1 for k in range(len(RATER_KINDS))]
    first = np.cumsum([0, *widths[:-1]])
    kinds = [name for name, n in zip(RATER_KINDS, widths, strict=True) for _ in range(n)]
    return first[kind] + nth, tuple(kinds)


def _occurrences(keys: Places) -> Places:
    """How often each key came before: 0 for the first of its kind."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    runs = np.diff(first, append=keys.size)
    nth = np.empty_like(keys)
    nth[order] = np.arange(keys.size) - np.repeat(first, runs)
    return nth
