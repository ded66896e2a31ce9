"""The assistant of one platform: understands by retrieval, remembers what it was planted to."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from wenheng.sandbox.composing import Link, Reply, Speaker, phrases
from wenheng.sandbox.knowledge import Held, Known
from wenheng.sandbox.matters import Matter
from wenheng.sandbox.retrieval import Hit, Index, Reader, lexicon

THRESHOLD = {"exact": 0.6, "words": 0.4, "synonyms": 0.3, "anything": 0.15}
"""The share of a question's words that a matter's title must meet, by kind of understanding."""

CROWDED, CROWD = 0.55, 500
"""With more matters than CROWD chance likeness is common: CROWDED is then the least share."""

ELSEWHERE = 0.7
"""A question in a running talk opens another matter only if its title meets it so well."""

CUE = 0.5
"""What a cue (多久, 多少钱 …) adds to the share of words that a fact meets."""

SESSIONS = 10_000
ASKS = re.compile("怎么|如何|什么|哪|吗|能|多少|办理|申请|需要|咋|啥|想|不[？?]?$")


class Library:
    """The titles of matters, indexed once for each kind of understanding that asks."""

    def __init__(self, matters: Sequence[Matter]) -> None:
        self.matters = tuple(matters)
        self.shelves: dict[str, tuple[Reader, Index]] = {}

    def search(self, question: str, understands: str) -> list[Hit]:
        """Matters whose title meets `question`; a hit's document is its place in `matters`."""
        if understands not in self.shelves:
            reader = Reader(understands in ("synonyms", "anything"), understands == "anything")
            titles = (" ".join((m.title, *m.asked)) for m in self.matters)
            self.shelves[understands] = reader, Index([reader.document(t) for t in titles])
        reader, index = self.shelves[understands]
        return index.search(reader.question(question))


@dataclass
class Talk:
    """What an assistant keeps of one conversation."""

    topic: Known | None = None
    follow_ups_left: int = 0
    offered: tuple[str, ...] = ()


