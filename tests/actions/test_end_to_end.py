"""The main job on a part of the sandbox country: portals, browser, judgement, score, report."""

import asyncio
from pathlib import Path

import pytest

from wenheng.actions.collect import Way, collect_in_loop
from wenheng.actions.demo import demo
from wenheng.actions.evaluate import rate_collected, score_collected
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.publish import Wanted, publish, sources
from wenheng.sandbox import Effort, country, serve, write_study
from wenheng.store.ratings import last_rated
from wenheng.study.load import load_study

pytestmark = pytest.mark.browser


def test_the_main_job_runs_from_portal_to_report(tmp_path: Path):
    async def collected():
        async with serve(country(load_study("default-2021r"), size=2)) as served:
            write_study(tmp_path, served, Effort(main=1, paraphrases=0, vague=0, probes=()))
            return await collect_in_loop(tmp_path, Way(at_once=4))

    held = asyncio.run(collected())
    rate_collected(tmp_path)
    tables = score_collected(tmp_path)
    chinese, english = publish(tmp_path, Wanted(["zh", "en"]))

    with opened_with_sessions(tmp_path) as opened:
        assert sources(opened).facts.made_at == last_rated(opened.run)  # no clock is read

    assert held.failures == {}
    assert held.planned == held.recorded == 4
    assert set(tables) >= {"sessions", "ratings", "cells", "totals", "ranks", "grades", "coverage"}
    planned = {platform.id for platform in load_study(tmp_path).platforms}
    assert set(tables["presence"]["platform"]) == planned
    for page, title in ((chinese, "覆盖情况"), (english, "Coverage")):
        text = page.read_text("utf-8")
        assert title in text
        for session in tables["sessions"]["session"]:
            assert session in text


@pytest.mark.slow
def test_the_demo_finds_the_planted_order_and_uses_again_what_is_there(tmp_path: Path):
    first = demo(tmp_path / "demo", "zh")
    again = demo(tmp_path / "demo", "en")

    assert first.tau >= 0.7
    assert first.collected.failures == {}
    assert again.collected.held == 0
    assert again.tau == first.tau
    assert again.report.name == "sandbox.en.html"
