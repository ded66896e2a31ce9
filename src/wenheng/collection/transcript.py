"""What a session leaves behind: turns with their times, evidence, and how it ended."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from wenheng.collection import vocabulary as v
from wenheng.collection.outcomes import Fault

ERROR_LENGTH = 80


@dataclass(frozen=True)
class Question:
    """What is said, which kind of turn it is, and whether the keyboard alone is to send it."""

    kind: str
    say: str
    keys: bool = False


@dataclass(frozen=True)
class Link:
    """A link of a reply."""

    text: str
    url: str


@dataclass(frozen=True)
class Reply:
    """The parts of a reply, apart from each other; text may be empty where only options came.

    `announced` is what the platform said beside it: a queue, a person who has joined.
    """

    text: str = ""
    links: tuple[Link, ...] = ()
    options: tuple[str, ...] = ()
    announced: str = ""

    @property
    def heard(self) -> str:
        """All that was said, the assistant's words first."""
        return "。\n".join(filter(None, (self.text, self.announced)))


@dataclass(frozen=True)
class Turn:
    """One question and what came back.

    Times are seconds from sending to the first and to the last change of the reply's text.
    """

    kind: str
    question: str
    outcome: str
    reply: Reply = Reply()
    first_s: float | None = None
    last_s: float | None = None


EvidenceKind = Literal[
    "screenshot",
    "panel",
    "events",
    "network",
    "recipe",
    "checks",
    "axe",
    "exchange",
    "given",
    "source",
    "absence",
    "persona",
]
"""What a file of evidence shows; reports have a word for each."""


@dataclass(frozen=True)
class Evidence:
    """A file that shows what happened; `turn` counts from 0, None for the whole session."""

    kind: EvidenceKind
    media: str
    content: bytes
    turn: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Transcript:
    """One session, whole. `entry_steps` are the clicks from the first page to the assistant.

    When it began and how long it took is None where others held it and did not say.
    """

    outcome: str
    started_at: datetime | None
    duration_s: float | None
    transport: str
    turns: tuple[Turn, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    entry_steps: tuple[str, ...] | None = None
    features: dict[str, bool | None] = field(default_factory=dict)
    note: str = ""
    has_assistant: bool | None = None
    fault: Fault = "nobody"
    retry_after_s: float | None = None
    """How long a host that was too busy for us asked to be left alone; 0 where it did not say."""

    def row(self) -> dict[str, Any]:
        """The session as a row of SESSIONS, without what the plan knows of it.

        Without its evidence too: the ledger lists what it has stored.
        """
        return {
            "transport": self.transport,
            "outcome": self.outcome,
            "fault": self.fault,
            "has_assistant": self.has_assistant,
            "entry_clicks": None if self.entry_steps is None else len(self.entry_steps),
            "features": dict(self.features),
            "started_at": self.started_at,
            "duration_s": self.duration_s,
            "note": self.note,
            "turns": [_turn_row(number, turn) for number, turn in enumerate(self.turns)],
        }


def session_outcome(turns: tuple[Turn, ...]) -> str:
    """How a dialogue as a whole went: it replied if any turn was replied to."""
    names = [turn.outcome for turn in turns]
    for name in ("replied", "error_reply", "no_reply"):
        if name in names:
            return name
    return names[-1] if names else "no_reply"


def is_error(reply: Reply) -> bool:
    """Whether a reply says that something failed, and nothing else."""
    short = len(reply.text) <= ERROR_LENGTH and not reply.links
    return short and bool(v.ERROR_REPLY.search(reply.text))


def _turn_row(number: int, turn: Turn) -> dict[str, Any]:
    return {
        "turn": number,
        "kind": turn.kind,
        "question": turn.question,
        "outcome": turn.outcome,
        "text": turn.reply.text,
        "links": [{"text": link.text, "url": link.url} for link in turn.reply.links],
        "options": list(turn.reply.options),
        "first_s": turn.first_s,
        "last_s": turn.last_s,
    }
