"""One call of `work`: the tasks in hand, the gate that a pause closes, and the count."""

import asyncio
import traceback
from collections.abc import Iterable
from pathlib import Path

from wenheng.errors import WenhengError
from wenheng.runs.port import Handler, Later, OnProgress, Progress, Task

_LONGEST_GOODBYE_S = 10.0
_LONGEST_REASON = 2_000


class Cancelled(Exception):
    """The task was taken off the list while it was in hand."""


class Shift:
    """Belongs to the event loop that makes it; everything here is called in that loop."""

    def __init__(self, handler: Handler, on_progress: OnProgress | None) -> None:
        self.total = 0
        self.stopping = self.draining = self._away = False
        self._done = self._failed = self._cancelled = self._running = 0
        self._handler, self._on_progress = handler, on_progress
        self._gate = asyncio.Event()
        self._gate.set()
        self._in_hand: dict[str, asyncio.Future[None]] = {}
        self._begun: set[str] = set()
        self._dropped: set[str] = set()
        self._lost: set[str] = set()

    @property
    def in_hand(self) -> tuple[str, ...]:
        """Keys of the tasks being held, or waiting at the gate."""
        return tuple(self._in_hand)

    @property
    def progress(self) -> Progress:
        """The count so far."""
        return Progress(
            self._done,
            self._failed,
            self._cancelled,
            self._running,
            self.total,
            not self._gate.is_set(),
            self._away,
            self.draining,
        )

    async def hold(self, task: Task) -> str:
        """Hold one task; returns why it failed, an empty text if it did not.

        Raises:
            Cancelled: it was dropped.
            Later: it is to be handed out again, but not at once.
            CancelledError: the shift stops, or the task is another's now; it is still to be done.
        """
        if self.stopping or self.draining:
            raise asyncio.CancelledError
        if task.key in self._in_hand:  # we were given up, and the list hands it to us again
            self._lose(task.key)
        held = self._in_hand[task.key] = asyncio.ensure_future(self._begin(task))
        try:
            reason = await self._ended(task.key, held)
            self._failed += task.size if reason else 0
            self._done += 0 if reason else task.size
        except Cancelled:
            self._cancelled += task.size
            raise
        finally:
            if self._in_hand.get(task.key) is held:
                del self._in_hand[task.key]
            self._tell()
        return reason

    def expect(self, left: int) -> None:
        """Learn that so much is left, what is in hand included."""
        self.total = self._done + self._failed + self._cancelled + left
        self._tell()

    def pause(self, paused: bool) -> None:
        """Close or open the gate before tasks that are not yet begun."""
        if paused == self._gate.is_set():
            (self._gate.clear if paused else self._gate.set)()
            self._tell()

    def drop(self, keys: Iterable[str]) -> None:
        """Cancel tasks in hand; others are not known here."""
        for key in set(keys) & self._in_hand.keys() - self._dropped:
            self._dropped.add(key)
            self._in_hand[key].cancel()

    def lose(self) -> None:
        """Cancel all that is in hand: others have taken it over."""
        for key in self._in_hand:
            self._lose(key)

    def drain(self) -> None:
        """Begin nothing more; what waits at the gate goes back to the list."""
        self.draining = True
        self._tell()
        for key in self._in_hand.keys() - self._begun:
            self._lose(key)

    def miss(self, away: bool) -> None:
        """Learn whether the database can be reached."""
        if away != self._away:
            self._away = away
            self._tell()

    async def stop(self) -> None:
        """Cancel what is in hand and wait, not for ever, until it has cleaned up."""
        self.stopping = True
        held = list(self._in_hand.values())
        for one in held:
            one.cancel()
        if held:
            await asyncio.wait(held, timeout=_LONGEST_GOODBYE_S)

    def _lose(self, key: str) -> None:
        self._lost.add(key)
        self._in_hand[key].cancel()

    async def _begin(self, task: Task) -> None:
        await self._gate.wait()
        self._begun.add(task.key)
        self._running += task.size
        self._tell()
        try:
            await self._handler(task)
        finally:
            self._begun.discard(task.key)
            self._running -= task.size

    async def _ended(self, key: str, held: asyncio.Future[None]) -> str:
        try:
            await held
        except asyncio.CancelledError as error:
            if key in self._dropped:
                raise Cancelled from None
            if self.stopping or key in self._lost or not held.cancelled():
                raise
            return _reason(error)  # the handler's own doing: it must not look like a stop
        except Later:
            raise
        except Exception as error:
            return _reason(error)
        finally:
            self._dropped.discard(key)
            self._lost.discard(key)
        return ""

    def _tell(self) -> None:
        if self._on_progress is not None:
            self._on_progress(self.progress)


def _reason(error: BaseException) -> str:
    """What to tell of an error: our own speak for themselves, others also say where they arose."""
    if isinstance(error, WenhengError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"[:_LONGEST_REASON]
