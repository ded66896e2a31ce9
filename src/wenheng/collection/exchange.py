"""One question and its answer over HTTP: bounded, timed by our clock, with all that went wrong."""

import asyncio
import codecs
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import aiohttp

from wenheng.collection.checks import checks_evidence, said_items
from wenheng.collection.choosing import option_after
from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.stops import stop_of
from wenheng.collection.transcript import (
    Evidence,
    Link,
    Question,
    Reply,
    Transcript,
    Turn,
    is_error,
    session_outcome,
)
from wenheng.collection.transport import Pause, Target
from wenheng.study.scenarios import Probe
from wenheng.wire.busy import retry_after_s
from wenheng.wire.secrets import without

MOST_CHARACTERS = 2_000_000
"""More than this of one answer is not read."""

BY_STATUS = {
    **dict.fromkeys((401, 407), "needs_login"),
    **dict.fromkeys((403, 429, 451), "blocked"),
    **dict.fromkeys((404, 410), "dead_link"),
    **dict.fromkeys((502, 503, 504), "unreachable"),  # said by what stands before the assistant
}
"""What a status shows that is not the assistant's own; others are answers that failed."""

GIVES_UP = ("unreachable", "blocked", "dead_link", "needs_login")
LEAST_S = 1.0
"""A question that is sent at all is given this long."""

FAILURES = (aiohttp.ClientError, OSError, EOFError, ValueError, RecursionError)
"""What an endpoint that misbehaves makes us raise: broken HTTP, no JSON, JSON too deep to read."""


