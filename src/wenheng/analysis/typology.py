"""Types of units on two axes with fixed cuts."""

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from wenheng.analysis.series import grid, numbers
from wenheng.arrays import Floats
from wenheng.errors import TableError
from wenheng.language import say

SIDES = ("low", "high")


def quadrants(
    x: ArrayLike | pl.Series,
    y: ArrayLike | pl.Series,
    cuts: tuple[float, float],
    draws: tuple[ArrayLike, ArrayLike] | None = None,
) -> pl.DataFrame:
    """The quadrant of every unit, and how probable it is.

    Cuts are fixed beforehand: cuts at the median would call half of all units low whatever they
    do.

    Args:
        x: n numbers, such as how much is covered.
        y: n numbers, such as how good it is where it exists.
        cuts: where `high` begins on either axis; a number at the cut is high.
        draws: replicates of `x` and of `y` from common draws, each B × n.

    Returns:
        A row per unit, in their order: `quadrant` (`high-high`, `high-low`, `low-high`,
        `low-low`; the first word is of `x`), and `probability`, 0–1, the share of draws in the
        same quadrant, null without draws.

    Raises:
        NotScorable: a number, or a cut, is missing.
        TableError: `x`, `y` and the draws do not fit together.
    """
    first, second, at = numbers(x), numbers(y), numbers(cuts)
    if first.size != second.size:
        raise TableError(say("analysis.lengths", first=first.size, second=second.size))
    place = _place(first, second, at)
    words = [f"{SIDES[code // 2]}-{SIDES[code % 2]}" for code in place]
    columns = {"quadrant": pl.Series(words), "probability": pl.Series([None] * first.size)}
    if draws is not None:
        pair = grid(draws[0]), grid(draws[1])
        if pair[0].shape != pair[1].shape or pair[0].shape[1] != first.size:
            shapes = f"{pair[0].shape}, {pair[1].shape}"
            raise TableError(say("analysis.draws-shape", n=first.size, shapes=shapes))
        columns["probability"] = pl.Series((_place(*pair, at) == place).mean(axis=0))
    return pl.DataFrame(columns, schema_overrides={"probability": pl.Float64})


def _place(x: Floats, y: Floats, cuts: Floats) -> NDArray[np.int8]:
    return np.asarray(2 * (x >= cuts[0]) + (y >= cuts[1]), np.int8)
