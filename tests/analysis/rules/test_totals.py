"""R04b, R16, R18, R20, R21: the score as a whole."""

import numpy as np
import polars as pl
from tests.analysis.rules.made_up import (
    NOISE,
    OF,
    PLATFORMS,
    STUDY,
    UNITS,
    WEB,
    alike,
    even,
    say,
    scored,
)


def test_one_channel_higher_than_the_other():
    (finding,) = say("R04b", scored(alike(lambda name: 0.5 * (name in WEB))))

    assert finding["strength"] == "S"
    assert "网页端更高" in finding["sentence_zh"]


def test_scenes_that_differ_are_named_with_their_difficulty():
    handling = {s.id for s in STUDY.scenarios if s.scene == "在线办事"}

    (finding,) = say("R21", scored(alike(), lambda row: -0.6 * (row[1] in handling)))

    assert finding["strength"] == "S"
    assert finding["sentence_zh"].startswith("在线办事场景低于信息公开场景")


def test_one_hard_scenario_is_no_hard_scene():
    hard = next(s.id for s in STUDY.scenarios if s.scene == "在线办事")

    (finding,) = say("R21", scored(alike(), lambda row: -2.0 * (row[1] == hard)))

    assert finding["value"] > 0.15
    assert finding["p"] > 0.2
    assert finding["strength"] == "N"


def test_the_level_of_all_by_both_bases():
    (finding,) = say("R16", scored(alike(), absent=PLATFORMS[::2]))

    assert finding["strength"] == "S"
    assert finding["sentence_zh"].startswith("整体处于较低水平")
    assert "仅计已上线的 1.4" in finding["sentence_zh"]


def test_channels_that_do_not_go_together():
    apart, together = say("R18", even())[0], say("R18", scored(alike_by_unit()))[0]

    assert apart["strength"] == "S"
    assert together["strength"] == "N"
    assert "两端表现较为一致" in together["sentence_zh"]


def alike_by_unit():
    noise = dict(zip(UNITS, NOISE, strict=False))
    return {name: 1.5 + noise[OF[name].id] for name in PLATFORMS}


def test_conditions_from_elsewhere_correlate_and_are_no_cause():
    noise = dict(zip(UNITS, NOISE, strict=False))
    known = pl.DataFrame({"unit": list(noise), "人口": list(noise.values())})
    chance = known.with_columns(
        pl.Series("人口", np.random.default_rng(5).normal(size=known.height))
    )
    given = scored(alike_by_unit())

    (finding,), (nothing,) = (
        say("R20", given, conditions=known),
        say("R20", given, conditions=chance),
    )

    assert finding["strength"] == "S"
    assert "呈正相关" in finding["sentence_zh"]
    assert "不表示因果" in finding["sentence_zh"]
    assert nothing["strength"] == "N"
