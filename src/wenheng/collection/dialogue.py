"""Asking one question and reading the reply: sent as a person would, ended when it is still."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playwright.async_api import ElementHandle, Error

from wenheng.collection import vocabulary as v
from wenheng.collection.scores import is_surely_chat
from wenheng.collection.stops import is_person, is_queue
from wenheng.collection.transcript import Link, Reply, Turn
from wenheng.collection.visit import Candidate, Visit

QUIET_MS = 1200
"""A text that ends a sentence, with nothing on its way, has ended after this much stillness."""

LONG_QUIET_MS = 3200
OPEN_QUIET_MS = 5000
WORKING_QUIET_MS = 8000
"""A sign of work that goes on this long after the last change is taken for decoration."""

UNFOLDED_MS = (600, 2500)
FEW_CHANGES = 2
"""A text that grows in more steps than this is being written, not given whole."""

ECHO_LIMIT_MS = 1500
TAKEN_LIMIT_S = 12
WRITE_LIMIT_MS = 1500
ENTER_LIMIT_S = 4
ERROR_LENGTH = 80


@dataclass(frozen=True)
class Question:
    """What is said, which kind of turn it is, and whether the keyboard alone is to send it."""

    kind: str
    say: str
    keys: bool = False


async def ask(visit: Visit, composer: Candidate, question: Question, limit_s: float) -> Turn:
    """Say `question` into `composer` and wait for the whole reply, `limit_s` at most."""
    if not await _write(visit, composer, question.say):
        visit.log("not written", question=question.say)
        return Turn(question.kind, question.say, "no_reply")
    if not await _send(visit, composer, question.say, by_keys=question.keys):
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
    pressed = await _press(visit, composer, facts)
    if not pressed and option in await _written(visit, composer):  # it was put there to be sent
        pressed = await _send(visit, composer, option)
    state = await _reply(visit, composer, limit_s) if pressed else {}
    await visit.ask(frame, "() => window.__wenheng.dialogue.end()")
    return _turn(Question("option", option), state) if pressed else None


async def _write(visit: Visit, composer: Candidate, text: str) -> bool:
    element = await visit.element(composer.frame, composer.facts["id"])
    if element is None:
        return False
    try:
        await element.click(timeout=WRITE_LIMIT_MS)
    except Error:
        await visit.ask(
            composer.frame, "id => window.__wenheng.element(id).focus()", composer.facts["id"]
        )
    if not await _fill(element, text) or text not in await _value(element):
        try:
            await composer.page.keyboard.insert_text(text)
        except Error:
            return False
    with suppress(Error):  # some pages hear nothing but keys
        await element.press("End", timeout=WRITE_LIMIT_MS)
    return text in await _value(element)


async def _written(visit: Visit, composer: Candidate) -> str:
    element = await visit.element(composer.frame, composer.facts["id"])
    return await _value(element) if element else ""


async def _fill(element: ElementHandle, text: str) -> bool:
    try:
        await element.fill(text, timeout=WRITE_LIMIT_MS)
    except Error:
        return False
    return True


async def _value(element: ElementHandle) -> str:
    try:
        value = await element.evaluate("e => e.value !== undefined ? e.value : e.textContent || ''")
    except Error:
        return ""
    return str(value)


async def _send(visit: Visit, composer: Candidate, text: str, *, by_keys: bool = False) -> bool:
    """Press the control that says it sends; else Enter; else the likeliest icon.

    With `by_keys` Enter goes first, to see whether it sends.
    """
    frame, number = composer.frame, composer.facts["id"]
    begin = "([question, id]) => window.__wenheng.dialogue.begin(question, id)"
    if await visit.ask(frame, begin, [text, number]) is None:
        return False
    controls = await visit.ask(frame, "id => window.__wenheng.controls(id)", number) or []
    said = [c for c in controls if v.SENDS.search(c["text"]) or v.SENDS.search(c["label"])]
    if said and not by_keys and await _press(visit, composer, said[0]):
        return True
    await _mark_sent(visit, composer)
    for keys in ("Enter", "Control+Enter"):
        if (
            not visit.stuck(frame)
            and await _strike(composer, keys)
            and await _went(visit, composer, keys)
        ):
            return True
        await _write_again(visit, composer, text)
    for control in (*(said[:1] if by_keys else ()), *_last_resorts(composer, controls)):
        if visit.stuck(frame):
            return False
        await _write_again(visit, composer, text)
        if await _press(visit, composer, control):
            return True
    return False


def _last_resorts(composer: Candidate, controls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where neither a button says it sends nor Enter does: 提问 in an assistant, then icons."""
    surely = is_surely_chat(composer.facts)
    asks = [c for c in controls if surely and v.ASKS.search(c["text"])]
    return [*asks[:1], *_icons(controls, surely)[:2]]


