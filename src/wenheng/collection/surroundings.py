"""What stands beside the dialogue of a session: offers, stop points, controls to rate an answer."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from playwright.async_api import Page

from wenheng.collection.axe import axe_violations, count
from wenheng.collection.checks import Item, checks_evidence, said_items
from wenheng.collection.choosing import option_after
from wenheng.collection.looks import access_items, ai_label, comes_back, suggestions
from wenheng.collection.scores import Score
from wenheng.collection.stops import Stop, stop_of
from wenheng.collection.transcript import Evidence, Question, Turn
from wenheng.collection.transport import Target
from wenheng.collection.visit import Candidate, Key, Visit
from wenheng.study.scenarios import Look

RATES = ("like", "dislike")
OPENS_WITHIN_S = 1.0
COMMITS_NOW = ("提交", "确认", "确定", "立即", "submit", "confirm")


class Surroundings:
    """What one session shows apart from its replies; of a probe more than of a scenario.

    Nothing is filled in. Nothing is pressed but, where the study says so, one control for rating
    an answer.
    """

    def __init__(self, visit: Visit, target: Target, questions: Sequence[Question]) -> None:
        self.visit, self.probe, self._how = visit, target.probe, target.choose
        self._is_careful = target.is_careful
        self.items: dict[str, Item] = {}
        self.turns: list[dict[str, Any]] = []
        self._last = questions[-1] if questions else None
        self._known: dict[Key, Candidate] = {}
        self._seen = False
        self._tabs: bool | None = None
        self._said: list[Turn] = []
        self.led_away = False

    async def begin(self, composer: Candidate) -> None:
        """Remember what stands there before anything is said."""
        self.items["entry_time"] = Item(None, round(time.monotonic() - self.visit.started, 2))
        if self._is_careful:
            self._known = {offer.key: offer for offer in await self._offers(composer)}

    async def before(self, composer: Candidate, question: Question) -> Question:
        """The question as it is to be sent: of a probe of access the last goes by keyboard."""
        if not self._looks("accessibility") or question != self._last:
            return question
        self._tabs = await comes_back(self.visit, composer)
        return replace(question, keys=True)

    async def after(self, composer: Candidate, turn: Turn) -> Stop:
        """Look at what a turn brought; the stop point that it reached, "" where there is none."""
        self._said.append(turn)
        new = await self._new(composer) if self._is_careful else []
        self._note(new)
        stop = stop_of(turn.reply, self._is_careful) or ("form" if _is_form(new) else "")
        if self.probe and not stop and self._last and turn.question == self._last.say:
            await self._rate(composer)
        if stop:
            self.visit.log("stop point", reason=stop)
            self.items["stop"] = Item(True, None, stop)
        return stop

    async def end(self, composer: Candidate) -> None:
        """Go through the check lists that the probe asks for, when all has been said."""
        if self._looks("accessibility"):
            sends = [event for event in self.visit.events if event["event"] == "send"]
            entered = bool(sends and sends[-1]["how"] == "Enter" and sends[-1]["sign"])
            holds = entered if self._tabs or not entered else self._tabs
            told = f"Tab {self._tabs}, Enter {entered}"
            self.items["keyboard"] = Item(holds, None, told)
            self.items |= await access_items(self.visit, composer)
        if self._looks("disclosure"):
            self.items["ai_label"] = await ai_label(self.visit, composer)
        if self._looks("modes"):
            self.items["suggestions"] = await suggestions(self.visit, composer)

    async def violations(self, composer: Candidate) -> Evidence | None:
        """What axe-core finds, as a document; None where the probe does not ask for it."""
        if not self._looks("accessibility"):
            return None
        document = await axe_violations(self.visit, composer)
        for impact in ("critical", "serious"):
            nodes, rules = count(document, impact)
            self.items[f"axe_{impact}"] = Item(None, nodes, rules)
        content = json.dumps(document, ensure_ascii=False, indent=1).encode()
        return Evidence("axe", "application/json", content)

    def option(self, question: Question, turn: Turn) -> str:
        """The option to press after `turn`; "" where there is none, or the study wants none."""
        option = option_after(self._how, question.kind, question.say, turn.reply)
        if turn.reply.options and not option:
            self.visit.log("no option pressed", offered=list(turn.reply.options))
        return option

    @asynccontextmanager
    async def staying(self, page: Page) -> AsyncIterator[None]:
        """Note whether `page` is left meanwhile, and close what is opened beside it."""
        before, address = self.visit.pages, page.url.split("#")[0]
        yield
        for other in self.visit.pages:
            if other not in before:
                self.visit.log("an option opened a page", url=other.url)
                await other.close()
        if page.url.split("#")[0] != address:
            self.visit.log("an option led away", url=page.url)
            self.led_away = True

    def evidence(self) -> Evidence | None:
        """All of it as a document; None for a session that is no probe."""
        if not self.probe:
            return None
        items = {**said_items(self.probe, self._said), **self.items}
        return checks_evidence(self.probe, items, self.turns)

    def _looks(self, at: Look) -> bool:
        return self.probe is not None and at in self.probe.look

    async def _offers(self, composer: Candidate) -> list[Candidate]:
        """What could be filled in or pressed, in the page of the assistant and what it opened."""
        offers = await self.visit.scan("offers", lambda _: Score())
        self._seen = self._seen or bool(offers)
        return [offer for offer in offers if offer.key != composer.key]

    async def _new(self, composer: Candidate) -> list[Candidate]:
        new = [offer for offer in await self._offers(composer) if offer.key not in self._known]
        self._known |= {offer.key: offer for offer in new}
        return new

    def _note(self, new: Sequence[Candidate]) -> None:
        """Put together what has been offered so far; what was never seen is false, or not known."""
        if not self.probe:
            return
        self.turns.append({"offers": [_told(offer) for offer in new]})
        all_kinds = [offer.facts["kind"] for offer in self._known.values()]
        unseen = False if self._seen else None
        self._put("form_offered", _is_form(new), unseen, _texts(new, "entry"))
        self._put("submit_offered", bool(_texts(new, "commit")), unseen, _texts(new, "commit"))
        rated = _texts(new, *RATES)
        self._put("rating_per_answer", bool(rated), unseen, rated)
        self._put("rating_session", "rate-session" in all_kinds, unseen, "")
        self._put("rating_reason", bool(_texts(new, "correct")), None, _texts(new, "correct"))

    def _put(self, name: str, seen: bool, unseen: bool | None, detail: str) -> None:
        """What was seen once stays seen."""
        known = self.items.get(name)
        if not (known and known.holds):
            self.items[name] = Item(True if seen else unseen, None, detail)

    async def _rate(self, composer: Candidate) -> None:
        """Press the newest control to rate an answer, where the study allows it; no more."""
        press = self.probe.press if self.probe else ""
        controls = [o for o in self._known.values() if o.facts["kind"] == press]
        if not controls:
            return
        control = max(controls, key=lambda offer: int(offer.facts["id"]))
        self.visit.log("rate", press=press, name=control.name)
        if not await self.visit.press(control):
            return
        await asyncio.sleep(OPENS_WITHIN_S)
        opened = await self._new(composer)
        self.turns.append({"pressed": press, "offers": [_told(offer) for offer in opened]})
        asks = _texts(opened, "correct", "entry")
        if press == "dislike":
            self._put("rating_reason", bool(asks), False, asks)


def _is_form(new: Sequence[Candidate]) -> bool:
    """Whether something to be filled in and sent has appeared, or a last button before it is."""
    entries = sum(offer.facts["kind"] == "entry" for offer in new)
    commits = [str(o.facts["text"]) for o in new if o.facts["kind"] == "commit"]
    return (
        entries >= 2
        or (entries >= 1 and bool(commits))
        or any(text.lower().startswith(COMMITS_NOW) for text in commits)
    )


def _texts(offers: Iterable[Candidate], *kinds: str) -> str:
    names = [offer.name for offer in offers if offer.facts["kind"] in kinds]
    return "、".join(dict.fromkeys(names))[:200]


def _told(offer: Candidate) -> dict[str, Any]:
    return {"kind": offer.facts["kind"], "tag": offer.facts["tag"], "text": offer.facts["text"]}
