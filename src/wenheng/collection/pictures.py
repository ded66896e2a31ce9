"""What a page looked like, as evidence: pictures of the panel, its HTML, the log of the visit."""

import json
from typing import Any

from playwright.async_api import Error, FloatRect, Page, ViewportSize

from wenheng.collection.transcript import Evidence
from wenheng.collection.visit import Candidate, Visit


async def panel_picture(visit: Visit, composer: Candidate, turn: int) -> Evidence | None:
    """A picture of the panel as it stands after a turn."""
    return await picture(composer.page, await _panel_box(visit, composer), turn)


async def picture(
    page: Page, box: FloatRect | None = None, turn: int | None = None
) -> Evidence | None:
    """A JPEG of the part of the page in `box` that can be seen, else of all that can be seen."""
    size = page.viewport_size
    clip = _clipped(box, size) if box and size else None
    try:
        content = await page.screenshot(
            type="jpeg",
            quality=60,
            scale="css",
            clip=clip,
            timeout=5000,
            animations="disabled",
            caret="hide",
        )
    except Error:
        return None
    return Evidence("screenshot", "image/jpeg", content, turn)


async def panel_html(visit: Visit, composer: Candidate) -> Evidence | None:
    """The HTML of the panel with its shadow roots opened."""
    script = "id => window.__wenheng.picture(id)"
    html = await visit.ask(composer.frame, script, composer.facts["panel"])
    return Evidence("panel", "text/html", html.encode()) if html else None


def written(kind: str, value: Any) -> Evidence:
    """Plain data as a JSON file of evidence."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return Evidence(kind, "application/json", text.encode())


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
