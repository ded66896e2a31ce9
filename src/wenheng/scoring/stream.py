"""Ratings that do not fit into memory: read piece by piece into one tensor."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from wenheng.errors import TableError
from wenheng.language import say
from wenheng.scoring.layout import Layout
from wenheng.scoring.plain import Rows, plain_rows, voices_of
from wenheng.scoring.ratings import accepted_ratings
from wenheng.scoring.tensor import UNSAID, Tensor, empty, shut
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells

PIECE = 1 << 21
"""Ratings read at a time."""
CELL = ("platform", "scenario", "indicator")
SHOWN = 5


def streamed_tensor(study: Study, layout: Layout, ratings: pl.LazyFrame) -> Tensor:
    """All of `ratings` as a tensor.

    Raises:
        TableError: they are not those of this study: what is wrong in the first piece in which
            anything is; or they cannot be read in pieces, see `wenheng.scoring.scores.totals`.
    """
    voices = voices_of(ratings)
    if voices is None:
        raise TableError(say("scoring.not-in-pieces"), where="ratings")
    tensor, count = empty(layout, tuple(voices.values())), 0
    for begin, piece in _pieces(ratings):
        rows = plain_rows(study, layout, piece, voices)
        if rows is None:
            rows = _mended(study, layout, piece, (voices, begin))
        tensor.levels[rows.row, rows.slot, rows.column] = rows.said
        count += len(rows.said)
    if np.count_nonzero(tensor.levels != UNSAID) < count:
        _refuse_repeated(ratings)
    return shut(tensor)


def _pieces(ratings: pl.LazyFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    names = ("platform", "scenario", "indicator", "rater", "rater_kind", "level", "status")
    present = ratings.collect_schema().names()
    wanted = ratings.select(name for name in names if name in present)
    for begin in range(0, ratings.select(pl.len()).collect().item(), PIECE):
        yield begin, wanted.slice(begin, PIECE).collect()


def _mended(
    study: Study, layout: Layout, piece: pl.DataFrame, read: tuple[dict[str, str], int]
) -> Rows:
    """The rows of a piece that had to be accepted first; what has no place does not apply."""
    voices, begin = read
    named = set(piece["platform"].cast(pl.String))
    there = study.model_copy(update={"platforms": [p for p in study.platforms if p.id in named]})
    plan = planned_cells(there)
    where = say("scoring.piece", begin=begin)
    accepted = accepted_ratings(there, plan, piece, where)
    kept = accepted.join(plan.filter("applicable"), on=CELL, how="semi", maintain_order="left")
    rows = plain_rows(study, layout, kept, voices)
    if rows is None:
        raise TableError(say("scoring.not-in-pieces"), where=where)
    return rows


def _refuse_repeated(ratings: pl.LazyFrame) -> None:
    key = [*CELL, "rater"]
    several = ratings.group_by(key).len().filter(pl.col("len") > 1).sort(key)
    twice = several.collect(engine="streaming")
    first = ["/".join(map(str, row[:4])) for row in twice.head(SHOWN).iter_rows()]
    told = say("scoring.repeated-often", count=twice.height, first=say("tables.comma").join(first))
    raise TableError(told, where="ratings", hint=say("scoring.mend-ratings"))
