"""Accessibility rules by axe-core, run in a world of its own that the page cannot see."""

import asyncio
import json
from functools import cache
from importlib import resources
from typing import Any

from playwright.async_api import CDPSession, Error, Frame, Page

from wenheng.collection.visit import Candidate, Visit

LIMIT_S = 20.0
WORLD = "wenheng-axe"


async def axe_violations(visit: Visit, composer: Candidate) -> dict[str, Any]:
    """What axe-core finds in the page of the assistant, and in its frame where it stands in one.

    Returns:
        `documents`: one entry for each, with the violations by rule and impact, how many nodes
        each has in all and in the assistant's panel, and the first few of them; or with `failed`
        and the reason. Run it last: nothing is changed in the page, but it takes its time.
    """
    page, frame = composer.page, composer.frame
    panel = composer.facts["panelBox"]
    documents = [await _bounded(page, page.main_frame, panel if frame is page.main_frame else {})]
    if frame is not page.main_frame:
        documents.append(await _bounded(page, frame, None))
    visit.log("axe", violations=[len(one.get("violations", ())) for one in documents])
    return {"documents": documents}


def count(document: dict[str, Any], impact: str) -> tuple[int | None, str]:
    """Nodes of the panel that break a rule of `impact`, and the rules; None where none ran."""
    ran = [one for one in document["documents"] if "violations" in one]
    if not ran:
        return None, str(document["documents"][0].get("failed", ""))
    broken = [rule for one in ran for rule in one["violations"] if rule["impact"] == impact]
    rules = [rule["rule"] for rule in broken if rule["in_panel"]]
    return sum(rule["in_panel"] for rule in broken), "、".join(dict.fromkeys(rules))


async def _bounded(page: Page, frame: Frame, panel: dict[str, int] | None) -> dict[str, Any]:
    """`panel` is the box of it in this document, {} where it has no place here, None for all."""
    named = {"url": frame.url[:300]}
    try:
        found = await asyncio.wait_for(_run(page, frame, panel), LIMIT_S)
    except TimeoutError:
        return named | {"failed": "time limit"}
    except Error as error:
        return named | {"failed": error.message.splitlines()[0][:200]}
    return named | found


async def _run(page: Page, frame: Frame, panel: dict[str, int] | None) -> dict[str, Any]:
    session, number = await _place(page, frame)
    world = {"frameId": number, "worldName": WORLD}
    context = (await session.send("Page.createIsolatedWorld", world))["executionContextId"]
    await session.send("Runtime.evaluate", {"expression": _engine(), "contextId": context})
    box = json.dumps({"x": -1, "y": -1, "w": 0, "h": 0} if panel == {} else panel)
    expression = f"({_script()})({box})"
    asked = {"expression": expression, "contextId": context}
    answer = await session.send(
        "Runtime.evaluate", asked | {"awaitPromise": True, "returnByValue": True}
    )
    if "exceptionDetails" in answer:
        return {"failed": str(answer["exceptionDetails"].get("text", ""))[:200]}
    found: dict[str, Any] = answer["result"]["value"]
    return found


async def _place(page: Page, frame: Frame) -> tuple[CDPSession, str]:
    """The session that reaches `frame`, and its number there."""
    session = await page.context.new_cdp_session(page)
    tree = (await session.send("Page.getFrameTree"))["frameTree"]
    if frame is page.main_frame:
        return session, tree["frame"]["id"]
    found = _number(tree, frame)
    if found:
        return session, found
    own = await page.context.new_cdp_session(frame)  # of another site: a target of its own
    return own, (await own.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]


def _number(tree: dict[str, Any], frame: Frame) -> str:
    """The number of `frame` in a tree of frames; "" where it is not in it."""
    for inner in tree.get("childFrames", ()):
        its = inner["frame"]
        if its["url"] == frame.url.split("#")[0] and its.get("name", "") == frame.name:
            return str(its["id"])
        if found := _number(inner, frame):
            return found
    return ""


@cache
def _engine() -> str:
    assets = resources.files("wenheng.collection") / "assets"
    return (assets / "axe.min.js").read_text("utf-8")


@cache
def _script() -> str:
    text = (resources.files("wenheng.collection") / "observer" / "violations.js").read_text("utf-8")
    return text.split("\n", 1)[1].rstrip().removesuffix(";")
