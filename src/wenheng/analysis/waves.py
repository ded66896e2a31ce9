"""Change between two waves, on what both of them measured."""

import numpy as np
import polars as pl

from wenheng.analysis.series import resamples, share
from wenheng.arrays import Floats
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.values import faults, refuse

CELL = ["unit", "scenario", "indicator"]
STATUSES = ("compared", "too_few", "one_wave")


def compare_waves(
    before: pl.DataFrame,
    after: pl.DataFrame,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> pl.DataFrame:
    """How much each unit's score changed, like for like, and how sure that is.

    The basket of a unit are the cells scored in both waves; only they enter the change. Its
    uncertainty comes from a paired bootstrap: scenarios are drawn with replacement, the same for
    every unit and for both waves.

    Args:
        before: one row a cell: `unit`, `scenario`, `indicator`, `score`; null where not scored.
        after: the same of the later wave.
        level: of the intervals, strictly between 0 and 1.
        draws: how many resamples.
        seed: of the draws.

    Returns:
        A row per unit of either wave, by name: `unit`; `cells`, the size of its basket; `before`,
        `after`, the means over the basket; `change`, their difference, with `low`, `high`; `p`,
        two-sided, that there is no change; `q`, its false discovery rate over all units compared;
        `own_before`, `own_after`, the means over all that was scored in the wave, which may differ
        only because the basket did; `status`: `compared`, `too_few` (fewer than two scenarios in
        the basket) or `one_wave`. What is not compared is null.

    Raises:
        TableError: a column is missing, a cell occurs twice in a wave, a score is text or infinite.

    Source:
        Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 8 and 16; Benjamini
        & Hochberg (1995), Controlling the false discovery rate, JRSS B 57.
    """
    tail = (1 - share(level, "level")) / 2
    waves = [_wave(frame) for frame in (before, after)]
    basket = (
        waves[0]
        .join(waves[1], on=CELL, suffix="_after")
        .with_columns(change=pl.col("score_after") - pl.col("score"))
    )
    means = basket.group_by("unit").agg(
        cells=pl.len(),
        before=pl.col("score").mean(),
        after=pl.col("score_after").mean(),
        change=pl.col("change").mean(),
        scenarios=pl.col("scenario").n_unique(),
    )
    compared = means.filter(pl.col("scenarios") >= 2).sort("unit")
    sure = _resampled(basket, compared["unit"].to_list(), (tail, draws, seed))
    table = _own(*waves).join(means, on="unit", how="left").join(sure, on="unit", how="left")
    few = pl.col("scenarios") < 2
    status = (
        pl.when(pl.col("scenarios").is_null())
        .then(pl.lit("one_wave"))
        .when(few)
        .then(pl.lit("too_few"))
        .otherwise(pl.lit("compared"))
    )
    shown = [pl.when(~few).then(pl.col(name)).alias(name) for name in ("before", "after", "change")]
    return table.sort("unit").select(
        "unit",
        pl.col("cells").fill_null(0),
        *shown,
        "low",
        "high",
        "p",
        "q",
        "own_before",
        "own_after",
        status=status,
    )


def _wave(frame: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in [*CELL, "score"] if name not in frame.columns]
    if missing:
        raise TableError(say("tables.no-column", columns=", ".join(missing)))
    score = frame["score"].fill_nan(None) if frame["score"].dtype.is_float() else frame["score"]
    refuse(faults(score))
    cells = frame.select(*CELL, pl.col("score").cast(pl.Float64).fill_nan(None))
    twice = cells.filter(cells.select(CELL).is_duplicated())
    if not twice.is_empty():
        raise TableError(say("analysis.twice", cells="/".join(map(str, twice.row(0)[:3]))))
    return cells.drop_nulls("score")


def _own(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    means = [
        wave.group_by("unit").agg(pl.col("score").mean().alias(name))
        for wave, name in ((before, "own_before"), (after, "own_after"))
    ]
    return means[0].join(means[1], on="unit", how="full", coalesce=True)


def _resampled(basket: pl.DataFrame, units: list[str], how: tuple[float, int, int]) -> pl.DataFrame:
    tail, draws, seed = how
    scenarios = basket["scenario"].unique().sort().to_list()
    sums, cells = np.zeros((2, len(units), len(scenarios)))
    rows = {unit: i for i, unit in enumerate(units)}
    columns = {scenario: i for i, scenario in enumerate(scenarios)}
    grouped = basket.filter(pl.col("unit").is_in(units)).group_by("unit", "scenario")
    for unit, scenario, total, count in grouped.agg(
        pl.col("change").sum(), pl.len().alias("cells")
    ).iter_rows():
        sums[rows[unit], columns[scenario]] = total
        cells[rows[unit], columns[scenario]] = count
    found = []
    if units:
        counts = resamples(len(scenarios), draws, seed)
        found = [
            _one(counts @ total, counts @ count, tail)
            for total, count in zip(sums, cells, strict=True)
        ]
    low, high, p = np.array(found).reshape(-1, 3).T
    schema = {"unit": pl.String} if not units else {}
    return pl.DataFrame(
        {"unit": units, "low": low, "high": high, "p": p, "q": false_discovery_rate(p)},
        schema_overrides=schema,
    )


def _one(sums: Floats, cells: Floats, tail: float) -> tuple[float, float, float]:
    """Interval and p of one unit; draws with none of its scenarios tell nothing and are left."""
    drawn = sums[cells > 0] / cells[cells > 0]
    low, high = np.quantile(drawn, [tail, 1 - tail])
    least = min((drawn <= 0).sum(), (drawn >= 0).sum())
    return float(low), float(high), min(1.0, 2 * float(least + 1) / (drawn.size + 1))


def false_discovery_rate(p: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted p-values: the share of false ones among those as small."""
    order = np.argsort(p)[::-1]
    scaled = p[order] * p.size / np.arange(p.size, 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1)
    return adjusted
