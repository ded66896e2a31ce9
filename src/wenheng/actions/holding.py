"""Holding the planned sessions of a task and recording them."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from wenheng.actions.opened import Opened
from wenheng.actions.patience import patiently
from wenheng.actions.recording import Recorder
from wenheng.actions.simulating import Speakers
from wenheng.collection.transcript import Question, Transcript
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Later, Task
from wenheng.store.record import Held, recorded_of
from wenheng.study.model import Study
from wenheng.study.questions import is_allowed, is_probe, questions, session_window
from wenheng.study.roster import Platform

NOTHING_TO_TALK_TO = ("no_assistant", "app_only", "form_only", "needs_login")
LOOKS = 2
"""What so many sessions agree on is not looked for again: a second look confirms the first."""

SPELL_S = 10.0
"""After so long a task of several sessions goes back to the list, so that a pause is heeded."""

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
    """Holds the sessions of a task, one after another, and records them."""

    opened: Opened
    transports: Transports
    pacer: Pacer
    plan: Plan
    looks: Looks
    recorder: Recorder
    is_ending: Callable[[], bool]
    """Whether nothing more is to be begun."""
    speakers: Speakers | None = None
    """Who goes on with the dialogues, where the sessions are those of simulated users."""

    async def hold(self, task: Task) -> None:
        """Hold and record; nothing where two looks showed nothing to talk to.

        The list may still hold what nobody asks for any more: tasks of a study that was changed
        since, or of sessions that were recorded just before a crash.

        Raises:
            Later: its host is not to be visited just now, or it has sessions left for later.
        """
        end = time.monotonic() + SPELL_S
        attempt = int(task.payload["attempt"])
        for number, session in enumerate(await self._wanted(task, attempt)):
            if number and (self.is_ending() or time.monotonic() > end):
                raise Later(0)
            await self._hold(self.plan[session], attempt, task.host)

    async def _hold(self, planned: dict[str, Any], attempt: int, host: str) -> None:
        platform = self.opened.study.platform(planned["platform"])
        if self.looks.settle(platform.id) or not self._is_due(planned):
            return
        if self.speakers and self.speakers.stopped:
            return
        await self.pacer.admit(host)
        transcript = await self._held(planned, platform, host)
        await self.pacer.note(host, transcript.outcome, transcript.retry_after_s)
        self.looks.add(platform.id, transcript.outcome)
        row = {**planned, "attempt": attempt, **transcript.row()}
        await self.recorder.record(Held(row, transcript.evidence))

    async def _wanted(self, task: Task, attempt: int) -> list[str]:
        if task.payload.get("run") != self.opened.run.key:
            return []
        planned = [one for one in sessions_of(task) if one in self.plan]
        run = self.opened.run
        known = await patiently(run.workspace, lambda: recorded_of(run, planned, attempt))
        return [session for session in planned if session not in known]

    def _is_due(self, planned: dict[str, Any]) -> bool:
        """Whether its window is open still: the list may have been long."""
        study, now = self.opened.study, datetime.now(UTC)
        window = session_window(study, planned["scenario"], planned["variant"])
        return is_allowed(study, planned, now) and (window is None or window.holds(now))

    async def _held(self, planned: dict[str, Any], platform: Platform, host: str) -> Transcript:
        study = self.opened.study
        asked = questions(study, platform.id, planned["scenario"], planned["variant"])
        probe = study.probe(planned["scenario"]) if is_probe(planned["variant"]) else None
        mobile, choose = _is_mobile(study, platform), study.sessions.choose
        speaker = self.speakers.of(planned) if self.speakers else None
        if speaker:
            choose = "none"  # it says what it wants
        target = Target(
            platform, mobile, study.pace, choose, probe, speaker.further if speaker else None
        )
        transport = await self.transports.of(platform.transport)

        async def pause() -> None:
            await self.pacer.turn(host)

        held = await transport.hold(target, [Question(q.kind, q.say) for q in asked], pause)
        return speaker.told(held) if speaker else held


def sessions_of(task: Task) -> list[str]:
    """The sessions that a task holds."""
    return task.payload["session"].split("\n")


def _is_mobile(study: Study, platform: Platform) -> bool:
    channel = next(c for c in study.channels if c.id == platform.channel)
    return channel.emulate == "mobile"
