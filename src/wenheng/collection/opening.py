"""Going to an address, and reading from what came whether there is a page to look at."""

import re
import time
from typing import Any, Literal

from playwright.async_api import Error, Page, Response

from wenheng.collection import vocabulary as v
from wenheng.collection.mishaps import lost, told
from wenheng.collection.outcomes import Trouble
from wenheng.collection.visit import Visit
from wenheng.wire.busy import retry_after_s

FIRST_BYTE_LIMIT_S = 20.0
CONTENT_LIMIT_S = 12.0
LOAD_LIMIT_S = 5.0

OUR_NETWORK = (
    "INTERNET_DISCONNECTED",
    "NETWORK_CHANGED",
    "PROXY",
    "NETWORK_ACCESS_DENIED",
    "UNSAFE_PORT",  # Chromium itself refuses these ports
)
REFUSALS = (401, 403, 405, 407, 412, 418, 429, 451)
GONE = (400, 404, 410)


async def open_address(visit: Visit, page: Page, url: str, at_rest: bool = True) -> Trouble | None:
    """Go to `url` in `page` and wait until there is something to see, `at_rest` where so wished.

    Who knows what to look for need not wait until the page is at rest.

    Returns:
        None when a page stands open, else what stood in the way. A page that never finishes
        loading is stopped and looked at as it is.
    """
    visit.log("open", url=url)
    if not url.startswith(("http://", "https://")):
        return Trouble("dead_link", "no address of the web", "ours")
    limit_s = min(FIRST_BYTE_LIMIT_S, max(visit.left_s, 1))
    try:
        response = await page.goto(url, wait_until="commit", timeout=limit_s * 1000)
    except Error as error:
        failed = lost(visit, page) or _network_trouble(error)
        visit.log("not opened", outcome=failed.outcome, note=failed.note)
        return failed
    trouble = _answer_trouble(response)  # such a page is still looked at, for the evidence
    if trouble and trouble.outcome == "dead_link" and not _is_html(response):
        return trouble
    await wait_for_content(visit, page, at_rest)
    return trouble or await _page_trouble(visit, page, response)


async def wait_for_content(visit: Visit, page: Page, at_rest: bool = True) -> None:
    """Wait for the document; `at_rest`: and for what it loads, then until it is still."""
    begun = time.monotonic()
    if not await _state(page, "domcontentloaded", min(CONTENT_LIMIT_S, visit.left_s)):
        visit.log("stopped loading", after_s=round(time.monotonic() - begun, 1))
        await visit.ask(page.main_frame, "() => window.stop()", limit_s=2)
    elif not at_rest:
        return
    elif not await _state(page, "load", min(LOAD_LIMIT_S, visit.left_s)):
        visit.log("still loading", after_s=round(time.monotonic() - begun, 1))
    await visit.settle(page)


async def signs(visit: Visit, page: Page) -> dict[str, Any]:
    """What the page says of itself (see `signs` in the observer), empty where it says nothing."""
    found = await visit.ask(
        page.main_frame, "() => window.__wenheng ? window.__wenheng.signs() : null"
    )
    return found or {}


def barrier(found: dict[str, Any]) -> str:
    """The outcome that a page by itself amounts to, from its signs; "" where it is no barrier."""
    text, title = found.get("text", ""), found.get("title", "")
    if found.get("password") and v.LOGIN.search(f"{title} {text}"):
        return "needs_login"
    challenged = v.CAPTCHA.search(text[:600]) or v.CAPTCHA_SOURCES.search(
        " ".join(found.get("sources", ()))
    )
    if challenged and len(text) < 400:
        return "captcha"
    if len(text) < 600 and v.BLOCKED.search(f"{title} {text}"):
        return "blocked"
    if len(text) < 1200 and v.APP_ONLY.search(text) and found.get("squarePictures"):
        return "app_only"
    if (
        len(text) < 300
        and v.LOGIN.search(f"{title} {text}")
        and not found.get("entries", 0) > 3
        and re.search("登录|登陆|认证|log ?in", title, re.I)
    ):
        return "needs_login"
    return ""


async def _state(page: Page, state: Literal["domcontentloaded", "load"], limit_s: float) -> bool:
    try:
        await page.wait_for_load_state(state, timeout=max(limit_s, 0.1) * 1000)
    except Error:
        return False
    return True


def _network_trouble(error: Error) -> Trouble:
    message = told(error)
    found = re.search(r"ERR_([A-Z_]+)", message)
    code = found.group(1) if found else ""
    if any(code.startswith(ours) for ours in OUR_NETWORK):
        return Trouble("unreachable", code, "ours")
    if "Download is starting" in message or code == "ABORTED":
        return Trouble("dead_link", "a file instead of a page")
    if code == "NAME_NOT_RESOLVED":
        return Trouble("unreachable", code, "nobody")
    return Trouble(
        "unreachable", code or ("no answer in time" if "Timeout" in message else message[:200])
    )


def _is_html(response: Response | None) -> bool:
    kind = response.headers.get("content-type", "text/html") if response else "text/html"
    return kind.split(";")[0].strip().lower() in (
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "",
    )


def _answer_trouble(response: Response | None) -> Trouble | None:
    if response is None:
        return None
    status = response.status
    if status in GONE:
        return Trouble("dead_link", f"HTTP {status}")
    busy = retry_after_s(status, response.headers)
    if status in REFUSALS:
        return Trouble("blocked", f"HTTP {status}", retry_after_s=busy)
    if status >= 500:
        return Trouble("unreachable", f"HTTP {status}", retry_after_s=busy)
    if not _is_html(response):
        return Trouble("dead_link", f"{response.headers.get('content-type', '')} instead of a page")
    return None


async def _page_trouble(visit: Visit, page: Page, response: Response | None) -> Trouble | None:
    found = await signs(visit, page)
    outcome = barrier(found)
    if outcome in ("captcha", "blocked"):
        return Trouble(
            outcome, found.get("title", ""), "nobody" if outcome == "captcha" else "theirs"
        )
    return None
