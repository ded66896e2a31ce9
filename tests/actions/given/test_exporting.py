"""What people work from: task cards and packets."""

import json

import pytest
from tests.actions.given.conftest import FEE, HEAD, MAIN

from wenheng.actions.exporting import export
from wenheng.actions.importing import import_files
from wenheng.errors import StudyError
from wenheng.language import speaking


def test_task_cards_say_what_to_ask_where_to_look_and_where_to_stop(study, file):
    import_files(study, [file(HEAD, f"qingshi-web,{MAIN},甲,")])
    with speaking("en"):
        cards = json.loads(export(study, "cards").read_text("utf-8"))

    first = cards[0]
    assert len(cards) == 8
    assert first["session"] == "qingshi-web/temporary-id-card/main/1"
    assert [one["say"] for one in first["questions"]] == [MAIN, FEE]
    assert first["recorded"] and not cards[1]["recorded"]
    assert "submit nothing" in first["stop"]
    assert first["look_min"] == 5


def test_a_packet_holds_only_what_is_still_to_be_asked_and_only_chosen_platforms(study, file):
    import_files(study, [file(HEAD, f"qingshi-web,{MAIN},甲,")])
    path = export(study, "transcripts", study / "packet.csv", ["qingshi-web"])

    text = path.read_text("utf-8-sig")
    assert "temporary-id-card/main" not in text
    assert "qingshi-web/temporary-id-card/paraphrase-1/1" in text
    assert "hewan-web" not in text
    with pytest.raises(StudyError, match="qingshi-wep"):
        export(study, "cards", platforms=["qingshi-wep"])
