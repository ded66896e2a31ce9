"""What is wrong with ratings: one sentence for each fault, with all the rows that have it."""

from collections.abc import Iterable

import polars as pl

from wenheng.contracts import places, unknown_names
from wenheng.language import say
from wenheng.study.model import Study
from wenheng.study.tree import leaves
from wenheng.tables import RATER_KINDS, RATING_STATUSES

CELL = ("platform", "scenario", "indicator")


def refusals(study: Study, plan: pl.DataFrame, ratings: pl.DataFrame) -> list[str]:
    """A sentence for every fault of `ratings`, in the language being spoken; none if sound.

    Args:
        study: levels of the indicators, and whether a rater may find that a cell does not apply.
        plan: PLANNED_CELLS.
        ratings: all columns of RATINGS, untrusted; with `row`, its number, and `written`, the
            text of what stands as its level. `level` is null where that is no whole number.
    """
    return [
        *_unknown(study, plan, ratings),
        *_strange_words(ratings),
        *_strange_levels(ratings),
        *_impossible_levels(ratings, study),
        *_contradictions(ratings),
        *_repeated(ratings),
        *_rulings_that_differ(ratings),
        *_outside_the_plan(ratings, plan, study.scale.allow_na),
    ]


def tops(study: Study) -> dict[str, int]:
    """The highest level of each rated indicator."""
    return {leaf.id: min(max(leaf.anchors), study.scale.top) for leaf in leaves(study)}


def _unknown(study: Study, plan: pl.DataFrame, ratings: pl.DataFrame) -> list[str]:
    declared: dict[str, Iterable[str]] = {
        "platform": (platform.id for platform in study.platforms),
        "scenario": (scenario.id for scenario in study.scenarios),
        "indicator": (leaf.id for leaf in leaves(study)),
    }
    return [
        sentence
        for column, names in declared.items()
        for sentence in unknown_names(ratings, column, {*names, *plan[column].unique()})
    ]


def _strange_words(ratings: pl.DataFrame) -> list[str]:
    empty = [
        say("scoring.empty", column=column, rows=places(rows))
        for column in ("platform", "indicator", "rater")
        if len(rows := ratings.filter(pl.col(column).is_null())["row"])
    ]
    status = ratings.filter(~pl.col("status").is_in(RATING_STATUSES))
    kind = ratings.filter(~pl.col("rater_kind").is_in(RATER_KINDS))
    return [
        *empty,
        *_told("strange-status", status, "status"),
        *_told("strange-kind", kind, "rater_kind"),
    ]


def _strange_levels(ratings: pl.DataFrame) -> list[str]:
    stray = ratings.filter(pl.col("level").is_null() & (pl.col("written") != ""))
    return _told("strange-level", stray, "written")


def _impossible_levels(ratings: pl.DataFrame, study: Study) -> list[str]:
    top = pl.col("indicator").replace_strict(
        tops(study), default=study.scale.top, return_dtype=pl.Int64
    )
    stray = ratings.with_columns(top=top).filter(~pl.col("level").is_between(0, pl.col("top")))
    return _told("impossible-level", stray, "indicator", "top", "level")


def _contradictions(ratings: pl.DataFrame) -> list[str]:
    leveled, rated = pl.col("level").is_not_null(), pl.col("status") == "rated"
    return [
        *_told("rated-without-level", ratings.filter(rated & (pl.col("written") == ""))),
        *_told("level-without-rating", ratings.filter(leveled & ~rated), "status"),
    ]


def _repeated(ratings: pl.DataFrame) -> list[str]:
    key = [*CELL, "rater"]
    return _told("repeated", ratings.filter(pl.struct(key).is_duplicated()), *key)


def _rulings_that_differ(ratings: pl.DataFrame) -> list[str]:
    rulings = ratings.filter(pl.col("rater_kind") == "adjudicator")
    several = rulings.filter(pl.struct("status", "level").n_unique().over(CELL) > 1)
    return _told("rulings-differ", several, *CELL)


def _outside_the_plan(ratings: pl.DataFrame, plan: pl.DataFrame, allow_na: bool) -> list[str]:
    known = ratings.filter(pl.col(name).is_in(plan[name].unique().to_list()) for name in CELL)
    planned = known.join(plan.select(*CELL, "applicable"), on=CELL, how="left")
    rated_in_vain = ~pl.col("applicable") & (pl.col("status") == "rated")
    denied = pl.col("applicable") & (pl.col("status") == "not_applicable")
    return [
        *_told("unplanned", planned.filter(pl.col("applicable").is_null()), *CELL),
        *_told("inapplicable", planned.filter(rated_in_vain), *CELL),
        *_told("always-applies", planned.filter(denied & ~pl.lit(allow_na))),
    ]


def _told(fault: str, stray: pl.DataFrame, *columns: str) -> list[str]:
    """The sentence of `fault` for each distinct value of `columns` in `stray`, with its rows."""
    if stray.is_empty():
        return []
    by = stray.group_by(columns or pl.lit(0), maintain_order=True).agg("row")
    return [
        say(f"scoring.{fault}", **{name: row[name] for name in columns}, rows=places(row["row"]))
        for row in by.iter_rows(named=True)
    ]
