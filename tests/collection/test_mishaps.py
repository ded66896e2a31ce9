"""What goes wrong on our side is never told as if the platform had no assistant."""

import asyncio
import time

import pytest
from playwright.async_api import Browser, Error
from tests.collection.conftest import events, no_pause
from tests.collection.hostile import hostile_server

from wenheng.collection import browser
from wenheng.collection.transcript import Question
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.study.options import Pace

pytestmark = pytest.mark.browser


@pytest.mark.slow
async def test_a_page_whose_script_never_ends_is_unreachable(hold, platform):
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/hangs"), "甲？")

    assert (held.outcome, held.fault) == ("unreachable", "theirs")
    assert held.note == "the page does not answer"
    assert held.has_assistant is None


async def test_a_page_that_crashes_at_once_is_looked_at_again(hold, platform):
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/hungry"), "甲？")

    assert (held.outcome, held.fault, held.note) == ("ambiguous", "ours", "the page crashed")


async def test_a_page_that_crashes_when_asked_has_not_been_silent(hold, platform):
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/glutton"), "甲怎么办？")

    assert (held.outcome, held.fault, held.has_assistant) == ("ambiguous", "ours", None)
    assert "page crashed" in [event["event"] for event in events(held)]


@pytest.mark.parametrize("asked", [False, True], ids=["before the question", "during the turn"])
async def test_a_killed_browser_is_our_fault_and_the_next_session_has_another(
    asked, transports, hold, platform
):
    async with hostile_server() as at:
        held = asyncio.ensure_future(
            hold(platform(f"{at}/{'mute' if asked else 'endless'}"), "甲？")
        )
        browser = await started(transports)
        await asyncio.sleep(5 if asked else 1)
        await kill(browser)
        lost = await held
        after = await hold(platform(f"{at}/injects"), "甲？")

    assert (lost.outcome, lost.fault, lost.note) == ("ambiguous", "ours", "the browser ended")
    assert after.outcome == "replied"


async def started(transports: Transports) -> Browser:
    transport = await transports.of("browser")
    pool = transport._pool  # type: ignore[attr-defined]
    while not pool._browser or not pool._browser.contexts:
        await asyncio.sleep(0.1)
    return pool._browser


async def kill(browser: Browser) -> None:
    session = await browser.new_browser_cdp_session()
    try:
        await session.send("Browser.crash")
    except Error:
        return  # as it should: nobody is left to answer


async def test_a_search_that_ran_out_of_time_does_not_show_that_there_is_nothing(hold, platform):
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/endless"), "甲？", session_limit_s=4)

    assert (held.outcome, held.fault, held.note) == ("ambiguous", "ours", "session limit")


async def test_a_reply_that_was_not_awaited_to_its_limit_is_not_silence(hold, platform):
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/mute"), "甲？", session_limit_s=4)

    assert (held.outcome, held.fault, held.note) == ("ambiguous", "ours", "session limit")
    assert [turn.outcome for turn in held.turns] == ["ambiguous"]


async def test_the_wait_for_the_pace_takes_nothing_from_the_session(transports, platform):
    async def slow() -> None:
        await asyncio.sleep(8)

    begun = time.monotonic()
    async with hostile_server() as at:
        target = Target(platform(f"{at}/injects"), pace=Pace(reply_limit_s=4, session_limit_s=6))
        transport = await transports.of("browser")
        held = await transport.hold(target, [Question("main", "甲？")], slow)

    assert held.outcome == "replied"
    assert time.monotonic() - begun > 8


async def test_an_address_that_fails_after_a_vain_try_is_told_with_its_reason(transports, platform):
    async with hostile_server() as at:
        target = Target(platform(f"{at}/once"), pace=Pace(reply_limit_s=4, session_limit_s=40))
        transport = await transports.of("browser")
        held = await transport.hold(target, [Question("main", "甲？")], no_pause)

    assert (held.outcome, held.note) == ("unreachable", "HTTP 503")


async def test_a_page_that_was_not_observed_is_not_one_without_an_assistant(
    hold, platform, monkeypatch
):
    monkeypatch.setattr(browser, "observer_script", lambda: "throw new Error('broken')")

    async with hostile_server() as at:
        held = await hold(platform(f"{at}/injects"), "甲？")

    assert (held.outcome, held.note) == ("ambiguous", "the page was not observed")
