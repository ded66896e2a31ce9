"""Simulated users: a model that plays a declared person, beside the scripted sessions.

Never instead of them: what they are told enters no score. As nothing of the scripted core changes,
they are no part of the fingerprint; a session says by the hash in its name who held it.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from wenheng.language import catalogue
from wenheng.study.base import Id, Named
from wenheng.study.reached import ReachedModel

SIMULATED = "simulated-"
"""Begins the variants of their sessions: `simulated-<persona>-<hash>`."""

ENDED = "simulated: "
"""Begins the note of their sessions, before the reason why the user said no more."""


class Persona(Named):
    """A person who does not exist, and how this one goes about a matter."""

    who: str = Field(min_length=1, description="age, situation, way of speaking; invented")
    tells: tuple[str, ...] = Field(
        (),
        description="what it may say of itself when asked: name, street … all invented; numbers "
        "of papers, telephones, cards and mail addresses are never said",
    )
    goal: str = Field("", description="what it wants to know; empty: how the matter is done")
    stop: str = Field("", description="when it is content, beside having reached its goal")


class SimulatedUsers(ReachedModel):
    """Who is played, in which scenarios, and how far a dialogue may go."""

    personas: tuple[Persona, ...] = Field(min_length=1)
    scenarios: Literal["all"] | tuple[Id, ...] = "all"
    most_turns: int = Field(6, ge=2, le=12, description="of one dialogue, the first included")
    most_characters: int = Field(120, ge=20, le=500, description="of one message")

    def variants(self) -> Iterator[tuple[str, Persona]]:
        """Each persona with the variant of its sessions, which names all that makes it speak so."""
        kept = {"prices", "budget_tokens", "budget_cost", "at_once", "limit_s", "key_env"}
        shared = self.model_dump(mode="json", exclude=kept | {"personas", "scenarios"})
        for persona in self.personas:
            parts = [shared, persona.model_dump(mode="json"), catalogue("persona")]
            text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
            digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
            yield f"{SIMULATED}{persona.id}-{digest[:8]}", persona


def is_simulated(variant: str) -> bool:
    """Whether a session of `variant` is that of a simulated user."""
    return variant.startswith(SIMULATED)


def persona_of(variant: str) -> str:
    """The persona in the name of a variant."""
    return variant.removeprefix(SIMULATED).rpartition("-")[0]


def ended_by(note: str) -> str:
    """The reason in the note of a session why its simulated user said no more."""
    return note.removeprefix(ENDED).partition(";")[0] if note.startswith(ENDED) else "cut"
