"""Pressing what may lead to an assistant, and watching whether a composer comes."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from playwright.async_api import Page

from wenheng.collection import vocabulary as v
from wenheng.collection.notices import press_through
from wenheng.collection.opening import wait_for_content
from wenheng.collection.recipes import Step
from wenheng.collection.scores import (
    NEVER,
    OPENED_COMPOSER,
    STRONG_LAUNCHER,
    Facts,
    Score,
    answers_people,
    composer_score,
    may_ask,
)
from wenheng.collection.search import (
    Before,
    Found,
    Search,
    back,
    log_composer,
    no_score,
    note_barrier,
    remembered,
)
from wenheng.collection.visit import Candidate, Visit

AFTER_PRESS_S = 4.5
NOTHING_HAPPENS_S = 1.4
LINK_LEADS_NOWHERE_S = 3.0
"""On a busy machine a new tab may take that long to appear."""

STILL_MS = 900
LOOK_EVERY_S = 0.2
CHOOSER_DEPTH = 2
COUNTDOWN_S = 12.0


async def try_launcher(
    search: Search, launcher: Candidate, steps: tuple[Step, ...] = ()
) -> Found | None:
    """Press `launcher`; on failure note what stood there and go back."""
    visit = search.visit
    search.tried.add(identity(launcher.facts))
    before = await remembered(visit, launcher.page)
    visit.log(
        "press",
        name=launcher.name,
        score=launcher.score.points,
        why=launcher.score.reasons,
        facts=_brief(launcher.facts),
    )
    taken = (*steps, Step.of("press", launcher.facts, launcher.frame))  # as it stands before
    if not await _press(visit, launcher):
        return None
    found = await _watch(visit, launcher, before, taken)
    found = found or await _choose(visit, launcher, before, taken)
    if not found:
        opened = [page for page in visit.pages if page not in before.pages]
        if _announces(launcher.facts):
            await note_barrier(search, opened or [launcher.page], before.address)
        await back(search, before.pages)
    return found


def _announces(facts: Facts) -> bool:
    """Whether an element says by words or names that an assistant is behind it."""
    said = f"{facts['text'][:40]} {facts['label'][:60]}"
    named = f"{facts['names']} {facts['sources']} {facts['href']}"
    return bool(v.ASSISTANT.search(said) or v.TALK.search(said) or v.NAMES.search(named))


def identity(facts: Facts) -> tuple[object, ...]:
    """What tells one thing to press from another, over several scans."""
    said = (facts["text"][:40], facts["label"][:40], facts["sources"][:80], facts["href"][:80])
    return (*said, facts["x"] // 24, facts["top"] // 24)


async def _press(visit: Visit, launcher: Candidate) -> bool:
    await visit.ask(launcher.frame, "() => window.__wenheng.remember()")
    return await press_through(visit, launcher)


async def _watch(
    visit: Visit, launcher: Candidate, before: Before, steps: tuple[Step, ...]
) -> Found | None:
    """Wait for a composer that was not there before: in the page, its frames, or a new tab."""
    begun = time.monotonic()
    known = launcher.score.points >= STRONG_LAUNCHER
    enough = OPENED_COMPOSER if known else OPENED_COMPOSER + 0.5
    awaited = 0
    while time.monotonic() - begun < AFTER_PRESS_S and visit.left_s > 0:
        await asyncio.sleep(LOOK_EVERY_S)
        opened = [page for page in visit.pages if page not in before.pages]
        for page in opened[awaited:]:
            await wait_for_content(visit, page)
        awaited = len(opened)
        elsewhere = bool(opened) or launcher.page.url != before.address
        waiting = False
        for seen in await visit.scan("composers", composer_score, opened or [launcher.page]):
            candidate = replace(seen, facts={**seen.facts, "led_by": launcher.name})
            if (candidate.key in before.composers and not elsewhere) or (
                candidate.key in visit.refused
            ):
                continue
            fits = candidate.score.points >= enough and may_ask(candidate.facts)
            fits = fits and answers_people(candidate.facts)
            if fits and candidate.facts["off"]:
                waiting = True  # it may be switched on once the assistant is connected
                continue
            log_composer(visit, candidate, fits)
            if fits:
                return Found(candidate, steps)
        leads = launcher.facts["href"] and not elsewhere
        patience_s = LINK_LEADS_NOWHERE_S if leads else NOTHING_HAPPENS_S
        waited_s = time.monotonic() - begun
        page = (opened or [launcher.page])[-1]
        if waited_s >= patience_s and not waiting and await _rests(visit, page, begun):
            return None
    return None


async def _rests(visit: Visit, page: Page, since: float) -> bool:
    """Whether `page` has come to rest, so that waiting longer would bring nothing."""
    if visit.open_requests(since):
        return False
    script = "() => window.__wenheng ? window.__wenheng.quietFor() : 0"
    still_ms = await visit.ask(page.main_frame, script)
    return still_ms is not None and still_ms >= STILL_MS


async def by_choosing(search: Search) -> Found | None:
    """Where an assistant stands open but is switched off until something is chosen, choose."""
    visit = search.visit
    for entry in await visit.scan("composers", composer_score, [search.home]):
        fits = entry.score.points >= OPENED_COMPOSER and may_ask(entry.facts)
        if fits and entry.facts["off"] and not entry.facts["readonly"]:
            before = await remembered(visit, search.home)
            as_launcher = replace(entry, facts={**entry.facts, "href": ""})
            found = await _choose(visit, as_launcher, before, ())
            found = found or await _watch(visit, as_launcher, before, ())
            return found or await _choose(visit, as_launcher, before, ())  # what came meanwhile
    return None


async def _choose(
    visit: Visit, launcher: Candidate, before: Before, steps: tuple[Step, ...]
) -> Found | None:
    """Where a choice is asked for first (region, person or company), take the most general."""
    if len(steps) > CHOOSER_DEPTH or launcher.page.is_closed():
        return None
    opened = [page for page in visit.pages if page not in before.pages]
    steps = (*steps, *await _agree(visit, opened or [launcher.page]))
    offered = await visit.scan("fresh", _choice_score, opened or [launcher.page])
    if not offered or offered[0].score.points <= 0:
        return None
    chosen = offered[0]
    score = chosen.score
    visit.log("choose", name=chosen.name, score=score.points, why=score.reasons)
    now = await remembered(visit, chosen.page)
    further = (*steps, Step.of("press", chosen.facts, chosen.frame))
    await _switched_on(visit, chosen)
    if not await _press(visit, chosen):
        return None
    as_good = Candidate(chosen.page, chosen.frame, chosen.facts, launcher.score)
    found = await _watch(visit, as_good, now, further)
    return found or await _choose(visit, as_good, now, further)


async def _switched_on(visit: Visit, chosen: Candidate) -> None:
    """Wait for a button that counts down before it may be pressed."""
    end = time.monotonic() + min(COUNTDOWN_S, visit.left_s)
    script = "id => { const e = window.__wenheng.element(id); return !!e && !!e.disabled; }"
    while time.monotonic() < end:
        if not await visit.ask(chosen.frame, script, chosen.facts["id"]):
            return
        await asyncio.sleep(LOOK_EVERY_S)


async def _agree(visit: Visit, pages: Sequence[Page]) -> tuple[Step, ...]:
    """Tick the boxes that agree to terms of use; without them no assistant speaks to anybody."""
    ticked = []
    for box in await visit.scan("agreements", no_score, pages):
        if v.AGREES.search(box.facts["text"]) and not v.LOGIN.search(box.facts["text"]):
            visit.log("agree", name=box.name)
            if await visit.press(box):
                ticked.append(Step.of("tick", box.facts, box.frame))
    return tuple(ticked)


def _choice_score(facts: Facts) -> Score:
    score = Score()
    text = facts["text"]
    asked = v.CHOICES.search(facts["around"])
    leads_away = v.NO_LAUNCHER.search(text) or facts["href"].startswith(("tel:", "mailto:"))
    score.add(4.0, "a usual first choice", v.FIRST_CHOICE.search(text))
    score.add(2.0, "a choice is asked for", asked and 1 < len(text) <= 16)
    score.add(5.0, "names an assistant", facts["floats"] and v.ASSISTANT.search(text))
    score.add(2.0, "talks", facts["floats"] and v.TALK.search(text) and len(text) <= 12)
    named = f"{facts['names']} {facts['label']} {facts['sources']}"
    writes = v.KEYBOARD.search(named) and v.SPEAKING.search(facts["around"])
    score.add(4.0, "turns listening into writing", writes)
    score.add(-6.0, "leads away", leads_away)
    score.add(NEVER, "acts", v.ACTS.search(text) or facts.get("in_form"))
    score.add(-3.0, "closes", v.DISMISSES.search(text))
    return score


def _brief(facts: Facts) -> dict[str, object]:
    kept = ("tag", "text", "label", "names", "sources", "x", "y", "w", "h")
    return {name: facts[name] for name in kept if name in facts}
