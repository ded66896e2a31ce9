"""Each rule on made-up tables that make it speak, and on some that keep it silent."""

import re
from functools import cache

import numpy as np
import polars as pl
import pytest

from wenheng.analysis.rules import catalogue
from wenheng.analysis.rules.draft import Limits
from wenheng.analysis.rules.leaders import labels
from wenheng.analysis.rules.material import Chance, material
from wenheng.analysis.rules.strengths import judged, tables
from wenheng.contracts import checked
from wenheng.language import WORDS
from wenheng.language import catalogue as sentences
from wenheng.scoring.scores import score
from wenheng.study.load import load_study
from wenheng.study.plan import planned_cells
from wenheng.tables import Coverage, Presence

STUDY = load_study("default-2021r")
PLATFORMS = [platform.id for platform in STUDY.platforms]
UNITS = {unit.id: unit for unit in STUDY.units}
OF = {platform.id: UNITS[platform.unit] for platform in STUDY.platforms}
WEB = {platform.id for platform in STUDY.platforms if platform.channel == "web"}
NOISE = np.random.default_rng(11).normal(0, 0.5, len(PLATFORMS))
RULES = {rule.id: rule for rule in catalogue.RULES}


@cache
def plan():
    return planned_cells(STUDY).filter("applicable").drop("applicable")


def scored(quality, cell=lambda row: 0.0, absent=(), raters=("ann", "bob")):
    """Tables of scores: by platform a quality, and what a cell adds to it, rounded to levels."""
    rows = plan()
    steps = np.array(
        [cell(row) for row in rows.select("indicator", "scenario", "platform").iter_rows()]
    )
    base = np.array([quality[name] for name in rows["platform"]]) + steps
    ratings = []
    for i, rater in enumerate(raters):
        noise = np.random.default_rng(i).normal(0, 0.5, rows.height)
        level = np.clip(np.round(base + noise), 0, 3).astype(int)
        ratings.append(rows.with_columns(level=pl.Series(level), rater=pl.lit(rater)))
    gone = pl.col("platform").is_in(list(absent))
    table = pl.concat(ratings).with_columns(
        level=pl.when(~gone).then("level"),
        status=pl.when(gone).then(pl.lit("no_assistant")).otherwise(pl.lit("rated")),
        rater_kind=pl.lit("person"),
    )
    return score(STUDY, table).as_dict()


def alike(shift=lambda name: 0.0, spread=1.0):
    """Quality by platform: 1.5, noise, and what `shift` adds."""
    return {
        name: 1.5 + spread * noise + shift(name)
        for name, noise in zip(PLATFORMS, NOISE, strict=True)
    }


def say(rule, given, before=None, conditions=None, **limits):
    """What one rule comes to: findings as dicts."""
    m = material(STUDY, given, Limits(**limits), Chance(200, 999, 0), before)
    if conditions is not None:
        object.__setattr__(m, "conditions", conditions)
    return tables(judged(m, RULES[rule].drafts(m)))[0].to_dicts()


def presence_of(status):
    rows = [(p, status(p), status(p) == "present", None, None) for p in PLATFORMS]
    return checked(Presence, pl.DataFrame(rows, schema=Presence.column_names(), orient="row"))


def by_cell(**counts):
    """A COVERAGE table from level_channel=(n, k, unknown)."""
    rows = []
    for name, (n, k, unknown) in counts.items():
        level, channel = name.split("_")
        rows.append((level, channel, "all", n, k, k, unknown, k / n, (k + unknown) / n))
    return checked(Coverage, pl.DataFrame(rows, schema=Coverage.column_names(), orient="row"))


@pytest.mark.parametrize(
    ("n", "k", "unknown", "strength", "words"),
    [
        (128, 75, 0, "S", "刚过半"),
        (128, 60, 0, "N", "尚未过半"),
        (128, 50, 10, "N", "覆盖率 39.06%—46.88%，尚未过半"),
        (128, 60, 20, "X", "46.88%—62.50%"),
        (10, 10, 0, "S", "全覆盖"),
        (100, 70, 20, "S", "覆盖率 70.00%—90.00%（至少过半）"),
    ],
)
def test_more_than_half_is_said_only_where_the_unknown_cannot_change_it(
    n, k, unknown, strength, words
):
    (finding,) = say("R01", {"coverage": by_cell(all_all=(n, k, unknown))})

    assert finding["strength"] == strength
    assert words in finding["sentence_zh"]


