"""What a search for an assistant knows: where it began, what it tried, what stood in the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.async_api import Error, Page

from wenheng.collection.opening import barrier, open_address, signs
from wenheng.collection.recipes import Step
from wenheng.collection.scores import OPEN_COMPOSER, Facts, Score, composer_score, may_ask
from wenheng.collection.visit import Candidate, Key, Visit


@dataclass(frozen=True)
class Found:
    """An entry that may be spoken to, and the steps that led there."""

    composer: Candidate
    steps: tuple[Step, ...]


@dataclass
class Search:
    """One search from the page `home`, which stood at `url` when it began."""

    visit: Visit
    home: Page
    url: str
    tried: set[tuple[object, ...]] = field(default_factory=set)
    behind: list[str] = field(default_factory=list)
    scrolled: set[Page] = field(default_factory=set)


@dataclass(frozen=True)
class Before:
    """The state before something was pressed: composers, pages, and the page's address."""

    composers: frozenset[Key]
    pages: frozenset[Page]
    address: str


async def remembered(visit: Visit, page: Page) -> Before:
    """The present state of the visit, to see afterwards what a press brought."""
    seen = await visit.scan("composers", no_score)
    composers = {candidate.key for candidate in seen if not candidate.facts["off"]}
    return Before(frozenset(composers), frozenset(visit.pages), page.url)


async def standing(search: Search, page: Page, steps: tuple[Step, ...]) -> Found | None:
    """A composer that stands open in `page`."""
    for candidate in await search.visit.scan("composers", composer_score, [page]):
        fits = candidate.score.points >= OPEN_COMPOSER and may_ask(candidate.facts)
        fits = fits and candidate.key not in search.visit.refused and not candidate.facts["off"]
        log_composer(search.visit, candidate, fits)
        if fits:
            return Found(candidate, steps)
    return None


async def note_barrier(search: Search, pages: Sequence[Page], address: str) -> None:
    """Remember what stood where an assistant was announced: a login, an app, a dead link."""
    for page in pages:
        if page.is_closed():
            continue
        found = await signs(search.visit, page)
        moved = page.url != address or page is not search.home
        outcome = barrier(found)
        if not outcome and moved and search.visit.statuses.get(page.url, 200) >= 400:
            outcome = "dead_link"
        if outcome and (moved or outcome == "app_only"):
            search.behind.append(outcome)
            search.visit.log("behind it", outcome=outcome, title=found.get("title", ""))


async def back(search: Search, keep: frozenset[Page] = frozenset()) -> None:
    """Close the pages that were opened, all but `keep`, and return to the first page."""
    for page in search.visit.pages:
        if page is not search.home and page not in keep:
            await page.close()
    if search.home.url != search.url:
        await open_address(search.visit, search.home, search.url)
        return
    try:
        await search.home.keyboard.press("Escape")
    except Error:
        search.visit.log("page is gone")


def no_score(_facts: Facts) -> Score:
    return Score()


def log_composer(visit: Visit, candidate: Candidate, taken: bool) -> None:
    """Note once why an entry was taken or left."""
    told = (*candidate.key, taken)
    if told in visit.told:
        return
    visit.told.add(told)
    visit.log(
        "composer",
        name=candidate.name,
        score=round(candidate.score.points, 1),
        why=candidate.score.reasons,
        taken=taken,
        may_ask=may_ask(candidate.facts),
        frame=candidate.frame.url,
    )
