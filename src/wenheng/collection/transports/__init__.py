"""The ways to speak to an assistant: browser, openai, http, replay. Each holds one session."""

import asyncio
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

from wenheng.collection.transport import Transport, signature
from wenheng.collection.transports.http import HttpTransport
from wenheng.collection.transports.openai import OpenAITransport
from wenheng.collection.transports.replay import ReplayTransport
from wenheng.errors import CollectError
from wenheng.language import say

CONNECT_S = 10.0
"""Who takes no connection for so long is not there; who took one and is silent is."""


class Transports:
    """All transports of one worker, each made when first asked for, all closed together.

    `folder` is the workspace: recordings are read and recipes kept below it.
    """

    def __init__(self, contact: str = "", folder: Path | None = None) -> None:
        self._contact = contact
        self._folder = folder
        self._made: dict[str, Transport] = {}
        self._stack = AsyncExitStack()
        self._gate = asyncio.Lock()

    async def of(self, name: str) -> Transport:
        """The transport called `name`.

        Raises:
            CollectError: it cannot work here, for instance for want of a browser; or sessions of
                this kind are held by people, not by a program.
        """
        async with self._gate:
            if name not in self._made:
                self._made[name] = await self._make(name)
        return self._made[name]

    async def _make(self, name: str) -> Transport:
        if name == "browser":
            from wenheng.collection.browser import BrowserPool
            from wenheng.collection.recipe_book import RecipeBook
            from wenheng.collection.transports.browser import BrowserTransport

            pool = await self._stack.enter_async_context(aclosing(BrowserPool()))
            await pool.start()
            book = RecipeBook(self._folder) if self._folder else None
            return BrowserTransport(pool, self._contact, book)
        if name in ("openai", "http"):
            headers = {"User-Agent": signature(self._contact)}
            client = aiohttp.ClientSession(
                headers=headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                connector=aiohttp.TCPConnector(limit=0),  # the pace of a host is its limit
                # a session has limits of its own
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
            )
            await self._stack.enter_async_context(client)
            return OpenAITransport(client) if name == "openai" else HttpTransport(client)
        if name == "replay":
            return ReplayTransport(self._folder or Path())
        raise CollectError(say("collect.by-people", transport=name))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()
