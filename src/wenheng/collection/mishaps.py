"""What can befall a page under our hands, so that it is never taken for a platform without one."""

from playwright.async_api import Error, Page

from wenheng.collection.outcomes import Trouble
from wenheng.collection.visit import Visit

RESTLESS = 30
"""A page that came anew so often, without our doing, stays nowhere."""


def lost(visit: Visit, page: Page | None) -> Trouble | None:
    """Why `page` can be asked no more; None where it can."""
    browser = visit.context.browser
    if page is None or (browser and not browser.is_connected()):
        return Trouble("ambiguous", "the browser ended", "ours")
    if page in visit.crashed:
        return Trouble("ambiguous", "the page crashed", "ours")
    if page.is_closed():
        return Trouble("unreachable", "the page closed itself", "theirs")
    return None


def hung(visit: Visit, page: Page) -> Trouble | None:
    """Why a page that stands open says nothing, or whether one that was opened broke down."""
    if visit.stuck(page.main_frame):
        return Trouble("unreachable", "the page does not answer", "theirs")
    if visit.renewals[page.main_frame] >= RESTLESS:
        return Trouble("unreachable", "the page does not stay in place", "theirs")
    if page.main_frame in visit.unreadable:
        return Trouble("ambiguous", "the page does not let itself be read", "ours")
    if visit.crashed:
        return Trouble("ambiguous", "a page that was opened crashed", "ours")
    if any(visit.stuck(other.main_frame) for other in visit.pages):
        return Trouble("ambiguous", "a page that was opened does not answer", "ours")
    return None


def told(error: Exception) -> str:
    """The first line of what `error` says; its name where it says nothing."""
    said = error.message if isinstance(error, Error) else str(error)
    return next(iter(said.strip().splitlines()), type(error).__name__)[:200]
