"""The `http` transport: any endpoint, declared in the study."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
from yarl import URL

from wenheng.collection.answers import Answer, found
from wenheng.collection.exchange import MOST_CHARACTERS, Exchange, hold_exchanges
from wenheng.collection.filling import Filling
from wenheng.collection.transcript import Question, Transcript
from wenheng.collection.transport import Pause, Target
from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.study.endpoints import COOKIE, HEADER, MARK, HttpEndpoint, Request, is_own
from wenheng.wire.streams import events, lines

GREETING_S = 0.3
"""So long a WebSocket that was just opened may greet before it is asked."""

CLOSE_S = 2.0


class HttpTransport:
    """Holds sessions with declared endpoints; one conversation is one `{session}`."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Ask `questions` one after another in one conversation.

        Raises:
            CollectError: the platform declares no `http` block, an environment variable that it
                names is empty, or the endpoint does not accept what that holds.
        """
        declared = target.platform.http
        if declared is None:
            raise CollectError(say("collect.no-http"), where=target.platform.id)
        conversation = _Conversation(self._client, target, declared)
        try:
            return await hold_exchanges(target, questions, pause, conversation.ask)
        finally:
            await conversation.close()


class _Conversation:
    """One session: its cookies, what it learnt, its WebSocket. To be closed."""

    def __init__(
        self, client: aiohttp.ClientSession, target: Target, declared: HttpEndpoint
    ) -> None:
        self._client, self._declared = client, declared
        self._entry, self._where = target.platform.entry, target.platform.id
        self._filling = Filling(target.platform.id)
        self._cookies = aiohttp.CookieJar(unsafe=True)  # also those of an address in numbers
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._started = declared.start is None

    async def ask(self, question: Question, limit_s: float) -> Exchange:
        """Say one thing and wait for the reply."""
        self._filling.next_turn(question.say)
        exchange = Exchange(self._entry, self._filling.secrets)
        await exchange.within(limit_s, self._talk(exchange))
        if exchange.status == 401 and self._filling.secrets:
            raise CollectError(say("collect.secret-refused"), where=self._where)
        return exchange

    async def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            try:
                async with asyncio.timeout(CLOSE_S):
                    await self._socket.close()
            except (TimeoutError, aiohttp.ClientError, OSError):
                return

    async def _talk(self, exchange: Exchange) -> None:
        declared = self._declared
        if declared.start is not None and not self._started:
            async with self._sent(declared.start) as response:
                if not await exchange.accepted(response):
                    return
                self._take(declared.start, await _value(exchange, response), response)
            self._started = True
            exchange.sends()
        if declared.answer == "socket":
            await self._talk_by_socket(exchange)
            return
        async with self._sent(declared) as response:
            if not await exchange.accepted(response):
                return
            if declared.then is None:
                await self._read(exchange, declared, response)
                return
            self._take(declared, await _value(exchange, response), response)
        await self._follow(exchange)

    async def _follow(self, exchange: Exchange) -> None:
        """Ask for the reply, again and again where it takes its time."""
        then = self._declared.then
        assert then is not None
        while True:
            async with self._sent(then) as response:
                if not await exchange.accepted(response):
                    return
                if not then.until:
                    await self._read(exchange, then, response)
                    return
                value = await _value(exchange, response)
                self._take(then, value, response)
            if any(found(then.until, value)):
                Answer(exchange, self._declared).take(value)
                return
            await asyncio.sleep(then.every_s)

    async def _read(
        self, exchange: Exchange, request: Request, response: aiohttp.ClientResponse
    ) -> None:
        answer = Answer(exchange, self._declared)
        async with aclosing(self._values(exchange, response)) as values:
            async for value in values:
                self._take(request, value, response, last=False)
                answer.take(value)
                if answer.ended:
                    return

    async def _values(
        self, exchange: Exchange, response: aiohttp.ClientResponse
    ) -> AsyncGenerator[Any, None]:
        """The answer as the values it is made of."""
        kind = self._declared.answer
        if kind in ("json", "text"):
            body = await exchange.body(response)
            yield json.loads(body) if kind == "json" else body
            return
        text = lines(exchange.pieces(response))
        if kind == "lines":
            async for line in text:
                if line.strip():
                    yield _json_or_text(line)
            return
        async for event in events(text):
            if event.name == "error":
                exchange.refused(event.data)
            elif event.data != "[DONE]":
                yield _json_or_text(event.data)

    async def _talk_by_socket(self, exchange: Exchange) -> None:
        socket = await self._opened(exchange)
        exchange.sends()
        body = self._filling.filled(self._declared.body)
        said = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        await socket.send_str(said)
        answer = Answer(exchange, self._declared)
        while not answer.ended:
            text = await _received(socket, self._declared.quiet_s if answer.said else None)
            if text is None or not exchange.keep(text + "\n"):
                break
            value = _json_or_text(text)
            self._take(self._declared, value, None, last=False)
            answer.take(value)
        if socket.closed and not answer.said:
            exchange.refused(f"closed by the endpoint ({socket.close_code})")

    async def _opened(self, exchange: Exchange) -> aiohttp.ClientWebSocketResponse:
        """The WebSocket of this session; what it says before it is asked is kept, but no reply."""
        wait_s = 0.01
        if self._socket is None or self._socket.closed:
            url, headers = self._address(self._declared), self._headers(self._declared)
            query = self._filling.texts(self._declared.query)
            self._socket = await self._client.ws_connect(
                url, headers=headers, params=query, max_msg_size=MOST_CHARACTERS
            )
            exchange.reached, exchange.status, wait_s = True, 101, GREETING_S
        exchange.reached = True
        while (text := await _received(self._socket, wait_s)) is not None:
            if not exchange.keep(text + "\n"):
                raise ValueError("it does not stop talking")
        return self._socket

    def _sent(self, request: Request) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        body = self._filling.filled(request.body)
        sent: dict[str, Any] = {}
        if request.form and isinstance(body, dict):
            sent["data"] = {name: str(value) for name, value in body.items()}
        elif isinstance(body, str):
            sent["data"] = body.encode()
        elif body is not None:
            sent["json"] = body
        return self._client.request(
            request.method,
            self._address(request),
            params=self._filling.texts(request.query),
            headers=self._headers(request),
            allow_redirects=False,
            **sent,
        )

    def _address(self, request: Request) -> str:
        """The address that a request goes to, which must be on the host of the entry."""
        template = request.url or self._entry
        whole = MARK.fullmatch(template)
        filled = (
            self._filling.text(template)
            if whole
            else MARK.sub(lambda mark: quote(self._filling.text(mark[0]), safe=""), template)
        )
        address = urljoin(self._entry, filled)
        if not is_own(address, self._entry):
            its = urlsplit(address)
            raise ValueError(f"leads to another host, or off https: {its.scheme}://{its.netloc}")
        return address

    def _headers(self, request: Request) -> dict[str, str]:
        kept = self._cookies.filter_cookies(URL(self._entry))
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in kept.items())
        own = self._filling.texts(request.headers)
        return ({"Cookie": cookies} if cookies else {}) | own

    def _take(
        self,
        request: Request,
        value: Any,
        response: aiohttp.ClientResponse | None,
        last: bool = True,
    ) -> None:
        """Learn what the study wants of an answer, or of a piece of one that is not the `last`."""
        if response is not None:
            self._cookies.update_cookies(response.cookies, response.url)
        for name, place in request.take.items():
            taken = _taken(place, value, response)
            if taken is not None:
                self._filling.learn(name, taken)
            elif last and not self._filling.knows(name):
                raise ValueError(f"no {name} at {place}")


def _taken(place: str, value: Any, response: aiohttp.ClientResponse | None) -> Any:
    if place.startswith(HEADER):
        return response.headers.get(place.removeprefix(HEADER)) if response is not None else None
    if place.startswith(COOKIE):
        morsel = response.cookies.get(place.removeprefix(COOKIE)) if response is not None else None
        return morsel.value if morsel is not None else None
    return next((one for one in found(place, value) if one is not None), None)


async def _value(exchange: Exchange, response: aiohttp.ClientResponse) -> Any:
    return _json_or_text(await exchange.body(response))


async def _received(socket: aiohttp.ClientWebSocketResponse, wait_s: float | None) -> str | None:
    """The next text; None where it was still for so long, or was closed."""
    while True:
        try:
            message = await asyncio.wait_for(socket.receive(), wait_s)
        except TimeoutError:
            return None
        if message.type == aiohttp.WSMsgType.TEXT:
            return str(message.data)
        if message.type == aiohttp.WSMsgType.BINARY:
            return bytes(message.data).decode("utf-8", "replace")
        if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
            return None


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
