"""Ratings: every judgement is kept, the newest of a rater and cell holds."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import Max

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.contracts import checked
from wenheng.store.chain import link
from wenheng.store.clean import REPLACEMENT
from wenheng.store.connection import on_database, writing
from wenheng.store.events import Event, append
from wenheng.store.models import RatingRecord
from wenheng.store.run import Run
from wenheng.tables import Ratings

RATED = "ratings-added"
_TYPES: dict[str, Any] = dict(Ratings.create_empty().schema)
_ENTRY: dict[str, Any] = {
    "event": pl.UInt32,
    "at": pl.Datetime("ms", "UTC"),
    "who": pl.String,
    "why": pl.String,
}
RATING = tuple(_TYPES)
_BATCH = 2_000


@on_database
def add_ratings(run: Run, frame: pl.DataFrame, who: str = "", why: str = "") -> int:
    """Keep the rows of a RATINGS table that are new or differ from what holds, in one go.

    Args:
        run: the run whose sessions were judged.
        frame: RATINGS. A row of a rater and cell that is rated already corrects that rating.
        who: who enters them; the account of this process where empty.
        why: the reason, wanted for every correction.

    Returns:
        The number of rows added; to add the same table twice adds nothing.

    Raises:
        TableError: `frame` breaks the contract of RATINGS.
    """
    no_nul = pl.col(pl.String).str.replace_all("\0", REPLACEMENT, literal=True)
    entered = checked(Ratings, frame).with_columns(no_nul)
    with writing(run.workspace.alias):
        fresh = entered.join(_standing(run), on=list(RATING), how="anti", nulls_equal=True)
        if fresh.height:
            _insert(run, fresh, who, why)
    return fresh.height


@on_database
def ratings(run: Run) -> pl.DataFrame:
    """RATINGS of the run, in the order of their keys: the newest row of each rater and cell."""
    return checked(Ratings, _standing(run).sort(Ratings.primary_key()), where=run.key)


@on_database
def rating_history(run: Run) -> pl.DataFrame:
    """Every rating ever entered, oldest first, with `event`, `at`, `who` and `why` before it."""
    columns = ("event__position", "event__at", "event__who", "event__why", *RATING)
    return _frame(_rows(run).values_list(*columns), _ENTRY | _TYPES)


@on_database
def last_rated(run: Run) -> datetime | None:
    """When ratings were last entered; None where there are none."""
    moment: datetime | None = _rows(run).aggregate(last=Max("event__at"))["last"]
    return moment


def rows_digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """The hash of ratings entered together: a chain of its own, a link per row."""
    digest = ""
    for row in rows:
        digest = link(digest, row)
    return digest


def _standing(run: Run) -> pl.DataFrame:
    rows = _frame(_rows(run).values_list(*RATING), _TYPES)
    return rows.unique(Ratings.primary_key(), keep="last", maintain_order=True)


def _insert(run: Run, fresh: pl.DataFrame, who: str, why: str) -> None:
    rows = fresh.to_dicts()
    detail = {"rows": len(rows), "digest": rows_digest(rows)}
    event = append(run.workspace.alias, Event(RATED, why, who, run.key, detail))
    RatingRecord.objects.using(run.workspace.alias).bulk_create(
        (RatingRecord(run_id=run.id, event=event, **row) for row in rows), batch_size=_BATCH
    )


def _rows(run: Run) -> Any:
    return RatingRecord.objects.using(run.workspace.alias).filter(run_id=run.id).order_by("pk")


def _frame(rows: Iterable[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row")
