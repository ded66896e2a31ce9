"""Finding the assistant of a platform in the order a person would look, without knowing it."""

import asyncio
import time

from playwright.async_api import Page

from wenheng.collection import vocabulary as v
from wenheng.collection.notices import dismiss
from wenheng.collection.pressing import by_choosing, identity, try_launcher
from wenheng.collection.recipes import Recipe, Step, follow
from wenheng.collection.scores import LAUNCHER, composer_score, launcher_score, may_ask
from wenheng.collection.search import Found, Search, back, standing
from wenheng.collection.unfolding import by_hovering, deeper_pages, go_deeper
from wenheng.collection.visit import Candidate, Visit

TRIES = 6
LATE_S = 5.0
"""Launchers may be put in by a script some seconds after the page is there."""

LATE_DEEPER_S = 1.5

BARRIERS = ("needs_login", "app_only", "captcha", "dead_link")
"""What stood where an assistant was announced, the most telling first."""


async def find(visit: Visit, home: Page, recipe: Recipe | None = None) -> Found | str:
    """Look for an assistant, starting from the opened page `home`.

    Returns:
        What was found, else the outcome that stands instead (`no_assistant`, `needs_login` …).
    """
    search = Search(visit, home, home.url)
    found = await _by_recipe(search, recipe) if recipe else None
    found = found or await standing(search, home, ())
    if not found and await dismiss(visit, home):
        found = await standing(search, home, ())
    found = found or await by_choosing(search)
    found = found or await _by_launchers(search, LATE_S)
    found = found or await by_hovering(search)
    found = found or await _by_second_level(search)
    return found or await _instead(search)


async def _by_recipe(search: Search, recipe: Recipe) -> Found | None:
    composer = await follow(search.visit, search.home, recipe)
    if composer and may_ask(composer.facts):
        return Found(composer, recipe.steps)
    search.visit.log("recipe failed")
    await back(search)
    return None


async def _by_launchers(
    search: Search, late_s: float, steps: tuple[Step, ...] = ()
) -> Found | None:
    """Press what looks like a launcher, best first, until a composer comes."""
    visit = search.visit
    late = time.monotonic() + late_s
    tries = 0
    while tries < TRIES and visit.left_s > 1:
        launcher = await _best_launcher(search)
        if launcher:
            tries += 1
            found = await try_launcher(search, launcher, steps)
        elif search.home not in search.scrolled:  # some come only then
            search.scrolled.add(search.home)
            await visit.scroll(search.home)
            continue
        elif time.monotonic() < late:
            await asyncio.sleep(0.4)
            found = await standing(search, search.home, steps)
        else:
            return None
        if found:
            return found
    return None


async def _best_launcher(search: Search) -> Candidate | None:
    for candidate in await search.visit.scan("launchers", launcher_score, [search.home]):
        if candidate.score.points < LAUNCHER:
            return None
        if identity(candidate.facts) not in search.tried:
            return candidate
    return None


async def _by_second_level(search: Search) -> Found | None:
    for navigation in await deeper_pages(search):
        if search.visit.left_s < 3:
            return None
        pages = frozenset(search.visit.pages)
        deeper = await go_deeper(search, navigation)
        if not deeper:
            continue
        inner, step = deeper
        found = await standing(inner, inner.home, (step,))
        found = found or await _by_launchers(inner, LATE_DEEPER_S, (step,))
        if found:
            return found
        await back(search, pages)
    return None


async def _instead(search: Search) -> str:
    """The outcome when nothing could be spoken to."""
    for outcome in BARRIERS:
        if outcome in search.behind:
            return outcome
    seen = await search.visit.scan("composers", composer_score)
    written = [
        c
        for c in seen
        if c.facts["others"] >= 2
        and not may_ask(c.facts)
        and v.ASKING.search(c.facts["hint"])
        and v.TALK.search(c.facts["context"])
    ]
    return "form_only" if written else "no_assistant"
