"""What an engine does: it keeps a list of tasks and sees to it that each is held.

An engine only schedules. Whether a task was done is known by what it left in the ledger; a task
may be held again after a crash, so its handler must be able to find its work already recorded.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Protocol


@dataclass(frozen=True)
class Task:
    """Something to be held, once, with one host."""

    key: str
    """Names the task: two tasks of one key are one task."""
    host: str
    """Tasks with one host share its concurrency."""
    payload: Mapping[str, str] = field(default_factory=dict)
    priority: int = 0
    """0 … 1,000,000; the lower goes first."""
    size: int = 1
    """How much of the work it is: what `Progress` counts."""


@dataclass(frozen=True)
class Status:
    """How many tasks the list holds, by state."""

    waiting: int = 0
    put_off: int = 0
    """Waiting, but not before their host may be visited again."""
    running: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0
    paused: bool = False


@dataclass(frozen=True)
class Progress:
    """How far this call of `work` has come, by the size of the tasks.

    `total` grows when tasks are added meanwhile.
    """

    done: int
    failed: int
    cancelled: int
    running: int
    total: int
    paused: bool = False
    away: bool = False
    """The database cannot be reached; work goes on when it is back."""
    draining: bool = False
    """What is in hand is brought to its end, and nothing more is begun."""

    @property
    def ended(self) -> int:
        """What is no longer waited for, however it ended."""
        return self.done + self.failed + self.cancelled

    @property
    def left(self) -> int:
        """What is neither ended nor cancelled."""
        return self.total - self.ended


class Later(Exception):
    """Raised by a handler: the task is not begun, and is to be handed out after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds:.0f} s")
        self.seconds = seconds


Handler = Callable[[Task], Awaitable[None]]
OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Crew:
    """How many tasks are held at a time."""

    size: int = 4
    """In this process."""
    per_host: int = 1
    """With one host, in all processes together."""
    patience_s: float = inf
    """Tasks put off for longer than this are left on the list, for a later call."""


class Engine(Protocol):
    """The seam between what is to be done and how it is scheduled."""

    def submit(self, tasks: Iterable[Task]) -> int:
        """Put tasks on the list; returns how many are new there.

        A task that waits or runs is left as it is. One that ended before, well or not, is put on
        the list anew: the caller, who knows the ledger, says that it is still to be done.
        """

    async def work(
        self, handler: Handler, crew: Crew, on_progress: OnProgress | None = None
    ) -> Progress:
        """Hold all tasks on the list, and return when none is left.

        `handler` runs in the event loop of the caller. What it raises makes its task a failed
        one, with the reason kept, and the others go on; `Later` alone puts it off. When this call
        is cancelled the tasks in hand are cancelled and wait on the list for whoever comes next.

        Raises:
            CollectError: another process works on this list, which is for one only.
        """

    def drain(self) -> None:
        """Begin no further task here; `work` returns when those in hand have ended.

        Call it in the event loop of `work`.
        """

    def status(self) -> Status:
        """How the list stands."""

    def states(self) -> dict[str, str]:
        """Key → state of every task on the list, in the words of `Status`."""

    def failures(self) -> dict[str, str]:
        """Key → reason of every failed task."""

    def cancel(self, keys: Iterable[str]) -> None:
        """Take tasks off the list, also those in hand; `submit` puts them on again."""

    def pause(self) -> None:
        """Begin no further task, here and in other processes, until `resume`."""

    def resume(self) -> None:
        """Go on after `pause`."""

    def close(self) -> None:
        """Let go of files and connections."""
