"""Pages that misbehave end as outcomes, in bounded time, and harm no other session."""

import asyncio
import time

import pytest
from aiohttp import web
from tests.collection.conftest import served
from tests.collection.hostile import hostile_server, self_signed

pytestmark = pytest.mark.browser

CASES = {
    "endless": ("no_assistant", "nobody", 35),
    "silent": ("unreachable", "theirs", 35),
    "loop": ("unreachable", "theirs", 25),
    "pdf": ("dead_link", "theirs", 25),
    "download": ("dead_link", "theirs", 25),
    "alerts": ("replied", "nobody", 20),
    "many": ("no_assistant", "nobody", 30),
    "babble": ("replied", "nobody", 25),
    "stuck": ("no_reply", "theirs", 35),
    "injects": ("replied", "nobody", 20),
    "asks": ("replied", "nobody", 30),
    "stays": ("replied", "nobody", 30),
    "drops": ("replied", "nobody", 30),
    "worker": ("replied", "nobody", 30),
    "permits": ("replied", "nobody", 30),
    "detects": ("blocked", "theirs", 20),
    "giant": ("replied", "nobody", 30),
    "streams": ("replied", "nobody", 30),
    "spins": ("replied", "nobody", 30),
    "boxed": ("replied", "nobody", 30),
    "deep": ("replied", "nobody", 30),
    "emptied": ("no_assistant", "nobody", 30),
    "guarded": ("blocked", "theirs", 20),
    "strict": ("replied", "nobody", 30),
    "refreshes": ("unreachable", "theirs", 45),
    "moves": ("unreachable", "theirs", 45),
    "lies": ("replied", "nobody", 20),
    "refuses": ("ambiguous", "ours", 30),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_page_that_misbehaves_ends_as_an_outcome(name, hold, platform):
    outcome, fault, within_s = CASES[name]
    begun = time.monotonic()

    async with hostile_server() as at:
        held = await hold(platform(f"{at}/{name}"), "社保卡丢了怎么补办？")

    assert (held.outcome, held.fault) == (outcome, fault)
    assert time.monotonic() - begun < within_s
    assert held.evidence


async def test_a_storm_of_tabs_is_bounded(hold, platform):
    """They share the process of the page that opens them, so that it may not answer any more."""
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/popups"), "社保卡丢了怎么补办？")

    assert held.outcome in ("no_assistant", "unreachable", "ambiguous")
    assert held.duration_s < 60


@pytest.mark.slow
async def test_fifty_megabytes_of_markup_are_looked_at_and_left(hold, platform):
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/large"), "社保卡丢了怎么补办？", session_limit_s=60)

    assert held.outcome in ("no_assistant", "ambiguous", "unreachable")
    assert held.duration_s < 90


async def test_a_certificate_that_no_browser_trusts_is_not_accepted(hold, platform, tmp_path):
    async with hostile_server(self_signed(tmp_path)) as at:
        held = await hold(platform(f"{at}/many"), "甲？")

    assert (held.outcome, held.fault, held.note) == (
        "unreachable",
        "theirs",
        "CERT_AUTHORITY_INVALID",
    )


async def test_a_port_on_which_nothing_listens_is_unreachable(hold, platform):
    held = await hold(platform("http://127.0.0.1:1/"), "甲？")

    assert (held.outcome, held.has_assistant) == ("unreachable", None)


async def test_sessions_with_hostile_pages_do_not_harm_one_beside_them(hold, platform):
    async with hostile_server() as at:
        names = ("stuck", "hungry", "alerts", "drops", "injects")
        held = await asyncio.gather(*(hold(platform(f"{at}/{name}"), "甲？") for name in names))

    ended = dict(zip(names, (one.outcome for one in held), strict=True))
    assert ended["injects"] == "replied"
    assert ended["hungry"] == "ambiguous"
    assert ended["stuck"] in ("no_reply", "ambiguous")
    assert ended["alerts"] == ended["drops"] == "replied"


async def test_one_stuck_page_does_not_harm_the_next_session(hold, platform):
    async with hostile_server() as at:
        await hold(platform(f"{at}/stuck"), "甲？")
        after = await hold(platform(f"{at}/injects"), "甲？")

    assert after.outcome == "replied"


CHOOSER = """<title>市政府</title><h1>市人民政府</h1><p>欢迎访问市人民政府门户网站，今日要闻一则。</p>
<button type=button style="position:fixed;right:20px;bottom:20px" onclick="d.hidden=false">在线咨询</button>
<div id=d role=dialog hidden style="position:fixed;inset:20%;background:#fff;z-index:9">
<form method=post action=/sent><p>请选择您的身份</p><button>个人</button><button>企业</button></form></div>"""
SURVEY = """<title>市政府</title><h1>市人民政府</h1><p>欢迎访问市人民政府门户网站，今日要闻一则。</p>
<button type=button style="position:fixed;right:20px;bottom:20px">智能客服</button>
<div style="position:fixed;inset:0;background:#fff;z-index:9"><form method=post action=/sent>
<p>您对本站满意吗？</p><button><span>确定</span></button></form></div>"""


UNMARKED = """<title>市政府</title><h1>市人民政府</h1><p>欢迎访问市人民政府门户网站，今日要闻一则。</p>
<div style="width:500px"><p>网上登记</p><input placeholder="联系人"><input placeholder="事项">
<div style="cursor:pointer" onclick="fetch('/sent', {method: 'POST', body: '登记'})">我要咨询</div></div>"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "page", [CHOOSER, SURVEY, UNMARKED], ids=["chooser", "survey", "a form not marked as one"]
)
async def test_no_button_that_submits_a_form_is_ever_pressed(hold, platform, page):
    sent = []

    async def take(request):
        sent.append(await request.text())
        return web.Response(text="已提交")

    async def show(_):
        return web.Response(text=page, content_type="text/html")

    async with served(web.get("/", show), web.post("/sent", take)) as at:
        held = await hold(platform(f"{at}/"), "社保卡怎么补办？")

    assert sent == []
    assert held.has_assistant is False


@pytest.mark.browser
async def test_only_addresses_of_the_web_are_opened(hold, platform, tmp_path):
    (tmp_path / "secret.html").write_text("<h1>secret</h1>")

    held = await hold(platform(f"file://{tmp_path}/secret.html"), "？")

    assert (held.outcome, held.fault) == ("dead_link", "ours")
    assert all(b"secret</h1>" not in item.content for item in held.evidence)


async def test_an_endpoint_is_not_followed_to_another_host(hold, platform):
    async def elsewhere(_):
        return web.json_response({"choices": [{"message": {"content": "别处的话，请放心办理。"}}]})

    async def moved(_):
        raise web.HTTPTemporaryRedirect(other + "/v1/chat/completions")

    async with (
        served(web.post("/v1/chat/completions", elsewhere)) as other,
        served(web.post("/v1/chat/completions", moved)) as at,
    ):
        held = await hold(platform(f"{at}/v1", transport="openai"), "怎么办？")

    assert held.outcome == "error_reply"
    assert "别处" not in held.turns[0].reply.text
