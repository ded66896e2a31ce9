"""What every transport does: hold one session with one platform and bring back its transcript."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from wenheng.collection.dialogue import Question
from wenheng.collection.transcript import Transcript
from wenheng.study.options import Pace
from wenheng.study.roster import Platform

Pause = Callable[[], Awaitable[None]]
"""Awaited before every turn: lets the host breathe as long as the study's pace says."""


@dataclass(frozen=True)
class Target:
    """Where a session is held: the platform, how its visitor appears, and the limits."""

    platform: Platform
    mobile: bool = False
    pace: Pace = field(default_factory=Pace)


class Transport(Protocol):
    """The seam between a session and the bytes of a channel.

    A platform that is down, shut or absent comes back as a transcript with that outcome.

    Raises:
        CollectError: we ourselves could not observe (no browser, no recording …).
    """

    async def hold(
        self, target: Target, questions: Sequence[Question], pause: Pause
    ) -> Transcript: ...
