"""Simulated users: a model goes on with a dialogue; what it says is looked at before it is sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from wenheng.actions.answered import answered, spent_on
from wenheng.actions.line import Document, Line
from wenheng.actions.opened import Opened
from wenheng.actions.persona import answer, body, digest, messages
from wenheng.collection.saying import refused
from wenheng.collection.stops import stop_of
from wenheng.collection.transcript import Evidence, Question, Transcript, Turn
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.rating.model.purse import Purse, Spent
from wenheng.store.answers import add_answer
from wenheng.study.model import Study
from wenheng.study.simulating import ENDED, Persona, SimulatedUsers
from wenheng.wire.asking import client, is_refused


def declared_users(study: Study) -> SimulatedUsers:
    """The simulated users of `study`.

    Raises:
        StudyError: it declares none, or their model has an address that is never visited.
    """
    if study.simulated is None:
        raise StudyError(say("simulated.none"), where=study.id, hint=say("simulated.declare"))
    if is_refused(study.simulated.entry):
        said = say("judge.refused-address", entry=study.simulated.entry)
        raise StudyError(said, where="simulated.entry")
    return study.simulated


class Speakers:
    """The simulated users of one round of collecting: a context manager with one line to the model.

    What they were answered before is not asked again: the same dialogue goes the same way.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened, self.users = opened, declared_users(opened.study)
        self._kept = answered(opened, simulated=True)
        before = spent_on(self._kept, self.users.prices)
        purse = Purse(self.users, before.tokens, before.cost or 0.0)
        self._line = Line(self.users, purse, "simulated")
        self._gate = asyncio.Semaphore(self.users.at_once)
        self._personas = dict(self.users.variants())

    @property
    def stopped(self) -> str:
        """Why the model is asked no more; empty where it is."""
        return self._line.stopped

    def of(self, planned: Mapping[str, Any]) -> "Speaker":
        """Who holds the session `planned`, a row of PLANNED SESSIONS."""
        matter = self._opened.study.scenario(planned["scenario"]).name.in_(self.users.language)
        return Speaker(self, self._personas[planned["variant"]], matter, planned["variant"])

    async def answers(
        self, variant: str, sent: list[dict[str, str]], name: str, amiss: list[str]
    ) -> AsyncIterator[str]:
        """The answers to `sent`, kept ones first, each asked for knowing what was `amiss` before.

        They end after as many bad ones, or failures, as the study allows, or where the model
        cannot be asked.
        """
        about = {"rater": variant, "request": name, "wording": "plain", "vote": 1}
        for kept in [one for one in self._kept.get(name, ()) if not one["failed"]]:
            yield kept["raw"]
        failures = 0
        while max(len(amiss), failures) < self.users.attempts:
            async with self._gate:
                asked = body(self.users, sent, amiss)
                document = await self._line.ask(self._client, asked, about, self._keep)
            if document is None:
                return
            failures += bool(document["failed"])
            if not document["failed"]:
                yield document["raw"]

    def _keep(self, document: Document) -> None:
        self._kept.setdefault(document["request"], []).append(document)
        add_answer(self._opened.run, document, "wenheng")

    async def __aenter__(self) -> Self:
        self._client = await client().__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.close()


@dataclass
class Speaker:
    """One simulated user in one dialogue; `ended` says why it said no more, "" while it would."""

    speakers: Speakers
    persona: Persona
    matter: str
    variant: str
    ended: str = ""
    said: list[dict[str, Any]] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    async def further(self, turns: Sequence[Turn]) -> Question | None:
        """What it says after `turns`; None where it leaves."""
        if turns[-1].outcome != "replied":
            self.ended = "silent"
        elif len(turns) >= self.speakers.users.most_turns:
            self.ended = "limit"
        if self.ended:
            return None
        words = await self._words(turns)
        return Question("simulated", words) if words else None

    async def _words(self, turns: Sequence[Turn]) -> str:
        """The first fit words of the model; "" where it is done, or gives none in its attempts."""
        users, before = self.speakers.users, [turn.question for turn in turns]
        sent = list(messages(users, self.persona, self.matter, turns, self.cut))
        name, amiss = digest(users, sent), list[str]()
        async for raw in self.speakers.answers(self.variant, sent, name, amiss):
            words, is_done = answer(raw)
            why = "" if is_done else self._refused(words, before)
            if is_done or (words and not why):
                said = "" if is_done else words
                self._note(name, amiss, said, "done" if is_done else "")
                return said
            amiss.append(why or "shape")
        self._note(name, amiss, "", "refused" if amiss else "model")
        return ""

    def _refused(self, words: str, before: Sequence[str]) -> str:
        most = self.speakers.users.most_characters
        return refused(words, self.persona.tells, before, most)

    def told(self, transcript: Transcript) -> Transcript:
        """`transcript` with what the simulated user did: how it ended, and what was refused."""
        last = transcript.turns[-1].reply if transcript.turns else None
        ended = self.ended or (stop_of(last, is_careful=True) and "stop" if last else "") or "cut"
        users = self.speakers.users
        document = {
            "persona": self.persona.model_dump(mode="json"),
            "variant": self.variant,
            "model": users.model,
            "ended": ended,
            "said": self.said,
            "cut": self.cut,
        }
        content = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")
        return replace(
            transcript,
            evidence=(*transcript.evidence, Evidence("persona", "application/json", content)),
            note="; ".join(filter(None, (f"{ENDED}{ended}", transcript.note))),
            fault="ours" if ended == "model" else transcript.fault,
        )

    def _note(self, digest: str, amiss: list[str], words: str, ended: str) -> None:
        self.said.append({"request": digest, "refused": amiss, "say": words})
        self.ended = ended


def spent_by_users(opened: Opened) -> Spent:
    """What all simulated users of the workspace cost."""
    users = declared_users(opened.study)
    return spent_on(answered(opened, simulated=True), users.prices)
