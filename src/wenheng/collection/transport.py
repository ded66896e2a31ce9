"""What every transport does: hold one session with one platform and bring back its transcript."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from wenheng import __version__
from wenheng.collection.stops import stop_of
from wenheng.collection.transcript import Question, Transcript, Turn
from wenheng.study.options import Choose, Pace
from wenheng.study.roster import Platform
from wenheng.study.scenarios import Probe

PROTOCOL = "2"
"""Version of the way sessions are held: raised when two sessions could no longer be compared."""

Further = Callable[[Sequence[Turn]], Awaitable[Question | None]]
"""What is said next after these turns; None where the visitor leaves."""

Pause = Callable[[], Awaitable[None]]
"""Awaited before every turn: lets the host breathe as long as the study's pace says."""


@dataclass(frozen=True)
class Target:
    """Where a session is held: the platform, how its visitor appears, and the limits.

    `choose` says which option is pressed where a reply offers options and no answer; `probe` is
    the probe that the session is of, None for a scenario. `further` goes on with the dialogue when
    all questions are asked: it stands for a simulated user.
    """

    platform: Platform
    mobile: bool = False
    pace: Pace = field(default_factory=Pace)
    choose: Choose = "none"
    probe: Probe | None = None
    further: Further | None = None

    @property
    def is_careful(self) -> bool:
        """Whether the next thing said could be taken for what a form or a person waits for."""
        return self.probe is not None or self.further is not None

    async def next_question(self, left: list[Question], turns: Sequence[Turn]) -> Question | None:
        """The first of `left`, which is taken from it, else what a simulated user says next.

        Nobody goes on after a stop point.
        """
        if left:
            return left.pop(0)
        if self.further is None or not turns or stop_of(turns[-1].reply, is_careful=True):
            return None
        return await self.further(turns)


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