def test_of_a_sample_the_lower_limit_must_exceed_half():
    given = {"coverage": by_cell(all_all=(128, 75, 0))}

    assert say("R01", given, census=False)[0]["strength"] == "N"


def cells(*counts):
    names = ("province_web", "province_mobile", "city_web", "city_mobile")
    return {"coverage": by_cell(**dict(zip(names, counts, strict=True)))}


def test_cells_are_put_in_order_where_they_differ_enough():
    (finding,) = say("R02", cells((32, 26, 0), (32, 19, 0), (32, 18, 0), (32, 12, 0)))

    assert finding["strength"] == "S"
    assert "省级网页端最高，重点城市移动端最低" in finding["sentence_zh"]


def test_two_cells_in_front_are_body_text():
    (finding,) = say("R02", cells((32, 26, 0), (32, 25, 0), (32, 18, 0), (32, 12, 0)))

    assert finding["strength"] == "M"
    assert "首尾不止一组" in finding["sentence_zh"]


def test_near_cells_are_in_no_order():
    assert (
        say("R02", cells((32, 20, 0), (32, 19, 0), (32, 18, 0), (32, 17, 0)))[0]["strength"] == "N"
    )


def test_one_unit_puts_small_groups_in_no_order():
    assert say("R02", cells((10, 8, 0), (10, 7, 0), (10, 6, 0), (10, 5, 0)))[0]["strength"] == "N"


def test_unknown_platforms_keep_cells_from_an_order():
    assert (
        say("R02", cells((32, 26, 0), (32, 19, 9), (32, 18, 0), (32, 12, 0)))[0]["strength"] == "X"
    )


def test_unknown_platforms_that_cannot_change_the_order_still_leave_shares_open():
    (finding,) = say("R02", cells((32, 26, 2), (32, 19, 0), (32, 18, 0), (32, 12, 0)))

    assert finding["strength"] == "S"
    assert "省级网页端 81.25%—87.50%、" in finding["sentence_zh"]
    assert "81.25–87.50 %" in finding["sentence_en"]


def test_regions_by_coverage():
    east = {name for name in PLATFORMS if OF[name].region == "east"}

    given = {"presence": presence_of(lambda p: "present" if p in east or p in WEB else "absent")}
    clear = next(f for f in say("R03", given) if f["measure"] == "coverage")
    even = say("R03", {"presence": presence_of(lambda p: "present" if p in WEB else "absent")})

    assert (clear["strength"], clear["value"]) == ("S", 50)
    assert clear["sentence_zh"].startswith(
        "按覆盖率，东部（100.00）高于西部（50.00），相差 50.00 个百分点"
    )
    assert even[0]["strength"] == "N"


def test_unknown_platforms_keep_coverage_of_regions_unsaid():
    east = {name for name in PLATFORMS if OF[name].region == "east"}

    given = {
        "presence": presence_of(
            lambda p: "present" if p in WEB else "unknown" if p in east else "absent"
        )
    }

    assert say("R03", given)[0]["strength"] == "X"


def test_regions_by_score_of_all_and_of_those_with_an_assistant():
    better = scored(alike(lambda name: 0.8 * (OF[name].region == "east"), spread=0.5))

    found = {f["measure"]: f for f in say("R03", better)}

    assert (found["score"]["strength"], found["covered"]["strength"]) == ("S", "S")
    assert found["covered"]["sentence_zh"].startswith("按已上线者的得分（百分制），东部（")


def test_bases_that_disagree_leave_only_the_covered():
    west = [unit for unit in UNITS if UNITS[unit].region == "west"]
    gone = [name for name in PLATFORMS if OF[name].id in west and west.index(OF[name].id) % 5]
    lower = alike(lambda name: -0.5 * (OF[name].region == "east"), spread=0.1)

    found = {f["measure"]: f for f in say("R03", scored(lower, absent=gone))}

    assert found["score"]["value"] > 20 > 0 > found["covered"]["value"]
    assert found["score"]["q"] < 0.05
    assert found["score"]["strength"] == "N"


