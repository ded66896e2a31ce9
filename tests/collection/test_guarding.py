"""A page of the public web leads nobody into a private network, nor into files."""

import asyncio
from contextlib import aclosing

import pytest
from aiohttp import web
from tests.collection.conftest import events, served
from tests.collection.hostile import CHAT, page

from wenheng.collection import browser, guarding

SECRET = "<h1>内网</h1><p>口令 secret</p>" + CHAT % "say('内网的话。')"


@pytest.fixture
def public(monkeypatch):
    """127.0.0.1 passes for a host of the public web, localhost for one of a private network."""

    async def addresses(host: str) -> list[str]:
        return ["10.0.0.1" if host == "localhost" else "8.8.8.8"]

    monkeypatch.setattr(guarding, "addresses", addresses)
    monkeypatch.setattr(guarding, "_lies_inside", lambda address: address == "10.0.0.1")


def site(home, *, moved=""):
    """A site of which `home` is the first page; PRIVATE in it stands for an inner address."""
    asked: list[str] = []
    at: list[str] = []

    async def first(_request: web.Request) -> web.Response:
        if moved:
            raise web.HTTPFound(moved.replace("PRIVATE", at[0]))
        return page(home.replace("PRIVATE", at[0]))

    async def inner(request: web.Request) -> web.Response:
        asked.append(request.host)
        return page(SECRET)

    return at, asked, (web.get("/", first), web.get("/inner", inner))


async def visited(hold, platform, home, *, moved=""):
    at, asked, routes = site(home, moved=moved)
    async with served(*routes) as address:
        at.append(address.replace("127.0.0.1", "localhost") + "/inner")
        held = await hold(platform(f"{address}/"), "甲？")
    assert all("secret" not in item.content.decode("utf-8", "ignore") for item in held.evidence)
    return held, asked


WAYS = {
    "a script that leaves": "<p>某市</p><script>location = 'PRIVATE'</script>",
    "a refresh": "<p>某市</p><meta http-equiv=refresh content='0;url=PRIVATE'>",
    "a frame": "<p>某市</p><iframe src='PRIVATE' width=500 height=500></iframe>",
    "a launcher": "<p>某市</p><a href='PRIVATE'>智能客服</a>",
    "a launcher to a new tab": "<p>某市</p><a href='PRIVATE' target=_blank>智能客服</a>",
    "a launcher that opens a tab": "<p>某市</p><button onclick=\"window.open('PRIVATE')\">智能客服</button>",
}


@pytest.mark.browser
@pytest.mark.parametrize("way", WAYS)
async def test_no_way_leads_into_a_private_network(way, hold, platform, public):
    held, asked = await visited(hold, platform, WAYS[way])

    assert len(asked) <= ("tab" in way)  # a new tab asks once before it can be stopped
    assert held.turns == ()
    assert held.outcome in ("no_assistant", "dead_link")
    assert "refused" in [event["event"] for event in events(held)]


@pytest.mark.browser
async def test_a_redirect_into_a_private_network_is_a_dead_link(hold, platform, public):
    held, asked = await visited(hold, platform, "", moved="PRIVATE")

    assert asked == []
    assert (held.outcome, held.note) == ("dead_link", guarding.REFUSED)


@pytest.mark.browser
async def test_a_redirect_to_a_file_shows_nothing_of_it(hold, platform, public, tmp_path):
    (tmp_path / "secret.html").write_text(SECRET)

    held, _ = await visited(hold, platform, "", moved=f"file://{tmp_path}/secret.html")

    assert held.outcome in ("dead_link", "unreachable")


@pytest.mark.browser
async def test_a_study_of_a_private_host_may_go_where_it_likes(hold, platform):
    held, asked = await visited_own(hold, platform)

    assert held.outcome == "replied"
    assert len(asked) == 1


async def visited_own(hold, platform):
    at, asked, routes = site(WAYS["a launcher"])
    async with served(*routes) as address:
        at.append(address.replace("127.0.0.1", "localhost") + "/inner")
        return await hold(platform(f"{address}/"), "甲？"), asked


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("172.16.0.1", True), ("192.168.1.1", True),
        ("169.254.169.254", True), ("100.64.0.1", True), ("0.0.0.0", True), ("::1", True),
        ("fe80::1%eth0", True), ("fd00::1", True), ("::ffff:10.0.0.1", True),
        ("8.8.8.8", False), ("2001:4860:4860::8888", False),
    ],
)  # fmt: skip
def test_what_is_private_is_told_by_its_address(address, inside):
    assert guarding._lies_inside(address) is inside


def test_a_name_that_does_not_resolve_is_left_to_chromium():
    assert asyncio.run(guarding.addresses("nowhere.invalid")) == []


FETCHES = """async (inner) => {
  const wait = (start) => new Promise((done) => { start(done); setTimeout(done, 2000); });
  await fetch(inner + '/fetch').catch(() => 0);
  await fetch(inner + '/blind', {mode: 'no-cors'}).catch(() => 0);
  await wait((done) => Object.assign(new Image(), {onerror: done, onload: done, src: inner + '/image'}));
  await wait((done) => Object.assign(new WebSocket(inner.replace('http', 'ws') + '/socket'), {onerror: done, onopen: done}));
}"""


@pytest.mark.browser
async def test_chromium_itself_keeps_scripts_of_public_pages_out_of_private_networks(monkeypatch):
    asked: list[str] = []

    async def home(_request: web.Request) -> web.Response:
        return page("<p>某市</p>")

    async def inner(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(text="secret", headers={"Access-Control-Allow-Origin": "*"})

    async with served(web.get("/", home)) as at, served(web.get("/{name}", inner)) as private:
        passes = f"--ip-address-space-overrides={at.removeprefix('http://')}=public"
        monkeypatch.setattr(browser, "FLAGS", (*browser.FLAGS, passes))
        async with (
            aclosing(browser.BrowserPool()) as pool,
            pool.context(browser.Visitor()) as context,
        ):
            tab = await context.new_page()
            await tab.goto(at)
            await tab.evaluate(FETCHES, private)

    assert asked == []
