"""Our sessions beside scripts written by hand for five pages of tests/widgets.

The scripts know every selector, press the launcher, fill, send, and end when the last message has
been still for 1.2 s; that is the least a script must wait that does not know the reply. They take
one picture. Ours meet the page for the first time, then follow the recipe learnt; both keep all
their evidence.

Run `python -m benchmarks.handwritten [--times N] [--at-once 1 2 4 6]`: wall seconds of a session,
median of N, as ratios to the script; then sessions per minute at several contexts.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext, FrameLocator, Page
from tests.collection.conftest import WIDGETS, free_port, wait_for
from tests.collection.visiting import Call, no_pause

from wenheng.collection.browser import BrowserPool, Visitor
from wenheng.collection.recipe_book import RecipeBook
from wenheng.collection.transcript import Question
from wenheng.collection.transport import Target
from wenheng.collection.transports.browser import BrowserTransport
from wenheng.study.options import Pace
from wenheng.study.roster import Platform

STILL_S = 1.2
LOOK_S = 0.1
LIMIT_S = 30


@dataclass(frozen=True)
class Script:
    """Selectors that somebody looked up.

    `notice` closes what covers the page, `frame` is where the assistant is in one.
    """

    launcher: str
    entry: str
    message: str
    send: str = ""
    frame: str = ""
    notice: str = ""


SCRIPTS = {
    "d02-chatui-h5": Script("text=智能客服", "textarea.Composer-input", ".Message.left .Bubble"),
    "d03-n8n-float": Script(
        ".chat-window-toggle",
        "[data-test-id=chat-input]",
        ".chat-message-from-bot",
        ".chat-input-send-button",
    ),
    "d05-chatscope-iframe": Script(
        "text=智能咨询",
        ".cs-message-input__content-editor",
        ".cs-message--incoming",
        ".cs-button--send",
        "iframe",
    ),
    "d09-rcw-float": Script(
        ".rcw-launcher", ".rcw-input", ".rcw-response .rcw-message-text", notice="text=我知道了"
    ),
    "d11-semi-modal": Script(
        "text=在线咨询", "textarea.semi-input-textarea", ".semi-chat-chatBox-content-bubble"
    ),
}
Hold = Callable[[Call], Awaitable[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--at-once", type=int, nargs="*", default=[1, 2, 4, 6])
    told = parser.parse_args()
    port = free_port(2)
    command = [sys.executable, "server.py", "--port", str(port)]
    with subprocess.Popen(command, cwd=WIDGETS, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            asyncio.run(compare(f"http://127.0.0.1:{port}", told.times, told.at_once))
        finally:
            server.terminate()


async def compare(base: str, times: int, at_once: list[int]) -> None:
    rows = {row["id"]: row for row in json.loads((WIDGETS / "manifest.json").read_text("utf-8"))}
    calls = {
        name: Call(base + rows[name]["url"], (rows[name]["question"],), "h5" in name)
        for name in SCRIPTS
    }
    with tempfile.TemporaryDirectory() as folder:
        async with aclosing(BrowserPool()) as pool:
            await pool.start()
            ours = _ours(pool, Path(folder))
            script = _script(pool, {call.entry: SCRIPTS[name] for name, call in calls.items()})
            first = _ours(pool, None)
            await _print_ratios(calls, {"script": script, "first": first, "recipe": ours}, times)
            for n in at_once:
                rates = [await _rate(hold, list(calls.values()), n) for hold in (script, ours)]
                told = (
                    f"{n} at once: script {rates[0]:5.1f}, ours {rates[1]:5.1f} sessions a minute"
                )
                print(f"{told} ({rates[1] / rates[0]:.2f})")


async def _print_ratios(calls: dict[str, Call], holds: dict[str, Hold], times: int) -> None:
    print(f"{'page':22} {'script':>7} {'first':>7} {'recipe':>7}   first/script recipe/script")
    sums = dict.fromkeys(holds, 0.0)
    for name, call in calls.items():
        await holds["recipe"](call)  # learns
        took: dict[str, list[float]] = {how: [] for how in holds}
        for _ in range(times):
            for how, hold in holds.items():
                begun = time.monotonic()
                assert await hold(call), f"{how} heard nothing on {name}"
                took[how].append(time.monotonic() - begun)
        middle = {how: statistics.median(all_) for how, all_ in took.items()}
        sums = {how: sums[how] + middle[how] for how in holds}
        _print_row(name, middle)
    _print_row("all five", sums)


def _print_row(name: str, took: dict[str, float]) -> None:
    script, first, recipe = took["script"], took["first"], took["recipe"]
    print(
        f"{name:22} {script:6.2f}s {first:6.2f}s {recipe:6.2f}s"
        f" {first / script:14.2f} {recipe / script:13.2f}"
    )


def _ours(pool: BrowserPool, folder: Path | None) -> Hold:
    transport = BrowserTransport(pool, "tester@example.org", RecipeBook(folder) if folder else None)

    async def hold(call: Call) -> str:
        name = call.entry.rpartition("/")[2]
        platform = Platform(id=name, unit="u", channel="c", entry=call.entry)
        target = Target(platform, call.mobile, Pace(reply_limit_s=25, session_limit_s=60))
        asked = [Question("main", call.says[0])]
        held = await transport.hold(target, asked, no_pause)
        if folder:  # a script's picture goes to disk, too
            for item in held.evidence:
                (folder / item.sha256).write_bytes(item.content)
        return held.turns[0].reply.text if held.turns else ""

    return hold


def _script(pool: BrowserPool, scripts: dict[str, Script]) -> Hold:
    async def hold(call: Call) -> str:
        async with pool.context(Visitor("tester@example.org", call.mobile)) as context:
            return await _follow(context, call, scripts[call.entry])

    return hold


async def _follow(context: BrowserContext, call: Call, script: Script) -> str:
    page = await context.new_page()
    await page.goto(call.entry, wait_until="load")
    for selector in filter(None, (script.notice, script.launcher)):
        await page.click(selector)
    place: Page | FrameLocator = page.frame_locator(script.frame) if script.frame else page
    entry = place.locator(script.entry)
    await entry.wait_for()
    messages = place.locator(script.message)
    before = await messages.count()
    await entry.fill(call.says[0])
    if script.send:
        await place.locator(script.send).click()
    else:
        await entry.press("Enter")
    said, still_since, end = "", time.monotonic(), time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        found = await messages.count()
        text = await messages.last.inner_text() if found > before else ""
        if text != said:
            said, still_since = text, time.monotonic()
        if said and time.monotonic() - still_since >= STILL_S:
            break
        await asyncio.sleep(LOOK_S)
    await page.screenshot(type="jpeg", quality=60)
    return said


async def _rate(hold: Hold, calls: list[Call], at_once: int) -> float:
    """Sessions a minute, two rounds of all pages and at least so many as are held at once."""
    gate = asyncio.Semaphore(at_once)

    async def one(call: Call) -> None:
        async with gate:
            await hold(call)

    wanted = calls * max(2, at_once)
    begun = time.monotonic()
    await asyncio.gather(*(one(call) for call in wanted))
    return 60 * len(wanted) / (time.monotonic() - begun)


if __name__ == "__main__":
    main()
