"""A person shows the way to an assistant once; what is pressed becomes a recipe."""

import asyncio
import os
import sys
from contextlib import aclosing
from importlib import resources
from typing import Any

from playwright.async_api import BrowserContext, Error, Frame, Page

from wenheng.collection.browser import BrowserPool, Visitor
from wenheng.collection.mishaps import told
from wenheng.collection.observing import keyed
from wenheng.collection.recipes import Recipe, Step
from wenheng.collection.scores import may_ask
from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.study.recipe import MOST_STEPS

BINDING = "__wenhengShown"


async def record(url: str, visitor: Visitor, limit_s: float) -> Recipe | None:
    """Open `url` in a window, and bring back the way that a person shows there.

    Returns:
        The way to the entry, or None where the window was closed, or `limit_s` passed, before
        an entry had been pressed.

    Raises:
        CollectError: there is no display, no browser, or the address does not open.
    """
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        raise CollectError(say("collect.no-display"), hint=say("collect.record-elsewhere"))
    async with aclosing(BrowserPool(visible=True)) as pool, pool.context(visitor) as context:
        shown = await watch(context)
        page = await context.new_page()
        try:
            await page.goto(url, wait_until="commit")
        except Error as error:
            raise CollectError(say("collect.not-opened", reason=told(error))) from error
        return await shown.recipe(limit_s)


class Shown:
    """What a person has pressed so far."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._done: asyncio.Future[Recipe | None] = asyncio.get_running_loop().create_future()
        self._open: set[Page] = set()

    async def recipe(self, limit_s: float) -> Recipe | None:
        """The way, as soon as an entry was pressed; None where there was none in time."""
        try:
            return await asyncio.wait_for(self._done, limit_s)
        except TimeoutError:
            return None

    def take(self, frame: Frame, facts: dict[str, Any]) -> None:
        """Note one press in `frame`."""
        entry, pressed = facts.get("entry"), facts.get("pressed")
        if entry and may_ask(entry):
            self._end(Recipe(tuple(self.steps), Step.of("write", entry, frame)))
        elif pressed and not pressed["submits"] and len(self.steps) < MOST_STEPS:
            self.steps.append(Step.of("press", pressed, frame))

    def attend(self, page: Page) -> None:
        """Note that a window is open; when the last is closed nothing more will be shown."""
        self._open.add(page)
        page.on("close", self._closed)

    def _closed(self, page: Page) -> None:
        self._open.discard(page)
        if not self._open:
            self._end(None)

    def _end(self, recipe: Recipe | None) -> None:
        if not self._done.done():
            self._done.set_result(recipe)


async def watch(context: BrowserContext) -> Shown:
    """Watch what is pressed in `context`, in whatever is opened from now on."""
    shown = Shown()

    def take(source: dict[str, Any], facts: dict[str, Any]) -> None:
        shown.take(source["frame"], facts)

    await context.expose_binding(BINDING, take)
    script = resources.files("wenheng.collection") / "observer" / "recording.js"
    await context.add_init_script(script=keyed(script.read_text("utf-8")))
    context.on("page", shown.attend)
    return shown