def _icons(controls: list[dict[str, Any]], surely: bool) -> list[dict[str, Any]]:
    """Controls that may send though they do not say so, likeliest first.

    None that says to post something, unless this is `surely` an assistant.
    """

    def rank(control: dict[str, Any]) -> float:
        named = f"{control['label']} {control['names']} {control['sources']}"
        points = 4.0 * bool(v.SEND_NAMES.search(named)) - 5.0 * bool(v.NO_SEND_NAMES.search(named))
        points += 1.5 * (control["dx"] > 0) - abs(control["dy"]) / 60 - bool(control["text"]) * 2
        return float(points + (0.5 if control["kind"] else -1.0))

    allowed = [
        c
        for c in controls
        if len(c["text"]) <= 2 and (surely or not v.POSTS.search(c["label"])) and not c["disabled"]
    ]
    return [c for c in sorted(allowed, key=rank, reverse=True) if rank(c) > -0.5]


async def _press(visit: Visit, composer: Candidate, control: dict[str, Any]) -> bool:
    button = Candidate(composer.page, composer.frame, control, composer.score)
    await _mark_sent(visit, composer)
    return await visit.press(button) and await _went(visit, composer, f"press {button.name}")


async def _mark_sent(visit: Visit, composer: Candidate) -> None:
    """Start the clocks, the page's and ours: what came earlier is no reply."""
    await visit.ask(composer.frame, "() => window.__wenheng.dialogue.send()")
    visit.sent_at = time.monotonic()
    visit.answered.clear()


async def _strike(composer: Candidate, keys: str) -> bool:
    try:
        await asyncio.wait_for(composer.page.keyboard.press(keys), ENTER_LIMIT_S)
    except (Error, TimeoutError):
        return False
    return True


async def _went(visit: Visit, composer: Candidate, how: str) -> bool:
    script = "ms => window.__wenheng.dialogue.echoed(ms)"
    end = time.monotonic() + TAKEN_LIMIT_S
    while True:
        sign = await visit.ask(composer.frame, script, ECHO_LIMIT_MS)
        # While the page speaks with its server, to ask by another way would be to ask twice.
        waits = (
            sign == "" and visit.open_requests(visit.sent_at) and not visit.stuck(composer.frame)
        )
        if not waits or time.monotonic() > end:
            break
    if sign == "answer" and not is_surely_chat(composer.facts):
        sign = ""
    visit.log("send", how=how, sign=sign)
    return bool(sign)


async def _write_again(visit: Visit, composer: Candidate, text: str) -> None:
    """Enter may have added a line: put the bare question back."""
    element = await visit.element(composer.frame, composer.facts["id"])
    if element is not None and await _value(element) != text:
        await _fill(element, text)


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
    visit.log(
        "reply",
        **{
            k: state.get(k)
            for k in (
                "echo",
                "first",
                "last",
                "elapsed",
                "bubbles",
                "changes",
                "filler",
                "thoughts",
                "pictures",
                "working",
                "ended",
            )
        },
    )
    return state


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
        text=state.get("text") or _shown(state.get("pictures", ())),
        links=tuple(Link(link["text"], link["url"]) for link in state.get("links", ())),
        options=tuple(state.get("options", ())),
    )
    first, last = state.get("first"), state.get("last")
    times = (None if first is None else first / 1000, None if last is None else last / 1000)
    return Turn(question.kind, question.say, _outcome(reply), reply, *times)


def _shown(pictures: Sequence[str]) -> str:
    """What stands for a reply of pictures only: the words that the page itself gives them."""
    return "\n".join(f"［{words}］" for words in pictures)


def _outcome(reply: Reply) -> str:
    if not (reply.text or reply.options or reply.links):
        return "no_reply"
    failed = (
        len(reply.text) <= ERROR_LENGTH and v.ERROR_REPLY.search(reply.text) and not reply.links
    )
    return "error_reply" if failed else "replied"
