"""An engine that survives: its list is in a database, and a killed process loses no task of it."""

import asyncio
import fcntl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Lock
from typing import IO, NamedTuple, TypeVar

from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.runs import scheduler
from wenheng.runs.away import AWAY, patiently
from wenheng.runs.fleet import ASTRAY_S, BEAT_S, Fleet, executor_name
from wenheng.runs.hosts import Board, MemoryBoard, SharedBoard
from wenheng.runs.port import Crew, Handler, OnProgress, Progress, Status, Task
from wenheng.runs.shift import Shift
from wenheng.runs.tasklist import TaskList

T = TypeVar("T")

EMBEDDED = "embedded"
"""The one worker of a file: whoever holds the file's lock."""

_LOOK_S, _COUNT_EVERY = 0.25, 20
_STUCK_S = 60.0
"""After so long without a task handed out, though some are left, we say so instead of waiting."""
_WORKING = Lock()


class DurableEngine:
    """An `Engine` whose list is an SQLite file, for one worker, or on PostgreSQL, for any number.

    It holds no observation, and may be deleted when no work is under way.

    Args:
        place: the engine's SQLite file, or the address of a PostgreSQL database.
        version: version of what a task means. Tasks put on the list under another version are
            put on it anew by `submit`, and never held as they are.
        name: names the list, as one database may keep several.
    """

    def __init__(self, place: Path | str, version: str, name: str = "tasks") -> None:
        self._place, self._version = place, version
        self._list = TaskList(place, version, name)
        self._fleet: Fleet | None = None
        self._executor = EMBEDDED
        if isinstance(place, str):
            self._executor = executor_name()
            self._fleet = Fleet(self._list.database, name, self._executor)
        self._beat_at = 0.0
        self._astray: dict[str, float] = {}
        self._shift: Shift | None = None

    @property
    def tasks(self) -> TaskList:
        """The list, to be looked into."""
        return self._list

    def board(self) -> Board:
        """What is known of the hosts, shared by all workers of the list."""
        return MemoryBoard() if self._fleet is None else SharedBoard(self._list.database)

    def submit(self, tasks: Iterable[Task]) -> int:
        """See `Engine.submit`."""
        return self._list.submit(tasks)

    async def work(
        self, handler: Handler, crew: Crew, on_progress: OnProgress | None = None
    ) -> Progress:
        """See `Engine.work`."""
        shift, loop = Shift(handler, on_progress), asyncio.get_running_loop()
        desk = scheduler.Desk(self._list.name, loop, shift, self._list.put_off)
        with self._alone():
            self._shift = shift
            launched = asyncio.ensure_future(asyncio.to_thread(self._launch, desk, crew))
            try:
                await asyncio.shield(launched)
                await self._until_none_is_left(shift, crew.patience_s)
            finally:
                await asyncio.shield(self._wind_up(shift, launched))
                self._shift = None
        return shift.progress

    def drain(self) -> None:
        """See `Engine.drain`."""
        if self._shift is not None:
            self._shift.drain()

    def status(self) -> Status:
        """See `Engine.status`."""
        return self._list.status()

    def states(self) -> dict[str, str]:
        """See `Engine.states`."""
        return self._list.states()

    def failures(self) -> dict[str, str]:
        """See `Engine.failures`."""
        return self._list.failures()

    def cancel(self, keys: Iterable[str]) -> None:
        """See `Engine.cancel`."""
        self._list.cancel(keys)

    def pause(self) -> None:
        """See `Engine.pause`."""
        self._list.pause()

    def resume(self) -> None:
        """See `Engine.resume`."""
        self._list.resume()

    def close(self) -> None:
        """See `Engine.close`."""
        self._list.close()

    def _launch(self, desk: scheduler.Desk, crew: Crew) -> None:
        if self._fleet is not None:
            self._fleet.join()
        else:
            self._let_go()  # what a killed process had in hand, as nobody else can be at work
        scheduler.set_queue(self._list.client, self._list.name, crew.per_host)
        scheduler.launch(self._list.database, desk, self._version, self._executor)
        scheduler.hand_out(crew.size)

    async def _until_none_is_left(self, shift: Shift, patience_s: float) -> None:
        clock = asyncio.get_running_loop()
        before, moved_at = shift.progress, clock.time()
        for look in count():
            seen = await self._patiently(shift, lambda: self._look(shift.in_hand))
            _obey(shift, seen)
            if shift.draining and not shift.in_hand:
                return
            if shift.in_hand or seen.paused or shift.progress != before:
                before, moved_at = shift.progress, clock.time()
            if not shift.in_hand or look % _COUNT_EVERY == 0:
                left = await self._patiently(shift, lambda: self._list.left(patience_s))
                shift.expect(left.all)
                if not left.all:
                    return
                if left.put_off or (left.in_hand and self._fleet):
                    moved_at = clock.time()
            if clock.time() - moved_at > _STUCK_S:
                raise CollectError(
                    say("runs.stuck"), where=str(self._place), hint=say("runs.delete-list")
                )
            await asyncio.sleep(_LOOK_S)

    async def _patiently(self, shift: Shift, ask: Callable[[], T]) -> T:
        """What `ask` gives; a database of many workers may be away meanwhile."""
        away = () if self._fleet is None else AWAY
        return await patiently(ask, away, shift.miss)

    def _look(self, in_hand: Sequence[str]) -> "_Seen":
        cancelled = self._list.cancelled(in_hand)
        return _Seen(self._list.is_paused(), cancelled, not self._keep_alive(in_hand))

    def _keep_alive(self, in_hand: Sequence[str]) -> bool:
        """Tell the others that we live; False when they had given us up."""
        if self._fleet is None or time.monotonic() - self._beat_at < BEAT_S:
            return True
        known = self._fleet.beat()
        self._fleet.reap(self._list.in_hand, self._list.free)
        self._find_astray(in_hand)
        if not known:
            self._fleet.join()  # last: until then whoever asks again hears the same
        self._beat_at = time.monotonic()
        return known

    def _find_astray(self, in_hand: Sequence[str]) -> None:
        """Free what is ours by the list and yet not in hand.

        A database that went away just when DBOS took a task leaves it so for ever.
        """
        now, pending = time.monotonic(), self._list.in_hand()
        ours = {key for key, executor in pending.items() if executor == self._executor}
        self._astray = {key: self._astray.get(key, now) for key in ours.difference(in_hand)}
        self._list.free([k for k, since in self._astray.items() if now - since > ASTRAY_S])

    async def _wind_up(self, shift: Shift, launched: "asyncio.Future[None]") -> None:
        """Let go of what is in hand, hand out nothing more, stop DBOS."""
        await asyncio.wait({launched})
        await shift.stop()
        if launched.exception() is None:
            scheduler.hand_out(0)
            # A task handed out to a stopped DBOS would keep a thread of it waiting for ever.
            await asyncio.sleep(2 * scheduler.POLL_S)
        await asyncio.to_thread(scheduler.shut_down)
        with suppress(*AWAY):  # then the others give us up later
            await asyncio.to_thread(self._let_go)

    def _let_go(self) -> None:
        pending = self._list.in_hand().items()
        self._list.free([key for key, executor in pending if executor == self._executor])
        if self._fleet is not None:
            self._fleet.leave()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The only work in this process, as DBOS is one; on a file also on this machine."""
        if not _WORKING.acquire(blocking=False):
            raise CollectError(say("runs.one-at-a-time"), where=str(self._place))
        try:
            if isinstance(self._place, Path):
                with self._place.with_suffix(".lock").open("w") as lock:
                    _claim(lock, self._place)
                    yield
            else:
                yield
        finally:
            _WORKING.release()


class _Seen(NamedTuple):
    paused: bool
    cancelled: list[str]
    given_up: bool


def _obey(shift: Shift, seen: _Seen) -> None:
    shift.pause(seen.paused)
    shift.drop(seen.cancelled)
    if seen.given_up:
        shift.lose()


def _claim(lock: IO[str], file: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CollectError(
            say("runs.at-work"), where=str(file), hint=say("runs.wait-for-it")
        ) from error
