"""One visit to a platform in a browser.

Its pages and frames, what the observer in them is asked, what is pressed, and a log of every
decision.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.async_api import (
    BrowserContext,
    Dialog,
    ElementHandle,
    Error,
    Frame,
    Page,
    Request,
    Response,
)

from wenheng.collection.frames import Place, place
from wenheng.collection.network import NetworkLog, without_secrets
from wenheng.collection.observing import keyed
from wenheng.collection.personal import covered
from wenheng.collection.scores import Facts, Score

ANSWER_LIMIT_S = 6.0
"""The observer answers in milliseconds; a page that keeps it longer is stuck."""

MOST_PAGES = 6
TOLD = 5
"""So many of the best candidates are told with their reasons."""

PRESS_LIMIT_MS = 1500
SCROLLED_S = 0.35
SPEAKING = ("fetch", "xhr", "eventsource")
ASKED_WITHIN_S = 0.6
SHOWN_S = 0.5
"""So soon after a request has ended its answer is on the page."""

ADDRESSES = ("url", "frame")
"""Names of facts in the log that are addresses."""

FETCHES = ("fetch", "xhr", "eventsource", "document", "script")


Key = tuple[int, str, int]


@dataclass(frozen=True)
class Candidate:
    """An element somewhere in the visit, with its facts and score."""

    page: Page
    frame: Frame
    facts: Facts
    score: Score

    @property
    def key(self) -> Key:
        """Names the element; numbers begin anew in every document, so its path goes with them."""
        return id(self.frame), str(self.facts.get("path", "")), int(self.facts["id"])

    @property
    def name(self) -> str:
        """What a person would call it."""
        facts = self.facts
        said = [facts.get("text"), facts.get("label"), facts.get("hint"), facts.get("sources")]
        return next((str(words).strip()[:40] for words in said if words), str(facts["tag"]))


class Visit:
    """A context with its pages; `touch` where it is a phone's.

    `deadline` (of `time.monotonic`) bounds the search.
    """

    def __init__(self, context: BrowserContext, limit_s: float, touch: bool = False) -> None:
        self.context = context
        self.touch = touch
        self.started = time.monotonic()
        self.deadline = self.started + limit_s
        self.events: list[dict[str, Any]] = []
        self.requests: dict[Request, float] = {}
        self.sent_at = self.started
        self.answered: list[tuple[float, float]] = []
        self.network = NetworkLog(context)
        self.statuses: dict[str, int] = {}
        self._stuck: set[Frame] = set()
        self.crashed: set[Page] = set()
        self.unreadable: set[Frame] = set()
        self._told_best: set[tuple[Any, ...]] = set()
        self.renewals: Counter[Frame] = Counter()
        self.tasks: set[asyncio.Task[None]] = set()
        self.refused: set[Key] = set()
        self.told: set[tuple[int, str, int, bool]] = set()
        self._watch_network()
        context.on("dialog", _dismiss)
        context.on("page", self._watch_page)
        context.on("page", self._limit_pages)

    @property
    def left_s(self) -> float:
        return max(0.0, self.deadline - time.monotonic())

    @property
    def pages(self) -> list[Page]:
        return [page for page in self.context.pages if not page.is_closed()]

    def log(self, event: str, **facts: Any) -> None:
        """Note a decision; addresses lose their secrets, texts what is personal in them."""
        told = {name: _tellable(value, name) for name, value in facts.items()}
        self.events.append({"t": round(time.monotonic() - self.started, 3), "event": event, **told})

    async def ask(
        self, frame: Frame, script: str, argument: Any = None, limit_s: float = ANSWER_LIMIT_S
    ) -> Any:
        """What `script` gives in `frame`; None where the frame is gone or stuck."""
        if self.stuck(frame):
            return None
        try:
            answer = await asyncio.wait_for(frame.evaluate(keyed(script), argument), limit_s)
        except TimeoutError:
            if limit_s >= ANSWER_LIMIT_S:  # less is only busy
                self._stuck.add(frame)
            self.log("stuck" if frame in self._stuck else "busy", script=script[:80])
        except Error as error:
            if "__wenheng" in error.message or "destroyed" not in error.message:
                self.log("observer error", script=script[:80], error=error.message[:300])
                self.unreadable.add(frame)
            return None
        else:
            self.unreadable.discard(frame)
            return answer
        return None

    def stuck(self, frame: Frame) -> bool:
        """Whether a page once kept the observer waiting too long: it is not asked again."""
        return frame in self._stuck

    def frames(self, pages: Sequence[Page] | None = None) -> Iterator[tuple[Page, Frame]]:
        for page in self.pages if pages is None else pages:
            if not page.is_closed():
                yield from ((page, frame) for frame in page.frames if not frame.is_detached())

    async def scan(
        self, what: str, score: Callable[[Facts], Score], pages: Sequence[Page] | None = None
    ) -> list[Candidate]:
        """Candidates of `what` (`composers`, `launchers`, `fresh`) in all frames, best first."""
        places = list(self.frames(pages))
        script = f"() => window.__wenheng ? window.__wenheng.{what}() : []"
        answers = await asyncio.gather(*(self.ask(frame, script) for _, frame in places))
        answered = [(*where, facts) for where, facts in zip(places, answers, strict=True) if facts]
        seen = await _places([frame for _, frame, _ in answered if frame.parent_frame])
        found = []
        for page, frame, all_facts in answered:
            lies = seen.get(frame)
            if frame.parent_frame and not (lies and lies.is_seen):
                continue
            for told in all_facts:
                facts = lies.seen_from_page(told) if lies and "fixed" in told else told
                found.append(Candidate(page, frame, facts, score(facts)))
        ranked = sorted(found, key=lambda c: -c.score.points)
        self._tell_best(what, ranked)
        return ranked

    def _tell_best(self, what: str, ranked: Sequence[Candidate]) -> None:
        """Note the best candidates with all reasons, once as long as they stay the same."""
        best = [c for c in ranked if c.score.reasons][:TOLD]
        seen = (what, *((*c.key, c.score.points) for c in best))
        if not best or what == "composers" or seen in self._told_best:
            return
        self._told_best.add(seen)
        said = [{"name": c.name, "score": c.score.points, "why": c.score.reasons} for c in best]
        self.log("looked", at=what, best=said)

    async def settle(self, page: Page, quiet_ms: float = 400, limit_s: float = 4.0) -> None:
        """Wait until the page has stopped changing, or `limit_s` has passed."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            still = await self.ask(
                page.main_frame,
                "() => window.__wenheng ? window.__wenheng.quietFor() : 1e9",
                limit_s=limit_s,
            )
            if still is not None and still >= quiet_ms:
                return
            await asyncio.sleep(0.1)

    async def element(self, frame: Frame, number: int) -> ElementHandle | None:
        """The element that the observer in `frame` knows by `number`."""
        if self.stuck(frame):
            return None
        found = frame.evaluate_handle(keyed("id => window.__wenheng.element(id)"), number)
        try:
            return (await asyncio.wait_for(found, ANSWER_LIMIT_S)).as_element()
        except TimeoutError:
            self._stuck.add(frame)
        except Error as error:
            self.log("element is gone", error=error.message[:120])
        return None

    async def click(self, candidate: Candidate) -> bool:
        """Click or tap as a person would; False where something lies on top."""
        element = await self.element(candidate.frame, candidate.facts["id"])
        if element is None:
            return False
        try:
            act = element.tap if self.touch else element.click
            await act(timeout=PRESS_LIMIT_MS)
        except Error:
            return False
        return True

    async def press(self, candidate: Candidate) -> bool:
        """Click as a person would; where something lies on top, tell the element itself."""
        if await self.click(candidate):
            return True
        element = await self.element(candidate.frame, candidate.facts["id"])
        return element is not None and await _click_inside(element)

    async def scroll(self, page: Page, down: int = 700) -> None:
        """Scroll as a person would who looks what else there is."""
        await self.ask(page.main_frame, "down => window.scrollBy(0, down)", down, limit_s=2)
        await asyncio.sleep(SCROLLED_S)

    async def hover(self, candidate: Candidate) -> bool:
        element = await self.element(candidate.frame, candidate.facts["id"])
        if element is None:
            return False
        try:
            await element.hover(timeout=PRESS_LIMIT_MS)
        except Error:
            return False
        return True

    def open_requests(self, since: float) -> list[Request]:
        """Requests of page code begun after `since` (of `time.monotonic`) and not yet answered."""
        return [request for request, begun in self.requests.items() if begun >= since]

    def was_answered(self, changed: float) -> bool:
        """Whether the change at `changed` shows the whole answer to what was sent.

        That is so where a request which page code began right after the sending ended, well,
        just before the change.
        """
        since = self.sent_at
        return any(
            since - 0.1 <= begun <= since + ASKED_WITHIN_S and -0.1 <= changed - ended <= SHOWN_S
            for begun, ended in self.answered
        )

    def _watch_page(self, page: Page) -> None:
        page.on("crash", self._crashed)
        page.on("framenavigated", self._renewed)

    def _renewed(self, frame: Frame) -> None:
        self.renewals[frame] += 1
        self.unreadable.discard(frame)
        self._stuck.discard(frame)  # another document stands there now

    def _crashed(self, page: Page) -> None:
        self.crashed.add(page)
        self.log("page crashed", url=page.url)

    async def _limit_pages(self, page: Page) -> None:
        """Close what comes after the first few: a page may open any number of others."""
        if len(self.context.pages) > MOST_PAGES:
            self.log("closed a page too many", url=page.url)
            with suppress(Error):
                await page.close()

    def _watch_network(self) -> None:
        self.context.on("request", self._begun)
        self.context.on("requestfinished", self._ended)
        self.context.on("requestfailed", self._ended)
        self.context.on("response", self._answered)

    def _begun(self, request: Request) -> None:
        if request.resource_type in FETCHES:
            self.requests[request] = time.monotonic()

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.statuses[response.url] = response.status

    def _ended(self, request: Request) -> None:
        begun = self.requests.pop(request, None)
        if begun is not None and request.resource_type in SPEAKING and not request.failure:
            self.answered.append((begun, time.monotonic()))


def _tellable(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return without_secrets(value) if value and name in ADDRESSES else covered(value)[0]
    if isinstance(value, dict):
        return {inner: _tellable(its, inner) for inner, its in value.items()}
    return [_tellable(its) for its in value] if isinstance(value, list | tuple) else value


async def _places(frames: Sequence[Frame]) -> dict[Frame, Place | None]:
    return dict(zip(frames, await asyncio.gather(*map(place, frames)), strict=True))


async def _dismiss(dialog: Dialog) -> None:
    with suppress(Error):  # the page may have closed it first
        leaving = dialog.type == "beforeunload"  # to dismiss it would be to stay
        await (dialog.accept() if leaving else dialog.dismiss())


async def _click_inside(element: ElementHandle) -> bool:
    """Tell the element itself: for what lies under something else or has no box of its own."""
    script = "e => e.click ? e.click() : e.dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    try:
        await asyncio.wait_for(element.evaluate(script), 2)
    except (Error, TimeoutError):
        return False
    return True
