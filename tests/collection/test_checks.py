"""Check lists of probes: what a page offers for access, seen in a real browser and left as it was."""

import json

import pytest
from aiohttp import web
from tests.collection.conftest import no_pause, served

from wenheng.collection.transcript import Question
from wenheng.collection.transport import Target
from wenheng.study.load import load_study
from wenheng.study.options import Pace

pytestmark = pytest.mark.browser

STUDY = load_study("default-2021r")
PROBES = {probe.id: probe for probe in (*STUDY.probes, *STUDY.packs[0].probes)}
HEAD = "<!doctype html><html lang=zh><meta charset=utf-8><title>某市政务服务网</title>"
GOOD = (
    HEAD
    + """<style>@media (prefers-color-scheme: dark) { body { background: #000 } }</style><body>
<a href="/old">长辈版</a><button onclick="document.body.style.zoom=1.2">字号放大</button>
<main><h1>智能客服</h1><div id="list" style="height:300px;overflow:auto"><p>您好，我是智能客服。</p></div>
<label for="in">您的问题</label><input id="in" placeholder="请输入您的问题" size="40">
<button id="go" aria-label="发送"><svg width="16" height="16" aria-hidden="true"></svg></button>
<button title="朗读">🔊</button><ul id="tips"></ul></main>
<script>
const $ = (id) => document.getElementById(id);
const put = (text) => { const p = document.createElement('p'); p.textContent = text; $('list').append(p); };
const ask = async () => { const q = $('in').value; $('in').value = ''; $('tips').textContent = ''; put(q); await fetch('/say', { method: 'POST', body: q }); put('您好，请问有什么可以帮您？'); };
$('go').onclick = ask;
$('in').onkeydown = (e) => { if (e.key === 'Enter') ask(); };
$('in').oninput = () => { $('tips').innerHTML = $('in').value.startsWith('社保') ? '<li role="option">社保卡怎么补办</li>' : ''; };
</script></body></html>"""
)
BAD = (
    HEAD
    + """<body><div id="ad" style="position:fixed;inset:0;z-index:99;background:#fff">新版上线<b id="x" style="position:absolute;right:9px;cursor:pointer">关闭</b></div>
<div style="width:400px"><div id="list" style="height:300px;overflow:auto"><p style="color:#bbb;background:#fff">您好，我是智能客服。</p></div>
<div id="in" contenteditable="true" class="chat-input" style="width:300px;height:30px;border:1px solid" tabindex="-1"></div>
<i id="go" class="send-btn" style="display:inline-block;width:20px;height:20px;background:#06c;cursor:pointer"></i><img src="data:," width=20 height=20></div>
<script>
const $ = (id) => document.getElementById(id);
$('x').onclick = () => $('ad').remove();
const put = (text) => { const p = document.createElement('p'); p.textContent = text; $('list').append(p); };
$('go').onclick = async () => { const q = $('in').textContent; $('in').textContent = ''; put(q); await fetch('/say', { method: 'POST', body: q }); put('您好，请问有什么可以帮您？'); };
</script></body></html>"""
)


@pytest.fixture
def looked(transports, platform):
    """Hold the session of a probe on a page; its items, the evidence, and what the server heard."""

    async def looked(document: str, probe: str):
        said: list[str] = []

        async def say(request: web.Request) -> web.Response:
            said.append(await request.text())
            return web.Response(text="ok")

        async def page(_request: web.Request) -> web.Response:
            return web.Response(text=document, content_type="text/html")

        browser = await transports.of("browser")
        declared = PROBES[probe]
        asked = [Question("probe", words) for words in declared.say]
        async with served(web.get("/", page), web.post("/say", say)) as base:
            pace = Pace(reply_limit_s=8, session_limit_s=60)
            target = Target(platform(f"{base}/"), False, pace, "none", declared)
            held = await browser.hold(target, asked, no_pause)
        files = {item.kind: item.content for item in held.evidence}
        return held, json.loads(files["checks"])["items"], files, said

    return looked


async def test_a_page_that_cares_for_access_shows_it(looked):
    held, items, files, said = await looked(GOOD, "P8")

    names = ("text_larger", "elder_version", "contrast", "labels", "keyboard", "no_popups")
    assert {name: items[name]["holds"] for name in names} == dict.fromkeys(names, True)
    assert held.features["read_aloud"] is True
    assert said == ["您好", "谢谢"]
    found = json.loads(files["axe"])["documents"][0]
    assert found["version"] and found["passed"] > 3
    assert items["axe_critical"]["value"] == 0


async def test_a_page_that_does_not_shows_that_too(looked):
    _, items, files, said = await looked(BAD, "P8")

    names = ("text_larger", "elder_version", "contrast", "labels", "keyboard", "no_popups")
    assert {name: items[name]["holds"] for name in names} == dict.fromkeys(names, False)
    assert items["labels"]["detail"] == "composer、send"
    assert said == ["您好", "谢谢"]
    rules = {rule["rule"]: rule for rule in json.loads(files["axe"])["documents"][0]["violations"]}
    assert rules["image-alt"]["impact"] == "critical"
    assert rules["color-contrast"]["nodes"] >= 1
    assert items["axe_critical"]["value"] >= 1


async def test_axe_leaves_no_trace_that_a_page_could_see(looked):
    spied = GOOD.replace(
        "const $ =", "setInterval(() => { if (window.axe) put('有人在看'); }, 5); const $ ="
    )

    _, _, files, _ = await looked(spied, "P8")

    assert "有人在看" not in files["panel"].decode()
    assert json.loads(files["axe"])["documents"][0]["passed"] > 3


async def test_suggestions_are_looked_for_by_typing_and_never_sent(looked):
    _, with_them, _, said = await looked(GOOD, "P7")
    _, without, _, _ = await looked(GOOD.replace("startsWith", "endsWith"), "P7")

    assert with_them["suggestions"] == {"holds": True, "value": None, "detail": "社保卡怎么补办"}
    assert without["suggestions"]["holds"] is False
    assert said == ["您好"]


async def test_an_accessibility_toolbar_that_was_not_opened_leaves_items_unknown(looked):
    toolbar = BAD.replace("<body>", "<body><a href='#'>无障碍</a>")

    _, items, _, _ = await looked(toolbar, "P8")

    assert items["contrast"] == {"holds": None, "value": None, "detail": "无障碍"}


LABEL = "<small>以下内容由AI生成，仅供参考</small>"
NEWS = "<a href=/law>《人工智能生成合成内容标识办法》</a>"


@pytest.mark.parametrize(("beside", "holds"), [(LABEL, True), (NEWS, False)])
async def test_a_label_of_machine_made_replies_is_seen_beside_the_dialogue(looked, beside, holds):
    _, items, _, _ = await looked(GOOD.replace("<ul id=", f"{beside}<ul id="), "PX13")

    assert items["ai_label"]["holds"] is holds
    assert ("AI生成" in items["ai_label"]["detail"]) is holds
