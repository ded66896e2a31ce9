"""Asking a database of many workers again, for as long as it is away."""

import asyncio
from collections.abc import Callable
from itertools import chain, repeat
from typing import TypeVar

from wenheng.runs.hosts import AWAY, WAITS_S
from wenheng.store.connection import DatabaseAway
from wenheng.store.workspace import Workspace

T = TypeVar("T")


async def patiently(workspace: Workspace, ask: Callable[[], T]) -> T:
    """What `ask` gives, in a thread; where PostgreSQL is away, when it is back.

    `ask` must be such that asking twice is asking once.
    """
    for wait_s in chain(WAITS_S, repeat(WAITS_S[-1])):
        try:
            return await asyncio.to_thread(ask)
        except (DatabaseAway, *AWAY):
            if not workspace.database_url:
                raise
            await asyncio.sleep(wait_s)
    raise AssertionError("there is no last wait")
