"""Tables over ratings: agreement per indicator, each rater's severity and drift, open disputes."""

from collections.abc import Callable

import numpy as np
import polars as pl
from scipy import special

from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.quality.alpha import krippendorff_alpha
from wenheng.quality.estimate import LEVEL, Estimate
from wenheng.quality.kappas import gwet_ac, percent_agreement
from wenheng.quality.reliability import icc
from wenheng.tables import Ratings

CELL = ("platform", "scenario", "indicator")


def agreement(ratings: pl.DataFrame, top: int = 3, seed: int = 0) -> pl.DataFrame:
    """How far people agreed on each indicator before anything was adjudicated.

    Args:
        ratings: RATINGS; only levels that people gave count, an adjudicator's do not.
        top: highest level of the scale 0 … top.
        seed: of the bootstrap of α.

    Returns:
        Five rows per indicator, in order of first appearance: indicator, coefficient (`alpha`,
        ordinal, the headline; `ac2`, quadratic over the whole scale; `exact` and `within_one`,
        shares of agreeing pairs; `icc`, of one rating, absolute), subjects (rated twice or more),
        raters, value, se, low, high, reason. Where a coefficient is undefined its value is null
        and `reason` says why in words.

    Raises:
        TableError: not RATINGS, or a level above `top`.

    Source:
        See `krippendorff_alpha`, `gwet_ac`, `percent_agreement`, `icc`.
    """
    levels = _levels(ratings).filter(pl.col("rater_kind") == "person")
    scale = range(top + 1)
    coefficients: dict[str, Callable[[Floats], Estimate]] = {
        "alpha": lambda x: krippendorff_alpha(x, "ordinal", interval="bootstrap", seed=seed),
        "ac2": lambda x: gwet_ac(x, "quadratic", categories=scale),
        "exact": percent_agreement,
        "within_one": lambda x: percent_agreement(x, tolerance=1),
        "icc": icc,
    }
    rows = []
    for (indicator,), part in levels.group_by("indicator", maintain_order=True):
        array = _array(part)
        twice = int(((~np.isnan(array)).sum(axis=0) >= 2).sum())
        for name, coefficient in coefficients.items():
            row = {"indicator": indicator, "coefficient": name, "subjects": twice}
            rows.append(row | {"raters": len(array)} | _stated(coefficient, array))
    return pl.DataFrame(rows, schema=AGREEMENT)


AGREEMENT = {
    "indicator": pl.String,
    "coefficient": pl.String,
    "subjects": pl.UInt32,
    "raters": pl.UInt32,
    "value": pl.Float64,
    "se": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "reason": pl.String,
}


def _stated(coefficient: Callable[[Floats], Estimate], array: Floats) -> dict[str, object]:
    try:
        found = coefficient(array)
    except NotScorable as gap:
        return {"value": None, "se": None, "low": None, "high": None, "reason": gap.message}
    limits = {"se": found.se, "low": found.low, "high": found.high}
    return {"value": found.value, "reason": ""} | limits


def _array(levels: pl.DataFrame) -> Floats:
    wide = levels.pivot("rater", index=list(CELL), values="level").drop(CELL)
    array: Floats = wide.cast(pl.Float64).fill_null(np.nan).to_numpy().T
    return array


def severity(ratings: pl.DataFrame) -> pl.DataFrame:
    """How much higher or lower each rater rates than the other people who rated the same cells.

    Args:
        ratings: RATINGS. Rules and models are compared with people too; adjudicators leave.

    Returns:
        A row per rater and indicator, and one of indicator `*` over all: rater, rater_kind,
        indicator, cells (shared with another person), severity (mean difference in levels, below
        0 is severe), se and 95 % interval low, high (Student's t over cells). Null where fewer
        than one cell, or two for the error, is shared.

    Raises:
        TableError: not RATINGS.

    Source:
        The rater effect of Engelhard (1994), Examining rater errors, as a mean difference on
        shared cells; with crossed complete ratings it is the rater's deviation in the ANOVA of
        Brennan (2001), times k/(k − 1) for k raters.
    """
    apart = _apart(_levels(ratings))
    each = _means(apart, ["rater", "rater_kind", "indicator"])
    overall = _means(apart, ["rater", "rater_kind"]).with_columns(indicator=pl.lit("*"))
    return pl.concat([overall.select(each.columns), each])


