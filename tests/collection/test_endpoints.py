"""The transports without a browser, against real servers, among them some that misbehave."""

import asyncio
import json

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.collection.conftest import no_pause, served

from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.transcript import Question
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.errors import CollectError
from wenheng.study.endpoints import HttpEndpoint
from wenheng.study.options import Pace
from wenheng.study.roster import Platform


def piece(text):
    return json.dumps({"choices": [{"delta": {"content": text}}]}, ensure_ascii=False)


def streaming(*events, gap_s=0.05):
    """A chat endpoint that sends `events` one after the other."""
    asked = []

    async def complete(request):
        asked.append(await request.json())
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for event in events:
            await response.write(f"data: {event}\n\n".encode())
            await asyncio.sleep(gap_s)
        return response

    return web.post("/v1/chat/completions", complete), asked


async def test_a_streamed_reply_is_put_together_and_timed(hold, platform):
    route, _ = streaming(piece("社保卡"), piece("可以补办。"), "[DONE]", gap_s=0.2)
    async with served(route) as at:
        held = await hold(platform(f"{at}/v1", transport="openai"), "怎么补办？")

    (turn,) = held.turns
    assert (turn.outcome, turn.reply.text) == ("replied", "社保卡可以补办。")
    assert turn.first_s is not None
    assert turn.last_s is not None
    assert 0.1 < turn.last_s - turn.first_s < 1
    assert (held.has_assistant, held.entry_steps) == (True, None), "no page, no way to it"


async def test_the_whole_conversation_is_sent_with_every_turn(hold, platform):
    route, asked = streaming(piece("好。"), "[DONE]")
    async with served(route) as at:
        await hold(platform(f"{at}/v1", transport="openai", model="m"), "甲？", "乙？")

    assert [message["content"] for message in asked[1]["messages"]] == ["甲？", "好。", "乙？"]
    assert asked[0]["model"] == "m"


async def test_reasoning_is_no_part_of_the_reply(hold, platform):
    thought = json.dumps({"choices": [{"delta": {"reasoning_content": "想一想"}}]})
    route, _ = streaming(thought, piece("答案。"), "[DONE]")
    async with served(route) as at:
        held = await hold(platform(f"{at}/v1", transport="openai"), "甲？")

    assert held.turns[0].reply.text == "答案。"


async def test_an_answer_that_is_not_streamed_is_read_too(hold, platform):
    async def complete(_request):
        return web.json_response({"choices": [{"message": {"content": "整段。"}}]})

    async with served(web.post("/v1/chat/completions", complete)) as at:
        held = await hold(platform(f"{at}/v1", transport="openai"), "甲？")

    assert held.turns[0].reply.text == "整段。"


