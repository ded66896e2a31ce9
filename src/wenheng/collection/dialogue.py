"""Asking one question and reading the reply: sent as a person would, ended when it is still."""

import asyncio
import time
from typing import Any

from wenheng.collection.sending import press, send, write, written
from wenheng.collection.stops import is_person, is_queue
from wenheng.collection.transcript import Link, Question, Reply, Turn, is_error
from wenheng.collection.visit import Candidate, Visit
from wenheng.pictured import pictured

QUIET_MS = 1200
"""A text that ends a sentence, with nothing on its way, has ended after this much stillness."""

LONG_QUIET_MS = 3200
OPEN_QUIET_MS = 5000
WORKING_QUIET_MS = 8000
"""A sign of work that goes on this long after the last change is taken for decoration."""

UNFOLDED_MS = (600, 2500)
FEW_CHANGES = 2
"""A text that grows in more steps than this is being written, not given whole."""

TOLD = (
    "echo",
    "first",
    "last",
    "elapsed",
    "bubbles",
    "changes",
    "filler",
    "thoughts",
    "set_apart",
    "kept",
    "pictures",
    "working",
    "ended",
)
"""Of the state at the end of a turn, what goes into the course of events."""


async def ask(visit: Visit, composer: Candidate, question: Question, limit_s: float) -> Turn:
    """Say `question` into `composer` and wait for the whole reply, `limit_s` at most."""
    if not await write(visit, composer, question.say):
        visit.log("not written", question=question.say)
        return Turn(question.kind, question.say, "no_reply")
    if not await send(visit, composer, question.say, by_keys=question.keys):
        visit.log("not sent", question=question.say)
        await visit.ask(composer.frame, "() => window.__wenheng.dialogue.end()")
        return Turn(question.kind, question.say, "no_reply")
    state = await _reply(visit, composer, limit_s, leaves_queues=question.kind == "probe")
    state = await _unfolded(visit, composer, state)
    await visit.ask(composer.frame, "() => window.__wenheng.dialogue.end()")
    return _turn(question, state)


async def press_option(
    visit: Visit, composer: Candidate, option: str, limit_s: float
) -> Turn | None:
    """Press `option` as the last reply offers it and wait for the reply; None where it cannot be.

    What submits, leads elsewhere or stands in a form is never pressed.
    """
    frame, number = composer.frame, composer.facts["id"]
    find = "([text, id]) => window.__wenheng.option(text, id)"
    facts = await visit.ask(frame, find, [option, number])
    visit.log("option", text=option, found=bool(facts))
    begin = "([question, id]) => window.__wenheng.dialogue.begin(question, id)"
    if not facts or await visit.ask(frame, begin, [option, number]) is None:
        return None
    pressed = await press(visit, composer, facts)
    if not pressed and option in await written(visit, composer):  # it was put there to be sent
        pressed = await send(visit, composer, option)
    state = await _reply(visit, composer, limit_s) if pressed else {}
    await visit.ask(frame, "() => window.__wenheng.dialogue.end()")
    return _turn(Question("option", option), state) if pressed else None


async def _reply(
    visit: Visit, composer: Candidate, limit_s: float, *, leaves_queues: bool = False
) -> dict[str, Any]:
    """Wait until the reply has ended: see §2.5 of the probing specification for the rule.

    A probe does not wait for a person: that there is a queue is then the reply.
    """
    end = visit.sent_at + limit_s
    quiet = QUIET_MS
    state: dict[str, Any] = {}
    while (left := end - time.monotonic()) > 0:
        args = [quiet, min(left, 2.0) * 1000]
        fresh = await visit.ask(
            composer.frame,
            "([quiet, most]) => window.__wenheng.dialogue.settled(quiet, most)",
            args,
            min(left, 2.0) + 4,
        )
        if fresh is None:
            visit.log("frame does not answer")
            await asyncio.sleep(0.3)
            if composer.frame.is_detached() or composer.page.is_closed():
                break
            continue
        state = fresh
        needed = _needed_quiet(state, visit)
        if state["text"] and (state["quiet"] or 0) >= needed - 50:
            break
        filler = state["filler"]
        if leaves_queues and not state["text"] and (is_queue(filler) or is_person(filler)):
            state["text"] = filler
            break
        if _only_options(state):
            break
        # While it grows it may end at any moment: only what is still is given the longer time.
        rests = state["text"] and (state["quiet"] or 0) >= QUIET_MS - 50
        quiet = int(needed) if rests else QUIET_MS
    if state.get("echo") and not visit.open_requests(visit.sent_at):
        state = _never_emptied(state)
    visit.log("reply", **{name: state.get(name) for name in TOLD})
    return state


def _never_emptied(state: dict[str, Any]) -> dict[str, Any]:
    """What was taken for something else is the reply, where at the end there is nothing else.

    While a sign of work stands there, what was said is still not the reply.
    """
    if any(state[part] for part in ("text", "options", "links", "pictures", "working")):
        return state
    kept = next((part for part in ("worded", "thoughts") if state[part]), "")
    return {**state, "text": state[kept], "kept": kept} if kept else state


async def _unfolded(visit: Visit, composer: Candidate, state: dict[str, Any]) -> dict[str, Any]:
    """The reply whole, where the page shows its beginning and a control for the rest."""
    if not state.get("more"):
        return state
    control = Candidate(
        composer.page, composer.frame, {"id": state["more"], "tag": "more"}, composer.score
    )
    pressed = await visit.press(control)
    script = "([quiet, most]) => window.__wenheng.dialogue.settled(quiet, most)"
    whole = await visit.ask(composer.frame, script, UNFOLDED_MS) if pressed else None
    visit.log("unfold", done=bool(whole and len(whole["text"]) > len(state["text"])))
    if not whole or len(whole["text"]) <= len(state["text"]):
        return state
    return {**whole, "first": state["first"], "last": state["last"]}


def _needed_quiet(state: dict[str, Any], visit: Visit) -> float:
    if state["working"]:
        return WORKING_QUIET_MS
    if visit.open_requests(visit.sent_at):
        return OPEN_QUIET_MS
    if state["apart"]:  # who speaks in several messages may not have ended yet
        return LONG_QUIET_MS
    at_once = state["changes"] <= FEW_CHANGES and visit.was_answered(_changed_at(state, visit))
    return QUIET_MS if state["ended"] or at_once else LONG_QUIET_MS


def _changed_at(state: dict[str, Any], visit: Visit) -> float:
    """When the text last changed, on our clock."""
    return visit.sent_at + (state["last"] or 0) / 1000


def _only_options(state: dict[str, Any]) -> bool:
    """A menu or a picture without a sentence is a reply too."""
    offered = state["options"] or state["links"] or state["pictures"]
    return (
        bool(offered)
        and not state["text"]
        and not state["filler"]
        and not state["working"]
        and state["elapsed"] > LONG_QUIET_MS
    )


def _turn(question: Question, state: dict[str, Any]) -> Turn:
    reply = Reply(
        text=state.get("text") or pictured(state.get("pictures", ())),
        links=tuple(Link(link["text"], link["url"]) for link in state.get("links", ())),
        options=tuple(state.get("options", ())),
        announced=state.get("announced", ""),
    )
    first, last = state.get("first"), state.get("last")
    times = (None if first is None else first / 1000, None if last is None else last / 1000)
    return Turn(question.kind, question.say, _outcome(reply), reply, *times)


def _outcome(reply: Reply) -> str:
    if not (reply.text or reply.options or reply.links):
        return "no_reply"
    return "error_reply" if is_error(reply) else "replied"
