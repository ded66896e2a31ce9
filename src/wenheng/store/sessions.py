"""Reading what was recorded, as tables: a handful of queries, however many sessions there are."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import polars as pl
from django.db.models import Q, TextField
from django.db.models.functions import Cast

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.contracts import checked
from wenheng.store.connection import on_database
from wenheng.store.events import now
from wenheng.store.models import EvidenceRecord, SessionRecord, TurnRecord
from wenheng.store.record import NESTED
from wenheng.store.run import Run
from wenheng.study.simulating import SIMULATED
from wenheng.tables import Sessions

_TYPES: dict[str, Any] = dict(Sessions.create_empty().schema)
SESSION = tuple(name for name in _TYPES if name not in NESTED)
TURN = tuple(field.name for field in _TYPES["turns"].inner.fields)
SIMULATED_ONES = Q(variant__startswith=SIMULATED)
_JSON = ("features", "links", "options")
EVIDENCE = tuple(field.name for field in _TYPES["evidence"].inner.fields)


@on_database
def recorded(run: Run) -> set[str]:
    """Keys of the sessions that were recorded, however they ended."""
    rows = SessionRecord.objects.using(run.workspace.alias).filter(run_id=run.id)
    return set(rows.values_list("session", flat=True).distinct())


@on_database
def retryable(run: Run, most: int, wait_s: Mapping[str, int]) -> dict[str, int]:
    """Sessions that may be held again, each with the number of its next attempt.

    These are the sessions that were tried fewer than `most` times, and whose newest attempt ended
    by our own fault, or by an outcome in `wait_s` and began at least so many seconds ago.
    """
    last = newest(_session_rows(run))
    age = pl.lit(now()) - pl.col("started_at")
    due = pl.any_horizontal(
        pl.lit(False),
        *(
            (pl.col("outcome") == outcome) & (age >= timedelta(seconds=seconds))
            for outcome, seconds in wait_s.items()
        ),
    )
    again = last.filter((pl.col("fault") == "ours") | due, pl.col("attempt") < most)
    return dict(again.select("session", pl.col("attempt") + 1).iter_rows())


@on_database
def sessions(run: Run) -> pl.DataFrame:
    """SESSIONS of the run, in the order of their keys: the newest attempt of each.

    Those of simulated users are apart, see `simulated`.
    """
    return _sessions(run, ~SIMULATED_ONES)


@on_database
def simulated(run: Run) -> pl.DataFrame:
    """As `sessions`, of simulated users alone."""
    return _sessions(run, SIMULATED_ONES)


def _sessions(run: Run, which: Q) -> pl.DataFrame:
    table = newest(_session_rows(run, which))
    for name, rows in (("turns", _turns(run)), ("evidence", _evidence(run))):
        table = table.join(rows, on="row", how="left").with_columns(pl.col(name).fill_null([]))
    return checked(Sessions, table.sort("session"), where=run.key)


@on_database
def attempts(run: Run) -> pl.DataFrame:
    """Every attempt of every session in the order of recording, without turns and evidence.

    Those of simulated users are left out.
    """
    return _session_rows(run, ~SIMULATED_ONES).drop("row")


def newest(rows: pl.DataFrame) -> pl.DataFrame:
    """Of each session in `rows` its newest attempt."""
    return rows.sort("attempt").unique("session", keep="last", maintain_order=True)


def _session_rows(run: Run, which: Q | None = None) -> pl.DataFrame:
    rows = SessionRecord.objects.using(run.workspace.alias).filter(which or Q(), run_id=run.id)
    ordered = rows.order_by("position").values_list("pk", *_plain(SESSION))
    return _frame(ordered, {name: _TYPES[name] for name in SESSION})


def _turns(run: Run) -> pl.DataFrame:
    rows = TurnRecord.objects.using(run.workspace.alias).filter(session__run_id=run.id)
    ordered = rows.order_by("session_id", "ordinal").values_list("session_id", *_plain(TURN))
    return _nested(ordered, "turns")


def _evidence(run: Run) -> pl.DataFrame:
    rows = EvidenceRecord.objects.using(run.workspace.alias).filter(session__run_id=run.id)
    ordered = rows.order_by("session_id", "ordinal").values_list("session_id", *EVIDENCE)
    return _nested(ordered, "evidence")


def _nested(rows: Iterable[tuple[Any, ...]], name: str) -> pl.DataFrame:
    """One row per session with the list of its `name`."""
    fields = {field.name: field.dtype for field in _TYPES[name].inner.fields}
    flat = _frame(rows, fields)
    return flat.group_by("row", maintain_order=True).agg(pl.struct(*fields).alias(name))


def _plain(names: Iterable[str]) -> list[Any]:
    """Columns to select; JSON as text, which polars decodes ten times as fast as Django."""
    return [Cast(name, TextField()) if name in _JSON else name for name in names]


def _frame(rows: Iterable[tuple[Any, ...]], types: dict[str, Any]) -> pl.DataFrame:
    texts = {name: pl.String if name in _JSON else kind for name, kind in types.items()}
    frame = pl.DataFrame(list(rows), schema={"row": pl.Int64} | texts, orient="row")
    decoded = [pl.col(name).str.json_decode(types[name]) for name in types if name in _JSON]
    return frame.with_columns(decoded)