def test_web_first_counts_units_with_one_channel_only():
    some = set(list(UNITS)[::3])

    given = {
        "presence": presence_of(lambda p: "present" if p in WEB or OF[p].id in some else "absent")
    }
    (finding,) = say("R04", given)

    assert finding["strength"] == "S"
    assert "只有网页端的 42 个，只有移动端的 0 个" in finding["sentence_zh"]


def test_channels_that_are_alike_go_neither_first():
    half = set(list(UNITS)[::2])

    given = {
        "presence": presence_of(
            lambda p: "present" if (p in WEB) == (OF[p].id in half) else "absent"
        )
    }

    assert say("R04", given)[0]["strength"] == "N"


def test_unknown_platforms_keep_channels_from_going_first():
    mobile_unknown = {"presence": presence_of(lambda p: "present" if p in WEB else "unknown")}

    assert say("R04", mobile_unknown)[0]["strength"] == "X"


def test_unknown_platforms_of_both_channels_are_taken_at_their_worst():
    """All unknown as absent, or all as present, gives web a lead; each at its worst does not."""
    ids, status = list(UNITS), {}
    for i, unit in enumerate(ids):
        web, mobile = ("present", "absent") if i < 12 else ("absent", "absent")
        if 12 <= i < 24:
            web, mobile = "present", "unknown"
        if 24 <= i < 36:
            web, mobile = "unknown", "present"
        status |= {f"{unit}-web": web, f"{unit}-mobile": mobile}

    (finding,) = say("R04", {"presence": presence_of(status.__getitem__)})

    assert (finding["strength"], finding["value"]) == ("X", 12 / 64)


def test_a_unit_counts_for_a_channel_only_where_the_other_is_known_to_have_none():
    ids = list(UNITS)
    gap = {f"{ids[0]}-mobile"}

    given = {
        "presence": presence_of(
            lambda p: "unknown" if p in gap else "present" if p in WEB else "absent"
        )
    }
    (finding,) = say("R04", given)

    assert finding["strength"] == "S"
    assert "只有网页端的 63 个，只有移动端的 0 个" in finding["sentence_zh"]


def test_many_unreached_give_bounds():
    findings = say("R23", cells((32, 26, 4), (32, 19, 0), (32, 18, 0), (32, 12, 0)))

    assert [f["strength"] for f in findings] == ["S", "N", "N", "N"]
    assert "81.25%—93.75%" in findings[0]["sentence_zh"]


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


@cache
def even():
    return scored(alike())


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


def test_a_clear_first_and_one_that_cannot_be_told_from_others():
    clear = scored(alike(lambda name: 9.0 if OF[name].id == "gansu" else 0.0))
    close = scored(dict.fromkeys(PLATFORMS, 1.5))

    first = next(f for f in say("R14", clear) if f["about"] == "province")
    tied = next(f for f in say("R14", close) if f["about"] == "province")

    assert (first["strength"], first["sentence_zh"]) == ("S", "省级：甘肃居首（100.00）。")
    assert tied["strength"] == "N"
    assert "同属第一梯队" in tied["sentence_zh"]


def test_leaders_on_both_are_held_against_chance_among_those_with_both():
    strong = {
        u.id for level in ("province", "city") for u in list(UNITS.values()) if u.level == level
    }
    strong = {u for u in strong if list(UNITS).index(u) % 32 < 9}

    together = say("R06", scored(alike(lambda name: 0.9 * (OF[name].id in strong), spread=0.3)))
    few = say(
        "R06",
        scored(alike(), absent=[p for p in PLATFORMS if p not in WEB and OF[p].id not in strong]),
    )

    assert {f["strength"] for f in together} == {"S"}
    assert {f["strength"] for f in few} == {"X"}


def test_labels_come_from_ranks():
    named = labels(STUDY, even()["ranks"])

    ranks = even()["ranks"].filter(pl.col("group").str.contains("/"), pl.col("rank") <= 10)
    front = set(ranks["id"])
    both = {u for u in UNITS if f"{u}-web" in front and f"{u}-mobile" in front}
    assert set(named.filter(label="dual-strong")["unit"]) == both
    rising = named.filter(label="rising-star")["unit"].to_list()
    assert rising
    assert all(UNITS[u].region != "east" and f"{u}-mobile" in front for u in rising)


