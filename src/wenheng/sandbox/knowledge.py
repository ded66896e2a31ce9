"""What one platform knows of each matter: what is left out, what is wrong, what is out of date."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from wenheng.sandbox.matters import Matter, Statement
from wenheng.sandbox.planted import Planted

State = Literal["true", "wrong", "stale"]


@dataclass(frozen=True)
class Held:
    """A statement as a platform holds it, in the words that it always uses."""

    statement: Statement
    state: State
    text: str


@dataclass(frozen=True)
class Known:
    """A matter and what a platform holds of it, in the matter's own order."""

    matter: Matter
    held: tuple[Held, ...]


def known_matters(matters: Sequence[Matter], planted: Planted, seed: str) -> tuple[Known, ...]:
    """Plant `planted` into `matters`: shares hold within every matter as far as they can.

    Remainders are carried from matter to matter, so that the shares over all of them are met
    to within one fact.
    """
    planter = _Planter(planted, Random(seed))
    return tuple(Known(matter, planter.held(matter)) for matter in matters)


class _Planter:
    def __init__(self, planted: Planted, draw: Random) -> None:
        self.planted, self.draw = planted, draw
        self.carried = {"coverage": 0.0, "wrong": 0.0, "stale": 0.0}

    def held(self, matter: Matter) -> tuple[Held, ...]:
        order = list(matter.statements)
        self.draw.shuffle(order)
        order.sort(key=self._comes_first, reverse=True)
        known = order[: self._share("coverage", self.planted.coverage, len(order))]
        states = self._states(known)
        return tuple(
            self._held(statement, states[statement.fact])
            for statement in matter.statements
            if statement.fact in states
        )

    def _comes_first(self, statement: Statement) -> bool:
        """What a planted link or source says by itself must also be planted as known."""
        by_link = statement.slot == "entry-link" and self.planted.links in ("guide", "apply")
        by_source = statement.slot == "legal-basis" and self.planted.sources in ("document", "link")
        return by_link or by_source

    def _states(self, known: list[Statement]) -> dict[str, State]:
        states: dict[str, State] = {statement.fact: "true" for statement in known}
        free = [s for s in known if not self._comes_first(s)]
        self.draw.shuffle(free)
        can_be_wrong = [s for s in free if s.wrong]
        count = self._share("wrong", self.planted.wrong, len(known))
        for statement in can_be_wrong[:count]:
            states[statement.fact] = "wrong"
        can_be_stale = [s for s in free if s.stale and states[s.fact] == "true"]
        count = self._share("stale", self.planted.stale, len(can_be_stale))
        for statement in can_be_stale[:count]:
            states[statement.fact] = "stale"
        return states

    def _share(self, kind: str, share: float, of: int) -> int:
        due = share * of + self.carried[kind]
        count = min(of, max(0, math.floor(due + 0.5)))
        self.carried[kind] = due - count
        return count

    def _held(self, statement: Statement, state: State) -> Held:
        wordings = {"true": statement.say, "wrong": statement.wrong, "stale": statement.stale}
        return Held(statement, state, self.draw.choice(wordings[state]))
