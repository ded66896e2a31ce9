"""How an assistant was reached, kept so that the next session goes straight there."""

import asyncio
import time
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import urlsplit

from playwright.async_api import Frame, Page

from wenheng.collection import vocabulary as v
from wenheng.collection.notices import press_through
from wenheng.collection.opening import wait_for_content
from wenheng.collection.scores import Facts, Score
from wenheng.collection.visit import Candidate, Visit
from wenheng.study.recipe import MOST_LETTERS

STEP_LIMIT_S = 5.0
NOTICE_LIMIT_S = 2.0
LOOK_EVERY_S = 0.1
SCROLL_AFTER_S = 1.5
SCANS = {
    "write": ("composers",),
    "hover": ("hoverables", "launchers"),
    "tick": ("agreements",),
    "press": ("launchers", "fresh"),
}

SAID = ("text", "label", "sources", "href", "hint", "name")
MADE = ("tag", "type", "names")
"""Class names change with a state or a build: they count only where nothing else is said."""


Act = Literal["press", "hover", "tick", "write"]


@dataclass(frozen=True)
class Step:
    """An act on an element that is known by what it says, not by where it lies."""

    act: Act
    marks: tuple[tuple[str, str], ...]
    frame_path: str
    """Path of the address of its frame; empty means any."""

    @classmethod
    def of(cls, act: Act, facts: Facts, frame: Frame) -> Self:
        """The step of doing `act` to the element of which the observer told `facts`."""
        said = [name for name in SAID if facts.get(name)]
        if facts.get("sources") == facts.get("href"):
            said = [name for name in said if name != "sources"]
        kept = ["tag", *said] if said else MADE
        marks = tuple((name, str(facts[name])[:MOST_LETTERS]) for name in kept if facts.get(name))
        path = urlsplit(frame.url).path
        return cls(act, marks, path if len(path) <= MOST_LETTERS else "")

    def fits(self, facts: Facts, frame: Frame) -> bool:
        """Whether an element is the one of this step: the same marks, in the same frame."""
        same = all(_same(facts.get(name), value) for name, value in self.marks)
        return same and self.frame_path in ("", urlsplit(frame.url).path)

    @property
    def dismisses(self) -> bool:
        """Whether it presses away what a later visit may not meet: a notice, an agreement."""
        return any(name == "text" and v.DISMISSES.search(value) for name, value in self.marks)

    @property
    def name(self) -> str:
        marks = dict(self.marks)
        said = (marks.get("text"), marks.get("label"), marks.get("sources"), marks.get("tag"))
        return f"{self.act}: {next(filter(None, said), '')[:60]}"


@dataclass(frozen=True)
class Recipe:
    """The steps from the first page to the assistant, and the entry to write into."""

    steps: tuple[Step, ...]
    composer: Step


def _same(found: object, wanted: str) -> bool:
    """Spaces count for nothing: a person copies what can be seen."""
    return "".join(str(found or "").split()) == "".join(wanted.split())


async def follow(visit: Visit, page: Page, recipe: Recipe) -> Candidate | None:
    """Repeat the steps of `recipe` from `page`; the composer, or None where a step fails."""
    for step in recipe.steps:
        element = await _element(visit, page, step)
        if element is None:
            visit.log("recipe step not found", step=step.name)
            if step.dismisses:
                continue
            return None
        pages = set(visit.pages)
        acted = await (
            visit.hover(element) if step.act == "hover" else press_through(visit, element)
        )
        if not acted:
            return None
        page = await _arrived(visit, page, pages)
    composer = await _element(visit, page, recipe.composer)
    if composer:
        visit.log("recipe followed", steps=[step.name for step in recipe.steps])
    else:
        visit.log("recipe step not found", step=recipe.composer.name)
    return composer


async def _element(visit: Visit, page: Page, step: Step) -> Candidate | None:
    """The element of `step` in `page`, waited for; a composer only once it is switched on.

    What submits a form is never the element of a step, whoever wrote the recipe.
    """
    begun = time.monotonic()
    end = begun + (NOTICE_LIMIT_S if step.dismisses else STEP_LIMIT_S)
    scrolled = False
    while time.monotonic() < end:
        for scan in SCANS[step.act]:
            for candidate in await visit.scan(scan, lambda _: Score(), [page]):
                facts = candidate.facts
                barred = facts.get("off") or facts.get("submits")
                if step.fits(facts, candidate.frame) and not barred:
                    return candidate
        await asyncio.sleep(LOOK_EVERY_S)
        if not scrolled and time.monotonic() > begun + SCROLL_AFTER_S:
            scrolled = True
            await visit.scroll(page)
    return None


async def _arrived(visit: Visit, page: Page, before: set[Page]) -> Page:
    """The page that a step led to: a new tab, else the same."""
    await asyncio.sleep(LOOK_EVERY_S)
    opened = [p for p in visit.pages if p not in before]
    if not opened:
        return page
    await wait_for_content(visit, opened[0], at_rest=False)
    return opened[0]
