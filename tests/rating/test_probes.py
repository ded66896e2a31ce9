"""Levels that rest on probes, each from replies as they are heard and checks as they are kept."""

import polars as pl
import pytest

from wenheng.contracts import checked
from wenheng.rating.guidance import guidance
from wenheng.rating.judgement import Locality
from wenheng.rating.probes import (
    Probed,
    access,
    complaint,
    correction,
    fallback,
    handoff,
    modes,
    suggestion,
    together,
)
from wenheng.rating.rate import rate
from wenheng.tables import CHECKS, FEATURES, Checks

SEEN = {"hot_questions": False, "voice_input": False, "read_aloud": False, "handoff": False}


def turn(text, *, links=(), options=(), outcome="replied"):
    return {"text": text, "links": links, "options": options, "outcome": outcome}


def probed(*sessions, checks=None, features=None):
    held = tuple(tuple(its) for its in sessions)
    return Probed(held, checks or {}, SEEN | (features or {}))


LINK = ({"text": "互动交流", "url": "/interact"},)


@pytest.mark.parametrize(
    ("replies", "checks", "level"),
    [
        ([turn("", outcome="no_reply")], {}, 0),
        ([turn("抱歉，没有听懂。")], {}, 0),
        ([turn("投诉请拨打12345政务服务便民热线。")], {}, 1),
        ([turn("请到“投诉建议”栏目反映。", links=LINK)], {}, 1),
        ([turn("请到“投诉建议”栏目反映，5个工作日内答复。", links=LINK)], {}, 2),
        ([turn("请到“投诉建议”栏目反映。", links=LINK), turn("凭受理编号查询进度。")], {}, 2),
        ([turn("请填写下面的投诉登记表。")], {"form_offered": True}, 2),
        ([turn("请告诉我经过，我来为您登记，系统会给出受理编号，凭编号查询进度。")], {}, 3),
    ],
)
def test_a_complaint_by_its_channel_its_follow_up_and_whether_it_is_taken_down(
    replies, checks, level
):
    assert complaint(probed(replies, checks=checks)).level == level


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        (turn("没听懂，请换个说法。"), 0),
        (turn("提建议可以拨打12345热线。"), 1),
        (turn("您可以在“意见征集”栏目提出建议。"), 2),
        (turn("请进入“意见征集”栏目，正在征集《延时服务办法》的意见，结束后公开采纳情况。"), 3),
    ],
)
def test_a_suggestion_by_the_place_it_is_led_to(reply, level):
    assert suggestion(probed([reply])).level == level


@pytest.mark.parametrize(
    ("single", "whole", "reason", "level"),
    [
        (True, False, True, 3),
        (True, False, None, None),
        (True, False, False, 2),
        (False, True, None, 1),
        (False, False, None, 0),
        (None, None, None, None),
        (None, True, None, None),
        (False, None, None, None),
    ],
)
def test_the_control_to_rate_an_answer_is_known_only_where_a_page_was_seen(
    single, whole, reason, level
):
    names = ("rating_per_answer", "rating_session", "rating_reason")
    checks = dict(zip(names, (single, whole, reason), strict=True))

    assert correction(probed([turn("好的")], checks=checks)).level == level


SHOWN = turn("［二维码］")


@pytest.mark.parametrize("rule", [complaint, suggestion, handoff, fallback])
def test_pictures_alone_are_not_taken_for_silence_or_a_miss(rule):
    assert rule(probed([SHOWN])).level is None
    assert "图片" in rule(probed([SHOWN])).reason


def test_pictures_beside_words_leave_what_the_words_show():
    assert complaint(probed([turn("投诉请拨打12345政务服务便民热线。"), SHOWN])).level == 1
    assert handoff(probed([SHOWN], [turn("人工咨询请拨打12345热线。")])).level == 1
    assert handoff(probed([turn("抱歉，暂不支持人工服务。")], [SHOWN])).level is None
    assert fallback(probed([turn("", outcome="no_reply")], [SHOWN])).level == 0
    assert fallback(probed([turn("没听懂，请换个问法，或拨打12345热线。")], [SHOWN])).level is None


ONLINE = "正在为您转接人工坐席，您前面还有2位。您刚才的对话会一并转给坐席人员。"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("抱歉，暂不支持人工服务。", 0),
        ("人工咨询请拨打12345政务服务便民热线。", 1),
        ("当前坐席繁忙，您可以留言，工作人员将在1个工作日内回复。", 2),
        ("正在为您转接人工客服，请稍候。", 2),
        (ONLINE, 3),
    ],
)
def test_a_handoff_by_what_the_visitor_is_offered(text, level):
    assert handoff(probed([turn(text)])).level == level


def test_of_a_handoff_in_and_out_of_hours_the_better_counts():
    refused, online = [turn("非工作时间，暂不提供人工服务。")], [turn(ONLINE)]

    assert handoff(probed(refused, online)).level == 3
    assert handoff(probed(refused)).level == 0


def test_a_control_for_a_person_that_was_not_tried_leaves_the_handoff_open():
    found = handoff(probed([turn("没听懂。")], features={"handoff": True}))

    assert found.level is None and "未试" in found.reason


