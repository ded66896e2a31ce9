"""Check lists of a probe, gone through after the dialogue: ways to interact, access for all."""

import asyncio
from typing import Any

from playwright.async_api import Error

from wenheng.collection.checks import Item
from wenheng.collection.visit import Candidate, Visit

TYPED = "社保卡"
"""What is typed to see whether questions are suggested; it is taken back, never sent."""

SUGGESTS_WITHIN_S = 1.2
KEY_LIMIT_S = 2.0


async def access_items(visit: Visit, composer: Candidate) -> dict[str, Item]:
    """Larger text, a version for the elderly, contrast, labels, and no pop-ups, as far as seen.

    An item that a toolbar may hold which was not opened is not known.
    """
    found: dict[str, Item] = {}
    places = dict.fromkeys((composer.frame, composer.page.main_frame))
    for frame in places:
        number = composer.facts["id"] if frame is composer.frame else 0
        seen = await visit.ask(frame, "id => window.__wenheng.access(id)", number) or {}
        for name, its in seen.items():
            if name not in found or (its["holds"] and not found[name].holds):
                found[name] = Item(its["holds"], None, its["detail"])
    return found | {"no_popups": await _no_popups(visit, composer)}


async def ai_label(visit: Visit, composer: Candidate) -> Item:
    """Whether the panel of the dialogue says that replies are made by a machine."""
    script = "id => window.__wenheng.disclosed(id)"
    seen = await visit.ask(composer.frame, script, composer.facts["id"])
    return Item(seen["holds"], None, seen["detail"]) if seen else Item(None)


async def _no_popups(visit: Visit, composer: Candidate) -> Item:
    """Whether nothing lay on top of the page, when it came or now."""
    closed = [str(event.get("name", "")) for event in visit.events if event["event"] == "dismiss"]
    unasked = [event for event in visit.events if event["event"] == "closed a page too many"]
    if closed or unasked:
        return Item(False, None, "、".join(closed)[:100])
    main = composer.page.main_frame
    number = composer.facts["id"] if composer.frame is main else 0
    script = "id => ({ on_top: window.__wenheng.overlay(id) })"
    seen = await visit.ask(main, script, number)
    if seen is None or composer.frame is not main:
        return Item(None)  # what lies there may be the frame of the assistant itself
    return Item(seen["on_top"] is None, None, (seen["on_top"] or "")[:60])


async def comes_back(visit: Visit, composer: Candidate) -> bool | None:
    """Whether Tab leads away from the composer and Shift+Tab back into it.

    None where it keeps Tab for itself: nothing is known then of how a keyboard gets there.
    """
    number = composer.facts["id"]
    await visit.ask(composer.frame, "id => window.__wenheng.element(id).focus()", number)
    if not await _press(composer, "Tab"):
        return None
    if await _is_focused(visit, composer):
        return None
    return await _press(composer, "Shift+Tab") and await _is_focused(visit, composer)


async def _is_focused(visit: Visit, composer: Candidate) -> bool:
    script = "id => window.__wenheng.focused(id)"
    return bool(await visit.ask(composer.frame, script, composer.facts["id"]))


async def _press(composer: Candidate, key: str) -> bool:
    try:
        await asyncio.wait_for(composer.page.keyboard.press(key), KEY_LIMIT_S)
    except (Error, TimeoutError):
        return False
    return True


async def suggestions(visit: Visit, composer: Candidate) -> Item:
    """Whether questions are suggested while one types; what is typed is taken back."""
    element = await visit.element(composer.frame, composer.facts["id"])
    if element is None:
        return Item(None)
    await visit.ask(composer.frame, "() => window.__wenheng.remember()")
    try:
        await element.focus()
        await asyncio.wait_for(composer.page.keyboard.type(TYPED, delay=120), KEY_LIMIT_S)
        await asyncio.sleep(SUGGESTS_WITHIN_S)
        came: list[dict[str, Any]] = await visit.ask(
            composer.frame, "() => window.__wenheng.fresh()"
        )
        await element.fill("", timeout=KEY_LIMIT_S * 1000)
    except (Error, TimeoutError):
        return Item(None)
    if came is None:
        return Item(None)
    texts = [one["text"] for one in came if _suggests(one["text"])]
    return Item(bool(texts), None, "、".join(texts[:3])[:100])


def _suggests(text: str) -> bool:
    """Whether a text completes what was typed, as 社保卡怎么补办 does."""
    return len(text) > len(TYPED) and ("社保" in text or "社会保障" in text)