FAILURES = {
    "not JSON": (web.Response(text="<html>"), "error_reply"),
    "broken JSON in a stream": ("{", "error_reply"),
    "an error in the stream": (json.dumps({"error": {"message": "quota"}}), "error_reply"),
    "an empty stream": ("[DONE]", "no_reply"),
    "HTTP 500": (web.Response(status=500, text="oops"), "error_reply"),
    "HTTP 401": (web.Response(status=401), "needs_login"),
    "HTTP 403": (web.Response(status=403), "blocked"),
    "HTTP 404": (web.Response(status=404), "dead_link"),
    "HTTP 502": (web.Response(status=502), "unreachable"),
    "HTTP 302": (web.Response(status=302, headers={"Location": "https://e.org"}), "error_reply"),
    "HTTP 429": (web.Response(status=429), "blocked"),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_an_endpoint_that_fails_ends_as_an_outcome(name, hold, platform):
    answer, outcome = FAILURES[name]

    async def complete(_request):
        return answer

    route = web.post("/v1/chat/completions", complete)
    if isinstance(answer, str):
        route, _ = streaming(answer)
    async with served(route) as at:
        held = await hold(platform(f"{at}/v1", transport="openai"), "甲？", "乙？")

    assert held.outcome == outcome
    assert json.loads(held.evidence[0].content)["failed"] or outcome == "no_reply"


async def test_an_endpoint_that_never_answers_is_left_after_the_limit(hold, platform):
    async def complete(_request):
        await asyncio.sleep(30)

    async with served(web.post("/v1/chat/completions", complete)) as at:
        held = await hold(platform(f"{at}/v1", transport="openai"), "甲？", reply_limit_s=0.5)

    assert (held.outcome, held.fault) == ("no_reply", "theirs")
    assert held.duration_s < 5


async def test_nothing_listens(hold, platform):
    held = await hold(platform("http://127.0.0.1:1/v1", transport="openai"), "甲？", "乙？")

    assert (held.outcome, len(held.turns)) == ("unreachable", 1)


async def test_an_endless_answer_is_cut(hold, platform):
    async def complete(request):
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        while True:
            try:
                await response.write(f"data: {piece('啊' * 5000)}\n\n".encode())
            except ConnectionError:
                return response

    async with served(web.post("/v1/chat/completions", complete)) as at:
        held = await hold(platform(f"{at}/v1", transport="openai"), "甲？")

    assert held.turns[0].outcome == "replied"
    assert len(held.turns[0].reply.text) < 2_100_000
    assert len(held.evidence[0].content) < 8_000_000


async def test_a_key_comes_from_the_environment_and_is_in_no_evidence(hold, platform, monkeypatch):
    seen = []

    async def complete(request):
        seen.append(request.headers.get("Authorization"))
        return web.json_response({"choices": [{"message": {"content": "好。"}}]})

    async with served(web.post("/v1/chat/completions", complete)) as at:
        at_home = platform(f"{at}/v1", transport="openai", key_env="SOME_KEY")
        with pytest.raises(CollectError, match="SOME_KEY"):
            await hold(at_home, "甲？")
        monkeypatch.setenv("SOME_KEY", "secret-1")
        held = await hold(at_home, "甲？")

    assert seen == ["Bearer secret-1"]
    assert all(b"secret-1" not in item.content for item in held.evidence)


ASK = HttpEndpoint(
    body={"q": "{question}", "user": {"session": "{session}"}},
    reply="$.data.answer",
    links="$.data.links",
    options="$.data.more[*].title",
)


async def test_a_declared_json_endpoint_is_asked_and_read(hold, platform):
    asked = []

    async def answer(request):
        asked.append(await request.json())
        links = [{"title": "指南", "url": "https://example.org/1"}]
        data = {"answer": "在派出所办。", "links": links, "more": [{"title": "补领"}]}
        return web.json_response({"data": data})

    async with served(web.post("/ask", answer)) as at:
        held = await hold(platform(f"{at}/ask", transport="http", http=ASK), "甲？", "乙？")

    reply = held.turns[0].reply
    assert reply.text == "在派出所办。"
    assert [(link.text, link.url) for link in reply.links] == [("指南", "https://example.org/1")]
    assert reply.options == ("补领",)
    assert [one["q"] for one in asked] == ["甲？", "乙？"]
    assert asked[0]["user"]["session"] == asked[1]["user"]["session"] != ""


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    answers=st.lists(
        st.builds(lambda data: {"data": {"answer": data}}, junk) | junk, min_size=3, max_size=3
    )
)
def test_whatever_an_endpoint_answers_comes_back_as_an_outcome(answers):
    async def session():
        waiting = iter(answers)

        async def answer(_request):
            return web.json_response(next(waiting))

        async with served(web.post("/ask", answer)) as at, Transports() as transports:
            platform = Platform(
                id="p", unit="u", channel="c", entry=f"{at}/ask", transport="http", http=ASK
            )
            target = Target(platform, pace=Pace(reply_limit_s=5))
            asked = [Question("main", str(n)) for n in range(3)]
            return await (await transports.of("http")).hold(target, asked, no_pause)

    held = asyncio.run(session())

    assert {turn.outcome for turn in held.turns} <= set(OUTCOMES)
    assert len(held.turns) == 3


async def test_a_recording_answers_word_for_word(hold, platform, tmp_path):
    rows = [
        {
            "question": "甲？",
            "text": "甲的回答。",
            "links": [{"text": "指南", "url": "https://e.org"}],
        },
        {"question": "乙？", "text": "", "first_s": None},
    ]
    (tmp_path / "record.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")

    held = await hold(platform("record.jsonl", transport="replay"), "甲？", "乙？")

    assert [turn.reply.text for turn in held.turns] == ["甲的回答。", ""]
    assert [turn.outcome for turn in held.turns] == ["replied", "no_reply"]


async def test_what_was_not_recorded_is_our_own_fault(hold, platform, tmp_path):
    (tmp_path / "record.jsonl").write_text('{"question": "甲？", "text": "好"}', "utf-8")

    with pytest.raises(CollectError, match="乙"):
        await hold(platform("record.jsonl", transport="replay"), "乙？")
    with pytest.raises(CollectError, match="other"):
        await hold(platform("../other.jsonl", transport="replay"), "甲？")


async def test_sessions_held_by_people_are_not_held_by_a_program(transports):
    with pytest.raises(CollectError, match="capture"):
        await transports.of("capture")
