"""What missing cells could change: bounds of scores and ranks."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from wenheng.analysis.profiles import profiles
from wenheng.analysis.series import settled
from wenheng.errors import TableError
from wenheng.language import say


def missing_bounds(
    values: pl.DataFrame,
    weights: Mapping[str, float] | None = None,
    lowest: float = 0,
    highest: float = 3,
) -> pl.DataFrame:
    """The scores and ranks that are possible whatever the missing values are.

    Args:
        values: one row a unit: its name, then a column per indicator; null where not assessed.
        weights: of the columns, ≥ 0; equal if None.
        lowest: the least an indicator can be.
        highest: the most it can be.

    Returns:
        A row per unit: `unit`; `low` and `high`, its weighted mean with all its gaps at `lowest`
        and at `highest`; `rank_low` and `rank_high`, its best and worst rank when all gaps, its
        own and those of others, may be anything in between. Without gaps both are the rank.

    Raises:
        TableError: a unit twice, weights that do not fit, a value outside `lowest` … `highest`,
            or `lowest` above `highest`.

    Source:
        Manski (2003), Partial Identification of Probability Distributions, chapter 1: worst-case
        bounds, without an assumption on why values are missing.
    """
    if not lowest <= highest:
        raise TableError(say("analysis.low-high", low=lowest, high=highest))
    table = profiles(values, weights, gaps=True)
    known = table.values[~np.isnan(table.values)]
    if known.size and not (lowest <= known.min() and known.max() <= highest):
        raise TableError(say("analysis.outside", low=lowest, high=highest))
    low, high = (
        settled(np.where(np.isnan(table.values), end, table.values) @ table.weights)
        for end in (lowest, highest)
    )
    lows, highs = np.sort(low), np.sort(high)
    surely_above = low.size - np.searchsorted(lows, high, side="right")
    perhaps_above = low.size - np.searchsorted(highs, low, side="right")
    itself = high > low
    return pl.DataFrame(
        {
            "unit": table.units,
            "low": low,
            "high": high,
            "rank_low": surely_above + 1,
            "rank_high": perhaps_above - itself + 1,
        }
    )
