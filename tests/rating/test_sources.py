"""Ratings by what is true at the platform's place on the day of the session, and who says so."""

from datetime import UTC, datetime

import pytest

from wenheng.rating.judge import judge_reply
from wenheng.rating.rate import rate
from wenheng.study.model import Study

GUIDE = {"source": "社保转移办事指南", "item_code": "1144-7", "item_version": "3"}
ANSWER = "社保关系转移先在新参保地参保缴费,由转入地社保机构受理,{}内办结,不收费。"


@pytest.fixture
def rated(study, session, table):
    """`rated(references, text)`: rows of S01 by indicator for such a reply in Guangzhou."""

    def rated(references, text, day=datetime(2026, 11, 24, 2, tzinfo=UTC)):
        raw = study.model_dump(exclude_defaults=True)
        own = Study.model_validate({**raw, "references": references})
        platform = next(p.id for p in own.platforms if p.unit == "guangzhou")
        turn = {"kind": "main", "question": "?", "outcome": "replied", "text": text}
        rows = rate(own, table([session(platform, "S01", turns=[turn], started_at=day)]))
        mine = rows.filter(platform=platform, scenario="S01")
        return {row["indicator"]: row for row in mine.iter_rows(named=True)}

    return rated


def at(unit, **its):
    return {"unit": unit, "place": "广州市", **its}


def limit(value, **its):
    return {"S01.7": {"kind": "duration", "value": value, **GUIDE, **its}}


def test_a_local_value_goes_before_the_national_one_and_both_are_named(rated):
    nation = at("national", facts=limit("15个工作日", source="暂行办法"))
    here = [nation, at("guangzhou", facts=limit("5个工作日"))]

    right = rated(here, ANSWER.format("5个工作日"))["B1.1"]
    wrong = rated(here, ANSWER.format("15个工作日"))["B1.1"]
    elsewhere = rated([nation], ANSWER.format("15个工作日"))["B1.1"]

    assert (right["level"], wrong["level"], elsewhere["level"]) == (3, 0, 3)
    assert "社保转移办事指南 1144-7 v3（S01.7）" in wrong["reason"]
    assert "社保转移办事指南 1144-7 v3 (S01.7)" in wrong["reason_en"]
    assert "全国基准“暂行办法”" in elsewhere["reason"]


def test_what_is_unknown_at_the_place_is_never_wrong_and_not_counted(rated):
    unknown = [at("national", unknown=["S01.7"])]
    text = ANSWER.format("45个工作日")

    judged, plain = rated(unknown, text), rated([], text)

    assert (plain["B1.1"]["level"], judged["B1.1"]["level"]) == (0, 3)
    assert "当地情况不明、不计S01.7" in judged["B1.1"]["reason"]
    assert "not known at the place, not counted: S01.7" in judged["A1.2"]["reason_en"]
    weights = [
        row["reason"].split("/")[1].split("）")[0] for row in (plain["A1.2"], judged["A1.2"])
    ]
    assert int(weights[0]) - int(weights[1]) == 2  # a critical fact


def test_a_reply_of_which_nothing_can_be_checked_is_a_gap_and_not_a_zero(rated, study):
    every = at("national", unknown=["S01"])

    judged = rated([every], ANSWER.format("45个工作日"))

    assert {judged[name]["status"] for name in ("A1.2", "B1.1")} == {"not_assessed"}
    assert "无从核对" in judged["B1.1"]["reason"]


@pytest.mark.parametrize(
    ("day", "level"),
    [
        (datetime(2026, 4, 30, 15, 59, tzinfo=UTC), 0),
        (datetime(2026, 4, 30, 16, 0, tzinfo=UTC), 3),
    ],
)
def test_the_value_of_the_sessions_day_counts_by_the_clock_of_china(rated, day, level):
    old = {"kind": "duration", "value": "15个工作日", "valid_to": "2026-04-30"}
    facts = limit("5个工作日", valid_from="2026-05-01", earlier=[old])

    found = rated([at("guangzhou", facts=facts)], ANSWER.format("5个工作日"), day)["B1.1"]

    assert found["level"] == level


def test_each_rewording_is_judged_by_its_own_day(study, session, table):
    old = {"kind": "duration", "value": "15个工作日", "valid_to": "2026-04-30"}
    facts = limit("5个工作日", valid_from="2026-05-01", earlier=[old])
    raw = study.model_dump(exclude_defaults=True)
    own = Study.model_validate({**raw, "references": [at("guangzhou", facts=facts)]})
    platform = next(p.id for p in own.platforms if p.unit == "guangzhou")
    turn = {"kind": "paraphrase", "question": "?", "outcome": "replied"}
    rows = [
        session(
            platform,
            "S01",
            f"paraphrase-{n}",
            turns=[{**turn, "text": ANSWER.format("15个工作日")}],
            started_at=datetime(2026, month, 1, tzinfo=UTC),
        )
        for n, month in ((1, 4), (2, 6))
    ]

    found = rate(own, table(rows)).filter(platform=platform, scenario="S01", indicator="B2.5")

    assert "1/2" in found["reason"][0]


def test_a_value_that_no_longer_holds_leaves_the_fact_unknown(rated):
    facts = limit("5个工作日", valid_to="2026-01-31")

    found = rated([at("guangzhou", facts=facts)], ANSWER.format("9个工作日"))["B1.1"]

    assert found["level"] == 3
    assert "当日无有效基准、不计S01.7" in found["reason"]


def test_an_accepted_link_is_the_entry_that_replies_are_compared_with(rated):
    link = {"kind": "link", "value": "https://gz.example/apply/7", "text": "穗好办", **GUIDE}
    text = ANSWER.format("5个工作日") + "申请:https://gz.example/apply/7"

    without = rated([], text)["A2.1"]
    found = rated([at("guangzhou", facts={"S01.5": link})], text)["A2.1"]

    declared = {"S01": {"guide": "https://gz.example/apply/7", "apply": "https://gz.example/x"}}
    both = at("guangzhou", facts={"S01.5": link}, entries=declared)

    assert (without["status"], found["level"]) == ("not_assessed", 3)
    assert rated([both], text)["A2.1"]["level"] == 2


def test_many_sources_are_counted_instead_of_named(rated):
    facts = {f"S01.{n}": {"text": "按规定办理", "source": f"文件{n}"} for n in range(1, 6)}

    reason = rated([at("guangzhou", facts=facts)], ANSWER.format("5日"))["A1.2"]["reason"]

    assert reason.count("文件") == 3
    assert "等共5个来源" in reason


def test_judge_reply_takes_facts_that_are_not_known(study):
    parts = {"scenario": "S01", "question": "?", "reply": {"text": ANSWER.format("45个工作日")}}

    known = judge_reply(study, **parts)
    unknown = judge_reply(study, **parts, reference={"unknown": ["S01.7", "S01.8"]})

    by = {f.fact: (f.verdict, f.span) for f in unknown.facts}
    assert next(f for f in known.facts if f.fact == "S01.7").verdict == "contradicted"
    assert by["S01.7"][0] == "unknown" and "45个工作日" in by["S01.7"][1]
    assert by["S01.8"][0] == "unknown"
    assert unknown.levels["B1.1"].level == 3
