"""Keeping a visit out of private networks: a page may lead anywhere, and is followed only outside.

Documents, in pages and frames, are stopped before they are asked for, redirects included; what
scripts fetch from a public page in a private network Chromium refuses by itself.
"""

import asyncio
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Error, Page, Response

from wenheng.collection.visit import Visit
from wenheng.wire.private import addresses, is_allowed

WEB = ("http", "https", "about", "data", "blob")
REFUSED = "leads into a private network"

Addresses = dict[str, bool]
"""Host → whether it lies in a private network, as far as was asked."""


class Guard:
    """Refuses private addresses to all pages of `visit`, unless `entry` itself is one."""

    def __init__(self, visit: Visit, entry: str) -> None:
        self._visit, self._entry = visit, entry
        self._known: Addresses = {}
        self._watched: set[Page] = set()
        self._off = False
        self.refused: set[str] = set()

    async def begin(self, page: Page) -> None:
        """Watch `page`, and all that will be opened."""
        self._off = await self._is_private(urlsplit(self._entry).hostname)
        if self._off:
            return
        self._visit.context.on("page", self._watch)
        self._visit.context.on("response", self._look_again)
        await self._watch(page)

    async def _watch(self, page: Page) -> None:
        if page in self._watched:
            return
        self._watched.add(page)
        with suppress(Error):  # a tab that is closed already
            session = await self._visit.context.new_cdp_session(page)
            session.on("Fetch.requestPaused", lambda event: self._decide_soon(session, event))
            documents = {"urlPattern": "*", "resourceType": "Document"}
            await session.send("Fetch.enable", {"patterns": [documents]})
        await self._leave_private(page)

    def _decide_soon(self, session: CDPSession, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._decide(session, event))
        self._visit.tasks.add(task)
        task.add_done_callback(self._visit.tasks.discard)

    async def _decide(self, session: CDPSession, event: dict[str, Any]) -> None:
        refuse = await self._refuses(event["request"]["url"])
        with suppress(Error):  # the page has gone meanwhile
            request = {"requestId": event["requestId"]}
            if refuse:
                reason = {"errorReason": "AddressUnreachable"}
                await session.send("Fetch.failRequest", request | reason)
            else:
                await session.send("Fetch.continueRequest", request)

    async def _look_again(self, response: Response) -> None:
        """Names may change their address between our look and Chromium's: it says what it used."""
        if not response.request.is_navigation_request():
            return
        with suppress(Error):
            used = await response.server_addr()
            if used and _lies_inside(used["ipAddress"]):
                self._tell(response.url)
                await response.frame.goto("about:blank")

    async def _leave_private(self, page: Page) -> None:
        """A new tab may have been sent off before it was watched."""
        if await self._refuses(page.url):
            with suppress(Error):
                await page.goto("about:blank")

    async def _refuses(self, url: str) -> bool:
        parts = urlsplit(url)
        inside = parts.scheme not in WEB or await self._is_private(parts.hostname)
        if inside and url:
            self._tell(url)
        return inside and bool(url)

    def _tell(self, url: str) -> None:
        if url not in self.refused:
            self.refused.add(url)
            self._visit.log("refused", url=url, why=REFUSED)

    async def _is_private(self, host: str | None) -> bool:
        if not host:
            return False
        if host not in self._known:
            self._known[host] = any(map(_lies_inside, await addresses(host)))
        return self._known[host]


def _lies_inside(address: str) -> bool:
    try:
        return not is_allowed(address.strip("[]").partition("%")[0], local=False)
    except ValueError:
        return False
