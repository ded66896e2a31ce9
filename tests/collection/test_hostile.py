"""Pages that misbehave end as outcomes, in bounded time, and harm no other session."""

import time

import pytest
from tests.collection.hostile import hostile_server, self_signed

pytestmark = pytest.mark.browser

CASES = {
    "endless": ("no_assistant", "nobody", 35),
    "silent": ("unreachable", "theirs", 35),
    "loop": ("unreachable", "theirs", 10),
    "pdf": ("dead_link", "theirs", 10),
    "download": ("dead_link", "theirs", 10),
    "alerts": ("replied", "nobody", 20),
    "many": ("no_assistant", "nobody", 30),
    "babble": ("replied", "nobody", 25),
    "stuck": ("no_reply", "theirs", 35),
    "popups": ("no_assistant", "nobody", 40),
    "injects": ("replied", "nobody", 20),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_page_that_misbehaves_ends_as_an_outcome(name, hold, platform):
    outcome, fault, within_s = CASES[name]
    begun = time.monotonic()

    async with hostile_server() as at:
        held = await hold(platform(f"{at}/{name}"), "社保卡丢了怎么补办？")

    assert (held.outcome, held.fault) == (outcome, fault)
    assert time.monotonic() - begun < within_s
    assert held.evidence


@pytest.mark.slow
async def test_fifty_megabytes_of_markup_are_looked_at_and_left(hold, platform):
    async with hostile_server() as at:
        held = await hold(platform(f"{at}/large"), "社保卡丢了怎么补办？", session_limit_s=60)

    assert held.outcome in ("no_assistant", "ambiguous", "unreachable")
    assert held.duration_s < 90


async def test_a_certificate_that_no_browser_trusts_is_not_accepted(hold, platform, tmp_path):
    async with hostile_server(self_signed(tmp_path)) as at:
        held = await hold(platform(f"{at}/many"), "甲？")

    assert (held.outcome, held.fault, held.note) == (
        "unreachable",
        "theirs",
        "CERT_AUTHORITY_INVALID",
    )


async def test_a_port_on_which_nothing_listens_is_unreachable(hold, platform):
    held = await hold(platform("http://127.0.0.1:1/"), "甲？")

    assert (held.outcome, held.has_assistant) == ("unreachable", None)


async def test_one_stuck_page_does_not_harm_the_next_session(hold, platform):
    async with hostile_server() as at:
        await hold(platform(f"{at}/stuck"), "甲？")
        after = await hold(platform(f"{at}/injects"), "甲？")

    assert after.outcome == "replied"