def drift(ratings: pl.DataFrame, rounds: pl.DataFrame) -> pl.DataFrame:
    """Each rater's severity from round to round.

    Args:
        ratings: RATINGS.
        rounds: when a rating was given: any of the columns platform, scenario, indicator, rater,
            each combination once, and `round`, which sorts in time (a number or a date).

    Returns:
        A row per rater and round, in this order: rater, rater_kind, round, cells, severity, se,
        low, high as in `severity`, and `change`, severity less that of the rater's first round.

    Raises:
        TableError: not RATINGS; `rounds` lacks its columns, repeats a key or misses a rating.

    Source:
        Myford & Wolfe (2009), Monitoring rater performance over time, as differences in means.
    """
    keys = [name for name in (*CELL, "rater") if name in rounds.columns]
    if not keys or "round" not in rounds.columns:
        said = say("quality.no-column", names="round, rater", there=rounds.columns)
        raise TableError(said, where="rounds")
    if rounds.select(keys).is_duplicated().any():
        raise TableError(say("quality.round-repeats", keys=", ".join(keys)), where="rounds")
    apart = _apart(_levels(ratings)).join(rounds.select(*keys, "round"), on=keys, how="left")
    if lost := apart["round"].null_count():
        raise TableError(say("quality.no-round", n=lost), where="rounds")
    by_round = _means(apart, ["rater", "rater_kind", "round"]).sort("rater", "round")
    first = pl.col("severity").drop_nulls().first().over("rater")
    return by_round.with_columns(change=pl.col("severity") - first)


def adjudication_queue(ratings: pl.DataFrame, from_difference: int = 2) -> pl.DataFrame:
    """Cells on which people differ too much to take a mean, and that nobody has settled.

    Args:
        ratings: RATINGS.
        from_difference: levels apart, highest less lowest, from which a cell is a dispute.

    Returns:
        A row per open cell, the widest first, then in the order of `ratings`: platform, scenario,
        indicator, difference, levels and raters (lists, in the same order), needs (`third_rating`
        after two, `ruling` after more). A cell with any row of an adjudicator is settled.

    Raises:
        TableError: not RATINGS.
    """
    table = checked(Ratings, ratings)
    ruled = table.filter(pl.col("rater_kind") == "adjudicator").select(CELL)
    people = table.filter(
        (pl.col("rater_kind") == "person") & (pl.col("status") == "rated")
    ).with_columns(pl.col("level").cast(pl.Int64))
    cells = people.group_by(CELL, maintain_order=True).agg(
        difference=pl.col("level").max() - pl.col("level").min(),
        levels=pl.col("level"),
        raters=pl.col("rater"),
    )
    third = pl.when(pl.col("levels").list.len() < 3)
    needs = third.then(pl.lit("third_rating")).otherwise(pl.lit("ruling"))
    return (
        cells.filter(pl.col("difference") >= from_difference)
        .join(ruled, on=CELL, how="anti", maintain_order="left")
        .with_columns(needs=needs)
        .sort("difference", descending=True, maintain_order=True)
    )


def _levels(ratings: pl.DataFrame) -> pl.DataFrame:
    """The levels that independent raters gave."""
    table = checked(Ratings, ratings)
    told = (pl.col("status") == "rated") & (pl.col("rater_kind") != "adjudicator")
    return table.filter(told).select(*CELL, "rater", "rater_kind", pl.col("level").cast(pl.Float64))


def _apart(levels: pl.DataFrame) -> pl.DataFrame:
    """Each rating less the mean of the other people's; null where there is none."""
    is_person = pl.col("rater_kind") == "person"
    total = pl.col("level").filter(is_person).sum().over(CELL)
    people = is_person.sum().over(CELL).cast(pl.Int64)
    own = pl.when(is_person).then("level").otherwise(0.0)
    others = people - is_person.cast(pl.Int64)
    mean = pl.when(others > 0).then((total - own) / others)
    return levels.with_columns(apart=pl.col("level") - mean)


def _means(apart: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    difference = pl.col("apart")
    table = apart.group_by(by, maintain_order=True).agg(
        cells=difference.count(),
        severity=difference.mean(),
        se=difference.std() / difference.count().sqrt(),
    )
    degrees = np.maximum(table["cells"].to_numpy().astype(np.int64) - 1, 1)
    reach = pl.Series(special.stdtrit(degrees, (1 + LEVEL) / 2)) * table["se"]
    return table.with_columns(low=pl.col("severity") - reach, high=pl.col("severity") + reach)
