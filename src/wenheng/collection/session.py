"""One session in a browser: open, find, ask, and keep what was seen, however it is cut short."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from playwright.async_api import Error, Page

from wenheng.collection import vocabulary as v
from wenheng.collection.dialogue import ask, press_option
from wenheng.collection.entry import entry_again, features, let_greet
from wenheng.collection.finder import find
from wenheng.collection.guarding import REFUSED, Guard
from wenheng.collection.mishaps import hung, lost, told
from wenheng.collection.notices import dismiss
from wenheng.collection.opening import open_address
from wenheng.collection.outcomes import OUTCOMES, Trouble
from wenheng.collection.pictures import panel_html, panel_picture, picture, written
from wenheng.collection.recipes import Recipe, Step
from wenheng.collection.search import Found
from wenheng.collection.surroundings import Surroundings
from wenheng.collection.transcript import Evidence, Question, Transcript, Turn, session_outcome
from wenheng.collection.transport import Pause, Target
from wenheng.collection.visit import Candidate, Visit
from wenheng.tables import FEATURES

T = TypeVar("T")

PROOFS = 3
"""So many entries are spoken to at most before the search gives up."""

GRACE_S = 5.0
"""So long after the session's limit it is cut off, if it has not come to an end by itself."""

SENDING = ("send", "not sent", "not written")
"""Events that tell what became of a question."""

SHORT_S = 3.0
"""A search that ended with less than this left may have been cut short."""

NOWHERE = ("about:blank", "chrome-error://chromewebdata/")
OUT_OF_TIME = Trouble("ambiguous", "session limit", "ours")


