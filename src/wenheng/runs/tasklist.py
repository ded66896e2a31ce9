"""The list of tasks in the engine's database, as anybody may read and change it, at work or not."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import sqlalchemy as sa

from wenheng.runs import scheduler
from wenheng.runs.port import Status, Task

if TYPE_CHECKING:
    from dbos import EnqueueOptions, WorkflowStatus

T = TypeVar("T")

_LIVE = ("ENQUEUED", "PENDING", "DELAYED")
_STATES = {
    "ENQUEUED": "waiting",
    "DELAYED": "put_off",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}
_AT_ONCE = 500
_SUBMIT_LOCK = 7_363_084


class Left(NamedTuple):
    """How much is still to be done, and how many tasks of it cannot be begun by us just now."""

    all: int
    put_off: int
    in_hand: int


class TaskList:
    """The tasks called `name` in the database at `place`; `version` as for `DurableEngine`."""

    def __init__(self, place: Path | str, version: str, name: str) -> None:
        self.name, self._version = name, version
        self._shared = isinstance(place, str)
        self.database = scheduler.open_database(place)
        self.client = scheduler.client(self.database)
        self._sizes: dict[str, int] = {}

    def submit(self, tasks: Iterable[Task]) -> int:
        """See `Engine.submit`."""
        by_key = {task.key: task for task in tasks}
        self._sizes |= {task.key: task.size for task in by_key.values()}
        with self._submitting():
            known = {row.workflow_id: row for row in self._rows()}
            wanted = [task for key, task in by_key.items() if not self._is_live(known.get(key))]
            for part in _parts(wanted):
                ended = [task.key for task in part if task.key in known]
                if ended:
                    self.client.delete_workflows(ended)
                self._enqueue(part)
        return len(wanted)

    def status(self) -> Status:
        """See `Engine.status`."""
        counted = Counter(_STATES[row.status] for row in self._rows())
        return Status(**counted, paused=self.is_paused())

    def states(self) -> dict[str, str]:
        """See `Engine.states`."""
        return {row.workflow_id: _STATES[row.status] for row in self._rows()}

    def failures(self) -> dict[str, str]:
        """See `Engine.failures`."""
        failed = [name for name, state in _STATES.items() if state == "failed"]
        rows = self._rows(failed, load_output=True)
        return {row.workflow_id: str(row.error or row.status) for row in rows}

    def cancel(self, keys: Iterable[str]) -> None:
        """See `Engine.cancel`."""
        for part in _parts(keys):
            self.client.cancel_workflows(part)

    def cancelled(self, keys: Iterable[str]) -> list[str]:
        """Which of `keys` were cancelled."""
        asked = list(keys)
        rows = self._rows(["CANCELLED"], asked) if asked else []
        return [row.workflow_id for row in rows]

    def pause(self) -> None:
        """See `Engine.pause`."""
        self._write("INSERT INTO wenheng_paused VALUES (:list) ON CONFLICT DO NOTHING")

    def resume(self) -> None:
        """See `Engine.resume`."""
        self._write("DELETE FROM wenheng_paused WHERE list = :list")

    def is_paused(self) -> bool:
        """Whether no further task is to be begun."""
        with self.database.connect() as connection:
            sql = sa.text("SELECT 1 FROM wenheng_paused WHERE list = :list")
            return connection.execute(sql, {"list": self.name}).first() is not None

    def in_hand(self) -> dict[str, str]:
        """Every task that a worker has, with that worker's name."""
        return {row.workflow_id: row.executor_id or "" for row in self._rows(["PENDING"])}

    def free(self, keys: list[str]) -> None:
        """Take tasks out of the hands they are in."""
        if keys:
            self.client.resume_workflows(keys, queue_name=self.name)

    def workers(self) -> int | None:
        """Processes at work on a shared list; None of a file, which knows no workers."""
        if not self._shared:
            return None
        sql = sa.text("SELECT count(*) FROM wenheng_worker WHERE list = :list")
        with self.database.connect() as connection:
            return int(connection.scalar(sql, {"list": self.name}) or 0)

    def put_off(self, key: str, seconds: float) -> None:
        """Take a task out of our hands for a while."""
        scheduler.put_off(self.client, key, seconds)

    def left(self, patience_s: float) -> Left:
        """What is still to be done, without what is put off for longer than `patience_s`."""
        rows = [row for row in self._rows(list(_LIVE)) if self._is_live(row)]
        latest_ms = (time.time() + patience_s) * 1000
        awaited = [row for row in rows if (row.delay_until_epoch_ms or 0) <= latest_ms]
        counted = Counter(row.status for row in awaited)
        size = sum(self._sizes.get(row.workflow_id, 1) for row in awaited)
        return Left(size, counted["DELAYED"], counted["PENDING"])

    def close(self) -> None:
        """See `Engine.close`."""
        self.client.destroy()
        self.database.dispose()

    def _is_live(self, row: "WorkflowStatus | None") -> bool:
        return row is not None and row.status in _LIVE and row.app_version == self._version

    def _enqueue(self, tasks: Iterable[Task]) -> None:
        with self.database.begin() as connection:
            for task in tasks:
                options: EnqueueOptions = {
                    "workflow_name": scheduler.workflow_name(self.name),
                    "queue_name": self.name,
                    "workflow_id": task.key,
                    "queue_partition_key": task.host or "-",
                    "priority": task.priority + 1,
                    "app_version": self._version,
                }
                arguments = (task.key, task.host, dict(task.payload), task.priority, task.size)
                self.client.enqueue_in_transaction(connection, options, *arguments)

    def _rows(
        self,
        states: list[str] | None = None,
        keys: list[str] | None = None,
        load_output: bool = False,
    ) -> list["WorkflowStatus"]:
        return self.client.list_workflows(
            name=scheduler.workflow_name(self.name),
            status=states,
            workflow_ids=keys,
            load_input=False,
            load_output=load_output,
        )

    def _write(self, sql: str) -> None:
        with self.database.begin() as connection:
            connection.execute(sa.text(sql), {"list": self.name})

    @contextmanager
    def _submitting(self) -> Iterator[None]:
        """One process at a time puts tasks on a shared list: none puts anew what another began."""
        if not self._shared:
            yield
            return
        with self.database.begin() as connection:
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_SUBMIT_LOCK})"))
            yield


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
