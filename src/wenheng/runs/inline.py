"""An engine in memory: for tests, and for what is done in a minute."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from wenheng.runs.port import Crew, Handler, OnProgress, Progress, Status, Task
from wenheng.runs.shift import Cancelled, Shift


class InlineEngine:
    """Forgets everything with the process; otherwise like any `Engine`."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        self._states: dict[str, str] = {}
        self._reasons: dict[str, str] = {}
        self._paused = False
        self._shift: Shift | None = None
        self._changed: asyncio.Event | None = None

    def submit(self, tasks: Iterable[Task]) -> int:
        """See `Engine.submit`."""
        new = 0
        for task in tasks:
            if self._states.get(task.key) in ("waiting", "running"):
                continue
            self._tasks.pop(task.key, None)
            self._tasks[task.key], self._states[task.key] = task, "waiting"
            self._reasons.pop(task.key, None)
            new += 1
        self._wake()
        return new

    async def work(
        self, handler: Handler, crew: Crew, on_progress: OnProgress | None = None
    ) -> Progress:
        """See `Engine.work`."""
        self._shift, self._changed = Shift(handler, on_progress), asyncio.Event()
        self._shift.pause(self._paused)
        held: set[asyncio.Task[None]] = set()
        try:
            while self._left() or held:
                held |= {asyncio.ensure_future(self._hold(t)) for t in self._startable(crew)}
                self._shift.expect(len(self._left()))
                held = await self._next_change(held)
            return self._shift.progress
        finally:
            await self._shift.stop()
            if held:
                await asyncio.wait(held)
            self._shift = self._changed = None

    def status(self) -> Status:
        """See `Engine.status`."""
        return Status(**Counter(self._states.values()), paused=self._paused)

    def failures(self) -> dict[str, str]:
        """See `Engine.failures`."""
        return dict(self._reasons)

    def cancel(self, keys: Iterable[str]) -> None:
        """See `Engine.cancel`."""
        keys = [key for key in keys if self._states.get(key) in ("waiting", "running")]
        for key in keys:
            if self._states[key] == "waiting":
                self._states[key] = "cancelled"
        if self._shift is not None:
            self._shift.drop(keys)
        self._wake()

    def pause(self) -> None:
        """See `Engine.pause`."""
        self._set_paused(True)

    def resume(self) -> None:
        """See `Engine.resume`."""
        self._set_paused(False)

    def close(self) -> None:
        """Nothing to let go of."""

    def _startable(self, crew: Crew) -> list[Task]:
        """Waiting tasks there is room for, which count as running from here on."""
        if self._paused:
            return []
        running = [self._tasks[key] for key, state in self._states.items() if state == "running"]
        per_host = Counter(task.host for task in running)
        started: list[Task] = []
        for task in sorted(self._waiting(), key=lambda task: task.priority):
            room = len(running) + len(started) < crew.size
            if room and per_host[task.host] < crew.per_host:
                per_host[task.host] += 1
                self._states[task.key] = "running"
                started.append(task)
        return started

    async def _hold(self, task: Task) -> None:
        assert self._shift is not None
        try:
            reason = await self._shift.hold(task)
        except Cancelled:
            self._states[task.key] = "cancelled"
        except asyncio.CancelledError:
            self._states[task.key] = "waiting"
        else:
            self._states[task.key] = "failed" if reason else "done"
            if reason:
                self._reasons[task.key] = reason

    async def _next_change(self, held: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        assert self._changed is not None
        woken = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({woken, *held}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        self._changed.clear()
        return {one for one in held if not one.done()}

    def _waiting(self) -> list[Task]:
        return [task for task in self._tasks.values() if self._states[task.key] == "waiting"]

    def _left(self) -> list[str]:
        return [key for key, state in self._states.items() if state in ("waiting", "running")]

    def _set_paused(self, paused: bool) -> None:
        self._paused = paused
        if self._shift is not None:
            self._shift.pause(paused)
        self._wake()

    def _wake(self) -> None:
        if self._changed is not None:
            self._changed.set()
