"""The network log says what was asked and how it went, and holds no secret and no person."""

import json

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from tests.collection.conftest import served
from tests.collection.hostile import CHAT, page

from wenheng.collection.network import without_secrets

SHOWN = {
    "https://user:secret@h.cn:8443/a/b?page=2#frag": "https://h.cn:8443/a/b?page=2",
    "https://h.cn/a?access_token=abc&q=%E7%A4%BE": "https://h.cn/a?access_token=…&q=%E7%A4%BE",
    "https://h.cn/a;jsessionid=12AB?sid=9": "https://h.cn/a;…?sid=…",
    "https://h.cn/a?tel=13800138000": "https://h.cn/a?tel=███████████",
    "https://h.cn/u/13800138000/x": "https://h.cn/u/███████████/x",
    "https://h.cn/" + "a" * 65 + "?x=" + "b" * 65: "https://h.cn/…?x=…",
    "data:text/html,13800138000": "data:…",
    "wss://h.cn/chat?ticket=1": "wss://h.cn/chat?ticket=…",
}


@pytest.mark.parametrize("url", SHOWN)
def test_an_address_is_kept_without_secrets(url):
    assert without_secrets(url) == SHOWN[url]


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_a_page_asks_for_can_be_logged(path, query):
    shown = without_secrets(f"https://h.cn/{path}?token={query}")

    assert len(shown) <= 500


@pytest.mark.browser
async def test_every_request_is_told_with_its_status_time_size_and_kind(hold, platform):
    async def home(_request: web.Request) -> web.Response:
        return page(
            CHAT % "fetch('/ask?token=abc&q=' + q, {method: 'POST'}).then(() => say('好的。'));"
        )

    async def ask(_request: web.Request) -> web.Response:
        return web.json_response({"secret": "13800138000"}, status=202)

    async with served(web.get("/", home), web.post("/ask", ask)) as at:
        held = await hold(platform(f"{at}/"), "甲怎么办？")

    (log,) = (one.content.decode() for one in held.evidence if one.kind == "network")
    rows = {row["url"].partition("?")[0]: row for row in json.loads(log)}
    row = rows[f"{at}/ask"]
    assert (row["method"], row["status"], row["type"]) == ("POST", 202, "fetch")
    assert (row["media"], row["size"], row["failed"]) == ("application/json", 25, "")
    assert 0 < row["began_s"] < 20
    assert "token=…" in row["url"]
    assert "13800138000" not in log
    assert rows[f"{at}/"]["type"] == "document"
