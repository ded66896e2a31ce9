"""Asking a database of many workers again, for as long as it is away."""

from collections.abc import Callable
from typing import TypeVar

from wenheng.runs import away
from wenheng.store.connection import DatabaseAway
from wenheng.store.workspace import Workspace

T = TypeVar("T")

AWAY: tuple[type[Exception], ...] = (DatabaseAway, *away.AWAY)
"""What ledger and list raise when their database cannot be reached."""


async def patiently(workspace: Workspace, ask: Callable[[], T]) -> T:
    """What `ask` gives, in a thread; where PostgreSQL is away, when it is back.

    `ask` must be such that asking twice is asking once.
    """
    return await away.patiently(ask, AWAY if workspace.database_url else ())