class Exchange:
    """What came back for one question; `failed` says in a few words what went wrong."""

    def __init__(self, address: str, secrets: Sequence[str] = ()) -> None:
        self.address = address
        self.reply = Reply()
        self.failed = ""
        self.told = False
        """Whether it was the endpoint that said so, after it had accepted the question."""
        self.reached = self.unresolved = False
        self.status: int | None = None
        self.retry_after_s: float | None = None
        self.first_s: float | None = None
        self.last_s: float | None = None
        self.notes: dict[str, Any] = {}
        """What else is to be kept as evidence: reasoning, usage …"""
        self._raw: list[str] = []
        self._read = 0
        self._secrets = secrets  # not a copy: those of this very question are yet to be filled in
        self._begun = time.monotonic()

    @property
    def raw(self) -> str:
        """All that was received, as it came."""
        return "".join(self._raw)

    def sends(self) -> None:
        """Start the clock: the question goes out now."""
        self._begun = time.monotonic()

    def heard(self) -> None:
        """Note that a part of the reply arrived now."""
        self.last_s = time.monotonic() - self._begun
        self.first_s = self.last_s if self.first_s is None else self.first_s

    def refused(self, why: object) -> None:
        """Note that the endpoint says itself that it failed."""
        self.failed, self.told = str(why)[:200], True

    async def within(self, limit_s: float, talk: Awaitable[None]) -> None:
        """Let `talk` be held; whatever fails is noted, not raised."""
        self.sends()
        try:
            async with asyncio.timeout(limit_s):
                await talk
        except aiohttp.ConnectionTimeoutError:
            self.failed = "no connection"  # nobody was asked who could have been silent
        except TimeoutError:
            self.failed = "time limit"
        except aiohttp.WSServerHandshakeError as error:
            self.reached, self.status = True, error.status
            self.failed = f"HTTP {error.status}"
        except FAILURES as error:
            self.failed = f"{type(error).__name__}: {error}"[:200]
            self.unresolved = isinstance(error, aiohttp.ClientConnectorDNSError)

    async def accepted(self, response: aiohttp.ClientResponse) -> bool:
        """Whether the answer may be read; what stands in any other is kept."""
        self.reached, self.status = True, response.status
        self.retry_after_s = retry_after_s(response.status, response.headers)
        if response.status < 300:
            return True
        where = response.headers.get("Location", "")
        self.failed = f"HTTP {response.status}" + (f" → {where}"[:200] if where else "")
        await self.body(response)
        return False

    async def body(self, response: aiohttp.ClientResponse) -> str:
        """The whole answer as text, `MOST_CHARACTERS` at most."""
        return "".join([piece async for piece in self.pieces(response)])

    async def pieces(self, response: aiohttp.ClientResponse) -> AsyncIterator[str]:
        """The answer as it arrives, `MOST_CHARACTERS` at most."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        async for chunk in response.content.iter_any():
            piece = decoder.decode(chunk)
            yield piece
            if not self.keep(piece):
                return

    def keep(self, piece: str) -> bool:
        """Note what was received; False where no more of it is to be read."""
        self._raw.append(piece)
        self._read += len(piece)
        if self._read > MOST_CHARACTERS:
            self.failed = "more than is read"
        return self._read <= MOST_CHARACTERS

    @property
    def outcome(self) -> str:
        """How this turn ended, as one of the closed list."""
        if not self.reached and self.failed:
            return "no_reply" if self.failed == "time limit" else "unreachable"
        if self.status in BY_STATUS:
            return BY_STATUS[self.status]
        said = self.reply.text or self.reply.options or self.reply.links
        if not said:
            return "no_reply" if self.failed in ("", "time limit") else "error_reply"
        return "error_reply" if self.told or is_error(self.reply) else "replied"

    def turn(self, question: Question) -> Turn:
        """The question with its reply, in which no secret stands."""
        said = self.reply
        links = tuple(Link(self._hidden(link.text), self._hidden(link.url)) for link in said.links)
        options = tuple(map(self._hidden, said.options))
        reply = Reply(self._hidden(said.text), links, options)
        return Turn(question.kind, question.say, self.outcome, reply, self.first_s, self.last_s)

    def evidence(self, number: int) -> Evidence:
        """What was received, as it came, with status and times."""
        record = {
            "address": self.address,
            "status": self.status,
            "failed": self.failed,
            "first_s": self.first_s,
            "last_s": self.last_s,
            **self.notes,
            "received": self.raw,
        }
        text = self._hidden(json.dumps(record, ensure_ascii=False))
        content = text.encode("utf-8", "replace")
        return Evidence("exchange", "application/json", content, number)

    def _hidden(self, text: str) -> str:
        """What an endpoint said, without the secrets that it was sent: it may say them back."""
        return without(self._secrets, text)


Ask = Callable[[Question, float], Awaitable[Exchange]]
"""Asks one question, for so many seconds at most."""


def _checks(probe: Probe | None, turns: Sequence[Turn]) -> tuple[Evidence, ...]:
    return (checks_evidence(probe, said_items(probe, turns)),) if probe else ()


def following(target: Target, turn: Turn, left: list[Question]) -> list[Question]:
    """What is still to be said after `turn`: an option first, only a farewell at a stop point."""
    stop = stop_of(turn.reply, target.is_careful)
    if stop:
        is_farewell = target.probe is not None and turn.question == target.probe.farewell
        farewell = target.probe.farewell if target.probe and stop == "person" else ""
        return [Question("probe", farewell)] if farewell and not is_farewell else []
    option = option_after(target.choose, turn.kind, turn.question, turn.reply)
    return [Question("option", option), *left] if option else left


async def hold_exchanges(
    target: Target,
    questions: Sequence[Question],
    pause: Pause,
    ask: Ask,
) -> Transcript:
    """Ask all `questions` and bring back the session.

    It stops where nothing can be reached, and when the session's time is over.
    """
    started_at, begun = datetime.now(UTC), time.monotonic()
    turns: list[Turn] = []
    evidence: list[Evidence] = []
    left = list(questions)
    end = begun + target.pace.session_limit_s
    while not turns or time.monotonic() < end:
        thinks = time.monotonic()
        question = await target.next_question(left, turns)
        if question is None:
            break
        end += time.monotonic() - thinks  # what a simulated user takes is ours
        await pause()
        limit_s = min(target.pace.reply_limit_s, max(end - time.monotonic(), LEAST_S))
        exchange = await ask(question, limit_s)
        turn = exchange.turn(question)
        evidence.append(exchange.evidence(len(turns)))
        turns.append(turn)
        left = following(target, turn, left)
        if turn.outcome in GIVES_UP:
            break
    outcome = session_outcome(tuple(turns))
    known = OUTCOMES[outcome]
    return Transcript(
        outcome=outcome,
        started_at=started_at,
        duration_s=time.monotonic() - begun,
        transport=target.platform.transport,
        turns=tuple(turns),
        evidence=(*evidence, *_checks(target.probe, turns)),
        note="session limit"
        if (left or (target.further and question)) and time.monotonic() >= end
        else "",
        has_assistant=known.has_assistant,
        fault="nobody" if exchange.unresolved else known.fault,
        retry_after_s=exchange.retry_after_s,
    )
