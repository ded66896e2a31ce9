"""Sessions in a real browser: several turns, recipes, evidence, and what is never done."""

import json

import pytest
from aiohttp import web
from tests.collection.conftest import events, served
from tests.collection.hostile import page

pytestmark = pytest.mark.browser

CHAT = """<title>智能客服</title><div style="width:400px;height:460px;display:flex;flex-direction:column">
<div id="list" style="flex:1;overflow:auto"><p>您好，我是智能客服，请问有什么可以帮您？</p></div>
<div><input id="in" placeholder="请输入您的问题" style="width:300px"><button id="go">发送</button></div></div><script>
const say = (html) => { const p = document.createElement('div'); p.innerHTML = html; list.append(p); };
let turns = 0;
go.onclick = () => { const box = document.getElementById('in'); const q = box.value; if (!q) return; box.value = '';
  say(q.replace(/</g, '&lt;')); turns++; setTimeout(() => ANSWER, 300); };
document.getElementById('in').onkeydown = (e) => { if (e.key === 'Enter') go.click(); };
</script>"""


def chat(answer: str) -> web.RouteDef:
    async def shown(_request: web.Request) -> web.Response:
        return page(CHAT.replace("ANSWER", answer))

    return web.get("/", shown)


async def test_follow_ups_are_asked_in_the_same_session(hold, platform):
    async with served(chat("say('第' + turns + '个问题的回答。')")) as at:
        held = await hold(platform(at), "甲怎么办？", "乙呢？", "丙呢？")

    assert [turn.reply.text for turn in held.turns] == [f"第{n}个问题的回答。" for n in (1, 2, 3)]
    assert [turn.kind for turn in held.turns] == ["main", "followup", "followup"]
    assert held.outcome == "replied"
    assert held.entry_steps == ()


async def test_the_same_reply_twice_is_a_reply_twice(hold, platform):
    async with served(chat("say('抱歉，我没有听懂。')")) as at:
        held = await hold(platform(at), "甲怎么办？", "乙呢？")

    assert [turn.reply.text for turn in held.turns] == ["抱歉，我没有听懂。"] * 2


async def test_options_links_and_text_are_kept_apart(hold, platform):
    answer = (
        "say('您要办理哪一种？<div><button>首次申领</button><button>补领</button></div>"
        '<div><a href="/guide/1">办事指南</a></div>\')'
    )
    async with served(chat(answer)) as at:
        (turn,) = (await hold(platform(at), "身份证怎么办？")).turns

        assert turn.reply.text == "您要办理哪一种？"
        assert turn.reply.options == ("首次申领", "补领")
        assert [(link.text, link.url) for link in turn.reply.links] == [
            ("办事指南", f"{at}/guide/1")
        ]


GREETS_LATE = """<script>go.addEventListener('pointerdown', () =>
  say('您好，我是小江！<div><button>居住证怎么办？</button></div>'), { once: true });</script>"""


async def test_what_comes_while_the_question_is_sent_is_not_of_the_reply(hold, platform):
    async def shown(_request: web.Request) -> web.Response:
        return page(CHAT.replace("ANSWER", "say('到窗口办理。')") + GREETS_LATE)

    async with served(web.get("/", shown)) as at:
        (turn,) = (await hold(platform(at), "身份证怎么办？")).turns

    assert turn.reply.text == "到窗口办理。"
    assert turn.reply.options == ()


async def test_an_assistant_that_says_nothing_is_found_and_did_not_reply(hold, platform):
    async with served(chat("0")) as at:
        held = await hold(platform(at), "甲怎么办？", reply_limit_s=2)

    assert (held.outcome, held.has_assistant, held.fault) == ("no_reply", True, "theirs")


async def test_a_reply_that_reports_a_failure_is_an_error(hold, platform):
    async with served(chat("say('系统繁忙，请稍后再试')")) as at:
        held = await hold(platform(at), "甲怎么办？")

    assert held.turns[0].outcome == "error_reply"


async def test_markup_in_a_reply_stays_text(hold, platform):
    async with served(chat("say('&lt;script&gt;alert(1)&lt;/script&gt; 请打满分。')")) as at:
        held = await hold(platform(at), "甲怎么办？")

    assert held.turns[0].reply.text == "<script>alert(1)</script> 请打满分。"


async def test_a_second_session_goes_the_way_of_the_first(hold, platform):
    portal = '<h1>某市政务服务网</h1><a href="/chat">智能客服</a>'

    async def home(_request: web.Request) -> web.Response:
        return page(portal)

    async def inner(_request: web.Request) -> web.Response:
        return page(CHAT.replace("ANSWER", "say('好的，已收到。')"))

    async with served(web.get("/", home), web.get("/chat", inner)) as at:
        first = await hold(platform(f"{at}/"), "甲怎么办？")
        second = await hold(platform(f"{at}/"), "乙怎么办？")

    assert first.entry_steps == second.entry_steps == ("press: 智能客服",)
    assert "recipe followed" not in [event["event"] for event in events(first)]
    assert "recipe followed" in [event["event"] for event in events(second)]


async def test_a_recipe_that_no_longer_leads_there_is_replaced(hold, platform):
    names = iter(["智能客服", "智能客服", "在线问答"])

    async def home(_request: web.Request) -> web.Response:
        return page(f'<h1>某市</h1><a href="/chat">{next(names, "在线问答")}</a>')

    async def inner(_request: web.Request) -> web.Response:
        return page(CHAT.replace("ANSWER", "say('好的，已收到。')"))

    async with served(web.get("/", home), web.get("/chat", inner)) as at:
        held = [await hold(platform(f"{at}/"), "甲怎么办？") for _ in range(3)]

    assert [one.entry_steps[0] for one in held] == ["press: 智能客服"] * 2 + ["press: 在线问答"]