class Assistant:
    """Answers as one platform does; one instance serves all of its conversations."""

    def __init__(self, speaker: Speaker, known: Sequence[Known], library: Library) -> None:
        self.speaker, self.planted = speaker, speaker.planted
        self.known, self.library = tuple(known), library
        self.hot = speaker.some([k.matter.title for k in self.known if k.held], 4)
        self.titles = frozenset(k.matter.title for k in self.known)
        self.talks: OrderedDict[str, Talk] = OrderedDict()
        self.asked = 0

    def welcome(self) -> str:
        return self.speaker.says("welcome")

    def reply(self, question: str, session: str) -> Reply | None:
        """What it says to `question`; None if it never answers.

        Every planted share of errors is met exactly: of n questions ⌊n · errors⌋ fail.
        """
        if self.planted.presence == "silent":
            return None
        if self._fails():
            return Reply("error", self.speaker.says("error"))
        talk = self._talk(session)
        reply = self._to_intent(question) or self._understood(question.strip(), talk)
        talk.offered = reply.options
        return reply

    def rehearse(self, question: str, session: str) -> None:
        """Go through an earlier question again, as if it had just been answered."""
        if self.planted.answers and not self._to_intent(question):
            talk = self._talk(session)
            talk.offered = self._understood(question.strip(), talk).options

    def forget(self, session: str) -> None:
        self.talks.pop(session, None)

    def _fails(self) -> bool:
        before, self.asked = self.asked, self.asked + 1
        share = self.planted.errors
        failing = int(self.asked * share + 1e-9) > int(before * share + 1e-9)
        return failing or self.planted.presence == "failing"

    def _talk(self, session: str) -> Talk:
        talk = self.talks.setdefault(session, Talk())
        self.talks.move_to_end(session)
        while len(self.talks) > SESSIONS:
            self.talks.popitem(last=False)
        return talk

    def _to_intent(self, question: str) -> Reply | None:
        says, planted = self.speaker.says, self.planted
        intent = next((name for name, p in intents().items() if p.search(question)), "")
        if intent in ("greeting", "thanks"):
            return Reply("talk", says(intent))
        if intent == "handoff":
            return Reply("handoff", says("handoff", planted.handoff))
        if intent in ("complaint", "progress", "suggestion") and planted.complaint != "none":
            words = says("suggestion" if intent == "suggestion" else "complaint", planted.complaint)
            linked = planted.complaint in ("link", "form")
            return Reply("talk", words, (Link("互动交流", "/interact"),) if linked else ())
        if intent == "correction" and planted.rating != "none":
            return Reply("talk", says("correction"))
        return None

    def _understood(self, question: str, talk: Talk) -> Reply:
        hits = self.library.search(question, self.planted.understands)
        best = hits[0] if hits else None
        known = self.known[best.document] if best else None
        picked = question in talk.offered and question in self.titles
        follow_up = None if picked else self._follow_up(question, talk, best)
        if follow_up:
            return follow_up
        if best is None or known is None or best.grip < self._least():
            return self._not_understood(hits)
        if not picked and self._is_vague(question):
            return self._clarify(hits, known, talk)
        if self.planted.hits != "direct" and not picked:
            return self._listed(hits)
        self._remember(talk, known)
        return self.speaker.answer(known)

    def _least(self) -> float:
        least = THRESHOLD[self.planted.understands]
        return max(least, CROWDED) if len(self.known) > CROWD else least

    def _remember(self, talk: Talk, known: Known) -> None:
        talk.topic = known if self.planted.memory != "none" else None
        talk.follow_ups_left = 1 if self.planted.memory == "once" else 1_000

    def _follow_up(self, question: str, talk: Talk, best: Hit | None) -> Reply | None:
        topic = talk.topic
        if topic is None or talk.follow_ups_left == 0:
            return None
        if best and best.grip >= ELSEWHERE and self.known[best.document] is not topic:
            return None
        held = relevant(topic, question)
        if not held:
            return None
        talk.follow_ups_left -= 1
        return self.speaker.part(topic, held)

    def _is_vague(self, question: str) -> bool:
        words = Reader().question(question)
        return self.planted.clarify != "none" and len(words) <= 2 and not ASKS.search(question)

    def _clarify(self, hits: Sequence[Hit], known: Known, talk: Talk) -> Reply:
        kind = self.planted.clarify
        if kind == "case" and known.held:
            self._remember(talk, known)
            slots = dict.fromkeys(h.statement.slot for h in known.held)
            labels = tuple(phrases()["labels"][slot][0] for slot in list(slots)[:5])
            text = self.speaker.says("clarify", "case", title=known.matter.title)
            return Reply("clarification", text, options=labels)
        options = self.hot if kind == "hot" else self._titles(hits, 5)
        named = "hot" if kind == "hot" else "related"
        return Reply("clarification", self.speaker.says("clarify", named), options=options)

    def _listed(self, hits: Sequence[Hit]) -> Reply:
        """A menu leads with the right matter; a site search puts it after five others."""
        if self.planted.hits == "menu":
            return Reply("menu", self.speaker.says("menu"), options=self._titles(hits, 5))
        first, *others = self._titles(hits, 1) + tuple(reversed(self._titles((), 5)))
        rows = [*[title for title in others if title != first][:5], first]
        ids = {k.matter.title: k.matter.id for k in self.known}
        links = tuple(Link(title, f"/guide/{ids[title]}") for title in rows)
        return Reply("search", self.speaker.says("search", n=len(rows)), links)

    def _titles(self, hits: Sequence[Hit], count: int) -> tuple[str, ...]:
        found = [self.known[hit.document].matter.title for hit in hits]
        others = [k.matter.title for k in reversed(self.known)]
        return tuple(dict.fromkeys([*found, *others]))[:count]

    def _not_understood(self, hits: Sequence[Hit]) -> Reply:
        fallback = self.planted.fallback
        text = self.speaker.says("not_understood", fallback)
        options = (self._titles(hits, 4) if hits else self.hot) if fallback == "helpful" else ()
        return Reply("not_understood", text, options=options)


def relevant(topic: Known, question: str) -> list[Held]:
    """What is held of `topic` that bears on a narrower `question`, at most one per clause."""
    reader = Reader(synonyms=True, characters=True)
    if not topic.held:
        return []
    index = Index([reader.document(_words_of(held)) for held in topic.held])
    found: dict[int, Held] = {}
    for clause in filter(str.strip, re.split("[,，;；。?？]", question)):
        grips = {hit.document: hit.grip for hit in index.search(reader.question(clause))}
        scores = {
            i: grips.get(i, 0.0) + CUE * _is_cued(held.statement.slot, clause)
            for i, held in enumerate(topic.held)
            if i not in found
        }
        best = max(scores, key=lambda i: scores[i], default=None)
        if best is not None and scores[best] >= THRESHOLD["anything"]:
            found[best] = topic.held[best]
    return list(found.values())


def _is_cued(slot: str, clause: str) -> bool:
    labels = phrases()["labels"].get(slot, ())
    pattern = cues().get(slot)
    return bool(pattern and pattern.search(clause)) or clause in labels


def _words_of(held: Held) -> str:
    return f"{held.text} {held.statement.truth}"


@cache
def intents() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in lexicon()["intents"].items()}


@cache
def cues() -> dict[str, re.Pattern[str]]:
    return {slot: re.compile(pattern) for slot, pattern in lexicon()["cues"].items()}
