"""What lies over a page: notices are closed as a person would, and what is under them pressed."""

from playwright.async_api import Page

from wenheng.collection import vocabulary as v
from wenheng.collection.scores import Score
from wenheng.collection.visit import Candidate, Visit


async def dismiss(visit: Visit, page: Page, at: tuple[float, float] | None = None) -> bool:
    """Close a notice that covers the page's middle, or the point `at`, if there is one."""
    script = "at => window.__wenheng ? window.__wenheng.covering(...(at || [])) : []"
    for facts in await visit.ask(page.main_frame, script, at) or []:
        named = f"{facts['label']} {facts['names']}"
        closes = v.DISMISSES.search(facts["text"]) or (
            not facts["text"] and v.DISMISS_NAMES.search(named)
        )
        if closes:
            control = Candidate(page, page.main_frame, facts | {"tag": "button"}, Score())
            visit.log("dismiss", name=control.name)
            await visit.press(control)
            await visit.settle(page, quiet_ms=250, limit_s=1.0)
            return True
    return False


async def press_through(visit: Visit, candidate: Candidate) -> bool:
    """Press `candidate`; what covers it is closed first, as far as it can be."""
    facts, script = candidate.facts, "id => window.__wenheng.covered(id)"
    covered = await visit.ask(candidate.frame, script, facts["id"])
    if not covered and await visit.click(candidate):
        return True
    middle = (facts["x"] + facts["w"] / 2, facts["y"] + facts["h"] / 2)
    closed = await dismiss(visit, candidate.page, middle) or await dismiss(visit, candidate.page)
    return (closed and await visit.click(candidate)) or await visit.press(candidate)
