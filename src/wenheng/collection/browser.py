"""The browser: one Chromium, a fresh context per session, recycled before it grows old."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error, Playwright, async_playwright

from wenheng.collection.memory import memory_below
from wenheng.collection.mishaps import told
from wenheng.collection.observing import observer_script
from wenheng.collection.transport import signature
from wenheng.errors import CollectError
from wenheng.language import say

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--deny-permission-prompts",
    "--mute-audio",
    "--js-flags=--max-old-space-size=768",  # a page that eats memory crashes alone, and soon
)
HEADLESS_NAME = "chromium-headless-shell"
"""A tenth of the processor time per visit, same engine; it shows no window."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE = "Pixel 7"
LAUNCH_LIMIT_MS = 30_000
MOST_MEMORY = 3 * 1024**3
"""Of a browser and its driver; 16 contexts at a time take 1.5 GB."""

WEIGHED_EVERY = 10
"""After so many contexts the browser's memory is looked at."""


@dataclass(frozen=True)
class Visitor:
    """Who visits, and with what: `contact` reaches the person who answers for the visit."""

    contact: str = ""
    mobile: bool = False
    language: str = "zh-CN"
    timezone: str = "Asia/Shanghai"


def chromium_path(visible: bool = False) -> str:
    """Where Chromium is: `WENHENG_CHROMIUM`, else the first known name on the PATH.

    Args:
        visible: it has to show a window.

    Raises:
        CollectError: there is none.
    """
    named = os.environ.get("WENHENG_CHROMIUM")
    names = CHROMIUM_NAMES if visible else (HEADLESS_NAME, *CHROMIUM_NAMES)
    found = named or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise CollectError(say("collect.no-chromium"), hint=say("collect.install-chromium"))
    return found


class BrowserPool:
    """Lends fresh contexts of one Chromium, and starts another when it has grown old or large.

    Args:
        recycle_after: so many contexts one Chromium lends at most.
        most_memory: bytes that it may take; looked at now and then, on systems that tell.
        visible: whether it shows its windows, for a person to act in.
    """

    def __init__(
        self,
        recycle_after: int = 150,
        most_memory: int = MOST_MEMORY,
        *,
        visible: bool = False,
    ) -> None:
        self._recycle_after, self._most_memory = recycle_after, most_memory
        self._visible = visible
        self._lent = self._used = 0
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._gate = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()
        self._script = observer_script()

    async def aclose(self) -> None:
        """Close the browser; `contextlib.aclosing` does it at the end of a block."""
        await self._close_browser()
        if self._playwright:
            await self._playwright.stop()

    @property
    def version(self) -> str:
        return self._browser.version if self._browser else ""

    @asynccontextmanager
    async def context(self, visitor: Visitor) -> AsyncIterator[BrowserContext]:
        """A context with nothing in it, that tells who visits and observes every document."""
        browser = await self._ready()
        self._lent += 1
        self._idle.clear()
        try:
            context = await browser.new_context(**await self._settings(browser, visitor))
            try:
                await context.add_init_script(script=self._script)
                yield context
            finally:
                await _quietly_close(context)
        finally:
            self._lent -= 1
            if not self._lent:
                self._idle.set()

    async def _ready(self) -> Browser:
        async with self._gate:
            if self._browser and await self._is_worn():
                await self._idle.wait()
                await self._close_browser()
            if not self._browser or not self._browser.is_connected():
                self._browser = await self._launch()
                self._used = 0
            self._used += 1
            return self._browser

    async def _is_worn(self) -> bool:
        if self._used >= self._recycle_after:
            return True
        if self._used % WEIGHED_EVERY:
            return False
        return await asyncio.to_thread(memory_below, os.getpid()) > self._most_memory

    async def start(self) -> None:
        """Start the browser now rather than for the first session.

        Raises:
            CollectError: there is no browser, or it does not start.
        """
        async with self._gate:
            self._browser = self._browser or await self._launch()

    async def _launch(self) -> Browser:
        driver = self._playwright = self._playwright or await _driver()
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        try:
            return await driver.chromium.launch(
                executable_path=chromium_path(self._visible),
                headless=not self._visible,
                args=[*FLAGS, *root],
                timeout=LAUNCH_LIMIT_MS,
                handle_sigint=False,
                handle_sigterm=False,
            )
        except Error as error:
            raise CollectError(
                say("collect.chromium-fails", reason=told(error)),
                hint=say("collect.install-chromium"),
            ) from error

    async def _settings(self, browser: Browser, visitor: Visitor) -> dict[str, Any]:
        settings: dict[str, Any] = {
            "locale": visitor.language,
            "timezone_id": visitor.timezone,
            "accept_downloads": False,
            "service_workers": "block",
        }
        major = browser.version.split(".")[0]
        system = "X11; Linux x86_64"
        if visitor.mobile:
            assert self._playwright
            phone = dict(self._playwright.devices[PHONE])
            phone.pop("default_browser_type", None)
            settings |= phone | {"device_scale_factor": 2}
            system = "Linux; Android 14; Pixel 7"
        else:
            settings["viewport"] = {"width": 1366, "height": 768}
        mobile = " Mobile" if visitor.mobile else ""
        settings["user_agent"] = (
            f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{major}.0.0.0{mobile} Safari/537.36 {signature(visitor.contact)}"
        )
        return settings

    async def _close_browser(self) -> None:
        if self._browser:
            await _quietly_close(self._browser)
            self._browser = None


async def _driver() -> Playwright:
    try:
        return await async_playwright().start()
    except Exception as error:  # whatever keeps its process from living; Playwright names no class
        raise CollectError(
            say("collect.driver-fails", reason=told(error)), hint=say("collect.install-driver")
        ) from error


async def _quietly_close(thing: Browser | BrowserContext) -> None:
    try:
        await asyncio.wait_for(thing.close(), 10)
    except (Error, TimeoutError):
        return  # it is gone already, which is what was wanted
