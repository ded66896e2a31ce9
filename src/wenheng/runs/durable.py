"""An engine that survives: the list of tasks is a file, and a killed process loses none."""

import asyncio
import fcntl
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, NamedTuple, TypeVar

import sqlalchemy as sa

from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.runs import scheduler
from wenheng.runs.port import Crew, Handler, OnProgress, Progress, Status, Task
from wenheng.runs.shift import Shift

if TYPE_CHECKING:
    from dbos import EnqueueOptions, WorkflowStatus

T = TypeVar("T")

_LIVE = ("ENQUEUED", "PENDING")
_STATES = {
    "ENQUEUED": "waiting",
    "DELAYED": "waiting",
    "PENDING": "running",
    "SUCCESS": "done",
    "ERROR": "failed",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "CANCELLED": "cancelled",
}
_LOOK_S, _COUNT_EVERY = 0.25, 20
_AT_ONCE = 500
_STUCK_S = 60.0
"""After so long without a task handed out, though some are left, we say so instead of waiting."""
_WORKING = Lock()


class DurableEngine:
    """An `Engine` on a file of its own, which may be deleted when no work is under way.

    Args:
        file: the engine's SQLite file.
        version: version of what a task means. Tasks put on the list under another version are
            put on it anew by `submit`, and never held as they are.
    """

    def __init__(self, file: Path, version: str) -> None:
        self._file, self._version = file, version
        self._database = scheduler.open_database(file)
        self._client = scheduler.client(self._database)

    def submit(self, tasks: Iterable[Task]) -> int:
        """See `Engine.submit`."""
        known = {row.workflow_id: row for row in self._rows()}
        by_key = {task.key: task for task in tasks}
        wanted = [task for key, task in by_key.items() if not self._is_live(known.get(key))]
        for part in _parts(wanted):
            ended = [task.key for task in part if task.key in known]
            if ended:
                self._client.delete_workflows(ended)
            self._enqueue(part)
        return len(wanted)

    async def work(
        self, handler: Handler, crew: Crew, on_progress: OnProgress | None = None
    ) -> Progress:
        """See `Engine.work`."""
        shift, loop = Shift(handler, on_progress), asyncio.get_running_loop()
        with _alone(self._file):
            launched = asyncio.ensure_future(asyncio.to_thread(self._launch, (loop, shift), crew))
            try:
                await asyncio.shield(launched)
                await self._until_none_is_left(shift)
            finally:
                await asyncio.shield(self._wind_up(shift, launched))
        return shift.progress

    def status(self) -> Status:
        """See `Engine.status`."""
        counted = Counter(_STATES[row.status] for row in self._rows())
        return Status(**counted, paused=self._is_paused())

    def failures(self) -> dict[str, str]:
        """See `Engine.failures`."""
        failed = [name for name, state in _STATES.items() if state == "failed"]
        rows = self._rows(failed, load_output=True)
        return {row.workflow_id: str(row.error or row.status) for row in rows}

    def cancel(self, keys: Iterable[str]) -> None:
        """See `Engine.cancel`."""
        for part in _parts(keys):
            self._client.cancel_workflows(part)

    def pause(self) -> None:
        """See `Engine.pause`."""
        self._write("INSERT INTO wenheng_pause VALUES (CURRENT_TIMESTAMP)")

    def resume(self) -> None:
        """See `Engine.resume`."""
        self._write("DELETE FROM wenheng_pause")

    def close(self) -> None:
        """See `Engine.close`."""
        self._client.destroy()
        self._database.dispose()

    def _launch(self, at: tuple[asyncio.AbstractEventLoop, Shift], crew: Crew) -> None:
        scheduler.set_queue(self._client, crew)
        scheduler.launch(self._database, self._version, at)

    async def _until_none_is_left(self, shift: Shift) -> None:
        clock = asyncio.get_running_loop()
        before, moved_at = shift.progress, clock.time()
        for look in count():
            seen = await asyncio.to_thread(self._look, shift.in_hand)
            shift.pause(seen.paused)
            shift.drop(seen.cancelled)
            if shift.in_hand or seen.paused or shift.progress != before:
                before, moved_at = shift.progress, clock.time()
            if not shift.in_hand or look % _COUNT_EVERY == 0:
                left = await asyncio.to_thread(self._count_left)
                shift.expect(left)
                if not left:
                    return
            if clock.time() - moved_at > _STUCK_S:
                raise CollectError(
                    say("runs.stuck"), where=str(self._file), hint=say("runs.delete-list")
                )
            await asyncio.sleep(_LOOK_S)

    async def _wind_up(self, shift: Shift, launched: "asyncio.Future[None]") -> None:
        """Let go of what is in hand, hand out nothing more, stop DBOS."""
        await asyncio.wait({launched})
        await shift.stop()
        await asyncio.to_thread(scheduler.set_queue, self._client, Crew(size=0))
        # A task handed out to a stopped DBOS would keep a thread of it waiting for ever.
        await asyncio.sleep(2 * scheduler.POLL_S)
        await asyncio.to_thread(scheduler.shut_down)

    def _look(self, in_hand: Sequence[str]) -> "_Seen":
        cancelled = self._rows(["CANCELLED"], list(in_hand)) if in_hand else []
        return _Seen(self._is_paused(), [row.workflow_id for row in cancelled])

    def _count_left(self) -> int:
        return sum(self._is_live(row) for row in self._rows(list(_LIVE)))

    def _is_live(self, row: "WorkflowStatus | None") -> bool:
        return row is not None and row.status in _LIVE and row.app_version == self._version

    def _enqueue(self, tasks: Iterable[Task]) -> None:
        with self._database.begin() as connection:
            for task in tasks:
                options: EnqueueOptions = {
                    "workflow_name": scheduler.WORKFLOW,
                    "queue_name": scheduler.QUEUE,
                    "workflow_id": task.key,
                    "queue_partition_key": task.host or "-",
                    "priority": task.priority + 1,
                    "app_version": self._version,
                }
                arguments = (task.key, task.host, dict(task.payload), task.priority)
                self._client.enqueue_in_transaction(connection, options, *arguments)

    def _rows(
        self,
        states: list[str] | None = None,
        keys: list[str] | None = None,
        load_output: bool = False,
    ) -> list["WorkflowStatus"]:
        return self._client.list_workflows(
            name=scheduler.WORKFLOW,
            status=states,
            workflow_ids=keys,
            load_input=False,
            load_output=load_output,
        )

    def _is_paused(self) -> bool:
        with self._database.connect() as connection:
            row = connection.execute(sa.text("SELECT 1 FROM wenheng_pause LIMIT 1")).first()
        return row is not None

    def _write(self, sql: str) -> None:
        with self._database.begin() as connection:
            connection.execute(sa.text(sql))


class _Seen(NamedTuple):
    paused: bool
    cancelled: list[str]


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """The only work on this file, on this machine; and in this process, as DBOS is one."""
    if not _WORKING.acquire(blocking=False):
        raise CollectError(say("runs.one-at-a-time"), where=str(file))
    try:
        with file.with_suffix(".lock").open("w") as lock:
            _claim(lock, file)
            yield
    finally:
        _WORKING.release()


def _claim(lock: IO[str], file: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CollectError(
            say("runs.at-work"), where=str(file), hint=say("runs.wait-for-it")
        ) from error


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
