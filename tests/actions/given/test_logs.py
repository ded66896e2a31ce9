"""Logs of Botium and promptfoo, taken in as sessions of the plan."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.actions.given.conftest import CARD, FEE, MAIN

from wenheng.actions.importing import import_files
from wenheng.actions.opened import opened_with_sessions
from wenheng.collection.given.turns import Defaults
from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.store.sessions import sessions

HEWAN = Defaults(platform="hewan-web")


@pytest.fixture
def file(tmp_path: Path):
    """A file of this text, or of this document."""

    def written(content: Any, name: str) -> Path:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def held(study: Path) -> dict[str, dict[str, Any]]:
    with opened_with_sessions(study) as opened:
        return {row["session"]: row for row in sessions(opened.run).to_dicts()}


CONVO = f"""TC01 临时身份证
按录制整理

#begin
PAUSE 1000

#me
{MAIN}

#bot default
请到户籍地派出所办理。
三日内领取。
BUTTONS 费用|时限
INTENT id-card
INTENT_CONFIDENCE 80
!不知道
MEDIA https://www.hewan.example/map.png

#me
BUTTON fee|{FEE}

#bot
CARDS 工本费|10元
?TEXT_CONTAINS_ANY 10

#end
"""


def test_a_recorded_convo_of_botium_gives_what_was_said_and_no_assertion(study, file):
    import_files(study, [file(CONVO, "talk.convo.txt")], HEWAN)

    (session,) = held(study).values()
    main, fee = session["turns"]
    assert session["session"] == "hewan-web/temporary-id-card/main/1"
    assert main["text"] == "请到户籍地派出所办理。\n三日内领取。"
    assert main["options"] == ["费用", "时限"]
    assert main["links"] == [
        {"text": "https://www.hewan.example/map.png", "url": "https://www.hewan.example/map.png"}
    ]
    assert (fee["question"], fee["text"], fee["kind"]) == (FEE, "工本费\n10元", "followup")
    assert (session["started_at"], session["duration_s"], main["last_s"]) == (None, None, None)


def step(sender: str, text: str | None, begin: str, end: str, **more: Any) -> dict[str, Any]:
    actual = {"sender": sender, "messageText": text, **more} if text is not None else None
    return {"expected": {}, "actual": actual, "stepBegin": begin, "stepEnd": end}


def test_a_transcript_of_botium_gives_times_buttons_and_silence(study, file):
    clock = "2026-11-24T02:00:0{}.000Z".format
    log = {
        "steps": [
            step("me", MAIN, clock(0), clock(1)),
            step("bot", "请稍候。", clock(1), clock(2)),
            step(
                "bot", "到派出所。", clock(2), clock(4), buttons=[{"text": "费用", "payload": "x"}]
            ),
            step("me", FEE, clock(5), clock(5)),
            step("bot", None, clock(5), clock(9), err="bot says nothing"),
        ],
        "convoBegin": clock(0),
        "err": "assertion failed",
    }

    import_files(study, [file({"transcripts": [log]}, "log.json")], HEWAN)

    (session,) = held(study).values()
    main, fee = session["turns"]
    assert main["text"] == "请稍候。\n到派出所。"
    assert (main["first_s"], main["last_s"], main["options"]) == (2.0, 4.0, ["费用"])
    assert (fee["outcome"], fee["last_s"]) == ("no_reply", None)
    assert session["started_at"] == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "document",
    [
        {
            "convos": [
                {"name": "x", "steps": [{"me": [MAIN]}, {"bot": ["到派出所", {"asserter": "X"}]}]}
            ]
        },
        [{"sender": "me", "messageText": MAIN}, {"sender": "bot", "messageText": "到派出所"}],
        {
            "conversation": [
                {"sender": "me", "messageText": MAIN},
                {"sender": "bot", "messageText": "到派出所"},
            ]
        },
    ],
)
def test_other_shapes_of_botium_are_read(study, file, document):
    import_files(study, [file(document, "log.json")], HEWAN)

    assert [turn["text"] for row in held(study).values() for turn in row["turns"]] == ["到派出所"]


def result(question: str, output: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "promptIdx": 0,
        "testIdx": 0,
        "prompt": {"raw": question, "label": "{{question}}"},
        "provider": {"id": "https", "label": "hewan-web"},
        "vars": {"question": question, "city": "河湾县"},
        "response": {"output": output},
        "success": False,
        "failureReason": 1,
        "latencyMs": 420,
        **more,
    }


def summary(*results: dict[str, Any]) -> dict[str, Any]:
    return {
        "evalId": "eval-x",
        "results": {
            "version": 3,
            "timestamp": "2026-11-24T02:00:00.000Z",
            "results": list(results),
        },
        "config": {},
    }


def test_results_of_promptfoo_give_output_latency_and_platform(study, file):
    log = summary(result(CARD, "网点办理"), result(MAIN, {"text": "派出所"}))

    import_files(study, [file(log, "results.json")])

    rows = held(study)
    card = rows["hewan-web/social-security-card/main/1"]["turns"][0]
    assert (card["text"], card["last_s"], card["first_s"]) == ("网点办理", 0.42, None)
    other = rows["hewan-web/temporary-id-card/main/1"]
    assert other["turns"][0]["text"] == '{"text": "派出所"}'
    assert (other["transport"], other["started_at"]) == ("replay", None)


def test_results_of_promptfoo_as_lines_are_the_same(study, file):
    lines = "\n".join(json.dumps(result(q, "网点")) for q in (CARD, MAIN))

    taken = import_files(study, [file(lines, "results.jsonl")])
    again = import_files(study, [file(summary(result(CARD, "网点")), "results.json")])

    assert (taken.new_sessions, again.new_sessions) == (2, 0)


def test_a_thread_of_promptfoo_is_one_session(study, file):
    thread = {"metadata": {"conversationId": "a"}}
    log = summary(result(MAIN, "派出所", **thread), result(FEE, "10元", **thread))

    import_files(study, [file(log, "results.json")])

    (session,) = held(study).values()
    assert [turn["text"] for turn in session["turns"]] == ["派出所", "10元"]


def test_a_follow_up_outside_its_conversation_is_refused(study, file):
    log = file(summary(result(MAIN, "派出所"), result(FEE, "10元")), "results.json")

    with speaking("en"), pytest.raises(TableError, match="row 2, column 'question': '要多少钱"):
        import_files(study, [log])


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("Error: Request timed out after 30000ms", "no_reply"),
        ("fetch failed: ECONNREFUSED", "unreachable"),
        ("HTTP 429 Too Many Requests", "blocked"),
        ("HTTP 500 Internal Server Error", "error_reply"),
        (None, "no_reply"),
    ],
)
def test_errors_of_a_provider_have_an_outcome(study, file, error, outcome):
    log = summary(result(MAIN, None, error=error, failureReason=2))

    import_files(study, [file(log, "results.json")])

    (session,) = held(study).values()
    assert session["outcome"] == outcome


def test_a_reply_from_a_cache_has_no_latency_and_a_chat_prompt_asks_its_last_message(study, file):
    chat = json.dumps([{"role": "system", "content": "x"}, {"role": "user", "content": CARD}])
    one = result(CARD, "网点", response={"output": "网点", "cached": True})
    one |= {"prompt": {"raw": chat}, "vars": {}}

    import_files(study, [file(summary(one), "results.json")])

    (session,) = held(study).values()
    assert session["turns"][0]["last_s"] is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('{"a": 1}', "of no known kind"),
        ('{"results": {"results": []}}', "of no known kind"),
        ("[]", "of no known kind"),
    ],
)
def test_other_json_is_refused_in_words(study, file, content, said):
    with speaking("en"), pytest.raises(TableError, match=said):
        import_files(study, [file(content, "x.json")])


def test_a_text_without_a_conversation_is_refused(study, file):
    with speaking("en"), pytest.raises(TableError, match="no conversation"):
        import_files(study, [file("just words\n#bot\nhello", "x.txt")], HEWAN)
