"""One question and its answer over HTTP: bounded, timed by our clock, with all that went wrong."""

import asyncio
import codecs
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import aiohttp

from wenheng.collection import vocabulary as v
from wenheng.collection.busy import retry_after_s
from wenheng.collection.choosing import option_after
from wenheng.collection.dialogue import Question
from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.stops import stop_of
from wenheng.collection.transcript import Evidence, Reply, Transcript, Turn, session_outcome
from wenheng.collection.transport import Pause, Target

MOST_CHARACTERS = 2_000_000
"""More than this of one answer is not read."""

ERROR_LENGTH = 80
REFUSED = (401, 403, 407, 429, 451)

Read = Callable[[aiohttp.ClientResponse], Awaitable[None]]


class Exchange:
    """What came back for one question; `failed` says in a few words what went wrong."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.reply = Reply()
        self.failed = ""
        self.reached = self.unresolved = False
        self.status: int | None = None
        self.retry_after_s: float | None = None
        self.first_s: float | None = None
        self.last_s: float | None = None
        self.raw = ""
        self._begun = time.monotonic()

    def heard(self) -> None:
        """Note that a part of the reply arrived now."""
        self.last_s = time.monotonic() - self._begun
        self.first_s = self.last_s if self.first_s is None else self.first_s

    async def over(
        self, post: AbstractAsyncContextManager[aiohttp.ClientResponse], read: Read, limit_s: float
    ) -> None:
        """Send and `read` what comes; whatever fails is noted, not raised."""
        self._begun = time.monotonic()
        try:
            async with asyncio.timeout(limit_s), post as response:
                self.reached, self.status = True, response.status
                self.retry_after_s = retry_after_s(response.status, response.headers)
                if response.status < 300:
                    await read(response)
                else:
                    await self.body(response)
                    self.failed = f"HTTP {response.status}"
        except TimeoutError:
            self.failed = "time limit"
        except (aiohttp.ClientError, ConnectionError, ValueError) as error:
            self.failed = f"{type(error).__name__}: {error}"[:200]
            self.unresolved = isinstance(error, aiohttp.ClientConnectorDNSError)

    async def body(self, response: aiohttp.ClientResponse) -> str:
        """The whole answer as text, `MOST_CHARACTERS` at most."""
        return "".join([piece async for piece in self._pieces(response)])

    async def lines(self, response: aiohttp.ClientResponse) -> AsyncIterator[str]:
        """The answer line by line, as it arrives."""
        rest = ""
        async for piece in self._pieces(response):
            *whole, rest = (rest + piece).split("\n")
            for line in whole:
                yield line.rstrip("\r")
        if rest:
            yield rest

    async def _pieces(self, response: aiohttp.ClientResponse) -> AsyncIterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        async for chunk in response.content.iter_any():
            piece = decoder.decode(chunk)
            self.raw += piece
            yield piece
            if len(self.raw) > MOST_CHARACTERS:
                self.failed = "more than is read"
                return

    @property
    def outcome(self) -> str:
        """How this turn ended, as one of the closed list."""
        if not self.reached and self.failed:
            return "no_reply" if self.failed == "time limit" else "unreachable"
        if self.status in REFUSED:
            return "blocked"
        said = self.reply.text or self.reply.options or self.reply.links
        if not said:
            return "no_reply" if self.failed in ("", "time limit") else "error_reply"
        short = len(self.reply.text) <= ERROR_LENGTH and not self.reply.links
        return "error_reply" if short and v.ERROR_REPLY.search(self.reply.text) else "replied"

    def turn(self, question: Question) -> Turn:
        times = (self.first_s, self.last_s)
        return Turn(question.kind, question.say, self.outcome, self.reply, *times)

    def evidence(self, number: int) -> Evidence:
        """What was received, as it came, with status and times."""
        record = {
            "address": self.address,
            "status": self.status,
            "failed": self.failed,
            "first_s": self.first_s,
            "last_s": self.last_s,
            "received": self.raw,
        }
        content = json.dumps(record, ensure_ascii=False).encode()
        return Evidence("exchange", "application/json", content, number)


def following(target: Target, turn: Turn, left: list[Question]) -> list[Question]:
    """What is still to be said after `turn`: an option first, only a farewell at a stop point."""
    stop = stop_of(turn.reply, target.probe is not None)
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
    ask: Callable[[Question], Awaitable[Exchange]],
) -> Transcript:
    """Ask all `questions` and bring back the session; it stops where nothing can be reached."""
    started_at, begun = datetime.now(UTC), time.monotonic()
    turns: list[Turn] = []
    evidence: list[Evidence] = []
    left = list(questions)
    while left:
        question = left.pop(0)
        await pause()
        exchange = await ask(question)
        turn = exchange.turn(question)
        evidence.append(exchange.evidence(len(turns)))
        turns.append(turn)
        left = following(target, turn, left)
        if exchange.outcome in ("unreachable", "blocked"):
            break
    outcome = session_outcome(tuple(turns))
    known = OUTCOMES[outcome]
    return Transcript(
        outcome=outcome,
        started_at=started_at,
        duration_s=time.monotonic() - begun,
        transport=target.platform.transport,
        turns=tuple(turns),
        evidence=tuple(evidence),
        has_assistant=known.has_assistant,
        fault="nobody" if exchange.unresolved else known.fault,
        retry_after_s=exchange.retry_after_s,
    )