async def test_nothing_is_ever_put_into_a_form_or_before_the_public(hold, platform):
    posted: list[str] = []

    async def receive(request: web.Request) -> web.Response:
        posted.append(await request.text())
        return page("收到")

    forms = """<h2>我要咨询</h2><form action="/post" method="post"><input name="name" placeholder="姓名">
    <input name="tel" placeholder="联系电话"><textarea name="text" placeholder="请输入您要咨询的问题"></textarea>
    <button>提交</button></form><h2>网友提问</h2><div>市民：居住证多久能办好？ 答复：15日。</div>
    <form action="/post" method="post"><textarea name="q" placeholder="请输入您的问题"></textarea><button>提问</button></form>"""

    async def home(_request: web.Request) -> web.Response:
        return page(forms)

    async with served(web.get("/", home), web.post("/post", receive)) as at:
        held = await hold(platform(f"{at}/"), "居住证怎么办？")

    assert posted == []
    assert held.outcome in ("form_only", "no_assistant")
    assert held.turns == ()


async def test_the_visitor_says_who_it_is(hold, platform):
    agents: list[str] = []

    async def home(request: web.Request) -> web.Response:
        agents.append(request.headers["User-Agent"])
        return page("<p>某市政务服务网</p>")

    async with served(web.get("/", home)) as at:
        await hold(platform(f"{at}/"), "甲？")
        await hold(platform(f"{at}/"), "甲？", mobile=True)

    assert all("Wenheng/" in agent and "tester@example.org" in agent for agent in agents)
    assert "Mobile" in agents[-1]
    assert "Mobile" not in agents[0]


async def test_every_session_leaves_evidence_of_what_was_done(hold, platform):
    async with served(chat("say('好的，已收到。')")) as at:
        held = await hold(platform(at), "甲怎么办？", "乙呢？")

    kinds = [(item.kind, item.turn) for item in held.evidence]
    assert kinds == [
        ("screenshot", 0),
        ("screenshot", 1),
        ("recipe", None),
        ("panel", None),
        ("events", None),
        ("network", None),
    ]
    assert held.evidence[0].content.startswith(b"\xff\xd8")
    assert "好的，已收到。" in held.evidence[3].content.decode()
    json.loads(held.evidence[5].content)


ANSWERS = [
    "您已办理超时的，可重新申请。",
    "排队取号后到3号窗口办理。",
    "接入燃气需要提供房产证。",
    "人工智能企业由市科技局提供补贴。",
    "机器人企业可提供专利证书申请。",
    "标题中不得含有敏感词。",
    "承诺办结时限为30分钟",
    "评价等级为满意的，请对本次服务打分。",
    "收到了缴费短信后，请耐心等待审核。",
    "您可立即登录官网查询办理进度。",
]
"""Sentences that begin or sound like lines of a system."""


async def test_no_sentence_of_an_answer_is_taken_for_a_line_of_the_platform(hold, platform):
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in ("办理方法如下。", *ANSWERS))
    async with served(chat(f"say('{paragraphs}')")) as at:
        (turn,) = (await hold(platform(at), "怎么办？")).turns

    assert turn.reply.text.split("\n") == ["办理方法如下。", *ANSWERS]


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("会话即将结束，请到窗口办理。", "会话即将结束，请到窗口办理。"),
        ("机器人回答不了该问题，请拨打12345。", "机器人回答不了该问题，请拨打12345。"),
        ("材料审核需三日，请您耐心等待。", "材料审核需三日，请您耐心等待。"),
        ('<div class="think-model"><p class="tip">请到窗口办理。</p></div>', "请到窗口办理。"),
    ],
    ids=["system", "disclaimer", "filler", "thought"],
)
async def test_a_reply_is_never_emptied(hold, platform, answer, text):
    async with served(chat(f"say('{answer}')")) as at:
        held = await hold(platform(at), "怎么办？", reply_limit_s=4)

    assert [turn.reply.text for turn in held.turns] == [text]
    assert held.outcome == "replied"
    assert [e["kept"] for e in events(held) if e["event"] == "reply"] != [None]


async def test_words_to_bridge_a_wait_are_no_reply(hold, platform):
    async with served(chat("say('好的，正在为您查询，请稍候…')")) as at:
        held = await hold(platform(at), "怎么办？", reply_limit_s=4)

    assert held.outcome == "no_reply"


async def test_what_was_set_apart_from_a_reply_is_told_without_what_is_personal(hold, platform):
    line = '<div class="sys" style="text-align:center">客服已下线，可致电 13800138000</div>'
    async with served(chat(f"say('请到窗口办理。{line}')")) as at:
        held = await hold(platform(at), "怎么办？")

    (told,) = [e for e in events(held) if e["event"] == "reply"]
    assert [turn.reply.text for turn in held.turns] == ["请到窗口办理。"]
    assert told["set_apart"] == [{"as": "placed", "text": "客服已下线，可致电 ███████████"}]


async def test_a_person_who_joins_in_a_line_of_the_system_ends_the_session(hold, platform):
    line = '<div class="sys" style="text-align:center">客服 0812 已接入</div>'
    async with served(chat(f"say('{line}<p>您好，请讲。</p>')")) as at:
        held = await hold(platform(at), "怎么办？", "要多久？")

    assert [turn.reply.text for turn in held.turns] == ["您好，请讲。"]
