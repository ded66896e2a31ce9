"""Serves a country on the loopback address: one port per unit, and one page that lists them."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import SystemRandom

from aiohttp import web

from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.sandbox.country import Country, Site
from wenheng.sandbox.expected import quality
from wenheng.sandbox.pages_of import pages_of
from wenheng.sandbox.places import Place
from wenheng.sandbox.portal import environment

HOST = "127.0.0.1"
TRIES = 40
LOWEST, HIGHEST = 20_000, 60_000


@dataclass(frozen=True)
class Served:
    """A country that is being served."""

    country: Country
    index: str
    portals: Mapping[str, str]
    entries: Mapping[str, str]

    def entry(self, site: Site) -> str:
        """The address at which a site is visited or asked."""
        return self.entries[site.id]


@asynccontextmanager
async def serve(country: Country, port: int = 0) -> AsyncIterator[Served]:
    """Serve `country` for as long as the context lasts.

    Args:
        country: what is served.
        port: the index page is there, the units on the ports after it, in order; the last port
            is taken but nothing listens on it. 0: a free range is sought.

    Raises:
        CollectError: a port of the range is in use.
    """
    async with AsyncExitStack() as stack:
        sockets = _bound(port, len(country.places) + 2)
        for bound in sockets:
            stack.callback(bound.close)
        served = _served(country, [bound.getsockname()[1] for bound in sockets])
        apps = [_index(served), *(_portal(country, place) for place in country.places)]
        for app, bound in zip(apps, sockets, strict=False):
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.SockSite(runner, bound).start()
        yield served


def _served(country: Country, ports: list[int]) -> Served:
    units = dict(zip((place.id for place in country.places), ports[1:], strict=False))
    portals = {unit: f"http://{HOST}:{port}" for unit, port in units.items()}
    dead = f"http://{HOST}:{ports[-1]}"
    entries = {site.id: _entry(site, portals[site.place.id], dead) for site in country.sites}
    return Served(country, f"http://{HOST}:{ports[0]}/", portals, entries)


def _entry(site: Site, portal: str, dead: str) -> str:
    home = "/" if site.channel == "web" else "/m/"
    if site.planted.presence == "dead":
        return dead + home
    program = {"openai": f"/{site.channel}/v1/chat/completions", "http": f"/{site.channel}/api/ask"}
    return portal + program.get(site.planted.transport, home)


def _portal(country: Country, place: Place) -> web.Application:
    app = web.Application(client_max_size=1 << 16)
    app.add_routes(pages_of(country.sites_of(place)))
    return app


def _index(served: Served) -> web.Application:
    async def page(_: web.Request) -> web.Response:
        rows = [(site, served.entry(site), quality(site)) for site in served.country.sites]
        template = environment().get_template("index.html")
        html = template.render(rows=rows, portals=served.portals)
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", page)])
    return app


def _bound(port: int, count: int) -> list[socket.socket]:
    if port:
        return _range(port, count)
    for _ in range(TRIES):
        try:
            return _range(SystemRandom().randrange(LOWEST, HIGHEST), count)
        except CollectError:
            continue
    raise CollectError(say("sandbox.no-ports", count=count))


def _range(first: int, count: int) -> list[socket.socket]:
    """Sockets on `count` ports from `first` on, bound but not yet listening."""
    sockets: list[socket.socket] = []
    try:
        for port in range(first, first + count):
            sockets.append(socket.socket())
            sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sockets[-1].bind((HOST, port))
    except (OSError, OverflowError) as error:
        for bound in sockets:
            bound.close()
        raise CollectError(
            say("sandbox.port-in-use", first=first, last=first + count - 1),
            hint=say("sandbox.port-hint"),
        ) from error
    return sockets