class Session:
    """What one session has gathered so far; whole at any moment."""

    def __init__(self, visit: Visit, target: Target, questions: Sequence[Question]) -> None:
        self.visit, self.target, self.questions = visit, target, questions
        self.started_at, self.begun = datetime.now(UTC), time.monotonic()
        self.page: Page | None = None
        self.outcome = "ambiguous"
        self.trouble: Trouble | None = None
        self.turns: list[Turn] = []
        self.evidence: list[Evidence] = []
        self.features: dict[str, bool | None] = {}
        self.found: Found | None = None
        self.remark = ""
        self._guard = Guard(visit, target.platform.entry)
        self.surroundings = Surroundings(visit, target, questions)

    async def hold(self, pause: Pause, recipe: Recipe | None) -> Recipe | None:
        """Meet the platform and ask; how it was reached, where an assistant was spoken to."""
        limit_s = self.target.pace.session_limit_s
        try:
            async with asyncio.timeout(limit_s + GRACE_S) as cutoff:
                self._pace = _Paced(self.visit, pause, cutoff)
                return await self._run(recipe)
        except TimeoutError:
            self.trouble = self.trouble or OUT_OF_TIME
            self.visit.log("session limit")
        except Error as error:
            broken = Trouble("ambiguous", told(error), "ours")
            self.trouble = lost(self.visit, self.page) or broken
            self.visit.log("browser error", note=told(error))
        return None

    async def _run(self, recipe: Recipe | None) -> Recipe | None:
        page = self.page = await self.visit.context.new_page()
        await self._guard.begin(page)
        self.trouble = await self._open(page, at_rest=recipe is None)
        for _ in range(PROOFS):
            if self.trouble:
                return None
            found = await find(self.visit, page, recipe)
            if isinstance(found, str):
                self.outcome = found
                self.trouble = (
                    await self._doubt(page) if not OUTCOMES[found].has_assistant else None
                )
                return None
            if await self._dialogue(found):
                return _recipe(found) if self.trouble is None else None
            recipe = None
            self.visit.refused.add(found.composer.key)
            self.trouble = lost(self.visit, page) or await self._start_again(page)
        self.outcome = "no_assistant"
        return None

    async def _open(self, page: Page, at_rest: bool = True) -> Trouble | None:
        trouble = await open_address(self.visit, page, self.target.platform.entry, at_rest)
        if self._guard.refused and page.url in NOWHERE:
            return Trouble("dead_link", REFUSED)
        return trouble or lost(self.visit, page) or hung(self.visit, page)

    async def _doubt(self, page: Page) -> Trouble | None:
        """Why a search that found nothing does not show that there is nothing."""
        observed = await self.visit.ask(page.main_frame, "() => !!window.__wenheng")
        doubt = lost(self.visit, page) or hung(self.visit, page)
        if not (doubt or observed):
            doubt = Trouble("ambiguous", "the page was not observed", "ours")
        return doubt or (OUT_OF_TIME if self.visit.left_s < SHORT_S else None)

    async def _start_again(self, page: Page) -> Trouble | None:
        self.visit.log("no proof")
        for other in self.visit.pages:
            if other is not page:
                await other.close()
        return await self._open(page)

    async def _dialogue(self, found: Found) -> bool:
        """Ask all questions; False when the first shows that this is no assistant at all."""
        composer, target = found.composer, self.target
        address = composer.page.url
        await let_greet(self.visit, composer)
        self.found = found
        before = await features(self.visit, composer, opening=True)
        await self.surroundings.begin(composer)
        left = list(self.questions)
        while question := await self._pace.through(target.next_question(left, self.turns)):
            await self._pace.wait()
            asked = await self.surroundings.before(composer, question)
            turn, composer = await self._ask_through(composer, asked)
            stuck = self.visit.stuck(composer.frame)
            silent = turn.outcome == "no_reply" and not stuck
            if not self.turns and silent and not self._heard(composer, address):
                self.found = None
                return False
            self.turns.append(turn)
            if stuck or self.trouble:
                break
            self._keep(await panel_picture(self.visit, composer, len(self.turns) - 1))
            composer = await entry_again(self.visit, composer)
            following = await self._next(composer, question)
            if following is None:
                break
            composer = following
        after = await features(self.visit, composer, opening=False)
        self.features = {name: before[name] or after[name] for name in FEATURES}
        if not self.trouble:
            await self.surroundings.end(composer)
        typed = self.surroundings.items.get("suggestions")
        if typed:
            self.features["suggestions"] = typed.holds
        return True

    async def _ask(self, composer: Candidate, question: Question) -> Turn:
        """One turn; it is `ambiguous` where silence shows nothing of the assistant."""
        limit_s = min(self.target.pace.reply_limit_s, self.visit.left_s)
        turn = await ask(self.visit, composer, question, limit_s)
        self.trouble = lost(self.visit, composer.page)
        if limit_s < self.target.pace.reply_limit_s and turn.outcome == "no_reply":
            self.trouble = self.trouble or OUT_OF_TIME
        return replace(turn, outcome="ambiguous") if self.trouble and not turn.reply.text else turn

    async def _ask_through(self, composer: Candidate, question: Question) -> tuple[Turn, Candidate]:
        """One turn, asked again once where a notice lay over the entry."""
        turn = await self._ask(composer, question)
        if turn.outcome == "no_reply" and not self._sent:
            uncovered = await self._uncovered(composer)
            if uncovered:
                return await self._ask(uncovered, question), uncovered
            if self.trouble:
                return replace(turn, outcome="ambiguous"), composer
        return turn, composer

    async def _next(self, composer: Candidate, question: Question) -> Candidate | None:
        """Where the next question goes; None where the session is over, at a stop point or lost."""
        if await self._choose(composer, question):
            composer = await entry_again(self.visit, composer)
        stop = await self.surroundings.after(composer, self.turns[-1])
        farewell = self.target.probe.farewell if self.target.probe else ""
        if stop == "person" and farewell:
            self.turns.append(await self._ask(composer, Question("probe", farewell)))
        over = stop or self.trouble or self.surroundings.led_away
        return None if over else composer

    async def _choose(self, composer: Candidate, question: Question) -> bool:
        """Press an option of a menu, where the study says so; whether one was pressed."""
        option = self.surroundings.option(question, self.turns[-1])
        if not option:
            return False
        await self._pace.wait()
        limit_s = min(self.target.pace.reply_limit_s, self.visit.left_s)
        async with self.surroundings.staying(composer.page):
            turn = await press_option(self.visit, composer, option, limit_s)
        if turn:
            self.turns.append(turn)
            self._keep(await panel_picture(self.visit, composer, len(self.turns) - 1))
        return turn is not None

    @property
    def _sent(self) -> bool:
        """Whether the last question left its entry."""
        told = [e["event"] for e in self.visit.events if e["event"] in SENDING]
        return bool(told) and told[-1] == "send"

    async def _uncovered(self, composer: Candidate) -> Candidate | None:
        """The entry once a notice over it is closed; a login there ends the session."""
        script = "() => window.__wenheng ? window.__wenheng.overlaid() : ''"
        over = await self.visit.ask(composer.page.main_frame, script) or ""
        walls = {"needs_login": v.LOGIN, "captcha": v.CAPTCHA}
        wall = next((name for name, words in walls.items() if words.search(over)), "")
        if wall:
            self.trouble = Trouble(wall, "over the entry", OUTCOMES[wall].fault)
            return None
        if not await dismiss(self.visit, composer.page):
            return None
        return await entry_again(self.visit, composer)

    def _heard(self, composer: Candidate, address: str) -> bool:
        """Whether the question at least appeared, and the page did not go elsewhere for it."""
        moved = composer.page.url.split("#")[0] != address.split("#")[0]
        sends = [event for event in self.visit.events if event["event"] == "send"]
        return bool(sends and sends[-1]["sign"] in ("echo", "reply", "answer")) and not moved

    def _keep(self, item: Evidence | None) -> None:
        if item:
            self.evidence.append(item)

    @property
    def followed(self) -> bool:
        """Whether the recipe led to the entry that was spoken to."""
        told = {event["event"] for event in self.visit.events}
        return "recipe followed" in told and not self.misled

    @property
    def misled(self) -> bool:
        """Whether the recipe led nowhere, or to what is no assistant."""
        told = {event["event"] for event in self.visit.events}
        refused = "recipe followed" in told and self.visit.refused
        return "recipe failed" in told or bool(refused)

    def keep_recipe(self, text: str) -> None:
        """Keep the recipe that was followed or learnt as evidence."""
        self.evidence.append(Evidence("recipe", "application/yaml", text.encode()))

    async def transcript(self) -> Transcript:
        """The session as it stands."""
        if not self.turns and self.page:
            self._keep(await picture(self.visit, self.page))
        if self.found:
            self._keep(await panel_html(self.visit, self.found.composer))
            self._keep(await self.surroundings.violations(self.found.composer))
            self._keep(self.surroundings.evidence())
        self.evidence.append(written("events", self.visit.events))
        self.evidence.append(written("network", self.visit.network.summary()))
        ended = self._ended()
        return Transcript(
            outcome=ended.outcome,
            started_at=self.started_at,
            duration_s=time.monotonic() - self.begun,
            transport="browser",
            turns=tuple(self.turns),
            evidence=tuple(self.evidence),
            entry_steps=tuple(step.name for step in self.found.steps) if self.found else None,
            features=self.features,
            note="; ".join(filter(None, (ended.note, self.remark))),
            has_assistant=OUTCOMES[ended.outcome].has_assistant,
            fault=ended.fault,
            retry_after_s=self.trouble.retry_after_s if self.trouble else None,
        )

    def _ended(self) -> Trouble:
        """How the session ended: what was said counts, and what cut it short is told beside it."""
        said = session_outcome(tuple(self.turns)) if self.turns else ""
        if said and (OUTCOMES[said].spoke or not self.trouble):
            note = self.trouble.note if self.trouble else ""
            fault = self.trouble.fault if self.trouble else OUTCOMES[said].fault
            return Trouble(said, note, fault)
        return self.trouble or Trouble(self.outcome, "", OUTCOMES[self.outcome].fault)


class _Paced:
    """Waits for the host's pace or a simulated user: ours, so they take no time of the session."""

    def __init__(self, visit: Visit, pause: Pause, cutoff: asyncio.Timeout) -> None:
        self._visit, self._pause, self._cutoff = visit, pause, cutoff

    async def wait(self) -> None:
        await self.through(self._pause())

    async def through(self, awaited: Awaitable[T]) -> T:
        """What `awaited` gives, however long it takes."""
        begun = time.monotonic()
        self._cutoff.reschedule(None)
        found = await awaited
        self._visit.deadline += time.monotonic() - begun
        left_s = self._visit.left_s + GRACE_S
        self._cutoff.reschedule(asyncio.get_running_loop().time() + left_s)
        return found


def _recipe(found: Found) -> Recipe:
    return Recipe(found.steps, Step.of("write", found.composer.facts, found.composer.frame))
