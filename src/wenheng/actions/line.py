"""The one way to reach a model: paced, paid from a purse, every answer kept as it comes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp

from wenheng.collection.filling import Filling
from wenheng.rating.model.purse import Purse, Spent, priced, spent
from wenheng.study.reached import ReachedModel
from wenheng.wire.asking import Answered, ask
from wenheng.wire.completion import completed
from wenheng.wire.secrets import without

Document = Mapping[str, Any]
"""One kept answer: `request` is the digest of its prompt, `raw` all that was sent back."""

Keep = Callable[[Document], None]

HOPELESS = (401, 403, 404)
"""What will be the same for every question."""

FAILURES_IN_A_ROW = 10
LONGEST_REST_S = 60.0
BACK_OFF_S = 1.0


class Line:
    """Asks `model` one thing after another; `stopped` says why nothing more is asked.

    `where` names it in messages of errors; `asked` counts the requests that were answered, well
    or badly.
    """

    def __init__(self, model: ReachedModel, purse: Purse, where: str) -> None:
        self._model, self._purse = model, purse
        self._filling = Filling(where)
        self._headers = self._headers_of(model)
        self._more = self._filling.filled(model.openai.body)
        self._in_hand = self._failures = 0
        self._rest_until = 0.0
        self._paid = asyncio.Condition()
        self.asked = 0
        self.stopped = ""

    async def ask(
        self,
        session: aiohttp.ClientSession,
        body: dict[str, Any],
        about: Mapping[str, Any],
        keep: Keep,
    ) -> Document | None:
        """Send `body`; what came back, which is kept `about` what it says. None: not asked."""
        await asyncio.sleep(max(0.0, self._rest_until - asyncio.get_running_loop().time()))
        taken = await self._take(body)
        return None if taken is None else await self._once(session, body, taken, about, keep)

    async def _once(
        self,
        session: aiohttp.ClientSession,
        body: dict[str, Any],
        taken: Spent,
        about: Mapping[str, Any],
        keep: Keep,
    ) -> Document:
        model, asked_at = self._model, datetime.now(UTC)
        try:
            sent = body | self._more
            got = await ask(session, model.entry, sent, self._headers, model.limit_s)
        except asyncio.CancelledError:  # sent and perhaps paid for
            cut = Answered("", None, "interrupted", 0.0)
            keep({**about, **self._document(body, cut, taken, asked_at)})
            raise
        self.asked += 1
        answer = completed(got.raw) if not got.failed else None
        if answer is not None and (answer.refused is not None or answer.failed):
            got = replace(got, failed=(answer.failed or str(answer.refused))[:200])
        got = replace(got, failed=self._hidden(got.failed))
        usage = answer.notes.get("usage") if answer else None
        free = priced(model.prices, 0, 0, known=True)
        cost = spent(model.prices, usage, taken) if got.billed else free
        document = {**about, **self._document(body, got, cost, asked_at)}
        keep(document)
        await self._settle(taken, cost)
        self._note(got)
        if cost.tokens > taken.tokens:
            self.stopped = self.stopped or "over"
        return document

    def _document(
        self, body: dict[str, Any], got: Answered, cost: Spent, at: datetime
    ) -> dict[str, Any]:
        model, raw = self._model, got.raw
        raw = self._hidden(raw)
        notes = completed(raw).notes if raw and not got.failed else {}
        return {
            "entry": model.entry,
            "model": model.model,
            "answered_by": str(notes.get("model", "")),
            "temperature": model.temperature,
            "body": body,
            "status": got.status,
            "failed": got.failed,
            "raw": raw,
            "tokens_in": cost.tokens_in,
            "tokens_out": cost.tokens_out,
            "tokens_known": cost.known,
            "cost": cost.cost,
            "currency": model.prices.currency if model.prices else "",
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

    def _headers_of(self, model: ReachedModel) -> dict[str, str]:
        key = model.key_env
        bearer = {"Authorization": f"Bearer {self._filling.secret(key)}"} if key else {}
        return bearer | self._filling.texts(model.openai.headers)
