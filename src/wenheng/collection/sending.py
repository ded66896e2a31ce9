"""Putting a question into an entry and sending it as a person would, once and no more."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from playwright.async_api import ElementHandle, Error

from wenheng.collection import vocabulary as v
from wenheng.collection.scores import is_surely_chat
from wenheng.collection.visit import Candidate, Visit

ECHO_LIMIT_MS = 1500
TOUCH_LIMIT_MS = 2500
"""A touch becomes a click only after a while."""

TAKEN_LIMIT_S = 12
WRITE_LIMIT_MS = 1500
ENTER_LIMIT_S = 4


async def write(visit: Visit, composer: Candidate, text: str) -> bool:
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


async def written(visit: Visit, composer: Candidate) -> str:
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


async def send(visit: Visit, composer: Candidate, text: str, *, by_keys: bool = False) -> bool:
    """Press the control that says it sends; else Enter; else the likeliest icon.

    With `by_keys` Enter goes first, to see whether it sends.
    """
    frame, number = composer.frame, composer.facts["id"]
    begin = "([question, id]) => window.__wenheng.dialogue.begin(question, id)"
    if await visit.ask(frame, begin, [text, number]) is None:
        return False
    controls = await visit.ask(frame, "id => window.__wenheng.controls(id)", number) or []
    said = [c for c in controls if v.SENDS.search(c["text"]) or v.SENDS.search(c["label"])]
    if said and not by_keys and await press(visit, composer, said[0]):
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
        if await press(visit, composer, control):
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


async def press(visit: Visit, composer: Candidate, control: dict[str, Any]) -> bool:
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
    limit_ms = TOUCH_LIMIT_MS if visit.touch else ECHO_LIMIT_MS
    end = time.monotonic() + TAKEN_LIMIT_S
    while True:
        begun = time.monotonic()
        sign = await visit.ask(composer.frame, script, limit_ms)
        busy = time.monotonic() - begun > 1.3 * limit_ms / 1000  # what was pressed may come late
        # While the page speaks with its server, to ask by another way would be to ask twice.
        under_way = busy or visit.open_requests(visit.sent_at)
        waits = sign == "" and under_way and not visit.stuck(composer.frame)
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
