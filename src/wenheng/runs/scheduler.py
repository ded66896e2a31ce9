"""DBOS, as we use it: one SQLite file, one queue split by host, our own event loop.

DBOS runs an async workflow in a loop and a thread of its own. Handlers hold things of the
caller's loop (a browser, a pacer), so the workflow only crosses over: it asks the caller's loop to
hold the task and waits. DBOS is one per process; so is the shift at work.
"""

import asyncio
import logging
import sqlite3
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import sqlalchemy as sa

from wenheng.runs.port import Crew, Task
from wenheng.runs.shift import Cancelled, Shift

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION, WORKFLOW, QUEUE = "wenheng", "hold", "tasks"
EXECUTOR = "embedded"
"""Fixed, so that a restarted process finds the tasks that the killed one had in hand."""
POLL_S = 0.1
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON")


class TaskFailed(Exception):
    """Carries the reason of a failed task into the engine's file."""


class _AtWork(NamedTuple):
    loop: asyncio.AbstractEventLoop
    shift: Shift


_at_work: _AtWork | None = None


def open_database(file: Path) -> sa.Engine:
    """The engine's file, made and brought up to date, for any number of processes."""
    from dbos import DBOS

    database = sa.create_engine(f"sqlite:///{file}", pool_size=20, max_overflow=20)
    sa.event.listen(database, "connect", _prepare)
    with database.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS wenheng_pause (since TEXT)"))
    _quiet()
    DBOS.migrate(f"sqlite:///{file}")
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


def launch(database: sa.Engine, version: str, at: tuple[asyncio.AbstractEventLoop, Shift]) -> None:
    """Start handing tasks to the shift. Call it on a thread without an event loop."""
    from dbos import DBOS, DBOSPortableJSONSerializer

    global _at_work
    _workflow()
    _at_work = _AtWork(*at)
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_engine": database,
            "serializer": DBOSPortableJSONSerializer(),
            "application_version": version,
            "executor_id": EXECUTOR,
            "log_level": "ERROR",
            "notification_listener_polling_interval_sec": 0.5,
        }
    )
    DBOS.launch()


def set_queue(client: "DBOSClient", crew: Crew) -> None:
    """Say how many tasks are handed out at a time; a crew of size 0 is handed none."""
    client.register_queue(
        QUEUE,
        worker_concurrency=crew.size,
        partition_concurrency=crew.per_host,
        polling_interval_sec=POLL_S,
    )


def shut_down() -> None:
    """Stop DBOS; tasks in hand stay on the list. Call it on a thread without an event loop."""
    from dbos import DBOS

    global _at_work
    DBOS.destroy()
    _at_work = None


@cache
def _workflow() -> Any:
    from dbos import DBOS

    return DBOS.workflow(name=WORKFLOW)(_hold)


async def _hold(key: str, host: str, payload: dict[str, str], priority: int) -> None:
    """The workflow: what it raises decides what the engine's file says of the task."""
    if _at_work is None or _at_work.shift.stopping:
        raise asyncio.CancelledError  # DBOS leaves the task pending, and hands it out next time
    held = asyncio.run_coroutine_threadsafe(
        _at_work.shift.hold(Task(key, host, payload, priority)), _at_work.loop
    )
    try:
        reason = await asyncio.wrap_future(held)
    except Cancelled:
        raise asyncio.CancelledError from None  # the file says already that it was cancelled
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
