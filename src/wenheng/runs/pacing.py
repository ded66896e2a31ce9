"""Manners: how long a host is given between two questions, and when it is left alone."""

import random
from datetime import UTC, datetime

from wenheng.runs.hosts import Board, HostState, MemoryBoard
from wenheng.runs.port import Later
from wenheng.study.options import Pace
from wenheng.study.windows import window

LONGEST_S = 3600.0
"""Nobody is left alone for longer than this at a time."""

SOON_S = 5.0
"""A wait of this length is waited in place; for a longer one the task goes back to the list."""

_UNREACHED, _REFUSED = "unreachable", "blocked"


class Pacer:
    """The pace towards every host, shared by all who share `board`.

    How many sessions a host sees at a time is the engine's to keep (`Crew.per_host`).

    Args:
        pace: what the study declares.
        board: what is known of the hosts; of this process alone where absent.
        seed: makes the jitter repeatable, host by host.
    """

    def __init__(self, pace: Pace, board: Board | None = None, *, seed: int = 0) -> None:
        self._pace, self._board, self._seed = pace, board or MemoryBoard(), seed
        self._chance: dict[str, random.Random] = {}
        self._quiet = tuple(filter(None, map(window, pace.quiet_hours)))

    async def admit(self, host: str) -> None:
        """Return where a session with `host` may begin now.

        Of a host that was left alone as it could not be reached, one session at a time finds out
        whether it is back.

        Raises:
            Later: it is the study's quiet time, or the host is left alone for a while.
        """
        now = datetime.now(UTC)
        for quiet in self._quiet:
            if quiet.holds(now):
                raise Later((quiet.ends(now) - now).total_seconds() + 1)
        wait_s = await self._board.change(host, self._admitted)
        if wait_s > SOON_S:
            raise Later(wait_s)

    async def turn(self, host: str) -> float:
        """Wait until `host` may be asked again; returns the seconds waited.

        Places are given in the order of asking, so nobody waits for ever.
        """
        gap_s = self._gap(host)

        def step(state: HostState, now: float) -> tuple[HostState, float]:
            begin = max(now, state.free_at)
            return state.but(free_at=begin + gap_s), begin - now

        wait_s = await self._board.change(host, step)
        if wait_s > 0:
            await self._board.sleep(wait_s)
        return wait_s

    async def note(self, host: str, outcome: str, retry_after_s: float | None = None) -> None:
        """Learn how a session with `host` ended.

        `retry_after_s` is what a busy host asks for, 0 where it does not say how long.
        """

        def step(state: HostState, now: float) -> tuple[HostState, float]:
            if outcome == _REFUSED or retry_after_s is not None:
                return self._refused(state, now, retry_after_s), 0.0
            if outcome == _UNREACHED:
                return self._unreached(state, now), 0.0
            return HostState(free_at=min(state.free_at, now + self._gap(host))), 0.0

        await self._board.change(host, step)

    def _admitted(self, state: HostState, now: float) -> tuple[HostState, float]:
        if state.closed_until > now:
            return state, state.closed_until - now
        if state.unreached >= self._pace.unreachable_limit:
            return state.but(closed_until=now + self._pace.session_limit_s), 0.0
        return state, state.free_at - now

    def _refused(self, state: HostState, now: float, asked_s: float | None) -> HostState:
        wait_s = _doubled(self._pace.back_off_s, state.refused)
        if asked_s:
            wait_s = min(asked_s, LONGEST_S)
        free_at = max(state.free_at, now + wait_s)
        return HostState(free_at=free_at, refused=state.refused + 1)  # it answered: it is there

    def _unreached(self, state: HostState, now: float) -> HostState:
        unreached, limit = state.unreached + 1, self._pace.unreachable_limit
        if unreached < limit:
            return state.but(unreached=unreached)
        closed_until = now + _doubled(self._pace.rest_s, unreached - limit)
        return state.but(unreached=unreached, closed_until=closed_until)

    def _gap(self, host: str) -> float:
        if host not in self._chance:
            self._chance[host] = random.Random(f"{self._seed}/{host}")
        return self._pace.gap_s * (1 + self._pace.jitter * self._chance[host].random())


def _doubled(first_s: float, times: int) -> float:
    return min(first_s * 2.0 ** min(times, 30), LONGEST_S)
