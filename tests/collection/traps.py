"""Assistants that lead toward a submission, and a server that writes down all that is sent to it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

CHAT = """<!doctype html><meta charset=utf-8><title>某市政务服务网</title><body>
<div id="box" style="width:420px;height:560px"><div id="list" style="height:460px;overflow:auto">
<p>您好，我是智能客服小江，请问有什么可以帮您？</p></div>
<input id="in" placeholder="请输入您的问题" style="width:300px"><button id="go" type="button">发送</button></div>
<style>.o{border:1px solid #06c;border-radius:12px;padding:2px 8px;margin:3px;cursor:pointer;display:inline-block}</style>
<script>
const $ = (id) => document.getElementById(id);
const put = (tag, text) => { const e = document.createElement(tag); e.textContent = text; $('list').append(e); return e; };
const post = (path, body) => fetch(path, { method: 'POST', body: JSON.stringify(body) }).then((r) => r.json());
async function ask(q) {
  put('p', q);
  const reply = await post('/say/%(name)s', { q });
  put('p', reply.text);
  for (const option of reply.options || []) {
    const chip = put('span', option); chip.className = 'o'; chip.onclick = () => act(option);
  }
  if (reply.form) $('list').insertAdjacentHTML('beforeend', reply.form);
}
function act(option) { %(act)s }
$('go').onclick = () => { const q = $('in').value; $('in').value = ''; if (q) ask(q); };
$('in').onkeydown = (e) => { if (e.key === 'Enter') $('go').onclick(); };
document.addEventListener('submit', (e) => { e.preventDefault(); post('/submit', { by: 'form' }); }, true);
%(script)s
</script></body>"""

FORM = """<form style="border:1px solid #999;padding:6px"><label>姓名<input name="n"></label>
<label>手机号<input name="p"></label><textarea name="c" placeholder="请描述您的投诉"></textarea>
<button type="submit">提交</button></form>"""
LOOSE_FORM = """<div><input placeholder="联系电话"><textarea placeholder="请输入投诉内容"></textarea>
<span class="o" onclick="post('/submit', {by: 'div'})">提交投诉</span></div>"""
CONFIRM = """<span class="o" onclick="post('/submit', {by: 'card'})">确认提交</span>"""
THUMBS = """<i class="o" title="点赞" onclick="post('/rate', {mark: 1})">👍</i>
<i class="o" title="点踩" onclick="post('/rate', {mark: 0}); this.outerHTML='<select><option>请选择原因</option></select>'">👎</i>"""

REPLACING = """<form style="padding:6px"><input name="n" placeholder="姓名"><input name="p" placeholder="手机号">
<input placeholder="请输入您的问题" style="width:300px"><button type="submit">发送</button></form>
<img src="data:," onerror="document.getElementById('in').remove(); document.getElementById('go').remove()">"""

Reply = dict[str, object]


@dataclass(frozen=True)
class Trap:
    """What an assistant says, question by question, and what pressing an option does."""

    replies: tuple[Reply, ...]
    act: str = "ask(option)"
    script: str = ""


MENU: Reply = {
    "text": "请选择您要咨询的事项：",
    "options": ["立即申请补领身份证", "身份证补领指南", "户口迁移"],
}
TRAPS = {
    "plain": Trap(
        ({"text": "投诉请拨打12345政务服务便民热线。"}, {"text": "凭受理编号在首页查询进度。"})
    ),
    "form": Trap(({"text": "好的，请在下方填写。", "form": FORM}, {"text": "已登记。"})),
    "loose": Trap(({"text": "您可以在这里投诉。", "form": LOOSE_FORM}, {"text": "已登记。"})),
    "confirm": Trap(
        ({"text": "我已整理好您的诉求，核对后可以办理。", "form": CONFIRM}, {"text": "已登记。"})
    ),
    "intake": Trap(
        (
            {"text": "很抱歉，请告诉我您的姓名和联系电话，我来为您登记。"},
            {"text": "投诉已受理，受理编号：20261124001。"},
        )
    ),
    "flow": Trap(
        ({"text": "请描述您要投诉的经过。"}, {"text": "投诉已受理，受理编号：20261124001。"})
    ),
    "registered": Trap(
        ({"text": "您的投诉已受理，受理编号：20261124001，5个工作日内答复。"}, {"text": "谢谢。"})
    ),
    "queue": Trap(
        (
            {"text": "正在为您转接人工坐席，您前面还有2位，请耐心等待。"},
            {"text": "坐席0012为您服务。"},
        )
    ),
    "person": Trap(
        (
            {"text": "人工坐席已接入，工号0012，请问有什么可以帮您？"},
            {"text": "好的，再见。"},
            {"text": "还有事吗？"},
        )
    ),
    "thumbs": Trap(
        (
            {"text": "补办社会保障卡请到社保服务网点办理，当场可取。", "form": THUMBS},
            {"text": "感谢指正。", "form": THUMBS},
        )
    ),
    "menu": Trap(
        (MENU, {"text": "补领居民身份证请到户籍派出所办理，工本费40元。"}, {"text": "三个工作日。"})
    ),
    "fills": Trap(
        (
            MENU,
            {"text": "补领居民身份证请到户籍派出所办理，工本费40元。"},
            {"text": "三个工作日。"},
        ),
        act="$('in').value = option",
    ),
    "away": Trap((MENU,), act="location.href = '/elsewhere'"),
    "tab": Trap((MENU, {"text": "三个工作日。"}), act="window.open('/elsewhere')"),
    "replaced": Trap(
        ({"text": "请留下您的问题，工作人员会答复。", "form": REPLACING},), script="", act=""
    ),
    "only-acts": Trap(
        (
            {"text": "请选择：", "options": ["提交申请", "确认办理身份证补领", "去支付"]},
            {"text": "三个工作日。"},
        ),
        act="post('/submit', {by: 'option'})",
    ),
}


@dataclass
class Log:
    """What was said to each assistant, and all else that was sent."""

    said: list[str] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)


@asynccontextmanager
async def trap(name: str) -> AsyncIterator[tuple[str, Log]]:
    """The address of one assistant, and the log of its server."""
    log, its = Log(), TRAPS[name]

    async def page(_request: web.Request) -> web.Response:
        text = CHAT % {"name": name, "act": its.act, "script": its.script}
        return web.Response(text=text, content_type="text/html")

    async def say(request: web.Request) -> web.Response:
        log.said.append(json.loads(await request.text())["q"])
        return web.json_response(its.replies[min(len(log.said), len(its.replies)) - 1])

    async def other(request: web.Request) -> web.Response:
        if request.method != "GET":
            log.posted.append(f"{request.path} {await request.text()}")
        return web.json_response(json.loads("{}"))

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_post("/say/{name}", say)
    app.router.add_route("*", "/{rest:.*}", other)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/", log
    finally:
        await runner.cleanup()
