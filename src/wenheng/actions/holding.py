"""Holding one planned session and recording it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any, TypeVar

import polars as pl

from wenheng.actions.opened import Opened
from wenheng.collection.dialogue import Question
from wenheng.collection.transcript import Transcript
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Task
from wenheng.store.connection import DatabaseAway
from wenheng.store.record import is_recorded, record_session
from wenheng.study.model import Study
from wenheng.study.questions import is_probe, questions, session_window
from wenheng.study.roster import Platform

NOTHING_TO_TALK_TO = ("no_assistant", "app_only", "form_only", "needs_login")
LOOKS = 2
"""What so many sessions agree on is not looked for again: a second look confirms the first."""

WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Between two attempts to reach a database; the last for ever."""

T = TypeVar("T")
Plan = dict[str, dict[str, Any]]
"""Session → its row of PLANNED_SESSIONS."""


class Looks:
    """What the sessions of each platform have shown so far."""

    def __init__(self, held: pl.DataFrame) -> None:
        pairs = zip(held["platform"].to_list(), held["outcome"].to_list(), strict=True)
        self._seen: Counter[tuple[str, str]] = Counter(pairs)

    def add(self, platform: str, outcome: str) -> None:
        """Note what one more session showed."""
        self._seen[platform, outcome] += 1

    def settle(self, platform: str) -> bool:
        """Whether enough sessions agree that there is nothing to talk to, and none spoke."""
        outcomes = {outcome: n for (of, outcome), n in self._seen.items() if of == platform}
        agreed = any(outcomes.get(outcome, 0) >= LOOKS for outcome in NOTHING_TO_TALK_TO)
        return agreed and not {"replied", "error_reply", "no_reply"} & set(outcomes)


@dataclass(frozen=True)
class Holder:
    """Holds the session of a task and records it."""

    opened: Opened
    transports: Transports
    pacer: Pacer
    plan: Plan
    looks: Looks

    async def hold(self, task: Task) -> None:
        """Hold and record one session; nothing where two looks showed nothing to talk to.

        Raises:
            Later: its host is not to be visited just now.

        The list may still hold what nobody asks for any more: tasks of a study that was changed
        since, or of sessions that were recorded just before a crash.
        """
        if not await self._is_wanted(task):
            return
        planned = self.plan[task.payload["session"]]
        platform = self.opened.study.platform(planned["platform"])
        if self.looks.settle(platform.id) or not self._is_due(planned):
            return
        await self.pacer.admit(task.host)
        transcript = await self._held(planned, platform, task.host)
        await self.pacer.note(task.host, transcript.outcome, transcript.retry_after_s)
        self.looks.add(platform.id, transcript.outcome)
        row = _row(planned, transcript, int(task.payload["attempt"]))
        await self._patiently(lambda: record_session(self.opened.run, row, transcript.evidence))

    async def _is_wanted(self, task: Task) -> bool:
        session, attempt = task.payload["session"], int(task.payload["attempt"])
        if task.payload.get("run") != self.opened.run.key or session not in self.plan:
            return False
        return not await self._patiently(lambda: is_recorded(self.opened.run, session, attempt))

    async def _patiently(self, ask: Callable[[], T]) -> T:
        """What the ledger answers; while the database of many workers is away, asked again."""
        for wait_s in chain(WAITS_S, repeat(WAITS_S[-1])):
            try:
                return await asyncio.to_thread(ask)
            except DatabaseAway:
                if not self.opened.workspace.database_url:
                    raise
                await asyncio.sleep(wait_s)
        raise AssertionError("there is no last wait")

    def _is_due(self, planned: dict[str, Any]) -> bool:
        """Whether its window is open still: the list may have been long."""
        window = session_window(self.opened.study, planned["scenario"], planned["variant"])
        return window is None or window.holds(datetime.now(UTC))

    async def _held(self, planned: dict[str, Any], platform: Platform, host: str) -> Transcript:
        study = self.opened.study
        asked = questions(study, platform.id, planned["scenario"], planned["variant"])
        probe = study.probe(planned["scenario"]) if is_probe(planned["variant"]) else None
        mobile, choose = _is_mobile(study, platform), study.sessions.choose
        target = Target(platform, mobile, study.pace, choose, probe)
        transport = await self.transports.of(platform.transport)

        async def pause() -> None:
            await self.pacer.turn(host)

        return await transport.hold(target, [Question(q.kind, q.say) for q in asked], pause)


def _row(planned: dict[str, Any], transcript: Transcript, attempt: int) -> dict[str, Any]:
    row = transcript.row()
    row.pop("evidence")  # the ledger lists what it has stored
    return {**planned, "attempt": attempt, **row}


def _is_mobile(study: Study, platform: Platform) -> bool:
    channel = next(c for c in study.channels if c.id == platform.channel)
    return channel.emulate == "mobile"
