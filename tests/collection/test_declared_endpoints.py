"""Endpoints as studies declare them, against servers that speak as Rasa, n8n, Dify … do."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import WSMsgType, web
from tests.collection.conftest import free_port, served, wait_for

from wenheng.errors import CollectError
from wenheng.study.endpoints import HttpEndpoint


@pytest.fixture
def ask(hold, platform):
    """Hold a session with the endpoint at `address`, declared so."""

    async def asked(address, declared, *says, **pace):
        http = HttpEndpoint.model_validate(declared)
        return await hold(
            platform(address, transport="http", http=http), *(says or ("问",)), **pace
        )

    return asked


RASA = {
    "body": {"sender": "{session}", "message": "{question}"},
    "reply": "$[*].text",
    "options": "$[*].buttons[*]",
}


async def test_a_rasa_server_says_several_messages_and_offers_buttons(ask):
    asked = []

    async def answer(request):
        asked.append(await request.json())
        buttons = [{"title": "补领", "payload": "/a"}, {"title": "换领", "payload": "/b"}]
        return web.json_response([{"text": "您好。"}, {"text": "请选择：", "buttons": buttons}])

    async with served(web.post("/webhooks/rest/webhook", answer)) as at:
        held = await ask(f"{at}/webhooks/rest/webhook", RASA, "甲", "乙")

    assert held.turns[0].reply.text == "您好。\n请选择："
    assert held.turns[0].reply.options == ("补领", "换领")
    assert asked[0]["sender"] == asked[1]["sender"] != ""


N8N = {
    "answer": "lines",
    "body": {"action": "sendMessage", "sessionId": "{session}", "chatInput": "{question}"},
    "reply": "$.content",
    "end": "$[?@ == 'end']",
}


async def test_an_n8n_chat_streams_json_lines(ask):
    async def answer(request):
        response = web.StreamResponse()
        await response.prepare(request)
        for row in (
            {"type": "begin"},
            {"type": "item", "content": "带户"},
            {"type": "item", "content": "口簿。"},
            {"type": "end"},
        ):
            await response.write(json.dumps(row).encode() + b"\n")
        await asyncio.sleep(3)
        return response

    async with served(web.post("/webhook/x/chat", answer)) as at:
        held = await ask(f"{at}/webhook/x/chat", N8N)

    assert held.turns[0].reply.text == "带户口簿。"
    assert held.duration_s < 2, "the end is known by its mark, not by the closed connection"


DIFY = {
    "answer": "events",
    "headers": {"Authorization": "Bearer {env:SOME_DIFY_KEY}"},
    "body": {
        "query": "{question}",
        "user": "{session}",
        "conversation_id": "{conversation}",
        "response_mode": "streaming",
        "inputs": {},
    },
    "take": {"conversation": "$.conversation_id"},
    "reply": "$.answer",
    "end": "$[?@ == 'message_end']",
}


async def test_a_dify_application_streams_events_and_names_the_conversation(ask, monkeypatch):
    monkeypatch.setenv("SOME_DIFY_KEY", "app-key-1")
    asked = []

    async def answer(request):
        asked.append((await request.json(), request.headers["Authorization"]))
        events = [
            {"event": "message", "answer": piece, "conversation_id": "c-7"}
            for piece in ("请到", "派出所。")
        ]
        events += [{"event": "message_end", "conversation_id": "c-7"}]
        return web.Response(
            text="event: ping\n\n" + "".join(f"data: {json.dumps(e)}\n\n" for e in events),
            content_type="text/event-stream",
        )

    async with served(web.post("/v1/chat-messages", answer)) as at:
        held = await ask(f"{at}/v1/chat-messages", DIFY, "甲", "乙")

    assert [turn.reply.text for turn in held.turns] == ["请到派出所。", "请到派出所。"]
    assert [body["conversation_id"] for body, _ in asked] == ["", "c-7"]
    assert asked[0][1] == "Bearer app-key-1"
    assert all(b"app-key-1" not in item.content for item in held.evidence)


async def test_a_secret_that_is_said_back_is_kept_nowhere_not_even_the_first_time(ask, monkeypatch):
    monkeypatch.setenv("SOME_DIFY_KEY", "app-key-1")
    declared = {
        "headers": {"Authorization": "Bearer {env:SOME_DIFY_KEY}"},
        "body": "{question}",
        "reply": "$.text",
        "links": "$.links",
        "options": "$.options",
    }

    async def answer(request):
        key = request.headers["Authorization"]
        links = [{"title": key, "url": f"https://a.gov.cn/?k={key[7:]}"}]
        return web.json_response({"text": key, "links": links, "options": [key]})

    async with served(web.post("/x", answer)) as at:
        held = await ask(f"{at}/x", declared)

    assert held.turns[0].reply.options == ("Bearer •••",)
    assert "app-key-1" not in str(held.turns)
    assert all(b"app-key-1" not in item.content for item in held.evidence)


async def test_a_secret_that_is_missing_or_refused_is_our_own_fault(ask, monkeypatch):
    async def answer(_request):
        return web.Response(status=401)

    async with served(web.post("/x", answer)) as at:
        with pytest.raises(CollectError, match="SOME_DIFY_KEY"):
            await ask(f"{at}/x", DIFY)
        monkeypatch.setenv("SOME_DIFY_KEY", "wrong")
        with pytest.raises(CollectError, match="401"):
            await ask(f"{at}/x", DIFY)


SOCKET = {
    "answer": "socket",
    "body": {"type": "ask", "text": "{question}", "turn": "{turn}"},
    "reply": "$.delta",
    "options": "$.suggestions",
    "end": "$.done",
}


def bot(*, done=True, closes_after=99):
    """A WebSocket that greets, and counts the connections and what it is asked."""
    opened, asked = [], []

    async def answer(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        opened.append(socket)
        await socket.send_json({"delta": "欢迎！"})
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                break
            asked.append(json.loads(message.data))
            for piece in ("第一", "第二。"):
                await socket.send_json({"delta": piece})
            if done:
                await socket.send_json({"done": True, "suggestions": ["甲", "乙"]})
            if len(asked) >= closes_after:
                break
        return socket

    return web.get("/bot", answer), opened, asked


async def test_a_websocket_is_opened_once_a_session_and_its_greeting_is_no_reply(ask):
    route, opened, asked = bot()
    async with served(route) as at:
        held = await ask(f"{at}/bot", SOCKET, "甲", "乙")

    assert [turn.reply.text for turn in held.turns] == ["第一第二。", "第一第二。"]
    assert held.turns[0].reply.options == ("甲", "乙")
    assert len(opened) == 1
    assert [one["turn"] for one in asked] == [1, 2]
    received = json.loads(held.evidence[0].content)["received"]
    assert json.loads(received.split("\n")[0]) == {"delta": "欢迎！"}


async def test_a_websocket_that_marks_no_end_has_replied_when_it_is_still(ask):
    route, _, _ = bot(done=False)
    async with served(route) as at:
        held = await ask(f"{at}/bot", {**SOCKET, "quiet_s": 0.4})

    assert held.turns[0].reply.text == "第一第二。"
    assert 0.3 < held.duration_s < 3


async def test_a_websocket_that_was_closed_is_opened_again(ask):
    route, opened, _ = bot(closes_after=1)
    async with served(route) as at:
        held = await ask(f"{at}/bot", {**SOCKET, "end": "", "quiet_s": 0.4}, "甲", "乙")

    assert [turn.outcome for turn in held.turns] == ["replied", "replied"]
    assert len(opened) == 2


@pytest.mark.parametrize(("status", "outcome"), [(403, "blocked"), (404, "dead_link")])
async def test_a_websocket_that_is_refused_is_an_outcome(ask, status, outcome):
    async def answer(_request):
        return web.Response(status=status)

    async with served(web.get("/bot", answer)) as at:
        held = await ask(f"{at}/bot", SOCKET, "甲", "乙")

    assert (held.outcome, len(held.turns)) == (outcome, 1)


POLLED = {
    "start": {
        "url": "/session",
        "body": {"visitor": "{session}"},
        "take": {"token": "cookie:tok", "room": "$.room", "csrf": "header:X-Csrf"},
    },
    "url": "/rooms/{room}/messages",
    "headers": {"X-Csrf": "{csrf}"},
    "query": {"t": "{token}"},
    "body": {"text": "{question}", "room": "{room}"},
    "take": {"job": "$.job"},
    "then": {"url": "/jobs/{job}", "until": "$.status[?@ == 'done']", "every_s": 0.1},
    "reply": "$.answer",
}


def desk():
    """Opens a session, takes a question, and has the answer ready at the third look."""
    seen = {"starts": 0, "looks": 0, "asked": []}

    async def start(_request):
        seen["starts"] += 1
        response = web.json_response({"room": 7}, headers={"X-Csrf": "c1"})
        response.set_cookie("tok", "t1")
        return response

    async def post(request):
        seen["asked"].append(
            (
                request.headers["X-Csrf"],
                request.query["t"],
                request.cookies.get("tok"),
                (await request.json())["room"],
            )
        )
        return web.json_response({"job": "j 1/2"})

    async def job(request):
        seen["looks"] += 1
        assert request.match_info["job"] == "j 1/2"
        done = seen["looks"] % 3 == 0
        return web.json_response(
            {"status": ["done" if done else "busy"], "answer": "好。" if done else None}
        )

    routes = (
        web.post("/session", start),
        web.post("/rooms/7/messages", post),
        web.get(r"/jobs/{job:.+}", job),
    )
    return routes, seen


async def test_a_session_is_opened_once_and_the_reply_is_fetched_when_it_is_ready(ask):
    routes, seen = desk()
    async with served(*routes) as at:
        held = await ask(f"{at}/", POLLED, "甲", "乙")

    assert [turn.reply.text for turn in held.turns] == ["好。", "好。"]
    assert (seen["starts"], seen["looks"]) == (1, 6)
    assert seen["asked"] == [("c1", "t1", "t1", 7)] * 2, "a number that was taken stays a number"


async def test_a_reply_that_never_gets_ready_is_left_after_the_limit(ask):
    async def busy(_request):
        return web.json_response({"job": 1, "status": ["busy"]})

    async with served(web.post("/", busy), web.get("/jobs/1", busy)) as at:
        declared = {key: POLLED[key] for key in ("then", "reply", "take")}
        held = await ask(f"{at}/", declared | {"body": {"q": "{question}"}}, reply_limit_s=0.6)

    assert (held.outcome, held.fault) == ("no_reply", "theirs")


async def test_an_answer_leads_to_no_other_host(ask):
    async def answer(_request):
        return web.json_response({"next": "http://169.254.169.254/latest"})

    declared = {
        "body": "{question}",
        "take": {"next": "$.next"},
        "then": {"url": "{next}"},
        "reply": "$.a",
    }
    async with served(web.post("/", answer)) as at:
        held = await ask(f"{at}/", declared)

    assert held.outcome == "error_reply"
    assert "another host" in json.loads(held.evidence[0].content)["failed"]


async def test_a_question_may_go_by_address_or_as_a_form_and_be_answered_in_plain_text(ask):
    async def echo(request):
        said = request.query.get("q") or (await request.post())["q"]
        return web.Response(text=f"“{said}”收到。")

    async with served(web.route("*", "/", echo)) as at:
        got = await ask(
            f"{at}/",
            {"method": "GET", "query": {"q": "{question}"}, "answer": "text", "reply": "$"},
            "a&b=1 怎么办",
        )
        posted = await ask(
            f"{at}/",
            {"body": {"q": "{question}"}, "form": True, "answer": "text", "reply": "$"},
            "a&b=1 怎么办",
        )

    assert got.turns[0].reply == posted.turns[0].reply
    assert got.turns[0].reply.text == "“a&b=1 怎么办”收到。"


@pytest.fixture(scope="module")
def gradio() -> Iterator[str]:
    pytest.importorskip("gradio")
    port = free_port()
    script = Path(__file__).parents[1] / "widgets" / "gradio_app.py"
    with subprocess.Popen(
        [sys.executable, str(script), str(port)], stdout=subprocess.DEVNULL
    ) as server:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


GRADIO = {
    "url": "/gradio_api/call/reply",
    "body": {"data": ["{question}"]},
    "take": {"event": "$.event_id"},
    "then": {"url": "/gradio_api/call/reply/{event}"},
    "answer": "events",
    "pieces": "whole",
    "reply": "$[0]",
}


@pytest.mark.slow
async def test_a_gradio_chat_is_asked_through_its_queue(ask, gradio):
    held = await ask(
        gradio, GRADIO, "社保卡丢了怎么补办", "公积金提取需要什么材料", reply_limit_s=20
    )

    assert [turn.outcome for turn in held.turns] == ["replied", "replied"]
    assert "社保卡" in held.turns[0].reply.text
    assert held.turns[0].last_s - held.turns[0].first_s > 0.2, "it streams"
