"""Conversations that others held, taken into the ledger."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.actions.conftest import take_off_last_session
from tests.actions.given.conftest import (
    AGAIN,
    CARD,
    FEE,
    HEAD,
    HERE,
    MAIN,
    PNG,
    held,
    jsonl,
    refusal,
)

from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.evaluate import rate_collected
from wenheng.actions.exporting import export
from wenheng.actions.importing import import_files
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.publish import Wanted, publish
from wenheng.collection.given.sheet import zone_of
from wenheng.collection.given.turns import Defaults
from wenheng.errors import StudyError, TableError
from wenheng.language import speaking
from wenheng.store.evidence import place_of
from wenheng.store.sessions import attempts


def evidence(study: Path, session: dict[str, Any], kind: str) -> bytes:
    digest = next(one["sha256"] for one in session["evidence"] if one["kind"] == kind)
    return place_of(study / "data" / "evidence", digest).read_bytes()


def fill(packet: Path, **columns: dict[str, Any]) -> None:
    """Fill in the rows of a packet by their question."""
    book = openpyxl.load_workbook(packet)
    sheet = book.active
    names = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        key = sheet.cell(row, names["session"]).value, sheet.cell(row, names["question"]).value
        for name, value in columns.get("|".join(key), {}).items():
            sheet.cell(row, names[name]).value = value
    book.save(packet)


def test_a_packet_that_a_tester_filled_in_becomes_sessions_of_the_plan(study, tmp_path):
    with speaking("en"):
        packet = export(study, "transcripts", tmp_path / "packet.xlsx")
        (tmp_path / "shot.png").write_bytes(PNG)
        first = {
            "reply": "到户籍地派出所办理，3日内领取。",
            "links": "[网上办理](https://www.qingshi.example/apply)\nwww.qingshi.example",
            "options": "费用\n时限",
            "asked at": "2026-11-24 10:03 +08:00",
            "first s": 1.5,
            "last s": 4,
            "clicks": 2,
            "steps": "首页→智能问答",
            "pictures": "shot.png",
            "tester": "王芳",
        }
        second = {"outcome": "no reply", "asked at": "2026-11-24T02:04:00Z", "tester": "王芳"}
        fill(
            packet,
            **{
                f"qingshi-web/temporary-id-card/main/1|{MAIN}": first,
                f"qingshi-web/temporary-id-card/main/1|{FEE}": second,
            },
        )

        taken = import_files(study, [packet])

    (session,) = held(study)
    assert (taken.sessions, taken.new_sessions, taken.partial) == (1, 1, 0)
    assert session["session"] == "qingshi-web/temporary-id-card/main/1"
    assert (session["transport"], session["outcome"], session["attempt"]) == (
        "capture",
        "replied",
        1,
    )
    assert session["started_at"] == datetime(2026, 11, 24, 2, 3, tzinfo=UTC)
    assert session["duration_s"] is None
    assert session["entry_clicks"] == 2
    assert "王芳" in session["note"]
    main, fee = session["turns"]
    assert (main["kind"], main["first_s"], main["last_s"]) == ("main", 1.5, 4.0)
    assert main["links"] == [
        {"text": "网上办理", "url": "https://www.qingshi.example/apply"},
        {"text": "www.qingshi.example", "url": "www.qingshi.example"},
    ]
    assert main["options"] == ["费用", "时限"]
    assert (fee["kind"], fee["outcome"], fee["text"], fee["last_s"]) == (
        "followup",
        "no_reply",
        "",
        None,
    )
    assert evidence(study, session, "screenshot") == PNG
    assert evidence(study, session, "source") == packet.read_bytes()
    assert verify_collected(study).holds


def test_a_file_imported_twice_is_taken_in_once_and_a_correction_is_a_further_attempt(study, file):
    first = file(HEAD, f"qingshi-web,{MAIN},到派出所办理,", f"hewan-web,{CARD},银行网点,")
    import_files(study, [first])
    again = import_files(study, [first])
    mended = file(HEAD, f"qingshi-web,{MAIN},到派出所，10元,", f"hewan-web,{CARD},银行网点,")
    corrected = import_files(study, [mended])

    with opened_with_sessions(study) as opened:
        rows = attempts(opened.run).select("session", "attempt").rows()
    assert again.new_sessions == 0
    assert (corrected.new_sessions, corrected.again) == (1, 1)
    assert rows == [
        ("qingshi-web/temporary-id-card/main/1", 1),
        ("hewan-web/social-security-card/main/1", 1),
        ("qingshi-web/temporary-id-card/main/1", 2),
    ]


def test_an_imported_session_taken_off_the_end_of_the_ledger_is_missed(study, file):
    import_files(
        study, [file(HEAD, f"qingshi-web,{MAIN},到派出所办理,", f"hewan-web,{CARD},银行网点,")]
    )
    take_off_last_session(study)

    assert not verify_collected(study).holds


def test_a_dry_run_says_what_would_be_taken_in_and_changes_nothing(study, file):
    path = file(HEAD, f"qingshi-web,{MAIN},到派出所办理,")

    told = import_files(study, [path], check=True)

    assert (told.sessions, told.new_sessions, told.partial) == (1, 1, 1)
    assert not (study / "data").exists() or not list((study / "data" / "evidence").rglob("*"))
    with pytest.raises(StudyError), opened_with_sessions(study):
        pass


def test_sessions_are_found_by_key_by_scenario_and_by_the_words_of_the_question(study, file):
    path = file(
        "session,platform,scenario,variant,question,reply",
        f"qingshi-web/temporary-id-card/main/1,,,,{MAIN},甲",
        f"hewan-web/temporary-id-card/main/1,hewan-web,,,{MAIN},乙",
        f",hewan-web,temporary-id-card,paraphrase-1,{AGAIN.replace(',', '，')},丙",
        f",qingshi-web,,,{HERE.replace(',', ' ，')} ,丁",
        f",hewan-web,,,{CARD.replace('?', '？')},戊",
    )

    import_files(study, [path])

    assert {(row["session"], row["turns"][0]["text"]) for row in held(study)} == {
        ("qingshi-web/temporary-id-card/main/1", "甲"),
        ("hewan-web/temporary-id-card/main/1", "乙"),
        ("hewan-web/temporary-id-card/paraphrase-1/1", "丙"),
        ("qingshi-web/social-security-card/paraphrase-1/1", "丁"),
        ("hewan-web/social-security-card/main/1", "戊"),
    }


def test_a_follow_up_goes_with_the_session_that_is_under_way(study, file):
    path = file(
        HEAD,
        f"qingshi-web,{MAIN},甲,",
        f"qingshi-web,{FEE},10元,",
        f"hewan-web,{MAIN},乙,",
        f"hewan-web,{FEE},20元,",
    )

    import_files(study, [path])

    said = {row["platform"]: [turn["text"] for turn in row["turns"]] for row in held(study)}
    assert said == {"qingshi-web": ["甲", "10元"], "hewan-web": ["乙", "20元"]}


def test_an_absence_says_where_and_how_long_somebody_looked_and_who_looked_again(study, file):
    head = "platform,question,reply,outcome,where looked,minutes looked,second person,tester"
    line = f"qingshi-web,{MAIN},,没有找到,首页；互动交流,6,李强,王芳"

    import_files(study, [file(head, line)])
    (session,) = held(study)

    assert (session["outcome"], session["turns"], session["has_assistant"]) == (
        "no_assistant",
        [],
        False,
    )
    assert json.loads(evidence(study, session, "absence")) == {
        "looked": ["首页", "互动交流"],
        "minutes": 6.0,
        "second": "李强",
        "tester": "王芳",
    }
    assert "say where you looked" in refusal(
        study, file(HEAD, f"hewan-web,{MAIN},,not found", name="bare.csv")
    )


def test_an_object_per_session_or_per_question_is_read_from_json_lines(study, file):
    lines = jsonl(
        {
            "session": "qingshi-web/temporary-id-card/main/1",
            "tester": "王芳",
            "asked_at": "2026-11-24T10:03:00+08:00",
            "turns": [
                {
                    "question": MAIN,
                    "text": "甲",
                    "links": [{"text": "指南", "url": "https://a.cn"}],
                },
                {"question": FEE, "text": "10元", "options": [{"text": "更多"}], "first_s": 0.5},
            ],
        },
        {"platform": "hewan-web", "question": CARD, "text": "", "outcome": "error_reply"},
    )

    import_files(study, [file(*lines, "", name="talks.jsonl")])
    hewan, qingshi = held(study)

    assert qingshi["turns"][0]["links"] == [{"text": "指南", "url": "https://a.cn"}]
    assert qingshi["turns"][1]["options"] == ["更多"]
    assert (hewan["outcome"], hewan["transport"], hewan["started_at"]) == (
        "error_reply",
        "replay",
        None,
    )


def test_a_recording_for_replay_can_be_imported_once_its_platform_is_named(study, file):
    path = file(*jsonl({"question": MAIN, "text": "甲", "first_s": 0.5}), name="old.jsonl")

    taken = import_files(study, [path], Defaults(platform="hewan-web"))

    assert taken.new_sessions == 1
    assert held(study)[0]["platform"] == "hewan-web"


def test_times_without_a_zone_take_that_of_the_import(study, file):
    path = file("platform,question,reply,asked at", f"hewan-web,{MAIN},甲,2026/1/2 8:05")

    import_files(study, [path], Defaults(zone=zone_of("+08:00")))

    assert held(study)[0]["started_at"] == datetime(2026, 1, 2, 0, 5, tzinfo=UTC)
    with pytest.raises(TableError, match="Nowhere"):
        zone_of("Nowhere/At-all")


def test_imported_sessions_are_judged_and_reported_without_invented_times(study, file):
    import_files(study, [file(HEAD, f"qingshi-web,{MAIN},到户籍地派出所办理，10元,")])
    rate_collected(study)
    (report,) = publish(study, Wanted(["zh"]))

    text = report.read_text("utf-8")
    assert "qingshi-web/temporary-id-card/main/1" in text
    assert "1970" not in text
