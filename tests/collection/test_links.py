"""Looking at addresses of replies: a local server whose targets misbehave."""

import asyncio
from collections import Counter

import pytest
from aiohttp import web

from wenheng.collection import links
from wenheng.collection.links import SNAPSHOT, LinkChecker, Wanted
from wenheng.study.options import LinkCheck
from wenheng.wire.private import is_allowed, is_local

PAGE = "<!doctype html><title>{}</title><body>办事指南"
RULES = LinkCheck(redirects=4, limit_s=0.6)


class Targets:
    """The server: what was asked of it, and how it answers."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.base = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.path.strip("/")
        self.asked[name] += 1
        self.agents.add(request.headers["User-Agent"])
        if name in MOVES:
            return web.Response(status=302, headers={"Location": MOVES[name]})
        if name.isdigit():
            return web.Response(status=int(name), text=PAGE.format(name), content_type="text/html")
        return await getattr(self, name.replace("-", "_"))(request)

    async def guide(self, _request: web.Request) -> web.Response:
        return web.Response(text=PAGE.format("办事 &amp;\n 指南"), content_type="text/html")

    async def gbk(self, _request: web.Request) -> web.Response:
        page = f"<meta charset=gb2312>{PAGE.format('社保卡办理')}".encode("gbk")
        return web.Response(body=page, content_type="text/html")

    async def gone(self, _request: web.Request) -> web.Response:
        return web.Response(text=PAGE.format("您访问的页面不存在"), content_type="text/html")

    async def file(self, _request: web.Request) -> web.Response:
        return web.Response(body=b"%PDF-1.7", content_type="application/pdf")

    async def cookie(self, request: web.Request) -> web.Response:
        if request.cookies.get("seen"):
            return web.Response(text=PAGE.format("进来了"), content_type="text/html")
        answer = web.Response(status=302, headers={"Location": "/cookie"})
        answer.set_cookie("seen", "1")
        return answer

    async def late(self, _request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    async def drip(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        await answer.write(PAGE.format("一半").encode())
        await asyncio.sleep(30)
        return answer

    async def torn(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "9000"})
        await answer.prepare(request)
        await answer.write(PAGE.format("断了").encode())
        request.transport.abort()
        return answer

    async def huge(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "video/mp4"})
        await answer.prepare(request)
        while True:  # an endless stream
            await answer.write(bytes(65536))

    async def flaky(self, _request: web.Request) -> web.Response:
        status = 503 if self.asked["flaky"] == 1 else 200
        return web.Response(status=status, text=PAGE.format("好了"), content_type="text/html")


MOVES = {
    "short": "/guide",
    "circle": "/elcric",
    "elcric": "/circle",
    "cloud": "http://169.254.169.254/latest/meta-data/",
    "home": "weixin://dl/business",
    "broken": "http://[broken/",
    **{f"step-{n}": f"/step-{n + 1}" for n in range(9)},
}


@pytest.fixture
async def targets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(links, "RETRY_S", 0.0)
    targets = Targets()
    app = web.Application()
    app.router.add_get("/{name}", targets.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    targets.base = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    yield targets
    await runner.cleanup()


async def look(url: str, *, local: bool = True, own: tuple[str, ...] = ()):
    async def pause(_host: str) -> None:
        return None

    async with LinkChecker(RULES, "Wenheng/test", pause) as checker:
        return await checker.look(Wanted(url, local), frozenset(own))


async def test_a_circle_is_left_long_before_the_limit_of_redirects(targets, monkeypatch):
    monkeypatch.setattr("tests.collection.test_links.RULES", LinkCheck(redirects=20))

    found = await look(f"{targets.base}/circle")

    assert (found["outcome"], found["reason"]) == ("dead", "redirects in a circle")
    assert targets.asked.total() <= 6


async def test_a_page_that_opens_gives_its_title_its_type_and_a_snapshot(targets):
    found = await look(f"{targets.base}/guide")

    assert (found["outcome"], found["status"], found["title"]) == ("opens", 200, "办事 & 指南")
    assert found["media"] == "text/html"
    assert found["content"].startswith(b"<!doctype html>")
    assert found["host"] == "127.0.0.1"
    assert found["checked_at"].tzinfo is not None
    assert targets.agents == {"Wenheng/test"}
    assert targets.asked == {"guide": 1}


async def test_each_redirect_is_noted_and_the_last_page_is_what_counts(targets):
    found = await look(f"{targets.base}/short")

    assert found["outcome"] == "opens"
    assert found["redirects"] == [{"url": f"{targets.base}/short", "status": 302}]
    assert found["final_url"] == f"{targets.base}/guide"


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("404", "dead", "HTTP 404"),
        ("410", "dead", "HTTP 410"),
        ("401", "needs_login", "HTTP 401"),
        ("403", "blocked", "HTTP 403"),
        ("429", "blocked", "HTTP 429"),
        ("500", "error", "HTTP 500"),
        ("gone", "dead", "its title says there is no such page"),
        ("circle", "dead", "redirects in a circle"),
        ("step-0", "unreachable", "more than 4 redirects"),
        ("late", "unreachable", "time limit"),
        ("drip", "opens", "time limit"),
        ("torn", "opens", "ClientPayloadError"),
        ("cookie", "opens", ""),
        ("file", "opens", ""),
        ("huge", "opens", ""),
        ("flaky", "opens", ""),
        ("cloud", "refused", "private address"),
        ("home", "not_web", "weixin"),
        ("broken", "dead", "no valid address"),
    ],
)
async def test_what_misbehaves_has_an_outcome_and_a_reason(targets, name, outcome, reason):
    found = await look(f"{targets.base}/{name}")

    assert (found["outcome"], found["reason"]) == (outcome, reason)
    assert found["took_s"] < 3
    assert len(found["content"] or b"") <= SNAPSHOT


async def test_only_the_first_megabyte_of_an_endless_file_is_kept(targets):
    assert len((await look(f"{targets.base}/huge"))["content"]) == SNAPSHOT


async def test_an_error_of_the_server_and_a_silence_are_looked_at_twice_a_missing_page_once(
    targets,
):
    for name in ("500", "late", "404"):
        await look(f"{targets.base}/{name}")

    assert targets.asked == {"500": 2, "late": 2, "404": 1}


async def test_titles_in_gbk_are_read(targets):
    assert (await look(f"{targets.base}/gbk"))["title"] == "社保卡办理"


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://127.0.0.1:1/", "refused"),
        ("http://localhost:1/", "refused"),
        ("http://[::1]/", "refused"),
        ("http://10.1.2.3/", "refused"),
        ("http://2130706433/", "dead"),
        ("http://[::ffff:192.168.1.1]/", "refused"),
        ("tel:12345", "not_web"),
        ("javascript:alert(1)", "not_web"),
        ("file:///etc/passwd", "not_web"),
        ("http://[broken", "dead"),
        ("http:///", "dead"),
    ],
)
async def test_private_addresses_and_what_is_no_web_address_are_not_visited(targets, url, outcome):
    found = await look(url, local=False)

    assert found["outcome"] == outcome
    assert targets.asked == {}


async def test_a_redirect_of_a_public_page_to_a_private_address_is_not_followed(
    targets, monkeypatch
):
    monkeypatch.setattr(links, "refused_literal", lambda host, _local: host == "127.0.0.2")
    monkeypatch.setitem(MOVES, "inside", "http://127.0.0.2/secret")

    found = await look(f"{targets.base}/inside", local=True)

    assert found["outcome"] == "refused"
    assert found["redirects"][0]["status"] == 302


async def test_a_port_where_nobody_listens_is_unreachable(targets):
    assert (await look("http://127.0.0.1:9/"))["outcome"] == "unreachable"


async def test_official_is_a_host_of_the_study_or_one_under_a_declared_domain(targets):
    assert not (await look(f"{targets.base}/guide"))["official"]
    assert (await look(f"{targets.base}/guide", own=("127.0.0.1",)))["official"]
    assert (await look("tel:1", own=()))["official"] is False
    assert (await look("http://10.0.0.1.gov.cn/", local=False))["official"]


@pytest.mark.parametrize(
    ("address", "public", "local"),
    [
        ("8.8.8.8", True, True),
        ("10.0.0.1", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("100.64.0.1", False, False),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("224.0.0.1", False, False),
        ("0.0.0.0", False, False),
        ("::ffff:10.0.0.1", False, True),
        ("::ffff:8.8.8.8", True, True),
        ("::ffff:169.254.169.254", False, False),
        ("::ffff:224.0.0.1", False, False),
    ],
)
def test_which_addresses_may_be_visited(address, public, local):
    assert is_allowed(address, False) == public
    assert is_allowed(address, True) == local


async def test_a_host_is_local_where_it_stands_for_a_private_address():
    assert await is_local("127.0.0.1")
    assert await is_local("localhost")
    assert not await is_local("8.8.8.8")
    assert not await is_local("no-such-host.invalid")
