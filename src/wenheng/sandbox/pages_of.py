"""Which address of a unit's host shows which page; what its assistants are asked through."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from wenheng.sandbox.country import Site
from wenheng.sandbox.matters import Matter
from wenheng.sandbox.portal import PAGES, Portal, content, found
from wenheng.sandbox.talking import Line

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def pages_of(sites: Sequence[Site]) -> list[web.AbstractRouteDef]:
    """All routes of the host of one unit: its web site at `/`, its mobile one at `/m/`."""
    routes: list[web.AbstractRouteDef] = [
        web.static("/static", PAGES / "static"),
        web.get("/favicon.ico", _no_content),
    ]
    for site in sites:
        if site.planted.presence != "dead":
            routes += _Pages(site).routes()
        if site.planted.presence not in ("dead", "absent"):
            routes += Line(site, site.assistant()).routes()
    return routes


class _Pages:
    """The pages of one site."""

    def __init__(self, site: Site) -> None:
        self.site, self.portal = site, Portal(site)
        self.base = "" if site.channel == "web" else "/m"

    def routes(self) -> list[web.AbstractRouteDef]:
        handlers: dict[str, Handler] = {
            "/": self.home,
            "/guide/{matter}": self.matter("guide"),
            "/apply/{matter}": self.matter("apply"),
            "/law/{matter}": self.matter("law"),
            "/search": self.search,
            "/section/{name}": self.section,
            "/news/{number:\\d+}": self.news,
            "/interact": self.plain("互动交流", "interact"),
            "/mail": self.plain("领导信箱", "mail"),
            "/login": self.plain("统一身份认证", "login"),
            "/me": self.plain("我的", "login"),
        }
        if self.portal.has_entry:
            handlers["/chat"] = self.chat
            handlers["/frame"] = self.chat
        routes: list[web.AbstractRouteDef] = []
        for path, handler in handlers.items():
            routes.append(web.get(self.base + path, handler))
        return routes

    async def home(self, _: web.Request) -> web.Response:
        return _page(self.portal.home())

    async def chat(self, request: web.Request) -> web.Response:
        if self.site.planted.presence == "login":
            raise web.HTTPFound(f"{self.base}/login?from=chat")
        return _page(self.portal.chat(framed=request.path.endswith("/frame")))

    def matter(self, kind: str) -> Handler:
        async def handler(request: web.Request) -> web.Response:
            matter = self._matter(request)
            title = matter.document if kind == "law" and matter.document else matter.title
            return _page(self.portal.inner(title, kind, matter=matter))

        return handler

    async def search(self, request: web.Request) -> web.Response:
        words = request.query.get("q", "")[:100]
        hits = found(dict(self.site.matters), words) if words else []
        return _page(self.portal.inner("站内搜索", "search", words=words, hits=hits))

    async def section(self, request: web.Request) -> web.Response:
        place = self.site.place
        texts = content(place.name, place.short, place.level)
        names = {row["id"]: row["name"] for row in (*texts["sections"], *texts["columns"])}
        name = request.match_info["name"]
        if name == "interact":
            raise web.HTTPFound(f"{self.base}/interact")
        return _page(self.portal.inner(names.get(name, "栏目"), "section"))

    async def news(self, request: web.Request) -> web.Response:
        place = self.site.place
        texts = content(place.name, place.short, place.level)
        titles = [*texts["news"], *texts["notices"]]
        number = int(request.match_info["number"]) % len(titles)
        return _page(self.portal.inner(titles[number], "article", number=number))

    def plain(self, title: str, kind: str) -> Handler:
        async def handler(_: web.Request) -> web.Response:
            return _page(self.portal.inner(title, kind))

        return handler

    def _matter(self, request: web.Request) -> Matter:
        matter = self.site.matters.get(request.match_info["matter"])
        if matter is None:
            raise web.HTTPNotFound
        return matter


async def _no_content(_: web.Request) -> web.Response:
    return web.Response(status=204)


def _page(html: str) -> web.Response:
    return web.Response(text=html, content_type="text/html")