@pytest.mark.parametrize(
    ("replies", "level"),
    [
        ([turn("", outcome="no_reply"), turn("抱歉，您可以换个说法。")], 0),
        ([turn("没听懂，请换个说法。")], 1),
        ([turn("抱歉，这个问题我还不会，您可以换个说法，或者拨打12345热线咨询。")], 2),
        (
            [
                turn(
                    "这超出了我的能力范围：我能解答社保等事项。您也可以拨打12345。",
                    options=("社保",),
                )
            ],
            3,
        ),
        ([turn("这超出了我的能力范围。您可以从下面的事项里选择，也可拨打12345。")] * 2, 3),
    ],
)
def test_a_fallback_is_as_good_as_the_weaker_of_its_replies(replies, level):
    assert fallback(probed(replies)).level == level


@pytest.mark.parametrize(
    ("features", "typed", "level"),
    [
        ({}, False, 1),
        ({}, None, None),
        ({"hot_questions": True}, None, 2),
        ({"voice_input": True, "read_aloud": True}, None, None),
        ({"voice_input": True, "read_aloud": True}, False, 2),
        ({"voice_input": True, "read_aloud": True}, True, 3),
        ({"voice_input": None}, True, None),
    ],
)
def test_ways_to_interact_stay_unknown_where_an_unknown_one_would_decide(features, typed, level):
    assert modes(probed(checks={"suggestions": typed}, features=features)).level == level


@pytest.mark.parametrize(
    ("yes", "unknown", "level"),
    [(0, 0, 0), (2, 0, 1), (3, 1, 2), (4, 1, None), (5, 1, 3), (0, 6, None)],
)
def test_the_check_list_counts_what_holds_as_far_as_the_unknown_cannot_matter(yes, unknown, level):
    items = ["text_larger", "elder_version", "contrast", "labels", "keyboard", "no_popups"]
    held = [True] * yes + [None] * unknown
    checks = dict(zip(items, held + [False] * (len(items) - len(held)), strict=True))

    assert access(probed(checks=checks)).level == level


def test_what_was_seen_once_is_seen_and_what_never_was_looked_for_is_not_known():
    assert together([None, False, True]) is True
    assert together([None, False]) is False
    assert together([None, None]) is None


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        (turn("没听懂，请换个说法。"), 0),
        (
            turn(
                "您可能想问以下热门问题：", options=("公交线路", "社保卡挂失", "医保报销", "水费")
            ),
            1,
        ),
        (turn("您想办的是哪一项？", options=("临时身份证申领", "身份证补领")), 2),
        (turn("请先选择您的情形：", options=("办理条件", "所需材料", "办理地点")), 3),
        (turn("您想办的是哪一项？", options=("所需材料", "临时身份证申领", "身份证补领")), 2),
        (turn("请问您是丢失补领，还是首次申领身份证？"), 3),
        (turn("临时身份证到户籍地派出所办理，工本费10元，三个月内有效。"), None),
    ],
)
def test_a_vague_question_is_met_with_a_question_choices_or_neither(study, reply, level):
    assert guidance(study.scenario("S02"), Locality(), reply).level == level


@pytest.fixture
def probe_table():
    def table(session, **items):
        rows = [
            {"session": session, "item": item, "holds": holds, "value": None, "detail": ""}
            for item, holds in items.items()
        ]
        return checked(Checks, pl.DataFrame(rows, schema=Checks.create_empty().schema))

    return table


def test_sessions_of_probes_are_rated_once_per_platform(unattended, session, table, probe_table):
    study = unattended
    platform = study.platforms[0].id
    said = {"kind": "probe", "question": "…", **turn("投诉请拨打12345政务服务便民热线。")}
    features = dict.fromkeys(FEATURES, False)
    rows = [
        session(platform, "P1", "probe", turns=[said]),
        session(platform, "P8", "probe", turns=[said], features=features, entry_clicks=1),
        session(platform, "P4", "probe-2", turns=[{**said, "text": "暂不支持人工服务。"}]),
    ]
    checks = probe_table(f"{platform}/P8/probe/1", **dict.fromkeys(CHECKS, True))

    found = rate(study, table(rows), checks=checks).filter(platform=platform, scenario="*")
    by = {row["indicator"]: row for row in found.iter_rows(named=True)}

    assert (by["A3.1"]["level"], by["A3.1"]["session"]) == (1, f"{platform}/P1/probe/1")
    assert by["B3.3"]["level"] == 0
    assert by["B3.3"]["reason"].endswith("（计划 2 个时段，实测 1 个）")
    assert "时段" not in by["A3.1"]["reason"]
    assert by["B3.5"]["level"] == 3
    assert by["A3.2"]["status"] == "not_assessed"
    assert "B3.4" in by and by["B3.4"]["level"] is None


def test_a_probe_that_failed_for_a_fault_of_ours_rates_nothing(study, session, table):
    platform = study.platforms[0].id
    met = session(platform, "S01", turns=[{"kind": "main", "question": "?", **turn("好的")}])
    ours = session(platform, "P1", "probe", outcome="ambiguous", fault="ours")

    found = rate(study, table([met, ours])).filter(platform=platform, indicator="A3.1").to_dicts()

    assert [row["status"] for row in found] == ["not_assessed"]
    assert "我方" in found[0]["reason"]


def test_what_came_before_a_fault_of_ours_rates_nothing_either(study, session, table):
    platform = study.platforms[0].id
    said = {"kind": "probe", "question": "…", **turn("没听懂。")}
    met = session(platform, "S01", turns=[{**said, "kind": "main"}])
    ours = session(platform, "P1", "probe", outcome="ambiguous", fault="ours", turns=[said])

    found = rate(study, table([met, ours])).filter(platform=platform, indicator="A3.1").to_dicts()

    assert [row["status"] for row in found] == ["not_assessed"]