def test_a_bright_spot_of_the_west_must_surely_be_in_front():
    bright = scored(
        alike(lambda name: (9.0 if OF[name].id == "gansu" else -0.4) * (OF[name].region == "west"))
    )

    found = {f["about"]: f for f in say("R07", bright) if f["measure"] == "bright"}

    assert found["gansu"]["strength"] == "S"
    assert "西部的甘肃" in found["gansu"]["sentence_zh"]


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


def test_types_crowd_at_both_ends():
    high = {u for i, u in enumerate(UNITS) if i % 2}

    findings = say(
        "R05", scored(alike(lambda name: 1.2 if OF[name].id in high else -9.0, spread=0.1))
    )

    assert {f["strength"] for f in findings} == {"S"}
    assert all("呈两极分化" in f["sentence_zh"] for f in findings)


def test_having_one_or_not_is_no_polarisation():
    gone = [p for p in PLATFORMS if list(UNITS).index(OF[p].id) % 2]

    findings = say("R05", scored(alike(lambda name: 0.8, spread=0.1), absent=gone))

    assert {f["strength"] for f in findings} == {"M"}
    assert all("主要是有与无之别" in f["sentence_zh"] for f in findings)


def test_the_commonest_type():
    findings = say("R13", scored(alike(spread=0.1)))

    assert {f["strength"] for f in findings} == {"S"}
    assert findings[0]["sentence_zh"].startswith("省级以")


def test_a_case_needs_the_top_level_seen_by_people():
    best = scored(dict.fromkeys(PLATFORMS, 3.6), absent=PLATFORMS[4:])

    assert [f["about"] for f in say("R15", best)] == PLATFORMS[:4]
    given = best | {"cells": best["cells"].with_columns(judged_by=pl.lit("machine"))}
    assert [f["strength"] for f in say("R15", given)] == ["X"]


def test_coverage_of_two_waves():
    now = {"presence": presence_of(lambda p: "present")}
    then = {"presence": presence_of(lambda p: "present" if p in WEB else "absent")}

    (more,), (same,), (alone,) = say("R19", now, then), say("R19", now, now), say("R19", now)

    assert (more["strength"], same["strength"], alone["strength"]) == ("S", "N", "X")
    assert "由 50.00% 升至 100.00%" in more["sentence_zh"]


def test_a_riser_rises_more_than_its_first_score_lets_expect():
    then, now = alike(), alike(lambda name: 1.5 if OF[name].id == "gansu" else 0.0)

    found = {f["about"]: f for f in say("R07", scored(now), scored(then)) if f["measure"] == "rise"}

    assert found["gansu"]["strength"] == "S"
    assert found["gansu"]["sentence_zh"].startswith("甘肃两轮提高")
    assert all(f["strength"] != "S" for about, f in found.items() if about != "gansu")


def test_advice_to_all_names_what_the_top_level_asks_for():
    low = scored(alike(), lambda row: -0.9 if row[0] == "A2.1" else 0.0)

    by_indicator = {f["about"]: f for f in say("R24", low)}

    assert by_indicator["A2.1"]["strength"] == "S"
    top = STUDY.indicator("A2.1").anchors[3]
    assert by_indicator["A2.1"]["sentence_zh"].endswith(top)


def test_every_sentence_and_condition_has_its_words():
    folder = WORDS.parent / "analysis" / "rules"
    source = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    known = sentences("findings")

    said = set(re.findall(r'Said\(\s*"([\w-]+)"', source))
    gates = {f"gate-{name}" for name in re.findall(r'Gate\(\s*"([\w-]+)"', source)}

    assert len(said) > 60
    assert said | gates <= known.keys()


def test_no_sentence_says_why_or_what_anyone_wants():
    forbidden = re.compile(
        "得益于|导致|反映了|忽视|轻视|重视不|显著|because|due to|thanks to|neglect"
    )

    wrong = [
        key
        for key, both in sentences("findings").items()
        if forbidden.search("".join(both.values()))
    ]

    assert wrong == []
