"""Pausing, resuming and cancelling what a collection still has to do, from anywhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.tasks import session_of, size_of
from wenheng.collection.transport import PROTOCOL
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.runs.tasklist import TaskList

STOPPABLE = ("waiting", "put_off", "running")


def pause(directory: Path) -> None:
    """Begin no further session of `directory`, in any process, until `resume`."""
    with _listed(directory) as (_opened, tasks):
        tasks.pause()


def resume(directory: Path) -> None:
    """Go on after `pause`."""
    with _listed(directory) as (_opened, tasks):
        tasks.resume()


def cancel(directory: Path, platforms: Sequence[str] = ()) -> int:
    """Take sessions off the list, those in hand too; returns how many.

    Nothing that was recorded is touched, and the plan is what it was: the next `collect` takes up
    again what is missing.

    Args:
        directory: a workspace where something was collected.
        platforms: only sessions with these; all where empty.

    Raises:
        StudyError: the study has no platform of that name, or nothing was collected here yet.
    """
    with _listed(directory) as (opened, tasks):
        known = {platform.id for platform in opened.study.platforms}
        unknown = sorted(set(platforms) - known)
        if unknown:
            raise StudyError(say("fleet.no-platform", platform=", ".join(unknown)))
        wanted = set(platforms) or known
        keys = [
            key
            for key, state in tasks.states().items()
            if state in STOPPABLE and session_of(key).partition("/")[0] in wanted
        ]
        tasks.cancel(keys)
        return sum(map(size_of, keys))


@contextmanager
def _listed(directory: Path) -> Iterator[tuple[Opened, TaskList]]:
    with opened_with_sessions(directory) as opened:
        tasks = TaskList(opened.workspace.engine_place, PROTOCOL, opened.run.key)
        try:
            yield opened, tasks
        finally:
            tasks.close()
