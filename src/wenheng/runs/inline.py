"""An engine in memory: for tests, and for what is done in a minute."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable

from wenheng.runs.port import Crew, Handler, Later, OnProgress, Progress, Status, Task
from wenheng.runs.shift import Cancelled, Shift


class InlineEngine:
    """Forgets everything with the process; otherwise like any `Engine`."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        self._states: dict[str, str] = {}
        self._reasons: dict[str, str] = {}
        self._not_before: dict[str, float] = {}
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
            while self._left(crew.patience_s) or held:
                if self._shift.draining and not held:
                    break
                held |= {asyncio.ensure_future(self._hold(t)) for t in self._startable(crew)}
                self._shift.expect(sum(self._left(crew.patience_s)))
                held = await self._next_change(held)
            self._shift.expect(sum(self._left(crew.patience_s)))
            return self._shift.progress
        finally:
            await self._shift.stop()
            if held:
                await asyncio.wait(held)
            self._shift = self._changed = None

    def status(self) -> Status:
        """See `Engine.status`."""
        return Status(**Counter(self.states().values()), paused=self._paused)

    def states(self) -> dict[str, str]:
        """See `Engine.states`."""
        put_off = {task.key: "put_off" for task in self._waiting() if self._wait_s(task.key)}
        return self._states | put_off

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

    def drain(self) -> None:
        """See `Engine.drain`."""
        if self._shift is not None:
            self._shift.drain()
        self._wake()

    def close(self) -> None:
        """Nothing to let go of."""

    def _startable(self, crew: Crew) -> list[Task]:
        """Waiting tasks there is room for, which count as running from here on."""
        if self._paused or (self._shift is not None and self._shift.draining):
            return []
        running = [self._tasks[key] for key, state in self._states.items() if state == "running"]
        per_host = Counter(task.host for task in running)
        started: list[Task] = []
        for task in sorted(self._waiting(), key=lambda task: task.priority):
            room = len(running) + len(started) < crew.size
            free = per_host[task.host] < crew.per_host and not self._wait_s(task.key)
            if room and free:
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
        except Later as later:
            self._states[task.key] = "waiting"
            self._put_off(task.key, later.seconds)
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

    def _left(self, patience_s: float) -> list[int]:
        """The sizes of tasks that are still to be done."""
        return [
            self._tasks[key].size
            for key, state in self._states.items()
            if state in ("waiting", "running") and self._wait_s(key) <= patience_s
        ]

    def _put_off(self, key: str, seconds: float) -> None:
        self._not_before[key] = time.monotonic() + seconds
        asyncio.get_running_loop().call_later(seconds + 0.01, self._wake)

    def _wait_s(self, key: str) -> float:
        """Seconds until the task may be handed out."""
        return max(0.0, self._not_before.get(key, 0.0) - time.monotonic())

    def _set_paused(self, paused: bool) -> None:
        self._paused = paused
        if self._shift is not None:
            self._shift.pause(paused)
        self._wake()

    def _wake(self) -> None:
        if self._changed is not None:
            self._changed.set()
