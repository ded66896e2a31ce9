"""Simulated users in a real browser, with the assistants of a small sandbox country."""

from pathlib import Path

import pytest
import yaml
from tests.actions.models import Response, model
from tests.sandbox.conftest import running

from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.collect import collect_simulated
from wenheng.actions.opened import opened_with_sessions
from wenheng.sandbox import Effort, country, write_study
from wenheng.store.sessions import sessions, simulated
from wenheng.study.load import load_study

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASKS = ("那要带什么材料？", "收多少钱？")


def behave(asked, _number):
    """Two questions, then content."""
    said = sum(message["role"] == "assistant" for message in asked["messages"])
    words = ASKS[said - 1] if said <= len(ASKS) else ""
    return Response({"say": words, "done": not words})


def test_a_simulated_user_talks_to_assistants_in_pages(tmp_path: Path):
    with running(country(load_study("default-2021r"), size=2)) as served, model(behave) as player:
        write_study(tmp_path, served, Effort(main=1, paraphrases=0, vague=0, probes=()))
        study = load_study(tmp_path)
        scenario = study.scenarios[0]
        persona = {"id": "elder", "name": "老人", "who": "七十二岁"}
        users = {
            "entry": player.entry,
            "model": "m",
            "scenarios": [scenario.id],
            "personas": [persona],
        }
        (tmp_path / "simulated.yaml").write_text(yaml.safe_dump({"simulated": users}), "utf-8")

        found = collect_simulated(tmp_path)

    with opened_with_sessions(tmp_path) as opened:
        held, scripted = simulated(opened.run).to_dicts(), sessions(opened.run)
    assert found.failures == {} and found.recorded == found.planned == len(held) == 4
    assert scripted.is_empty()
    talked = [one for one in held if len(one["turns"]) == 1 + len(ASKS)]
    assert talked and found.ended["done"] == len(talked)
    first, *others = talked[0]["turns"]
    assert (first["question"], first["kind"]) == (scenario.utterances.main, "simulated")
    assert [turn["question"] for turn in others] == list(ASKS)
    assert all(turn["outcome"] == "replied" and turn["text"] for turn in others)
    assert {"persona", "screenshot", "events"} <= {e["kind"] for e in talked[0]["evidence"]}
    assert verify_collected(tmp_path).holds
