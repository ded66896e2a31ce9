"""One session on each of many pages, several at a time, through the real transport."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from wenheng.collection.transcript import Question, Transcript
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.study.options import Pace
from wenheng.study.roster import Platform

FEATURES = {"hot_questions", "voice_input", "attachments", "satisfaction"}
"""What is known of every page."""

SESSION_LIMIT_S = 90


@dataclass(frozen=True)
class Call:
    """A page and what is asked there, in turn."""

    entry: str
    says: tuple[str, ...]
    mobile: bool = False
    reply_limit_s: float = 25


async def call_all(calls: Sequence[Call], at_once: int) -> list[Transcript]:
    """The sessions of `calls`, in their order."""
    gate = asyncio.Semaphore(at_once)
    async with Transports("tester@example.org") as transports:
        browser = await transports.of("browser")

        async def hold(call: Call) -> Transcript:
            platform = Platform(id="p", unit="u", channel="c", entry=call.entry)
            pace = Pace(reply_limit_s=call.reply_limit_s, session_limit_s=SESSION_LIMIT_S)
            asked = [Question("followup" if n else "main", say) for n, say in enumerate(call.says)]
            async with gate:
                return await browser.hold(Target(platform, call.mobile, pace), asked, no_pause)

        return await asyncio.gather(*map(hold, calls))


async def no_pause() -> None:
    await asyncio.sleep(0)


def features_seen(held: Transcript) -> set[str]:
    """Those of FEATURES that the session saw."""
    return {name for name, there in held.features.items() if there} & FEATURES


def bare(text: str) -> str:
    """A text without white space, in which pages differ as they please."""
    return "".join(text.split())
