"""Visits pages of the zoo through the real transport and compares what came back with the truth."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from aiohttp import web
from tests.collection.visiting import Call, bare, call_all, features_seen
from tests.collection.zoo.rows import Row
from tests.collection.zoo.server import COUNTS, make_app

from wenheng.collection.transcript import Reply, Transcript


@dataclass(frozen=True)
class Visited:
    """A page, what one session on it brought back, and what the page's backend counted."""

    row: Row
    transcript: Transcript
    asked: int
    posted: int

    def seen(self, name: str) -> tuple[str, ...]:
        """Texts of the links or options of the first reply, or the features that were seen."""
        if name == "features":
            return tuple(sorted(features_seen(self.transcript)))
        reply = self.transcript.turns[0].reply if self.transcript.turns else Reply()
        return reply.options if name == "options" else tuple(link.text for link in reply.links)


@dataclass(frozen=True)
class Verdict:
    """Whether each thing is as it is true of the page; None where there is nothing to compare."""

    detected: bool
    outcome: bool
    asked: bool
    text: bool | None = None
    links: bool | None = None
    options: bool | None = None
    features: bool | None = None

    @property
    def right(self) -> bool:
        return False not in astuple(self)


def judge(visit: Visited) -> Verdict:
    row, held = visit.row, visit.transcript
    detected = (held.has_assistant is True) == row.has_assistant
    outcome = held.outcome in row.outcomes
    questions = len(row.says) if row.has_assistant and row.outcomes != ("needs_login",) else 0
    asked = visit.posted == 0 and visit.asked == questions
    if row.reply is None:
        return Verdict(detected, outcome, asked)
    said = [bare(turn.reply.text) for turn in held.turns]
    text = said == [bare(reply or "") for reply in row.replies]
    if not held.turns:
        return Verdict(detected, outcome, asked, text, False, False, False)
    links, options = (list(visit.seen(n)) == list(getattr(row, n)) for n in ("links", "options"))
    features = visit.seen("features") == tuple(sorted(row.features))
    return Verdict(detected, outcome, asked, text, links, options, features)


async def visit_all(chosen: Sequence[Row], at_once: int) -> list[Visited]:
    """One session on each page, `at_once` at a time."""
    app = make_app()
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    calls = [
        Call(f"{base}/p/{row.id}", row.says, row.viewport == "mobile", row.reply_limit_s)
        for row in chosen
    ]
    try:
        held = await call_all(calls, at_once)
    finally:
        await runner.cleanup()
    counts = app[COUNTS]
    return [
        Visited(row, transcript, counts[row.id], counts[f"post:{row.id}"])
        for row, transcript in zip(chosen, held, strict=True)
    ]
