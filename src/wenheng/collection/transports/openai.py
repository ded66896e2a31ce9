"""The `openai` transport: a chat endpoint that speaks the OpenAI protocol, streamed."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp

from wenheng.collection.dialogue import Question
from wenheng.collection.exchange import Exchange, hold_exchanges
from wenheng.collection.transcript import Reply, Transcript
from wenheng.collection.transport import Pause, Target
from wenheng.errors import CollectError
from wenheng.language import say


class OpenAITransport:
    """Holds sessions with chat endpoints; the whole conversation is sent with every turn."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Ask `questions` one after another in one conversation.

        Raises:
            CollectError: the environment variable that should hold the key is empty.
        """
        headers = _headers(target)
        said: list[dict[str, str]] = []

        async def ask(question: Question) -> Exchange:
            said.append({"role": "user", "content": question.say})
            exchange = Exchange(_address(target.platform.entry))
            model = target.platform.model or "default"
            body = {"model": model, "messages": said, "stream": True}
            post = self._client.post(
                exchange.address, json=body, headers=headers, allow_redirects=False
            )
            await exchange.over(post, lambda r: _read(exchange, r), target.pace.reply_limit_s)
            said.append({"role": "assistant", "content": exchange.reply.text})
            return exchange

        return await hold_exchanges(target, questions, pause, ask)


def _address(entry: str) -> str:
    trimmed = entry.rstrip("/")
    return trimmed if trimmed.endswith("/chat/completions") else f"{trimmed}/chat/completions"


def _headers(target: Target) -> dict[str, str]:
    name = target.platform.key_env
    if not name:
        return {}
    key = os.environ.get(name)
    if not key:
        raise CollectError(
            say("collect.no-key", name=name),
            where=target.platform.id,
            hint=say("collect.set-key", name=name),
        )
    return {"Authorization": f"Bearer {key}"}


async def _read(exchange: Exchange, response: aiohttp.ClientResponse) -> None:
    text = ""
    async for event in _events(response, exchange):
        piece = _piece(event, exchange)
        if piece:
            text += piece
            exchange.heard()
            exchange.reply = Reply(text.strip())


async def _events(response: aiohttp.ClientResponse, exchange: Exchange) -> AsyncIterator[Any]:
    """The events of a stream, or the one body of an answer that was not streamed."""
    if "event-stream" not in response.headers.get("content-type", ""):
        yield json.loads(await exchange.body(response))
        return
    async for line in exchange.lines(response):
        data = line.removeprefix("data:").strip()
        if line.startswith("data:") and data != "[DONE]":
            yield json.loads(data)


def _piece(event: Any, exchange: Exchange) -> str:
    """The text that an event adds; reasoning and tool fields add none."""
    if not isinstance(event, dict):
        return ""
    if event.get("error"):
        exchange.failed = str(event["error"])[:200]
    choices = event.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    part = (first.get("delta") or first.get("message")) if isinstance(first, dict) else None
    content = part.get("content") if isinstance(part, dict) else None
    return content if isinstance(content, str) else ""
