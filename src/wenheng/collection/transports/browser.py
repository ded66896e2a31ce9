"""The `browser` transport: a session with whatever assistant a page keeps."""

import asyncio
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Error, FloatRect, Page, ViewportSize

from wenheng.collection.browser import BrowserPool, Visitor, signature
from wenheng.collection.dialogue import Question, ask
from wenheng.collection.finder import find
from wenheng.collection.opening import Trouble, open_address
from wenheng.collection.outcomes import OUTCOMES, Fault
from wenheng.collection.recipes import Recipe, Step
from wenheng.collection.search import Found
from wenheng.collection.transcript import Evidence, Transcript, Turn, session_outcome
from wenheng.collection.transport import Pause, Target
from wenheng.collection.visit import Candidate, Visit
from wenheng.collection.vocabulary import GREETING
from wenheng.tables import FEATURES

WELCOME_LIMIT_S = 2.5
WELCOME_QUIET_MS = 400
GREETING_LIMIT_S = 1.2
PROOFS = 3
"""So many entries are spoken to at most before the search gives up."""

CERTAIN = ("voice_input", "read_aloud", "attachments", "satisfaction", "hot_questions")
"""What stands in an open panel if it exists at all; of other features not seeing is not knowing."""


class BrowserTransport:
    """Holds sessions in pages, and remembers per address how its assistant was reached."""

    def __init__(self, pool: BrowserPool, contact: str = "") -> None:
        self._pool = pool
        self._contact = contact
        self.recipes: dict[tuple[str, bool], Recipe] = {}

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Open the platform's address, find its assistant, ask, and leave without a trace."""
        visitor = Visitor(self._contact, target.mobile)
        session = _Session(target, questions, pause)
        async with self._pool.context(visitor) as context:
            visit = session.visit = Visit(context, target.pace.session_limit_s)
            page = await context.new_page()
            key = (target.platform.entry, target.mobile)
            visit.log(
                "begin",
                browser=self._pool.version,
                visitor=signature(self._contact),
                mobile=target.mobile,
            )
            try:
                recipe = await asyncio.wait_for(
                    session.run(page, self.recipes.get(key)), target.pace.session_limit_s
                )
            except TimeoutError:
                session.note = "session limit"
                visit.log("session limit")
                recipe = None
            except Error as error:
                session.note = error.message.splitlines()[0][:200]
                visit.log("browser error", note=session.note)
                recipe = None
            if recipe:
                self.recipes[key] = recipe
            return await session.transcript(page)


