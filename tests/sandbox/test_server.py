import asyncio
import json
import socket
import time
from urllib.parse import urlsplit

import aiohttp
import pytest

from wenheng.errors import CollectError
from wenheng.sandbox import serve

CARD = "临时身份证怎么办理?"


async def ask(served, site, question=CARD, session="one"):
    """What the front end of `site` is answered."""
    url = f"{served.portals[site.place.id]}/api/{site.channel}/chat"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json={"question": question, "session": session}) as answer,
    ):
        return await answer.json()


def said(reply):
    return reply["text"] + "".join(words for _, words in reply["card"])


def of_kind(served, **planted):
    return next(
        site
        for site in served.country.sites
        if all(getattr(site.planted, name) == value for name, value in planted.items())
    )


async def states_what_it_holds(served, site, known):
    question = served.country.study.scenario(known.matter.id).utterances.main
    text = said(await ask(served, site, question, known.matter.id))
    return all(held.text in text for held in known.held)


async def test_what_is_planted_is_what_is_said(served):
    asked = [
        states_what_it_holds(served, site, known)
        for site in served.country.sites
        if site.planted.answers and site.planted.hits == "direct" and not site.planted.errors
        for known in site.known
    ]

    assert len(asked) > 100
    assert all(await asyncio.gather(*asked))


async def test_a_site_that_knows_30_percent_states_30_percent_of_the_facts(served):
    site = of_kind(served, coverage=0.3)
    stated = planned = 0
    for known in site.known:
        question = served.country.study.scenario(known.matter.id).utterances.main
        for _ in range(2):  # one turn in twenty fails
            reply = await ask(served, site, question, known.matter.id)
            if reply["kind"] == "answer":
                break
        planned += len(known.matter.statements)
        stated += sum(
            any(words in said(reply) for words in (*s.say, *s.wrong, *s.stale))
            for s in known.matter.statements
        )

    assert stated / planned == pytest.approx(0.3, abs=0.02)


async def test_a_wrong_value_is_said_as_planted(served):
    site = of_kind(served, level="fair", transport="browser")
    known, wrong = next((k, h) for k in site.known for h in k.held if h.state == "wrong")
    question = served.country.study.scenario(known.matter.id).utterances.main

    text = said(await ask(served, site, question, "w"))

    assert wrong.text in text
    assert not any(words in text for words in wrong.statement.say)


async def test_a_reply_takes_as_long_as_planted(study, yuncang):
    site = of_kind(type("S", (), {"country": yuncang}), level="middling", page="old")
    async with serve(yuncang) as served:
        await ask(served, site)  # the first one also waits for the dictionary
        began = time.monotonic()
        await ask(served, site)
        taken = time.monotonic() - began

    assert taken == pytest.approx(site.planted.first_s + site.planted.stream_s, abs=0.4)


async def test_a_streamed_reply_comes_in_pieces_and_then_whole(served):
    site = of_kind(served, chat="stream", level="excellent")
    url = f"{served.portals[site.place.id]}/api/web/stream"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json={"question": CARD, "session": "s"}) as answer,
    ):
        events = [json.loads(line) async for line in answer.content]

    pieces, end = events[:-1], events[-1]["end"]
    assert len(pieces) > 5
    assert "".join(piece["delta"] for piece in pieces) == end["text"]


async def test_events_and_messages_say_the_same_as_a_plain_request(served):
    site = of_kind(served, chat="events")
    base = f"{served.portals[site.place.id]}/api/{site.channel}"
    whole = await ask(served, site)
    async with aiohttp.ClientSession() as http:
        query = {"question": CARD, "session": "e"}
        async with http.get(f"{base}/events", params=query) as answer:
            lines = [line async for line in answer.content if line.strip()]
        async with http.ws_connect(f"{base}/socket") as messages:
            await messages.send_json({"question": CARD, "session": "m"})
            while "end" not in (event := await messages.receive_json()):
                pass

    assert json.loads(lines[-1].removeprefix(b"data: "))["end"] == whole
    assert event["end"] == whole


