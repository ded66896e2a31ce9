"""What a page looked like, as evidence: pictures of the panel, its HTML, the log of the visit."""

import json
from collections import Counter
from typing import Any

from playwright.async_api import Error, FloatRect, Page, ViewportSize

from wenheng.collection.personal import covered
from wenheng.collection.redaction import PLACES, cover, holds, standing_spans, uncover
from wenheng.collection.transcript import Evidence, EvidenceKind
from wenheng.collection.visit import Candidate, Visit

TRIES = 3
"""So often a picture is taken, if what is personal moves meanwhile; after that there is none."""

INERT = (
    '<!doctype html><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
)


async def panel_picture(visit: Visit, composer: Candidate, turn: int) -> Evidence | None:
    """A picture of the panel as it stands after a turn."""
    return await picture(visit, composer.page, await _panel_box(visit, composer), turn)


async def picture(
    visit: Visit, page: Page, box: FloatRect | None = None, turn: int | None = None
) -> Evidence | None:
    """A JPEG of the part of the page in `box` that can be seen, else of all that can be seen.

    Personal data are covered in the page before it is taken, and the page is as before after.
    """
    for _ in range(TRIES):
        laid = await cover(visit, page)
        try:
            content = await _shot(page, box)
            held = content is not None and await holds(visit, page, laid)
        finally:
            if laid.places:
                await uncover(visit, page)
        if content is None:
            return None
        if held:
            if laid.counts:
                visit.log("covered in a picture", turn=turn, counts=dict(laid.counts))
            return Evidence("screenshot", "image/jpeg", content, turn)
    visit.log("picture withheld", turn=turn, why="personal data moved, or a frame did not answer")
    return None


async def panel_html(visit: Visit, composer: Candidate) -> Evidence | None:
    """An inert copy of the panel with its shadow roots opened and personal data covered."""
    spans = await standing_spans(visit, composer.frame)
    if spans is None:
        return None
    await visit.ask(composer.frame, PLACES, [[span.start, span.end] for span in spans])
    script = "id => window.__wenheng.evidence.panel(id)"
    html = await visit.ask(composer.frame, script, composer.facts["panel"])
    if not html:
        return None
    html, hidden = covered(html)
    counts = Counter(span.kind for span in spans) + hidden
    if counts:
        visit.log("covered in the panel", counts=dict(counts))
    return Evidence("panel", "text/html", (INERT + html).encode("utf-8", "replace"))


def written(kind: EvidenceKind, value: Any) -> Evidence:
    """Plain data as a JSON file of evidence."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return Evidence(kind, "application/json", text.encode())


async def _shot(page: Page, box: FloatRect | None) -> bytes | None:
    size = page.viewport_size
    try:
        return await page.screenshot(
            type="jpeg",
            quality=60,
            scale="css",
            clip=_clipped(box, size) if box and size else None,
            timeout=5000,
            animations="disabled",
            caret="hide",
        )
    except Error:
        return None


async def _panel_box(visit: Visit, composer: Candidate) -> FloatRect | None:
    panel = await visit.element(composer.frame, composer.facts["panel"])
    try:
        return await panel.bounding_box() if panel else None
    except Error:
        return None


def _clipped(box: FloatRect, size: ViewportSize) -> FloatRect | None:
    x, y = max(0.0, box["x"] - 8), max(0.0, box["y"] - 8)
    w = min(box["x"] + box["width"] + 8, size["width"]) - x
    h = min(box["y"] + box["height"] + 8, size["height"]) - y
    return {"x": x, "y": y, "width": w, "height": h} if w >= 120 and h >= 120 else None
