"""The entry of an assistant that was found: greeted at, found again, and what its panel offers."""

import asyncio
import time

from wenheng.collection import vocabulary as v
from wenheng.collection.recipes import Step
from wenheng.collection.scores import may_ask
from wenheng.collection.visit import Candidate, Visit
from wenheng.tables import FEATURES

WELCOME_LIMIT_S = 2.5
WELCOME_QUIET_MS = 300
GREETING_LIMIT_S = 1.2

CERTAIN = ("voice_input", "read_aloud", "attachments", "satisfaction", "hot_questions")
"""What stands in an open panel if it exists at all; of other features not seeing is not knowing."""


async def let_greet(visit: Visit, composer: Candidate) -> None:
    """Let the assistant greet: what it says by itself is no reply to the first question.

    Who has greeted and is still may be asked; who has not is given longer.
    """
    begun = time.monotonic()
    script = "id => [window.__wenheng.said(id), window.__wenheng.quietFor()]"
    while (waited_s := time.monotonic() - begun) < WELCOME_LIMIT_S + GREETING_LIMIT_S:
        seen = await visit.ask(composer.frame, script, composer.facts["panel"])
        if seen is None:
            return
        said, quiet_ms = seen
        greeted = bool(v.GREETING.search(said)) or waited_s >= GREETING_LIMIT_S
        if quiet_ms >= WELCOME_QUIET_MS and greeted:
            return
        await asyncio.sleep(0.06)


async def entry_again(visit: Visit, composer: Candidate) -> Candidate:
    """The same entry for the next turn, found anew where the page has drawn another."""
    script = "id => { const e = window.__wenheng.element(id); return !!e && e.isConnected; }"
    alive = await visit.ask(composer.frame, script, composer.facts["id"])
    if alive:
        return composer
    end = time.monotonic() + 4
    mark = Step.of("write", composer.facts, composer.frame)
    while time.monotonic() < end:
        for other in await visit.scan("composers", lambda _: composer.score, [composer.page]):
            fits = mark.fits(other.facts, other.frame) and may_ask(other.facts)
            if fits and not other.facts["off"]:
                return other
        await asyncio.sleep(0.2)
    return composer


async def features(visit: Visit, composer: Candidate, opening: bool) -> dict[str, bool | None]:
    script = "([id, opening]) => window.__wenheng.features(id, opening)"
    argument = [composer.facts["panel"], opening]
    seen = await visit.ask(composer.frame, script, argument) or {}
    return {
        name: seen.get(name) or (False if name in CERTAIN and seen else None) for name in FEATURES
    }
