"""A database of many workers that is away for a while: it is asked again until it is back."""

import asyncio
from collections.abc import Callable
from itertools import chain, repeat
from typing import TypeVar

import sqlalchemy as sa

T = TypeVar("T")

AWAY: tuple[type[Exception], ...] = (sa.exc.OperationalError, sa.exc.InterfaceError)
"""What the engine's database raises when it cannot be reached."""

WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Between two attempts to reach it; the last for ever."""


async def patiently(
    ask: Callable[[], T],
    away: tuple[type[Exception], ...] = AWAY,
    on_away: Callable[[bool], None] = lambda _away: None,
) -> T:
    """What `ask` gives, in a thread; while that raises `away`, it is asked again.

    Args:
        ask: must be such that asking twice is asking once.
        away: what says that the database cannot be reached.
        on_away: told after each attempt whether it is away.
    """
    waits = chain(WAITS_S, repeat(WAITS_S[-1]))
    while True:
        try:
            answer = await asyncio.to_thread(ask)
        except away:
            on_away(True)
            await asyncio.sleep(next(waits))
        else:
            on_away(False)
            return answer
