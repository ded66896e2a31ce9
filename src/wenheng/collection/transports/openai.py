"""The `openai` transport: a chat endpoint that speaks the OpenAI protocol, streamed or not."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

import aiohttp

from wenheng.collection.exchange import Exchange, hold_exchanges
from wenheng.collection.filling import Filling
from wenheng.collection.transcript import Question, Reply, Transcript
from wenheng.collection.transport import Pause, Target
from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.study.endpoints import OpenAIEndpoint
from wenheng.wire.asking import address
from wenheng.wire.completion import DONE, Completion
from wenheng.wire.streams import Event, events_or_whole, lines

DONE_S = 0.5
"""So long a connection is given to end after its stream, that it can be used again."""

NOT_UNDERSTOOD = (400, 422)


class OpenAITransport:
    """Holds sessions with chat endpoints.

    The whole conversation is sent with every turn, unless the endpoint is said to remember it.
    """

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client
        self._plain: set[str] = set()
        """Addresses that do not know how to be asked for their usage."""

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Ask `questions` one after another in one conversation.

        Raises:
            CollectError: an environment variable that should hold a secret is empty, or the
                endpoint does not accept our key.
        """
        filling = Filling(target.platform.id)
        declared = target.platform.openai or OpenAIEndpoint()
        headers = _headers(target, filling) | filling.texts(declared.headers)
        said: list[dict[str, str]] = []

        async def ask(question: Question, limit_s: float) -> Exchange:
            filling.next_turn(question.say)
            said.append({"role": "user", "content": question.say})
            messages = said[-1:] if declared.remembers else said
            body = {"model": target.platform.model or "default", "messages": messages}
            body |= filling.filled(declared.body)
            exchange = Exchange(address(target.platform.entry), filling.secrets)
            await exchange.within(limit_s, self._complete(exchange, body, headers))
            if exchange.status == 401 and target.platform.key_env:
                name = target.platform.key_env
                raise CollectError(say("collect.key-refused", name=name), where=target.platform.id)
            said.append({"role": "assistant", "content": exchange.reply.text})
            return exchange

        return await hold_exchanges(target, questions, pause, ask)

    async def _complete(
        self, exchange: Exchange, body: dict[str, Any], headers: dict[str, str]
    ) -> None:
        usage = {} if exchange.address in self._plain else {"include_usage": True}
        streamed = {"stream": True} | ({"stream_options": usage} if usage else {})
        request = streamed | body
        async with self._client.post(
            exchange.address, json=request, headers=headers, allow_redirects=False
        ) as response:
            if await exchange.accepted(response):
                await _read(exchange, response)
                return
        if usage and exchange.status in NOT_UNDERSTOOD and "stream_options" in exchange.raw:
            self._plain.add(exchange.address)
            exchange.failed = ""
            exchange.sends()
            await self._complete(exchange, body, headers)


def _headers(target: Target, filling: Filling) -> dict[str, str]:
    name = target.platform.key_env
    return {"Authorization": f"Bearer {filling.secret(name)}"} if name else {}


async def _read(exchange: Exchange, response: aiohttp.ClientResponse) -> None:
    """Read to the end, at once or as it streams; the content type is not relied on."""
    answer = Completion()
    try:
        async with aclosing(events_or_whole(lines(exchange.pieces(response)))) as events:
            async for event in events:
                if event.data == DONE:
                    await _drained(events)
                    break
                _take(exchange, answer, event)
    finally:  # what came before the line was cut or the time was over is kept, too
        answer.close()
        exchange.notes |= {name: its for name, its in answer.notes.items() if name != "model"}
    exchange.failed = exchange.failed or answer.failed


async def _drained(events: Any) -> None:
    try:
        async with asyncio.timeout(DONE_S):
            async for _ in events:
                pass
    except TimeoutError:
        return


def _take(exchange: Exchange, answer: Completion, event: Event) -> None:
    if answer.read(event.data):
        exchange.heard()
        exchange.reply = Reply(answer.said)
    if answer.refused is not None:
        exchange.refused(answer.refused)
