"""Ratings that need no mending, laid into a tensor at once, without one long table after another.

What is plain here, `accepted_ratings` would take as it is. All else goes to it: it mends what can
be mended, and names in words whatever is wrong.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.scoring.layout import Layout, Places, codes
from wenheng.scoring.ratings import REQUIRED
from wenheng.scoring.refusals import tops
from wenheng.scoring.tensor import NOT_APPLICABLE, UNSAID, Levels, Tensor, empty, said, shut
from wenheng.study.model import Study
from wenheng.tables import RATER_KINDS

MANY = 16
"""More raters than this have no slot each: a tensor of them would be mostly empty."""
HIGHEST = 9
"""The highest level there can be."""


@dataclass(frozen=True)
class Rows:
    """Ratings by place: `row` and `column` of the layout, `slot` of the rater, what was `said`."""

    row: Places
    column: Places
    slot: Places
    said: Levels


def plain_tensor(study: Study, layout: Layout, ratings: pl.DataFrame) -> Tensor | None:
    """`ratings` as a tensor; None where they must first be accepted."""
    voices = voices_of(ratings)
    rows = None if voices is None else plain_rows(study, layout, ratings, voices)
    if voices is None or rows is None:
        return None
    tensor = empty(layout, tuple(voices.values()))
    tensor.levels[rows.row, rows.slot, rows.column] = rows.said
    if np.count_nonzero(tensor.levels != UNSAID) < ratings.height:
        return None
    return shut(tensor)


def voices_of(ratings: pl.DataFrame | pl.LazyFrame) -> dict[str, str] | None:
    """The kind of each rater; None where that is not plain."""
    kind = pl.col("rater_kind") if "rater_kind" in _names(ratings) else pl.lit("person")
    if not {*REQUIRED, "scenario"} <= set(_names(ratings)):
        return None
    told = ratings.lazy().select(
        pl.col("rater").cast(pl.String), kind.cast(pl.String).alias("kind")
    )
    pairs = told.unique().sort("rater").collect(engine="streaming").rows()
    named = dict(pairs)
    words = all(rater and rater == rater.strip() for rater in named)
    if not words or len(named) < len(pairs) or len(named) > MANY:
        return None
    kinds = list(named.values())
    alone = kinds.count("adjudicator") < 2  # rulings of two might differ
    # whether a model counts is for `counting` to say
    return named if alone and set(kinds) <= {*RATER_KINDS} - {"model"} else None


def plain_rows(
    study: Study, layout: Layout, ratings: pl.DataFrame, voices: dict[str, str]
) -> Rows | None:
    """The places of `ratings` and what was said; None where any is not plain.

    Plain is what is said of a planned cell that applies: a level of its scale, or another status
    that the study knows.
    """
    level = ratings["level"]
    if not level.dtype.is_integer() or not level.is_between(0, HIGHEST).all():
        return None
    heard = said(ratings)
    row, column = layout.places(ratings)
    if heard.null_count() or (row < 0).any() or (column < 0).any():
        return None
    given = heard.to_numpy()
    told = (given <= _tops(study, layout)[column]) & layout.applicable[row, column]
    if not study.scale.allow_na:
        told &= given != NOT_APPLICABLE
    return Rows(row, column, codes(ratings["rater"], tuple(voices)), given) if told.all() else None


def _tops(study: Study, layout: Layout) -> NDArray[np.int64]:
    """The highest level of the indicator of each column."""
    highest = tops(study)
    return np.array([highest[indicator] for _, indicator in layout.columns], np.int64)


def _names(ratings: pl.DataFrame | pl.LazyFrame) -> list[str]:
    return ratings.lazy().collect_schema().names()
