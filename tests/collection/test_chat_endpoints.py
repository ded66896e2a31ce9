"""Chat endpoints in their varieties: each is a real server that answers as such servers do."""

import asyncio
import json

import pytest
from aiohttp import web
from tests.collection.conftest import served

from wenheng.errors import CollectError
from wenheng.study.endpoints import OpenAIEndpoint

PATH = "/v1/chat/completions"


@pytest.fixture
def ask(hold, platform):
    """Ask an endpoint that `answer`s; returns the turn and the record of what came back."""

    async def asked(answer, *says, **declared):
        async with served(web.post(PATH, answer)) as at:
            held = await hold(platform(f"{at}/v1", transport="openai", **declared), *(says or "问"))
        return held, [json.loads(item.content) for item in held.evidence]

    return asked


def chunks(*deltas, **more):
    """A stream of these deltas, whole, with a comment in it."""
    lines = [
        f"data: {json.dumps({'choices': [{'delta': d}], **more}, ensure_ascii=False)}\r\n\r\n"
        for d in deltas
    ]
    return ": ping\r\n\r\n" + "".join(lines)


def streamed(text, size=7, content_type="text/event-stream", drop=False):
    """An endpoint that sends `text` in bytes cut anywhere, and may then cut the line."""

    async def answer(request):
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        data = text.encode()
        for begin in range(0, len(data), size):
            await response.write(data[begin : begin + size])
        if drop:
            await asyncio.sleep(0.05)
            request.transport.abort()
        return response

    return answer


async def test_a_stream_cut_within_a_character_is_read_without_its_end(ask):
    held, _ = await ask(
        streamed(chunks({"role": "assistant"}, {"content": "社保卡"}, {"content": "补办。"}))
    )

    assert (held.outcome, held.turns[0].reply.text) == ("replied", "社保卡补办。")


async def test_the_content_type_is_not_relied_on(ask):
    held, _ = await ask(
        streamed(chunks({"content": "好。"}) + "data: [DONE]\n\n", content_type="text/html")
    )

    assert held.turns[0].reply.text == "好。"


async def test_reasoning_of_every_kind_and_usage_are_kept_as_evidence(ask):
    usage = {"prompt_tokens": 3, "completion_tokens": 5}
    text = chunks(
        {"reasoning_content": "先想"},
        {"reasoning": "再想"},
        {"content": "<think>还"},
        {"content": "想</think>\n答案。"},
    )
    text += f"data: {json.dumps({'choices': [], 'usage': usage})}\n\ndata: [DONE]\n\n"

    held, (record,) = await ask(streamed(text))

    assert held.turns[0].reply.text == "答案。"
    assert (record["reasoning"], record["thought"], record["usage"]) == ("先想再想", "还想", usage)


async def test_time_of_thinking_is_no_time_of_speaking(ask):
    async def answer(request):
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(chunks({"content": "<think>想"}).encode())
        await asyncio.sleep(0.4)
        await response.write(chunks({"content": "</think>答。"}).encode())
        return response

    held, _ = await ask(answer)

    assert held.turns[0].first_s > 0.35


async def test_content_in_parts_is_joined_and_its_thinking_is_kept_apart(ask):
    thinking = {"type": "thinking", "thinking": [{"type": "text", "text": "想"}]}
    content = [thinking, {"type": "text", "text": "第一。"}, {"type": "text", "text": "第二。"}]

    async def answer(_request):
        return web.json_response(
            {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}
        )

    held, (record,) = await ask(answer)

    assert held.turns[0].reply.text == "第一。第二。"
    assert (record["reasoning"], record["finish_reason"]) == ("想", "stop")


async def test_an_endpoint_that_does_not_know_usage_is_asked_without(ask):
    asked = []

    async def answer(request):
        asked.append(await request.json())
        if "stream_options" in asked[-1]:
            return web.json_response({"error": "unknown field stream_options"}, status=400)
        return web.Response(text=chunks({"content": "好。"}), content_type="text/event-stream")

    held, _ = await ask(answer, "甲？", "乙？")

    assert [turn.outcome for turn in held.turns] == ["replied", "replied"]
    assert ["stream_options" in one for one in asked] == [True, False, False]


async def test_an_endpoint_that_remembers_is_sent_only_what_is_new(ask):
    asked = []

    async def answer(request):
        asked.append(await request.json())
        return web.json_response({"choices": [{"message": {"content": "好。"}}]})

    openai = OpenAIEndpoint(
        remembers=True, body={"user": "{session}", "store": True, "temperature": 0}
    )
    await ask(answer, "甲？", "乙？", openai=openai)

    assert [[m["content"] for m in one["messages"]] for one in asked] == [["甲？"], ["乙？"]]
    assert asked[0]["user"] == asked[1]["user"] != ""
    assert (asked[0]["store"], asked[0]["temperature"]) == (True, 0)


@pytest.mark.parametrize("error", ["quota", {"message": "quota", "code": 429}])
async def test_an_error_in_mid_stream_is_no_reply(ask, error):
    text = chunks({"content": "办理社保卡需要"}) + f"data: {json.dumps({'error': error})}\n\n"

    held, (record,) = await ask(streamed(text))

    assert (held.outcome, held.fault, held.turns[0].reply.text) == (
        "error_reply",
        "theirs",
        "办理社保卡需要",
    )
    assert "quota" in record["failed"]


async def test_a_line_that_is_cut_keeps_what_came(ask):
    held, (record,) = await ask(streamed(chunks({"content": "带身份证。"}), drop=True))

    assert held.turns[0].reply.text == "带身份证。"
    assert record["failed"]


async def test_what_was_thought_before_a_line_is_cut_is_kept(ask):
    deltas = ({"reasoning_content": "先想"}, {"content": "<think>再想</think>带身份证。"})

    _, (record,) = await ask(streamed(chunks(*deltas), drop=True))

    assert (record["reasoning"], record["thought"]) == ("先想", "再想")


async def test_a_key_that_is_not_accepted_is_our_own_fault(ask, monkeypatch):
    monkeypatch.setenv("SOME_KEY", "secret-1")

    async def answer(_request):
        return web.json_response({"error": "bad key"}, status=401)

    with pytest.raises(CollectError, match="SOME_KEY"):
        await ask(answer, key_env="SOME_KEY")


async def test_a_secret_that_is_said_back_stands_in_no_evidence(ask, monkeypatch):
    monkeypatch.setenv("SOME_KEY", 'se"cret-1')

    async def answer(request):
        return web.json_response({"error": request.headers["Authorization"]}, status=403)

    held, (record,) = await ask(answer, key_env="SOME_KEY")

    assert held.outcome == "blocked"
    assert "cret-1" not in held.evidence[0].content.decode()
    assert "•••" in record["received"]


async def test_a_secret_that_is_said_back_stands_in_no_reply(ask, monkeypatch):
    monkeypatch.setenv("SOME_KEY", 'se"cret-1')

    async def answer(request):
        said = f"您的令牌是{request.headers['Authorization']}。"
        return web.json_response({"choices": [{"message": {"content": said}}]})

    held, _ = await ask(answer, key_env="SOME_KEY")

    assert held.turns[0].reply.text == "您的令牌是Bearer •••。"
