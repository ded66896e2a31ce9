"""What every transport does: hold one session with one platform and bring back its transcript."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from wenheng import __version__
from wenheng.collection.transcript import Question, Transcript
from wenheng.study.options import Choose, Pace
from wenheng.study.roster import Platform
from wenheng.study.scenarios import Probe

PROTOCOL = "2"
"""Version of the way sessions are held: raised when two sessions could no longer be compared."""

Pause = Callable[[], Awaitable[None]]
"""Awaited before every turn: lets the host breathe as long as the study's pace says."""


@dataclass(frozen=True)
class Target:
    """Where a session is held: the platform, how its visitor appears, and the limits.

    `choose` says which option is pressed where a reply offers options and no answer; `probe` is
    the probe that the session is of, None for a scenario.
    """

    platform: Platform
    mobile: bool = False
    pace: Pace = field(default_factory=Pace)
    choose: Choose = "none"
    probe: Probe | None = None


class Transport(Protocol):
    """The seam between a session and the bytes of a channel.

    A platform that is down, shut or absent comes back as a transcript with that outcome.

    Raises:
        CollectError: we ourselves could not observe (no browser, no recording …).
    """

    async def hold(
        self, target: Target, questions: Sequence[Question], pause: Pause
    ) -> Transcript: ...


def signature(contact: str) -> str:
    """Who visits, for the User-Agent: our name, and how to reach the one who answers for it."""
    plain = contact.encode("ascii", "ignore").decode()  # headers carry no Chinese
    return f"Wenheng/{__version__}" + (f" (+{plain})" if plain else "")
