"""Whatever an endpoint does, a session ends as an outcome, in time and within memory."""

import asyncio
import json
import random
import socket
import tracemalloc
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.collection.conftest import no_pause, served

from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.transcript import Question
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.study.endpoints import HttpEndpoint
from wenheng.study.options import Pace
from wenheng.study.roster import Platform

LIMIT_S = 0.5
GOOD = [
    b'data: {"choices": [{"delta": {"content": "\xe7\xa4\xbe\xe4\xbf\x9d"}}]}\n\n',
    b'{"answer": "\xe5\xa5\xbd\xe3\x80\x82", "job": 1, "done": true}\n',
    b"event: error\ndata: boom\n\n",
    b"data: [DONE]\n\n",
    b"\r",
    b"\n\n",
]
BAD = [
    b"\xff\xfe\xe7\xa4",
    b'{"answer": {"a": [',
    b"[" * 3000,
    b"data: {",
    b"\x00",
    b"<html>",
    b"9" * 5000,
]
KINDS = ["text/event-stream", "application/json", "text/html; charset=nonsense", "image/png"]
ENDS = ["whole", "cut", "hangs"]


@dataclass(frozen=True)
class Answer:
    """What is sent: parts cut at seeded places, how it is called, how it ends."""

    parts: tuple[bytes, ...]
    seed: int
    status: int
    kind: str
    end: str


answers = st.builds(
    Answer,
    parts=st.lists(st.sampled_from(GOOD + BAD) | st.binary(max_size=30), max_size=6).map(tuple),
    seed=st.integers(0, 999),
    status=st.sampled_from([200, 200, 200, 201, 204, 302, 400, 404, 429, 500, 503]),
    kind=st.sampled_from(KINDS),
    end=st.sampled_from(ENDS),
)
DECLARED = {
    "openai": None,
    **{
        answer: HttpEndpoint(
            body={"q": "{question}"}, answer=answer, reply="$.answer", end="$.done", options="$..x"
        )
        for answer in ("json", "lines", "events", "text")
    },
    "then": HttpEndpoint.model_validate(
        {
            "body": "{question}",
            "take": {"job": "$.job"},
            "then": {"url": "/{job}", "until": "$.done", "every_s": 0.1},
            "reply": "$.answer",
        }
    ),
}


async def send(request, answer):
    chance, data = random.Random(answer.seed), b"".join(answer.parts)
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": answer.kind})
    await response.prepare(request)
    while data and answer.status != 204:
        size = chance.randint(1, len(data))
        await response.write(data[:size])
        data = data[size:]
    if answer.end == "cut" and request.transport:
        request.transport.abort()
    if answer.end == "hangs":
        await asyncio.sleep(5)
    return response


async def held_with(handler, declared, limit_s=LIMIT_S):
    """A session of two questions, and the seconds that it took."""
    async with served(web.route("*", "/{any:.*}", handler)) as at, Transports() as transports:
        name = "http" if declared else "openai"
        platform = Platform(
            id="p", unit="u", channel="c", entry=at, transport=name, http=declared, model="m"
        )
        target = Target(platform, pace=Pace(reply_limit_s=limit_s, session_limit_s=2.5 * limit_s))
        asked = [Question("main", "甲？"), Question("followup", "乙？")]
        begun = asyncio.get_running_loop().time()
        held = await (await transports.of(name)).hold(target, asked, no_pause)
        return held, asyncio.get_running_loop().time() - begun


@pytest.mark.slow
@pytest.mark.parametrize("name", DECLARED)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(answer=answers)
def test_whatever_comes_is_an_outcome_in_time(name, answer):
    async def handler(request):
        return await send(request, answer)

    held, took_s = asyncio.run(held_with(handler, DECLARED[name]))

    assert held.outcome in OUTCOMES
    assert {turn.outcome for turn in held.turns} <= set(OUTCOMES)
    assert took_s < 2.5 * LIMIT_S + 3
    for item in held.evidence:
        assert json.loads(item.content)["address"]


async def dripping(request):
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b'{"answer": "a"}\n' if request.query else b":\n")
        await asyncio.sleep(0.05)


async def endless(request):
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b'{"answer": "' + b"a" * 60_000 + b'"}\n')


async def one_line_without_end(request):
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"a" * 60_000)


async def squeezed(request):
    """A few kB that are 200 MB when they are read."""
    response = web.StreamResponse()
    response.enable_compression(web.ContentCoding.gzip)
    await response.prepare(request)
    for _ in range(200):
        await response.write(b" " * 2**20)
    return response


@pytest.mark.parametrize("handler", [dripping, endless, one_line_without_end, squeezed])
@pytest.mark.parametrize("name", ["openai", "lines", "json"])
async def test_what_does_not_end_is_left_in_time_and_within_memory(handler, name):
    tracemalloc.start()

    held, took_s = await held_with(handler, DECLARED[name])

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held.outcome in ("replied", "no_reply", "error_reply")
    assert took_s < 2.5 * LIMIT_S + 3
    assert peak < 60 * 2**20


async def test_json_too_deep_to_read_is_their_failure():
    async def answer(_request):
        return web.Response(text="[" * 100_000 + "]" * 100_000)

    held, _ = await held_with(answer, DECLARED["json"])

    assert (held.outcome, held.fault) == ("error_reply", "theirs")


@pytest.mark.parametrize("say", [b"", b"\x00\x01", b"HTTP/1.1 999\r\n\r\n", b"SSH-2.0-x\r\n"])
async def test_what_does_not_speak_http_cannot_be_reached(say):
    async def talk(_reader, writer):
        writer.write(say)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server, Transports() as transports:
        entry = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        platform = Platform(id="p", unit="u", channel="c", entry=entry, transport="openai")
        asked = [Question("main", "甲？")]
        held = await (await transports.of("openai")).hold(Target(platform), asked, no_pause)

    assert held.outcome in ("unreachable", "error_reply", "no_reply")


@pytest.mark.parametrize(("callers", "met"), [(0, ("no_reply", True)), (4, ("unreachable", None))])
async def test_who_takes_a_connection_is_there_if_silent_and_who_takes_none_is_not(
    monkeypatch, callers, met
):
    monkeypatch.setattr("wenheng.collection.transports.CONNECT_S", 0.5)
    with ExitStack() as stack:
        nobody = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(callers):  # two fill the queue, the rest wait like us
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(nobody.getsockname())
        entry = f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"
        platform = Platform(id="p", unit="u", channel="c", entry=entry, transport="openai")
        target = Target(platform, pace=Pace(reply_limit_s=2, session_limit_s=4))
        async with Transports() as transports:
            transport = await transports.of("openai")
            held = await transport.hold(target, [Question("main", "甲？")], no_pause)

    assert (held.outcome, held.has_assistant) == met
