"""DBOS, as we use it: an SQLite file or PostgreSQL, a queue split by host, our own event loop.

DBOS runs an async workflow in a loop and a thread of its own. Handlers hold things of the
caller's loop (a browser, a pacer), so the workflow only crosses over: it asks the caller's loop to
hold the task and waits. DBOS is one per process; so is the shift at work.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import sqlalchemy as sa

from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.runs.port import Later, Task
from wenheng.runs.shift import Cancelled, Shift

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "wenheng"
POLL_S = 0.1
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON")
_TABLES_LOCK = 7_363_082
_TABLES = (
    "CREATE TABLE IF NOT EXISTS wenheng_paused (list TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS wenheng_worker"
    " (executor TEXT PRIMARY KEY, list TEXT NOT NULL, seen DOUBLE PRECISION NOT NULL)",
    "CREATE TABLE IF NOT EXISTS wenheng_host (host TEXT PRIMARY KEY, state TEXT NOT NULL)",
)


class TaskFailed(Exception):
    """Carries the reason of a failed task into the engine's database."""


class Desk(NamedTuple):
    """Where tasks are handed over: the list's name, the loop, its shift, and what puts one off."""

    name: str
    loop: asyncio.AbstractEventLoop
    shift: Shift
    put_off: Callable[[str, float], None]


_desk: Desk | None = None


def open_database(place: Path | str) -> sa.Engine:
    """The engine's database, made and brought up to date, for any number of processes.

    Args:
        place: an SQLite file, or the address of a PostgreSQL database.

    Raises:
        CollectError: it cannot be reached, or the file is none of ours.
    """
    _quiet()
    try:
        return _sqlite(place) if isinstance(place, Path) else _postgresql(place)
    except (sa.exc.DatabaseError, sa.exc.InterfaceError) as error:
        reason = str(error.orig).strip()
        if isinstance(place, Path):
            message, hint = say("runs.bad-list", reason=reason), say("runs.delete-list")
            raise CollectError(message, where=str(place), hint=hint) from error
        message, hint = say("store.no-database", reason=reason), say("store.check-database")
        raise CollectError(message, hint=hint) from error


def _sqlite(file: Path) -> sa.Engine:
    from dbos import DBOS

    database = sa.create_engine(f"sqlite:///{file}", pool_size=5, max_overflow=35)
    sa.event.listen(database, "connect", _prepare)
    with database.begin() as connection:
        for table in _TABLES:
            connection.execute(sa.text(table))
    DBOS.migrate(f"sqlite:///{file}")
    return database


def _postgresql(url: str) -> sa.Engine:
    from dbos import DBOS

    database = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=20,
        max_overflow=20,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": APPLICATION},
    )
    with database.begin() as connection:
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_TABLES_LOCK})"))
        for table in _TABLES:
            connection.execute(sa.text(table))
    # It has a lock of its own, and builds indexes that wait for every open transaction.
    DBOS.migrate(sa.make_url(url).set(drivername="postgresql").render_as_string(False))
    return database


def client(database: sa.Engine) -> "DBOSClient":
    """What puts tasks on the list and reads it, without running any."""
    from dbos import DBOSClient, DBOSPortableJSONSerializer

    _refuse_pickles()
    return DBOSClient(
        system_database_engine=database,
        serializer=DBOSPortableJSONSerializer(),
        application_name=APPLICATION,
    )


def launch(database: sa.Engine, desk: Desk, version: str, executor: str) -> None:
    """Get ready to hand tasks over at `desk`, but hand over none until `hand_out`.

    Call it on a thread without an event loop.
    """
    from dbos import DBOS, DBOSPortableJSONSerializer

    global _desk
    _workflow(desk.name)
    _desk = desk
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_engine": database,
            "serializer": DBOSPortableJSONSerializer(),
            "application_version": version,
            "executor_id": executor,
            "log_level": "ERROR",
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 0.5,
        }
    )
    DBOS.listen_queues([desk.name])
    DBOS.launch()


def set_queue(client: "DBOSClient", name: str, per_host: int) -> None:
    """Make the queue, from which each process takes as many tasks as it says by `hand_out`."""
    client.register_queue(
        name,
        worker_concurrency=0,
        partition_concurrency=per_host,
        polling_interval_sec=POLL_S,
    )


def hand_out(at_once: int) -> None:
    """Hand over so many tasks at a time in this process, whatever others do."""
    from dbos._dbos import _get_dbos_instance

    system = _get_dbos_instance()._sys_db
    shared = type(system).get_queue

    def ours(name: str, **options: Any) -> Any:
        queue = shared(system, name, **options)
        if queue is not None:
            queue._worker_concurrency = at_once
        return queue

    system.get_queue = ours  # type: ignore[method-assign]


def put_off(client: "DBOSClient", key: str, seconds: float) -> None:
    """Put a task that was handed over back on the list, not to be handed over for a while."""
    rows = client._sys_db.tables.workflow_status
    with client._sys_db.engine.begin() as connection:
        connection.execute(
            sa.update(rows)
            .where(rows.c.workflow_uuid == key, rows.c.status == "PENDING")
            .values(
                status="DELAYED",
                delay_until_epoch_ms=int((time.time() + seconds) * 1000),
                owner_xid=None,
                started_at_epoch_ms=None,
            )
        )


def shut_down() -> None:
    """Stop DBOS; tasks in hand stay on the list. Call it on a thread without an event loop."""
    from dbos import DBOS

    global _desk
    DBOS.destroy()
    _desk = None


def workflow_name(name: str) -> str:
    """What DBOS calls the workflow of the list `name`: its rows are known by it."""
    return f"hold {name}"


@cache
def _workflow(name: str) -> Any:
    from dbos import DBOS

    return DBOS.workflow(name=workflow_name(name))(_hold)


async def _hold(key: str, host: str, payload: dict[str, str], priority: int, size: int = 1) -> None:
    """The workflow: what it raises decides what the engine's database says of the task."""
    desk = _desk
    if desk is None or desk.shift.stopping:
        raise asyncio.CancelledError  # DBOS leaves the task pending; whoever winds up frees it
    task = Task(key, host, payload, priority, size)
    held = asyncio.run_coroutine_threadsafe(desk.shift.hold(task), desk.loop)
    try:
        reason = await asyncio.wrap_future(held)
    except Cancelled:
        raise asyncio.CancelledError from None  # the database says already that it was cancelled
    except Later as later:
        await asyncio.to_thread(desk.put_off, key, later.seconds)
        raise asyncio.CancelledError from None
    if reason:
        raise TaskFailed(reason)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = "IMMEDIATE"
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@cache
def _refuse_pickles() -> None:
    """Make DBOS unable to unpickle: a workspace may come from a stranger, its engine file too.

    We write JSON only, yet DBOS unpickles whatever a row of the file claims to be pickled.
    """
    from dbos._serialization import DefaultSerializer

    def refuse(cls: DefaultSerializer, serialized_data: str) -> NoReturn:
        raise ValueError("pickled data is not read")

    DefaultSerializer.deserialize = refuse  # type: ignore[method-assign]


@cache
def _quiet() -> None:
    """Drop the traceback that DBOS prints for every failed task, and for one cancelled too late."""
    from dbos import error

    def is_news(record: logging.LogRecord) -> bool:
        known = (TaskFailed, error.DBOSAwaitedWorkflowCancelledError)
        return not (record.exc_info and isinstance(record.exc_info[1], known))

    logging.getLogger("dbos").addFilter(is_news)
    logging.getLogger("dbos").setLevel(logging.ERROR)