class _Session:
    """What one session has gathered so far; whole at any moment, however it is cut short."""

    def __init__(self, target: Target, questions: Sequence[Question], pause: Pause) -> None:
        self.target, self.questions, self.pause = target, questions, pause
        self.started_at, self.begun = datetime.now(UTC), time.monotonic()
        self.visit: Visit
        self.outcome = "unreachable"
        self.fault: Fault | None = None
        self.note = ""
        self.turns: list[Turn] = []
        self.evidence: list[Evidence] = []
        self.features: dict[str, bool | None] = {}
        self.found: Found | None = None

    async def run(self, page: Page, recipe: Recipe | None) -> Recipe | None:
        trouble = await open_address(self.visit, page, self.target.platform.entry)
        if trouble:
            self._stop(trouble)
            return None
        self.outcome = "ambiguous"  # as long as the search has not ended
        for _ in range(PROOFS):
            found = await find(self.visit, page, recipe)
            if isinstance(found, str):
                self.outcome = found
                return None
            if await self._dialogue(found):
                return Recipe(
                    found.steps, Step("write", found.composer.facts, found.composer.frame)
                )
            recipe = None
            self.outcome = "no_assistant"
            self.visit.refused.add(found.composer.key)
            await self._start_again(page)
        return None

    def _stop(self, trouble: Trouble) -> None:
        self.outcome, self.note, self.fault = trouble.outcome, trouble.note, trouble.fault

    async def _start_again(self, page: Page) -> None:
        self.visit.log("no proof")
        for other in self.visit.pages:
            if other is not page:
                await other.close()
        await open_address(self.visit, page, self.target.platform.entry)

    async def _dialogue(self, found: Found) -> bool:
        """Ask all questions; False when the first shows that this is no assistant at all."""
        composer = found.composer
        address = composer.page.url
        await self._welcome(composer)
        self.found = found
        before = await self._features(composer, opening=True)
        for number, question in enumerate(self.questions):
            await self.pause()
            turn = await ask(self.visit, composer, question, self.target.pace.reply_limit_s)
            silent = turn.outcome == "no_reply"
            stuck = self.visit.stuck(composer.frame)
            if number == 0 and silent and not stuck and not self._heard(composer, address):
                self.found = None
                return False
            self.turns.append(turn)
            if stuck:
                break
            await self._show(composer, number)
            composer = await self._composer_again(composer)
        self.outcome = session_outcome(tuple(self.turns))
        after = await self._features(composer, opening=False)
        self.features = {name: before[name] or after[name] for name in FEATURES}
        return True

    async def _welcome(self, composer: Candidate) -> None:
        """Let the assistant greet: what it says by itself is no reply to the first question."""
        await self.visit.settle(composer.page, WELCOME_QUIET_MS, WELCOME_LIMIT_S)
        end = time.monotonic() + GREETING_LIMIT_S
        script, panel = "id => window.__wenheng.said(id)", composer.facts["panel"]
        while time.monotonic() < end:
            said = await self.visit.ask(composer.frame, script, panel)
            if said is None or GREETING.search(said):
                return
            await asyncio.sleep(0.15)

    def _heard(self, composer: Candidate, address: str) -> bool:
        """Whether the question at least appeared, and the page did not go elsewhere for it."""
        moved = composer.page.url.split("#")[0] != address.split("#")[0]
        sends = [event for event in self.visit.events if event["event"] == "send"]
        return bool(sends and sends[-1]["sign"] in ("echo", "reply")) and not moved

    async def _composer_again(self, composer: Candidate) -> Candidate:
        """The same entry for the next turn, found anew where the page has drawn another."""
        script = "id => { const e = window.__wenheng.element(id); return !!e && e.isConnected; }"
        alive = await self.visit.ask(composer.frame, script, composer.facts["id"])
        if alive:
            return composer
        end = time.monotonic() + 4
        mark = Step("write", composer.facts, composer.frame)
        while time.monotonic() < end:
            for other in await self.visit.scan(
                "composers", lambda _: composer.score, [composer.page]
            ):
                if mark.fits(other.facts, other.frame) and not other.facts["off"]:
                    return other
            await asyncio.sleep(0.2)
        return composer

    async def _features(self, composer: Candidate, opening: bool) -> dict[str, bool | None]:
        script = "([id, opening]) => window.__wenheng.features(id, opening)"
        argument = [composer.facts["panel"], opening]
        seen = await self.visit.ask(composer.frame, script, argument) or {}
        return {
            name: seen.get(name) or (False if name in CERTAIN and seen else None)
            for name in FEATURES
        }

    async def _show(self, composer: Candidate, number: int) -> None:
        """A picture of the panel as it stands after a turn."""
        picture = await _screenshot(composer.page, await self._panel_box(composer))
        if picture:
            self.evidence.append(Evidence("screenshot", "image/jpeg", picture, number))

    async def _panel_box(self, composer: Candidate) -> FloatRect | None:
        panel = await self.visit.element(composer.frame, composer.facts["panel"])
        try:
            return await panel.bounding_box() if panel else None
        except Error:
            return None

    async def transcript(self, page: Page) -> Transcript:
        if self.found and not self.turns:
            self.outcome = "no_reply"  # the session's limit came before the end of the first turn
        elif self.turns:
            self.outcome = session_outcome(tuple(self.turns))
        if not self.turns:
            picture = await _screenshot(page, None)
            if picture:
                self.evidence.append(Evidence("screenshot", "image/jpeg", picture))
        if self.found:
            html = await self.visit.ask(
                self.found.composer.frame,
                "id => window.__wenheng.picture(id)",
                self.found.composer.facts["panel"],
            )
            if html:
                self.evidence.append(Evidence("panel", "text/html", html.encode()))
        self.evidence.append(_json("events", self.visit.events))
        self.evidence.append(_json("network", self.visit.network))
        known = OUTCOMES[self.outcome]
        return Transcript(
            outcome=self.outcome,
            started_at=self.started_at,
            duration_s=time.monotonic() - self.begun,
            transport="browser",
            turns=tuple(self.turns),
            evidence=tuple(self.evidence),
            entry_steps=tuple(step.name for step in self.found.steps) if self.found else None,
            features=self.features,
            note=self.note,
            has_assistant=known.has_assistant,
            fault=self.fault or known.fault,
        )


def _json(kind: str, value: Any) -> Evidence:
    return Evidence(
        kind, "application/json", json.dumps(value, ensure_ascii=False, default=str).encode()
    )


async def _screenshot(page: Page, box: FloatRect | None) -> bytes | None:
    """A JPEG of the part of the page in `box` that can be seen, else of all that can be seen."""
    size = page.viewport_size
    clip = _clipped(box, size) if box and size else None
    try:
        return await page.screenshot(
            type="jpeg",
            quality=60,
            scale="css",
            clip=clip,
            timeout=5000,
            animations="disabled",
            caret="hide",
        )
    except Error:
        return None


def _clipped(box: FloatRect, size: ViewportSize) -> FloatRect | None:
    x, y = max(0.0, box["x"] - 8), max(0.0, box["y"] - 8)
    w = min(box["x"] + box["width"] + 8, size["width"]) - x
    h = min(box["y"] + box["height"] + 8, size["height"]) - y
    return {"x": x, "y": y, "width": w, "height": h} if w >= 120 and h >= 120 else None
