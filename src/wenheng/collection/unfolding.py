"""Ways to an assistant that no first look shows: what unfolds on hover, what lies a page deeper."""

import asyncio

from wenheng.collection import vocabulary as v
from wenheng.collection.opening import wait_for_content
from wenheng.collection.pressing import try_launcher
from wenheng.collection.recipes import Step
from wenheng.collection.scores import LAUNCHER, Facts, Score, launcher_score
from wenheng.collection.search import Found, Search
from wenheng.collection.visit import Candidate

UNFOLD_S = 0.35
HOVERS = 5
MENUS = 3
SHOWN = 2
DEEPER_PAGES = 3


async def by_hovering(search: Search) -> Found | None:
    """Hover small things that float, then navigation to interaction; try what they show."""
    visit = search.visit
    floating = await visit.scan("hoverables", _hover_score, [search.home])
    menus = await visit.scan("launchers", _menu_score, [search.home])
    hopeful = [[c for c in some if c.score.points > 0] for some in (floating, menus)]
    for candidate in (*hopeful[0][:HOVERS], *hopeful[1][:MENUS]):
        if visit.left_s < 2:
            return None
        await visit.ask(candidate.frame, "() => window.__wenheng.remember()")
        if not await visit.hover(candidate):
            continue
        await asyncio.sleep(UNFOLD_S)
        shown = await visit.scan("fresh", _shown_score, [search.home])
        step = Step.of("hover", candidate.facts, candidate.frame)
        for item in [c for c in shown if c.score.points >= LAUNCHER][:SHOWN]:
            visit.log("hover", name=candidate.name, shows=item.name)
            found = await try_launcher(search, item, (step,))
            if found:
                return found
            await visit.hover(candidate)
    return None


async def deeper_pages(search: Search) -> list[Candidate]:
    """Navigation that promises interaction, one candidate per address."""
    ranked = await search.visit.scan("launchers", _deeper_score, [search.home])
    by_address: dict[str, Candidate] = {}
    for candidate in ranked:
        if candidate.score.points > 0 and candidate.frame is search.home.main_frame:
            by_address.setdefault(candidate.facts["href"], candidate)
    return list(by_address.values())[:DEEPER_PAGES]


async def go_deeper(search: Search, navigation: Candidate) -> tuple[Search, Step] | None:
    """Follow `navigation`; a search on the page behind it, or None where it leads nowhere."""
    visit = search.visit
    score = navigation.score
    visit.log("second level", name=navigation.name, score=score.points, why=score.reasons)
    step = Step.of("press", navigation.facts, navigation.frame)
    pages = set(visit.pages)
    if not await visit.press(navigation):
        return None
    await asyncio.sleep(UNFOLD_S)
    opened = [page for page in visit.pages if page not in pages]
    page = opened[0] if opened else search.home
    await wait_for_content(visit, page)
    return Search(visit, page, page.url, search.tried, search.behind), step


def _hover_score(facts: Facts) -> Score:
    score = Score()
    said = f"{facts['text'][:20]} {facts['label'][:40]} {facts['names']}"
    score.add(2.0, "floats", facts["fixed"])
    score.add(1.0, "might hold a way in", v.HOVERED.search(said))
    score.add(-5.0, "large", facts["w"] > 240 or facts["h"] > 240)
    return score


def _menu_score(facts: Facts) -> Score:
    score = Score()
    score.add(2.0, "navigation", v.SECOND_LEVEL.search(facts["text"]) and not facts["fixed"])
    score.add(1.0, "says interaction", "互动" in facts["text"] or "咨询" in facts["text"])
    return score


def _shown_score(facts: Facts) -> Score:
    """A launcher by its words alone: where it lies says nothing in a menu."""
    plain = {"fixed": False, "z": 0, "vw": 1, "vh": 1e9, "pictured": False}
    return launcher_score({**facts, **plain})


def _deeper_score(facts: Facts) -> Score:
    score = Score()
    leads = facts["href"] and v.SECOND_LEVEL.search(facts["text"])
    score.add(2.0, "navigation to interaction", leads)
    score.add(1.0, "says interaction", facts["text"].startswith(("互动", "政民互动")))
    return score