async def test_the_openai_endpoint_streams_and_reads_the_conversation_from_the_request(served):
    site = of_kind(served, transport="openai", memory="whole")
    messages = [
        {"role": "user", "content": "社会保障卡怎么办理和领取?"},
        {"role": "assistant", "content": "……"},
        {"role": "user", "content": "在哪里办?"},
    ]
    body = {"model": "sandbox", "messages": messages}
    async with aiohttp.ClientSession() as http:
        async with http.post(served.entry(site), json=body) as answer:
            whole = (await answer.json())["choices"][0]["message"]["content"]
        async with http.post(served.entry(site), json={**body, "stream": True}) as answer:
            lines = [line.decode()[6:] async for line in answer.content if line.strip()]

    chunks = [json.loads(line)["choices"][0]["delta"] for line in lines[:-1]]
    known = next(k for k in site.known if k.matter.id == "S07")
    channel = next(h for h in known.held if h.statement.slot == "channel")
    assert channel.text in whole
    assert "".join(chunk.get("content", "") for chunk in chunks) == whole
    assert lines[-1].strip() == "[DONE]"


async def test_the_json_endpoint_gives_answer_links_and_options(served):
    site = of_kind(served, transport="http")
    async with (
        aiohttp.ClientSession() as http,
        http.post(served.entry(site), json={"question": CARD, "session": "h"}) as answer,
    ):
        data = (await answer.json())["data"]

    assert any(held.text in data["answer"] for k in site.known for held in k.held)
    assert data["links"][0]["url"] == f"{served.portals[site.place.id]}/guide/S02"


async def test_every_address_the_references_and_replies_give_exists(served):
    from wenheng.sandbox import references

    addresses = set()
    for reference in references(served.country, served.portals):
        for entry in reference.entries.values():
            addresses |= {entry.apply, entry.guide, entry.portal, *entry.also}
    async with aiohttp.ClientSession() as http:
        for address in sorted(addresses):
            async with http.get(address) as page:
                assert page.status == 200, address
                assert "虚构" in await page.text()


async def test_every_link_of_every_first_page_leads_somewhere(served):
    import re

    async with aiohttp.ClientSession() as http:
        for site in served.country.sites:
            if site.planted.presence == "dead" or site.planted.transport != "browser":
                continue
            entry = served.entry(site)
            origin = "{0.scheme}://{0.netloc}".format(urlsplit(entry))
            async with http.get(entry) as page:
                html = await page.text()
            paths = set(re.findall(r'(?:href|src|action)="(/[^"#]*)"', html))
            assert len(paths) > 15
            for path in paths:
                async with http.get(origin + path) as page:
                    assert page.status == 200, origin + path


async def test_nothing_listens_where_a_dead_site_should_be(served):
    site = of_kind(served, presence="dead")
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.get(served.entry(site))


async def test_the_assistant_behind_a_login_sends_its_visitor_there(served):
    site = of_kind(served, presence="login")
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{served.portals[site.place.id]}/m/chat") as page,
    ):
        assert page.url.path == "/m/login"
        assert "密码" in await page.text()


async def test_the_silent_assistant_keeps_its_visitor_waiting(served):
    site = of_kind(served, presence="silent")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ask(served, site), 0.6)


async def test_the_failing_assistant_answers_with_an_error(served):
    reply = await ask(served, of_kind(served, presence="failing"))

    assert reply["kind"] == "error"


async def test_an_absent_assistant_has_no_page_and_no_endpoint(served):
    site = of_kind(served, presence="absent")
    base = served.portals[site.place.id]
    async with aiohttp.ClientSession() as http:
        for path in ("/chat", "/frame", f"/api/{site.channel}/chat"):
            path = path if site.channel == "web" or path.startswith("/api") else f"/m{path}"
            async with http.get(base + path) as answer:
                assert answer.status == 404


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"question": ""}', json.dumps({"question": "长" * 2001}), "\x00"],
)
async def test_a_question_that_is_none_is_refused(served, body):
    site = of_kind(served, chat="bubbles", presence="present")
    url = f"{served.portals[site.place.id]}/api/{site.channel}/chat"
    async with aiohttp.ClientSession() as http, http.post(url, data=body.encode()) as answer:
        assert answer.status == 400


async def test_each_unit_is_a_host_of_its_own_in_one_row_of_ports(served):
    ports = [urlsplit(url).port for url in (served.index, *served.portals.values())]

    assert ports == list(range(ports[0], ports[0] + 13))


async def test_the_list_names_every_site(served):
    async with aiohttp.ClientSession() as http, http.get(served.index) as page:
        text = await page.text()

    for site in served.country.sites:
        assert served.entry(site) in text
        assert site.place.name in text


async def test_a_row_of_ports_in_use_is_said_so(yuncang):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(CollectError, match="--port"):
            async with serve(yuncang, taken.getsockname()[1] - 2):
                pass
