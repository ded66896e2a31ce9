"""What is known of every host: in this process, or in a database that many workers share."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Protocol

import sqlalchemy as sa

from wenheng.runs.away import patiently


@dataclass(frozen=True)
class HostState:
    """How a host stands; times are seconds of the board's clock."""

    free_at: float = 0.0
    """When it may be asked next."""
    closed_until: float = 0.0
    """No session begins before."""
    refused: int = 0
    """Sessions in a row that it refused."""
    unreached: int = 0
    """Sessions in a row that could not reach it."""

    def but(
        self,
        free_at: float | None = None,
        closed_until: float | None = None,
        unreached: int | None = None,
    ) -> "HostState":
        """The same, changed in what is given."""
        return HostState(
            self.free_at if free_at is None else free_at,
            self.closed_until if closed_until is None else closed_until,
            self.refused,
            self.unreached if unreached is None else unreached,
        )


Step = Callable[[HostState, float], tuple[HostState, float]]
"""From a state and the time now to the next state and an answer in seconds."""


class Board(Protocol):
    """Where the states of hosts are kept; one step at a time changes one."""

    async def change(self, host: str, step: Step) -> float:
        """Take `step` and return its answer."""

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds."""


class MemoryBoard:
    """Forgotten with the process."""

    def __init__(self) -> None:
        self._states: dict[str, HostState] = {}

    async def change(self, host: str, step: Step) -> float:
        """See `Board.change`."""
        state = self._states.get(host, HostState())
        self._states[host], answer = step(state, self.now())
        return answer

    async def sleep(self, seconds: float) -> None:
        """See `Board.sleep`."""
        await asyncio.sleep(seconds)

    def now(self) -> float:
        """Seconds of any clock that never goes back."""
        return time.monotonic()


class SharedBoard:
    """In the engine's PostgreSQL database, by its clock, for all workers of all studies there."""

    def __init__(self, database: sa.Engine) -> None:
        self._database = database

    async def change(self, host: str, step: Step) -> float:
        """See `Board.change`; while the database is away this waits."""
        return await patiently(lambda: self._change(host, step))

    async def sleep(self, seconds: float) -> None:
        """See `Board.sleep`."""
        await asyncio.sleep(seconds)

    def _change(self, host: str, step: Step) -> float:
        with self._database.begin() as connection:
            new = sa.text("INSERT INTO wenheng_host VALUES (:host, '{}') ON CONFLICT DO NOTHING")
            connection.execute(new, {"host": host})
            row = connection.execute(
                sa.text(
                    "SELECT state, extract(epoch FROM clock_timestamp())"
                    " FROM wenheng_host WHERE host = :host FOR UPDATE"
                ),
                {"host": host},
            ).one()
            state, answer = step(HostState(**json.loads(row[0])), float(row[1]))
            changed = sa.text("UPDATE wenheng_host SET state = :state WHERE host = :host")
            connection.execute(changed, {"host": host, "state": json.dumps(asdict(state))})
        return answer
