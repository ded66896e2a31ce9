"""The `openai` transport: a chat endpoint that speaks the OpenAI protocol, streamed or not."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

import aiohttp

from wenheng.collection.exchange import Exchange, hold_exchanges
from wenheng.collection.filling import Filling
from wenheng.collection.streams import Event, events_or_whole, lines, values
from wenheng.collection.transcript import Question, Reply, Transcript
from wenheng.collection.transport import Pause, Target
from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.study.endpoints import OpenAIEndpoint

DONE, DONE_S = "[DONE]", 0.5
"""What ends a stream; so long its connection is given to end, too, that it can be used again."""

REASONING = ("reasoning_content", "reasoning", "thinking")
BEGIN, END = "<think>", "</think>"
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
            exchange = Exchange(_address(target.platform.entry), filling.secrets)
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


def _address(entry: str) -> str:
    trimmed = entry.rstrip("/")
    return trimmed if trimmed.endswith("/chat/completions") else f"{trimmed}/chat/completions"


def _headers(target: Target, filling: Filling) -> dict[str, str]:
    name = target.platform.key_env
    return {"Authorization": f"Bearer {filling.secret(name)}"} if name else {}


async def _read(exchange: Exchange, response: aiohttp.ClientResponse) -> None:
    """Read to the end, at once or as it streams; the content type is not relied on."""
    answer = _Answer(exchange)
    async with aclosing(events_or_whole(lines(exchange.pieces(response)))) as events:
        async for event in events:
            if event.data == DONE:
                await _drained(events)
                break
            _take(answer, event)
    answer.close()


async def _drained(events: Any) -> None:
    try:
        async with asyncio.timeout(DONE_S):
            async for _ in events:
                pass
    except TimeoutError:
        return


def _take(answer: "_Answer", event: Event) -> None:
    try:
        found = values(event.data)
    except (ValueError, RecursionError) as error:
        answer.exchange.failed = f"no JSON: {error}"[:200]
        return
    for value in found:
        answer.take(value)


class _Answer:
    """One answer as it grows: what is said, and apart from it what was thought."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self._text, self._thought = "", list[str]()
        self._has_choices = self._has_events = False

    def take(self, event: Any) -> None:
        """Add what an event holds."""
        if not isinstance(event, dict):
            self._has_events = True
            return
        if event.get("error") or event.get("object") == "error":
            self.exchange.refused(event.get("error") or event.get("message"))
            return
        if isinstance(event.get("usage"), dict):
            self.exchange.notes["usage"] = event["usage"]
        self._has_events = True
        choices = event.get("choices")
        if isinstance(choices, list) and (choices or "usage" in event):
            self._has_choices = True
            for choice in choices[:1]:
                self._add(choice)

    def close(self) -> None:
        """Say what was missing."""
        if self._thought:
            self.exchange.notes["reasoning"] = "".join(self._thought)
        if self._has_events and not self._has_choices and not self.exchange.failed:
            self.exchange.failed = "no choices in the answer"

    def _add(self, choice: Any) -> None:
        if not isinstance(choice, dict):
            return
        if choice.get("finish_reason"):
            self.exchange.notes["finish_reason"] = choice["finish_reason"]
        part = choice.get("delta") or choice.get("message") or choice
        if not isinstance(part, dict):
            return
        self._thought += [text for name in REASONING if (text := _text(part.get(name)))]
        if isinstance(part.get("content"), list):
            thoughts = [one for one in part["content"] if _is_thought(one)]
            self._thought += [_text(one.get("thinking")) for one in thoughts]
        piece = _text(part.get("content")) or _text(part.get("refusal")) or _text(part.get("text"))
        if piece:
            self._text += piece
            self._say()

    def _say(self) -> None:
        thought, said = apart(self._text)
        if thought:
            self.exchange.notes["thought"] = thought
        if said != self.exchange.reply.text:
            self.exchange.heard()
            self.exchange.reply = Reply(said)


def apart(text: str) -> tuple[str, str]:
    """What stands between marks of thinking, and the rest; an open mark goes on to the end.

    Templates of some models leave the opening mark out, so all before a lone closing mark is
    thought; only a mark at the beginning opens, as an answer may speak of such marks.
    """
    begun = text.lstrip()
    if begun.startswith(BEGIN):
        thought, _, said = begun.removeprefix(BEGIN).partition(END)
    elif BEGIN.startswith(begun):
        return "", ""
    elif END in begun and BEGIN not in begun:
        thought, _, said = begun.partition(END)
    else:
        return "", text.strip()
    return thought.strip(), said.strip()


def _is_thought(part: Any) -> bool:
    return isinstance(part, dict) and "thinking" in part


def _text(value: Any) -> str:
    """The text of a field: a text, or a list of parts of which some are texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return ""
