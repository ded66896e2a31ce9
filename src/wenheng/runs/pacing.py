"""Manners: how many sessions a host sees at a time, and how long we wait between two questions."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol


class Clock(Protocol):
    """Where time comes from: the event loop, or a test."""

    def now(self) -> float:
        """Seconds from any beginning."""

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""


class LoopClock:
    """The clock of the running event loop."""

    def now(self) -> float:
        """See `Clock.now`."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """See `Clock.sleep`."""
        await asyncio.sleep(seconds)


class Pacer:
    """The pace towards every host, shared by all tasks of this process.

    Args:
        concurrency: sessions at a time with one host.
        gap_s: least time between the starts of two turns to one host, whoever takes them.
        jitter: the gap grows by a random share of up to this, so that turns form no beat.
        seed: makes the jitter repeatable, host by host.
        clock: for tests.
    """

    def __init__(
        self,
        concurrency: int = 1,
        gap_s: float = 2.0,
        *,
        jitter: float = 0.2,
        seed: int = 0,
        clock: Clock | None = None,
    ) -> None:
        self._concurrency, self._gap_s = concurrency, gap_s
        self._jitter, self._seed = jitter, seed
        self._clock = clock or LoopClock()
        self._places: dict[str, asyncio.Semaphore] = {}
        self._free_at: dict[str, float] = {}
        self._chance: dict[str, random.Random] = {}

    @asynccontextmanager
    async def session(self, host: str) -> AsyncIterator[None]:
        """Within this a session with `host` may be held."""
        if host not in self._places:
            self._places[host] = asyncio.Semaphore(self._concurrency)
        async with self._places[host]:
            yield

    async def turn(self, host: str) -> float:
        """Wait until `host` may be asked again; returns the seconds waited.

        Places are given in the order of asking, so nobody waits for ever.
        """
        now = self._clock.now()
        begin = max(now, self._free_at.get(host, now))
        self._free_at[host] = begin + self._gap(host)
        if begin > now:
            await self._clock.sleep(begin - now)
        return begin - now

    def _gap(self, host: str) -> float:
        if host not in self._chance:
            self._chance[host] = random.Random(f"{self._seed}/{host}")
        return self._gap_s * (1 + self._jitter * self._chance[host].random())
