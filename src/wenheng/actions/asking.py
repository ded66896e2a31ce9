"""Ask a model what is not yet answered, and what its answers come to."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from wenheng.actions.line import Document, Keep, Line
from wenheng.language import catalogue
from wenheng.rating.model.prompts import Prompt
from wenheng.rating.model.purse import Purse
from wenheng.rating.model.verdict import RefusedError, Verdict, verdict
from wenheng.study.judging import ModelJudge
from wenheng.study.model import Study
from wenheng.wire.asking import client


@dataclass
class Outcome:
    """What the kept answers to one prompt come to."""

    verdict: Verdict | None = None
    refused: list[str] = field(default_factory=list)


def outcome(study: Study, prompt: Prompt, kept: list[Document]) -> Outcome:
    """What `kept`, the answers to `prompt` in their order, come to; the first good one counts."""
    levels, found = study.indicator(prompt.exhibit.indicator).anchors, Outcome()
    for document in kept:
        if document["failed"]:
            continue
        try:
            found.verdict = verdict(document["raw"], levels, prompt.exhibit.said)
            return found
        except RefusedError as refused:
            found.refused.append(refused.code)
    return found


def is_settled(judge: ModelJudge, found: Outcome) -> bool:
    """Whether there is nothing more to ask."""
    return found.verdict is not None or len(found.refused) >= judge.attempts


class Asker:
    """Asks open prompts, `at_once` at a time; `stopped` says why it ended early."""

    def __init__(self, study: Study, judge: ModelJudge, rater: str, purse: Purse) -> None:
        self._study, self._judge, self._rater = study, judge, rater
        self._line = Line(judge, purse, "judge")

    @property
    def asked(self) -> int:
        """How many requests were answered, well or badly."""
        return self._line.asked

    @property
    def stopped(self) -> str:
        return self._line.stopped

    async def ask_all(
        self,
        prompts: Mapping[str, Prompt],
        kept: Mapping[str, list[Document]],
        keep: Keep,
        on_done: Callable[[], None],
    ) -> None:
        """Ask `prompts` (by digest) until each is settled, the purse is empty, or all is in vain.

        Args:
            prompts: what is open.
            kept: answers from before, by digest.
            keep: called with each answer at once, so that nothing paid for is lost.
            on_done: called when a prompt is done with.
        """
        gate = asyncio.Semaphore(self._judge.at_once)
        async with client() as session:

            async def one(prompt: Prompt) -> None:
                async with gate:
                    found = outcome(self._study, prompt, kept.get(prompt.digest, []))
                    await self._ask(session, prompt, found, keep)
                on_done()

            async with asyncio.TaskGroup() as group:
                for prompt in prompts.values():
                    group.create_task(one(prompt))

    async def _ask(
        self, session: aiohttp.ClientSession, prompt: Prompt, found: Outcome, keep: Keep
    ) -> None:
        """Ask until settled; what fails on the way there is tried `attempts` times."""
        about = {
            "rater": self._rater,
            "request": prompt.digest,
            "wording": prompt.wording,
            "vote": prompt.vote,
        }
        failures = 0
        while not self.stopped and not is_settled(self._judge, found):
            body = self._body(prompt, found.refused)
            document = await self._line.ask(session, body, about, keep)
            if document is None:
                return
            if document["failed"]:
                failures += 1
                if failures >= self._judge.attempts:
                    return
                continue
            fresh = outcome(self._study, prompt, [document])
            found.verdict = fresh.verdict
            found.refused += fresh.refused

    def _body(self, prompt: Prompt, refused: list[str]) -> dict[str, Any]:
        """The prompt; after a refusal with a word on why, so that a cold model says another."""
        if not refused:
            return prompt.body
        language = self._judge.language
        why = catalogue("model")[refused[-1]][language]
        again = catalogue("prompt")["again"][language].format(why=why)
        messages = [*prompt.body["messages"], {"role": "user", "content": again}]
        return {**prompt.body, "messages": messages}
