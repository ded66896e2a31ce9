"""Rows of a file → sessions of the plan, by key, by scenario, or by the question's own words."""

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from wenheng.collection.given.turns import Defaults, Given, Source
from wenheng.forms import Filled, plain
from wenheng.language import say
from wenheng.study.cards import Card

SHOWN = 3
"""So many sessions are named where a question stands in several."""

HINTS = 40
"""So many faults of a file are told with the nearest name: looking for it takes time."""


@dataclass
class Conversation:
    """A session of the plan with what was given for it: turn of the plan → row."""

    card: Card
    turns: dict[int, Given] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        return sorted(one.row for one in self.turns.values())

    @property
    def is_partial(self) -> bool:
        """Whether planned questions are missing."""
        return len(self.turns) < len(self.card.questions)


class Plan:
    """The cards of a study, found by key and by the words of their questions."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self.cards = {card.session: card for card in cards}
        self.platforms = {card.platform for card in self.cards.values()}
        self._asking: defaultdict[tuple[str, str], list[tuple[Card, int]]] = defaultdict(list)
        for card in self.cards.values():
            for asked in card.questions:
                self._asking[card.platform, plain(asked.say)].append((card, asked.turn))

    def asking(self, platform: str, question: str) -> list[tuple[Card, int]]:
        """The cards of `platform` with that question, and which turn of theirs it is."""
        return self._asking.get((platform, plain(question)), [])

    def questions(self, platform: str) -> list[str]:
        """All that `platform` is asked."""
        return [q.say for c in self.cards.values() if c.platform == platform for q in c.questions]


def conversations(plan: Plan, source: Source, defaults: Defaults) -> list[Conversation]:
    """The sessions that `source` holds, in its order; what fits no session is noted as a fault."""
    matcher = _Matcher(plan, source.filled, defaults)
    for row in source.turns:
        matcher.place(row)
    return list(matcher.found.values())


class _Matcher:
    def __init__(self, plan: Plan, filled: Filled, defaults: Defaults) -> None:
        self._plan, self._filled, self._defaults = plan, filled, defaults
        self.found: dict[str, Conversation] = {}
        self._open: dict[tuple[str, int], str] = {}
        self._group = 0
        self._hints = HINTS

    def place(self, row: Given) -> None:
        if row.group != self._group:
            self._group = row.group
            self._open.clear()
        match = self._by_key(row) if row.session or row.scenario else self._by_words(row)
        if match is None:
            return
        card, turn = match
        conversation = self.found.setdefault(card.session, Conversation(card))
        if turn in conversation.turns:
            self._blame("question", "asked-twice", row, session=card.session)
            return
        conversation.turns[turn] = row
        self._open[card.platform, row.group] = card.session

    def _by_key(self, row: Given) -> tuple[Card, int] | None:
        platform = self._platform(row) if row.scenario and not row.session else row.platform
        if platform is None:
            return None
        parts = (platform, row.scenario, row.variant or "main", str(row.repeat or 1))
        key = row.session or "/".join(parts)
        card = self._plan.cards.get(key)
        if card is None:
            near = self._near(key, self._plan.cards)
            self._blame(
                "session" if row.session else "scenario", "no-session", row, name=key, near=near
            )
            return None
        if row.session and platform not in ("", card.platform):
            self._blame("platform", "other-platform", row, session=key, platform=platform)
            return None
        return self._turn_of(card, row)

    def _turn_of(self, card: Card, row: Given) -> tuple[Card, int] | None:
        same = [q.turn for q in card.questions if plain(q.say) == plain(row.question)]
        if not same:
            near = self._near(row.question, [q.say for q in card.questions])
            self._blame(
                "question", "other-question", row,
                session=card.session, question=_short(row.question), near=near,
            )  # fmt: skip
            return None
        taken = self.found.get(card.session, Conversation(card)).turns
        return card, next((turn for turn in same if turn not in taken), same[0])

    def _by_words(self, row: Given) -> tuple[Card, int] | None:
        platform = self._platform(row)
        if platform is None:
            return None
        asking = self._plan.asking(platform, row.question)
        if not asking:
            near = self._near(row.question, self._plan.questions(platform))
            said = _short(row.question)
            self._blame("question", "no-question", row, question=said, near=near)
            return None
        return self._continued(row, platform, asking) or self._begun(row, asking)

    def _continued(
        self, row: Given, platform: str, asking: list[tuple[Card, int]]
    ) -> tuple[Card, int] | None:
        """The session that goes on, if it has this question and it was not asked yet."""
        key = self._open.get((platform, row.group))
        if key is None:
            return None
        taken = self.found[key].turns
        return next(
            ((c, turn) for c, turn in asking if c.session == key and turn not in taken), None
        )

    def _begun(self, row: Given, asking: list[tuple[Card, int]]) -> tuple[Card, int] | None:
        """The first session that could begin with this question, of one scenario and variant."""
        asking = [(card, turn) for card, turn in asking if turn == 0]
        if not asking:
            self._blame("question", "follow-up", row, question=_short(row.question))
            return None
        kinds = {(card.scenario, card.variant) for card, _ in asking}
        if row.repeat is not None:
            asking = [(card, turn) for card, turn in asking if card.repeat == row.repeat]
        if len(kinds) > 1:
            named = [card.session for card, _ in asking][:SHOWN]
            said = say("tables.comma").join(named)
            self._blame(
                "question", "which-session", row, question=_short(row.question), sessions=said
            )
            return None
        free = [pair for pair in asking if pair[0].session not in self.found]
        if not free:
            self._blame("question", "too-often", row, question=_short(row.question))
            return None
        return free[0]

    def _platform(self, row: Given) -> str | None:
        name = row.platform or self._defaults.platform
        if name in self._plan.platforms:
            return name
        if name:
            near = self._near(name, self._plan.platforms)
            self._blame("platform", "no-platform", row, name=name, near=near)
        else:
            self._blame("platform", "which-platform", row)
        return None

    def _near(self, name: str, known: Iterable[str]) -> str:
        self._hints -= 1
        if self._hints < 0:
            return ""
        near = difflib.get_close_matches(name[:200], list(dict.fromkeys(known)), n=1)
        return say("capture.nearest", name=_short(near[0])) if near else ""

    def _blame(self, column: str, fault: str, row: Given, **values: object) -> None:
        self._filled.blame(column, say(f"capture.{fault}", **values), row.row)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
