"""Ask a model what is not yet answered: paced, paid from a purse, every answer kept as it comes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp

from wenheng.collection.filling import Filling
from wenheng.language import catalogue
from wenheng.rating.model.prompts import Prompt
from wenheng.rating.model.purse import Purse, Spent, priced, spent
from wenheng.rating.model.verdict import RefusedError, Verdict, verdict
from wenheng.study.judging import ModelJudge
from wenheng.study.model import Study
from wenheng.wire.asking import Answered, ask, client
from wenheng.wire.completion import completed
from wenheng.wire.secrets import without

Document = Mapping[str, Any]
"""One kept answer: `request` is the digest of its prompt, `raw` all that was sent back."""

HOPELESS = (401, 403, 404)
"""What will be the same for every question."""

FAILURES_IN_A_ROW = 10
LONGEST_REST_S = 60.0
BACK_OFF_S = 1.0


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
        self._purse = purse
        self._filling = Filling("judge")
        self._headers = self._headers_of(judge)
        self._more = self._filling.filled(judge.openai.body)
        self._in_hand = self._failures = 0
        self._rest_until = 0.0
        self._paid = asyncio.Condition()
        self.asked = 0
        self.stopped = ""

    async def ask_all(
        self,
        prompts: Mapping[str, Prompt],
        kept: Mapping[str, list[Document]],
        keep: Callable[[Document], None],
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
        self,
        session: aiohttp.ClientSession,
        prompt: Prompt,
        found: Outcome,
        keep: Callable[[Document], None],
    ) -> None:
        """Ask until settled; what fails on the way there is tried `attempts` times."""
        failures = 0
        while not self.stopped and not is_settled(self._judge, found):
            await asyncio.sleep(max(0.0, self._rest_until - asyncio.get_running_loop().time()))
            body = self._body(prompt, found.refused)
            taken = await self._take(body)
            if taken is None:
                return
            document = await self._once(session, prompt, body, taken, keep)
            if document["failed"]:
                failures += 1
                if failures >= self._judge.attempts:
                    return
                continue
            fresh = outcome(self._study, prompt, [document])
            found.verdict = fresh.verdict
            found.refused += fresh.refused

    async def _once(
        self,
        session: aiohttp.ClientSession,
        prompt: Prompt,
        body: dict[str, Any],
        taken: Spent,
        keep: Callable[[Document], None],
    ) -> Document:
        judge, asked_at = self._judge, datetime.now(UTC)
        try:
            sent = body | self._more
            got = await ask(session, judge.entry, sent, self._headers, judge.limit_s)
        except asyncio.CancelledError:  # sent and perhaps paid for
            keep(
                self._document(
                    prompt, body, Answered("", None, "interrupted", 0.0), taken, asked_at
                )
            )
            raise
        self.asked += 1
        answer = completed(got.raw) if not got.failed else None
        if answer is not None and (answer.refused is not None or answer.failed):
            got = replace(got, failed=(answer.failed or str(answer.refused))[:200])
        got = replace(got, failed=self._hidden(got.failed))
        usage = answer.notes.get("usage") if answer else None
        free = priced(judge.prices, 0, 0, known=True)
        cost = spent(judge.prices, usage, taken) if got.billed else free
        document = self._document(prompt, body, got, cost, asked_at)
        keep(document)
        await self._settle(taken, cost)
        self._note(got)
        if cost.tokens > taken.tokens:
            self.stopped = self.stopped or "over"
        return document

    def _document(
        self, prompt: Prompt, body: dict[str, Any], got: Answered, cost: Spent, at: datetime
    ) -> Document:
        judge, raw = self._judge, got.raw
        raw = self._hidden(raw)
        notes = completed(raw).notes if raw and not got.failed else {}
        return {
            "rater": self._rater,
            "request": prompt.digest,
            "wording": prompt.wording,
            "vote": prompt.vote,
            "entry": judge.entry,
            "model": judge.model,
            "answered_by": str(notes.get("model", "")),
            "temperature": judge.temperature,
            "body": body,
            "status": got.status,
            "failed": got.failed,
            "raw": raw,
            "tokens_in": cost.tokens_in,
            "tokens_out": cost.tokens_out,
            "tokens_known": cost.known,
            "cost": cost.cost,
            "currency": judge.prices.currency if judge.prices else "",
            "asked_at": at,
            "took_s": round(got.took_s, 3),
        }

    def _hidden(self, text: str) -> str:
        """What an endpoint said, without the secrets that it was sent, and as it can be printed."""
        text = without(self._filling.secrets, text)
        return text.encode("utf-8", "replace").decode("utf-8")

    def _note(self, got: Answered) -> None:
        """Rest where the endpoint asks for it; stop where nothing more can come of asking."""
        if not got.failed:
            self._failures = 0
            return
        self._failures += 1
        rest = max(got.retry_after_s or 0.0, BACK_OFF_S)
        end = asyncio.get_running_loop().time() + min(rest, LONGEST_REST_S)
        self._rest_until = max(self._rest_until, end)  # another may have been asked to rest longer
        in_vain = got.status in HOPELESS or self._failures >= FAILURES_IN_A_ROW
        if in_vain or rest > LONGEST_REST_S:
            self.stopped = self.stopped or got.failed

    async def _take(self, body: dict[str, Any]) -> Spent | None:
        """Set aside what `body` may cost; waits for what is in hand to give back what it can."""
        async with self._paid:
            while not self.stopped:
                taken = self._purse.take(body | self._more)
                if taken is not None:
                    self._in_hand += 1
                    return taken
                if not self._in_hand:
                    self.stopped = "budget"
                    return None
                await self._paid.wait()
        return None

    async def _settle(self, taken: Spent, cost: Spent) -> None:
        async with self._paid:
            self._purse.settle(taken, cost)
            self._in_hand -= 1
            self._paid.notify_all()

    def _body(self, prompt: Prompt, refused: list[str]) -> dict[str, Any]:
        """The prompt; after a refusal with a word on why, so that a cold model says another."""
        if not refused:
            return prompt.body
        language = self._judge.language
        why = catalogue("model")[refused[-1]][language]
        again = catalogue("prompt")["again"][language].format(why=why)
        messages = [*prompt.body["messages"], {"role": "user", "content": again}]
        return {**prompt.body, "messages": messages}

    def _headers_of(self, judge: ModelJudge) -> dict[str, str]:
        key = judge.key_env
        bearer = {"Authorization": f"Bearer {self._filling.secret(key)}"} if key else {}
        return bearer | self._filling.texts(judge.openai.headers)
