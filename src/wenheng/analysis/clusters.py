"""Cells laid out for resampling: indicators × platforms × scenarios."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.study.model import Study
from wenheng.study.tree import places_in_total
from wenheng.tables import WHOLE_PLATFORM, Cells


@dataclass(frozen=True)
class CellSums:
    """What `total_replicates` takes, and what its axes stand for.

    `numerators` and `denominators` are indicators × platforms × scenarios. `weights` and `parts`
    say what each indicator counts for in which part of the total; those of packs, which are no part
    of it, have weight 0.
    """

    indicators: tuple[str, ...]
    platforms: tuple[str, ...]
    scenarios: tuple[str, ...]
    numerators: Floats
    denominators: Floats
    weights: tuple[float, ...]
    parts: tuple[str, ...]


def cell_sums(
    study: Study, cells: pl.DataFrame, absent: Literal["zero", "exclude"] = "zero"
) -> CellSums:
    """The cells of a study as sums by indicator, platform and scenario, ready to be resampled.

    Args:
        study: its tree says which dimension an indicator belongs to.
        cells: CELLS. A scored cell counts with weight 1; one that was not assessed or does not
            apply has no weight. An indicator rated once per platform (scenario `*`) is the same
            in every scenario, so that resampling leaves it as it is.
        absent: a cell without an assistant counts 0 (`zero`) or has no weight (`exclude`).

    Returns:
        Axes in alphabetical order.

    Raises:
        NotScorable: no cell belongs to a scenario: there is nothing to resample.
        TableError: a broken CELLS table, or another word for `absent`.
    """
    if absent not in ("zero", "exclude"):
        raise TableError(say("analysis.no-choice", word=absent, words="zero, exclude"))
    table = checked(Cells, cells).with_columns(pl.col("status").cast(pl.String))
    scenarios = sorted(set(table["scenario"]) - {WHOLE_PLATFORM})
    if not scenarios:
        raise NotScorable(say("analysis.no-scenario"))
    indicators, platforms = (sorted(set(table[name])) for name in ("indicator", "platform"))
    counted = pl.col("status") == "scored"
    if absent == "zero":
        counted |= pl.col("status") == "no_assistant"
    kept = table.filter(counted).select(
        _place("indicator", indicators),
        _place("platform", platforms),
        pl.when(pl.col("scenario") == WHOLE_PLATFORM)
        .then(pl.lit(scenarios))
        .otherwise(pl.concat_list("scenario"))
        .alias("scenario"),
        pl.col("score").fill_null(0.0),
    )
    places = kept.explode("scenario").with_columns(_place("scenario", scenarios))
    where = tuple(places[name].to_numpy() for name in ("indicator", "platform", "scenario"))
    numerators, denominators = np.zeros((2, len(indicators), len(platforms), len(scenarios)))
    numerators[where] = places["score"].to_numpy()
    denominators[where] = 1.0
    names = (tuple(indicators), tuple(platforms), tuple(scenarios))
    in_total = places_in_total(study)
    parts, weights = zip(*(in_total.get(name, ("", 0.0)) for name in indicators), strict=True)
    return CellSums(*names, numerators, denominators, weights, parts)


def _place(column: str, names: list[str]) -> pl.Expr:
    return pl.col(column).replace_strict(names, range(len(names)), return_dtype=pl.Int64)
