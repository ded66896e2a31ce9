"""The ways bytes of a reply travel: JSON, chunked lines, server-sent events, WebSocket, OpenAI."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from wenheng.sandbox.assistant import Assistant
from wenheng.sandbox.composing import Reply
from wenheng.sandbox.country import Site

PIECES = 16
LONGEST_QUESTION = 2_000
SILENCE_S = 600
"""How long a request to a silent assistant is kept open."""


@dataclass(frozen=True)
class Line:
    """The line to one assistant; replies come at the pace that was planted."""

    site: Site
    assistant: Assistant

    def routes(self) -> list[web.RouteDef]:
        """What the front ends and the programs of this site talk to."""
        at = f"/api/{self.site.channel}"
        programs = f"/{self.site.channel}"
        return [
            web.post(f"{at}/chat", self.as_json),
            web.post(f"{at}/stream", self.as_lines),
            web.get(f"{at}/events", self.as_events),
            web.get(f"{at}/socket", self.as_messages),
            web.post(f"{at}/rate", self.take_rating),
            web.post(f"{programs}/v1/chat/completions", self.as_openai),
            web.post(f"{programs}/api/ask", self.as_endpoint),
        ]

    async def as_json(self, request: web.Request) -> web.StreamResponse:
        reply = await self._whole(*await _asked(request))
        status = 500 if reply.kind == "error" else 200
        return web.json_response(shown(reply), status=status)

    async def as_endpoint(self, request: web.Request) -> web.StreamResponse:
        """The JSON endpoint of a platform that is asked by programs."""
        reply = await self._whole(*await _asked(request))
        if reply.kind == "error":
            return web.json_response({"code": 500, "message": reply.text}, status=500)
        data = {
            "answer": reply.plain,
            "links": [{"text": link.text, "url": _url(request, link.path)} for link in reply.links],
            "options": list(reply.options),
        }
        return web.json_response({"code": 0, "data": data})

    async def as_lines(self, request: web.Request) -> web.StreamResponse:
        question, session = await _asked(request)
        return await self._streamed(request, question, session, "application/x-ndjson", "{}\n")

    async def as_events(self, request: web.Request) -> web.StreamResponse:
        question, session = _checked(dict(request.query))
        kind = "text/event-stream"
        return await self._streamed(request, question, session, kind, "data: {}\n\n")

    async def as_messages(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=1 << 16)
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                question, session = _checked(_parsed(message.data))
                async for event in self._events(question, session):
                    await socket.send_str(json.dumps(event, ensure_ascii=False))
        return socket

    async def as_openai(self, request: web.Request) -> web.StreamResponse:
        """Chat completions: the conversation is in the request, nothing is remembered here."""
        body = _parsed(await request.text())
        said = [str(m.get("content", "")) for m in body.get("messages", []) if _by_user(m)][-20:]
        session = f"openai-{id(request)}-{time.monotonic_ns()}"
        for earlier in said[:-1]:
            self.assistant.rehearse(earlier[:LONGEST_QUESTION], session)
        question, _ = _checked({"question": said[-1] if said else "", "session": session})
        answer = Completion(request, str(body.get("model", self.site.id)))
        try:
            if body.get("stream"):
                return await answer.streamed(self._events(question, session))
            return answer.whole(await self._whole(question, session))
        finally:
            self.assistant.forget(session)

    async def take_rating(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.json_response({"ok": True})

    async def _whole(self, question: str, session: str) -> Reply:
        reply = self.assistant.reply(question, session)
        if reply is None:
            await asyncio.sleep(SILENCE_S)
            return Reply("error", "")
        planted = self.site.planted
        await asyncio.sleep(planted.first_s + planted.stream_s)
        return reply

    async def _events(self, question: str, session: str) -> AsyncIterator[dict[str, Any]]:
        """{"delta": …} any number of times, then {"end": the whole reply}."""
        planted = self.site.planted
        reply = self.assistant.reply(question, session)
        await asyncio.sleep(SILENCE_S if reply is None else planted.first_s)
        if reply is None:
            return
        if reply.kind != "error":
            pieces = _pieces(reply.text) if planted.stream_s else [reply.text]
            for piece in pieces:
                yield {"delta": piece}
                await asyncio.sleep(planted.stream_s / len(pieces))
        yield {"end": shown(reply)}

    async def _streamed(
        self, request: web.Request, question: str, session: str, kind: str, frame: str
    ) -> web.StreamResponse:
        events = self._events(question, session)
        return await _stream(request, kind, (_framed(frame, event) async for event in events))


@dataclass(frozen=True)
class Completion:
    """The answers of an OpenAI-compatible endpoint."""

    request: web.Request
    model: str

    def whole(self, reply: Reply) -> web.Response:
        if reply.kind == "error":
            error = {"message": reply.text, "type": "server_error", "code": 500}
            return web.json_response({"error": error}, status=500)
        message = {"role": "assistant", "content": reply.plain + self._after(shown(reply))}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return web.json_response(self._object("chat.completion", choice))

    async def streamed(self, events: AsyncIterator[dict[str, Any]]) -> web.StreamResponse:
        return await _stream(self.request, "text/event-stream", self._chunks(events))

    async def _chunks(self, events: AsyncIterator[dict[str, Any]]) -> AsyncIterator[str]:
        async for event in events:
            text = event.get("delta", "")
            if end := event.get("end"):
                if end["kind"] == "error":
                    error = {"message": end["text"], "type": "server_error"}
                    yield f"data: {json.dumps({'error': error}, ensure_ascii=False)}\n\n"
                    return
                text = "".join(f"\n{label}：{words}" for label, words in end["card"])
                text += self._after(end)
            yield self._chunk({"content": text}, None)
        yield self._chunk({}, "stop")
        yield "data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, str], finish: str | None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = self._object("chat.completion.chunk", choice)
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    def _object(self, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
        made = {"id": "chatcmpl-sandbox", "object": kind, "created": int(time.time())}
        return {**made, "model": self.model, "choices": [choice]}

    def _after(self, reply: dict[str, Any]) -> str:
        links = [f"[{x['text']}]({_url(self.request, x['url'])})" for x in reply["links"]]
        options = [f"{n}. {text}" for n, text in enumerate(reply["options"], 1)]
        return "".join(f"\n{line}" for line in [*links, *options])


def shown(reply: Reply) -> dict[str, Any]:
    """A reply as the front ends are given it."""
    return {
        "kind": reply.kind,
        "text": reply.text,
        "links": [{"text": link.text, "url": link.path} for link in reply.links],
        "options": list(reply.options),
        "card": [list(field) for field in reply.card],
    }


async def _stream(request: web.Request, kind: str, parts: AsyncIterator[str]) -> web.StreamResponse:
    headers = {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-store"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    try:
        async for part in parts:
            await response.write(part.encode())
        await response.write_eof()
    except ConnectionResetError:  # the visitor left
        pass
    return response


async def _asked(request: web.Request) -> tuple[str, str]:
    return _checked(_parsed(await request.text()))


def _parsed(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError as error:
        raise web.HTTPBadRequest(text="not JSON") from error
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return body


def _checked(body: dict[str, Any]) -> tuple[str, str]:
    question, session = str(body.get("question", "")).strip(), str(body.get("session", ""))
    if not question or len(question) > LONGEST_QUESTION or len(session) > 100:
        raise web.HTTPBadRequest(text="a question of 1 to 2000 characters is wanted")
    return question, session


def _by_user(message: Any) -> bool:
    return isinstance(message, dict) and message.get("role") == "user"


def _framed(frame: str, event: dict[str, Any]) -> str:
    return frame.replace("{}", json.dumps(event, ensure_ascii=False))


def _url(request: web.Request, path: str) -> str:
    return f"{request.scheme}://{request.host}{path}"


def _pieces(text: str) -> list[str]:
    size = max(1, -(-len(text) // PIECES))
    return [text[i : i + size] for i in range(0, len(text), size)] or [""]
