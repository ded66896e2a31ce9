"""Pictures and copies of panels never held personal data; the page is as before afterwards."""

import io

import pytest
from aiohttp import web
from PIL import Image
from tests.collection.conftest import events, served
from tests.collection.hostile import CHAT, page

pytestmark = pytest.mark.browser

RED = '<b style="background:#f00;color:#f00">{}</b>'
BLUE = '<b style="background:#00f;color:#00f">{}</b>'
SHOWN = (
    RED.format("138<i>0013</i>8000")
    + " "
    + BLUE.format("12345")
    + " "
    + BLUE.format("0592-7703333")
)


def seen(held, turn):
    (kept,) = (one for one in held.evidence if (one.kind, one.turn) == ("screenshot", turn))
    raw = Image.open(io.BytesIO(kept.content)).convert("RGB").tobytes()
    pixels = list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))
    red = sum(r > 180 and g < 70 and b < 70 for r, g, b in pixels)
    blue = sum(b > 180 and r < 70 and g < 70 for r, g, b in pixels)
    return red > 20, blue > 20


async def held_on(body, hold, platform, *, mobile=False, **others):
    async def home(_request: web.Request) -> web.Response:
        return page(body)

    def other(text):
        async def shown(_request: web.Request) -> web.Response:
            return page(text)

        return shown

    routes = [web.get(f"/{name}", other(text)) for name, text in others.items()]
    async with served(web.get("/", home), *routes) as at:
        return await hold(platform(f"{at}/"), "社保卡丢了怎么补办？", mobile=mobile)


def replying(html):
    return CHAT % f"const p = document.createElement('p'); p.innerHTML = `{html}`; list.append(p);"


PLACES = {
    "in a reply": replying(SHOWN),
    "in a closed shadow root": replying("请联系窗口工作人员办理。<div id=h></div>")
    .replace(
        "`; list.append(p);",
        "`; list.append(p); const r = h.attachShadow({mode: 'closed'}); r.innerHTML = SHADOW;",
    )
    .replace("SHADOW", repr(SHOWN)),
    "in a frame": replying('请联系窗口工作人员办理。<iframe src="/inner"></iframe>'),
    "in a dialog on top of all": replying("请联系窗口工作人员办理。<dialog id=d></dialog>").replace(
        "`; list.append(p);",
        f"`; list.append(p); d.innerHTML = {SHOWN!r}; d.style.margin = 0; setTimeout(() => d.showModal(), 400);",
    ),
    "in an entry": replying("请核对。" + BLUE.format("12345"))
    + "<input readonly value='13800138000' style='background:#f00;color:#f00'>",
}


@pytest.mark.parametrize("where", PLACES)
async def test_a_mobile_number_is_covered_wherever_it_stands(where, hold, platform):
    held = await held_on(PLACES[where], hold, platform, inner=SHOWN)

    assert seen(held, 0) == (False, True)
    counts = [one["counts"] for one in events(held) if one["event"] == "covered in a picture"]
    assert counts == [{"mobile": 1}]


async def test_a_phone_has_its_numbers_covered_too(hold, platform):
    held = await held_on(replying(SHOWN), hold, platform, mobile=True)

    assert seen(held, 0) == (False, True)


async def test_the_observation_itself_stays_word_for_word(hold, platform):
    held = await held_on(replying("请拨打13800138000，联系人：王小明 。"), hold, platform)

    assert held.turns[0].reply.text == "请拨打13800138000，联系人：王小明 。"


async def test_the_copy_of_the_panel_is_inert_and_without_personal_data(hold, platform):
    html = (
        '请拨打1380<i>0138000</i>或12345。<a href="https://example.org/a" onclick="x()" title="13900139000">看</a>'
        '<img src="https://example.org/p.png"><iframe src="https://example.org/f"></iframe><form action="/x"></form>'
        "<div hidden>15912345678</div>"
    )
    held = await held_on(replying(html), hold, platform)

    (panel,) = (one.content.decode() for one in held.evidence if one.kind == "panel")
    assert "12345" in panel
    assert "请拨打████<i>███████</i>或" in panel
    for trace in (
        "0138000",
        "13900139000",
        "15912345678",
        " onclick",
        " src=",
        " href=",
        "<iframe",
        "<form",
        "<script",
    ):
        assert trace not in panel
    assert "default-src 'none'" in panel
    (told,) = (one["counts"] for one in events(held) if one["event"] == "covered in the panel")
    assert told == {"mobile": 3}


async def test_a_picture_in_which_numbers_move_is_withheld(hold, platform):
    body = replying("<div id=m style='position:absolute'>" + SHOWN + "</div>").replace(
        "`; list.append(p);",
        "`; list.append(p); let n = 0; setInterval(() => { m.style.left = (n += 7) % 90 + 'px'; }, 5);",
    )
    held = await held_on(body, hold, platform)

    assert [one for one in held.evidence if one.kind == "screenshot"] == []
    assert "picture withheld" in [one["event"] for one in events(held)]
