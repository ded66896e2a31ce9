"""Who goes on with a dialogue when all questions are asked: in a page, and where it must not."""

import pytest
from aiohttp import web
from tests.collection.conftest import no_pause, served

from wenheng.collection.transcript import Question
from wenheng.collection.transport import Target
from wenheng.study.options import Pace

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORM = '<form>姓名<input id="n">电话<input id="t"><button>提交</button></form>'
PAGE = """<!doctype html><html lang=zh><meta charset=utf-8><title>某市政务服务网</title><body><h1>智能客服</h1>
<div id="list" style="height:300px;overflow:auto"><p>您好，我是智能客服。</p></div>
<input id="in" placeholder="请输入您的问题" size="40"><button id="go">发送</button><div id="more"></div>
<script>
const $ = (id) => document.getElementById(id);
const put = (text) => { const p = document.createElement('p'); p.textContent = text; $('list').append(p); };
$('go').onclick = async () => { const q = $('in').value; $('in').value = ''; put(q); await fetch('/say', { method: 'POST', body: q }); put('请到社保窗口办理，材料是身份证。'); $('more').innerHTML = `{shown}`; };
</script></body></html>"""


@pytest.mark.parametrize(("shown", "said"), [("", ["怎么办？", "收费吗？"]), (FORM, ["怎么办？"])])
async def test_a_simulated_user_goes_on_until_a_form_appears(transports, platform, shown, said):
    heard: list[str] = []

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE.replace("{shown}", shown), content_type="text/html")

    async def say(request: web.Request) -> web.Response:
        heard.append(await request.text())
        return web.Response(text="ok")

    async def further(turns):
        return Question("simulated", "收费吗？") if len(turns) == 1 else None

    browser = await transports.of("browser")
    async with served(web.get("/", page), web.post("/say", say)) as base:
        pace = Pace(reply_limit_s=8, session_limit_s=60)
        target = Target(platform(f"{base}/"), False, pace, further=further)
        held = await browser.hold(target, [Question("simulated", "怎么办？")], no_pause)

    assert heard == said and [turn.question for turn in held.turns] == said
