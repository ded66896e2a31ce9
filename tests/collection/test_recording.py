"""A person shows the way once, and what was pressed becomes a recipe that holds."""

import asyncio
from contextlib import aclosing

import pytest
from aiohttp import web
from tests.collection.conftest import served
from tests.collection.hostile import CHAT, page

from wenheng.collection.browser import BrowserPool, Visitor
from wenheng.collection.recipe_book import write_recipe, written
from wenheng.collection.recording import record, watch
from wenheng.errors import CollectError

pytestmark = pytest.mark.browser

HOME = """<h1>某市政务服务网</h1><div id=n style="position:fixed;inset:0;z-index:9;background:#fff">
<button onclick="n.remove()">我知道了</button></div>
<form action=/sent method=post><input name=a placeholder=姓名><input name=b placeholder=电话>
<textarea placeholder=请输入您的问题></textarea><button>提交</button></form>
<div id=host style="height:60px"></div><script>
const root = host.attachShadow({mode: 'closed'});
root.innerHTML = '<div id=x style="cursor:pointer;width:90px;height:40px">办</div>';
root.getElementById('x').onclick = () => window.open('/frame');
</script>"""


def portal():
    async def home(_request: web.Request) -> web.Response:
        return page(HOME)

    async def frame(_request: web.Request) -> web.Response:
        return page('<h1>对话</h1><iframe src="/chat" width=500 height=520></iframe>')

    async def chat(_request: web.Request) -> web.Response:
        return page(CHAT % "say('好的，已收到。')")

    return served(web.get("/", home), web.get("/frame", frame), web.get("/chat", chat))


async def show(context, at):
    """Press as a person would: the notice away, a form in vain, the nameless launcher, the entry."""
    page = await context.new_page()
    await page.goto(at)
    await page.get_by_text("我知道了").click()
    await page.locator("textarea").click()
    box = await page.locator("#host").bounding_box()
    async with context.expect_page() as opened:
        await page.mouse.click(box["x"] + 20, box["y"] + 20)
    inner = await opened.value
    await inner.frame_locator("iframe").locator("input").click()


async def test_what_a_person_presses_becomes_a_recipe_that_leads_there_again(
    hold, platform, tmp_path
):
    async with portal() as at:
        async with aclosing(BrowserPool()) as pool, pool.context(Visitor()) as context:
            shown = await watch(context)
            await show(context, at)
            way = await shown.recipe(5)
        write_recipe(tmp_path / "recipes" / "p.yaml", written(way, f"{at}/", by="person"))
        held = await hold(platform(f"{at}/"), "甲？")

    assert [step.name for step in way.steps] == ["press: 我知道了", "press: 办"]
    assert way.composer.frame_path == "/chat"
    assert (held.outcome, held.note) == ("replied", "")
    assert held.entry_steps == ("press: 我知道了", "press: 办")


async def test_a_closed_window_shows_nothing():
    async with aclosing(BrowserPool()) as pool, pool.context(Visitor()) as context:
        shown = await watch(context)
        page = await context.new_page()
        asyncio.get_running_loop().call_later(0.3, asyncio.ensure_future, page.close())

        assert await shown.recipe(10) is None


async def test_without_a_display_nobody_can_show_anything(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    with pytest.raises(CollectError, match="屏幕"):
        await record("http://127.0.0.1:1/", Visitor(), 1)


async def test_a_page_cannot_show_a_way_by_itself():
    script = "<button id=b style='width:90px;height:40px'>智能客服</button><script>b.click();"
    script += "b.dispatchEvent(new PointerEvent('pointerdown', {clientX: 20, clientY: 20, bubbles: true}))"

    async def home(_request: web.Request) -> web.Response:
        return page(script + "</script>")

    async with (
        served(web.get("/", home)) as at,
        aclosing(BrowserPool()) as pool,
        pool.context(Visitor()) as context,
    ):
        shown = await watch(context)
        tab = await context.new_page()
        await tab.goto(at)

        assert await shown.recipe(1) is None
        assert shown.steps == []
