"""R08–R12, R17, R24: parts of the score, and advice on them."""

from functools import cache

import pytest
from tests.analysis.rules.made_up import OF, STUDY, WEB, alike, even, say, scored

LEANING = {"A1": 0.2, "A2": -0.3, "A3": -0.9, "B1": 0.3, "B2": 0.3, "B3": 0.3}


@cache
def leaning():
    return scored(alike(), lambda row: LEANING[row[0][:2]])


def test_a_part_higher_in_every_group_is_a_headline_and_no_word_on_care():
    (finding,) = say("R08", leaning())

    assert (finding["strength"], finding["stability"], finding["robustness"]) == ("S", 1, 1)
    assert "过程体验均高于需求满足" in finding["sentence_zh"]
    assert "不等于重视程度之别" in finding["sentence_zh"]


def test_a_part_that_is_lower_in_one_group_is_not_higher_alike():
    mixed = scored(
        alike(spread=0.3),
        lambda row: (
            (-0.5 if OF[row[2]].level == "city" and row[2] not in WEB else 0.5) * (row[0][0] == "B")
        ),
    )

    without_cells = {name: table for name, table in mixed.items() if name != "cells"}
    for given in (mixed, without_cells):
        (finding,) = say("R08", given)

        assert finding["strength"] == "M"
        assert finding["sentence_zh"].startswith("过程体验（")
        assert "均高于" not in finding["sentence_zh"]
        assert "并非各组都如此" in finding["sentence_zh"]


def test_handling_below_information():
    (finding,) = say("R09", leaning())

    assert finding["strength"] == "S"
    assert "信息提供均高于服务办理" in finding["sentence_zh"]


def test_the_weakest_part_is_named():
    (finding,) = say("R10", leaning())

    assert finding["strength"] == "S"
    assert finding["sentence_zh"].startswith("投诉参与最低")


def test_one_rater_makes_no_headline():
    alone = scored(alike(), lambda row: LEANING[row[0][:2]], raters=("ann",))

    (finding,) = say("R08", alone)

    assert finding["strength"] == "M"
    assert "评分误差未知" in finding["sentence_zh"]


def test_scores_without_cells_make_no_headline():
    given = {name: table for name, table in leaning().items() if name != "cells"}

    (finding,) = say("R08", given)

    assert finding["strength"] == "M"
    assert finding["stability"] is None
    assert "未作稳定性检验" in finding["sentence_zh"]


@pytest.mark.parametrize("rule", ["R08", "R09", "R10", "R21"])
def test_parts_that_do_not_differ_are_not_said_to(rule):
    (finding,) = say(rule, even())

    assert finding["strength"] == "N"
    assert finding["sentence_zh"] == finding["counter_zh"]


def test_wider_spread_is_not_greater_height():
    wide = scored(
        alike(spread=0.2),
        lambda row: 0.9 * (row[2] in WEB) - 0.45 if row[0][:2] in ("B1", "B3") else 0.0,
    )

    height, spread = say("R11", wide)

    assert (height["measure"], height["strength"]) == ("level", "N")
    assert (spread["measure"], spread["strength"]) == ("spread", "S")
    assert "不是高低之别" in spread["sentence_zh"]


def test_levels_that_differ_little_are_said_to_only_with_an_equivalence():
    findings = say("R12", scored(alike(spread=0.1)))

    assert {f["strength"] for f in findings} == {"N"}
    assert "差距不大（90% 置信区间在 ±0.15 分之内）" in findings[0]["sentence_zh"]
    assert all("未能判断" in f["sentence_zh"] for f in say("R12", scored(alike(spread=2))))


def test_a_level_that_is_higher():
    higher = scored(alike(lambda name: 0.6 * (OF[name].level == "city")))

    findings = say("R12", higher)

    assert {f["strength"] for f in findings} == {"S"}
    assert findings[0]["sentence_zh"].startswith("信息提供：重点城市（")


def test_indicators_at_zero_with_gaps_between():
    nothing = scored(alike(), lambda row: -9.0 if row[0] == "A3.1" else 0.0)

    by_indicator = {f["about"]: f for f in say("R17", nothing)}

    assert by_indicator["A3.1"]["strength"] == "S"
    assert "128 个已上线的平台中 128 个得 0 分" in by_indicator["A3.1"]["sentence_zh"]
    assert by_indicator["A1.1"]["strength"] == "N"


def test_advice_to_all_names_what_the_top_level_asks_for():
    low = scored(alike(), lambda row: -0.9 if row[0] == "A2.1" else 0.0)

    by_indicator = {f["about"]: f for f in say("R24", low)}

    assert by_indicator["A2.1"]["strength"] == "S"
    top = STUDY.indicator("A2.1").anchors[3]
    assert by_indicator["A2.1"]["sentence_zh"].endswith(top)
