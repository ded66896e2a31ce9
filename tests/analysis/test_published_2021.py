"""What the 2021 report published comes out of its own grades."""

import numpy as np
import polars as pl
import pytest

from wenheng.analysis.poles import polarisation
from wenheng.analysis.rules.findings import findings
from wenheng.analysis.rules.inference import wilson
from wenheng.analysis.rules.published import only_count, published_tables
from wenheng.analysis.rules.types import type_shares
from wenheng.errors import StudyError
from wenheng.study.load import load_study

STUDY = load_study("default-2021r")
TABLES = published_tables(STUDY)
MEANING = findings(STUDY, TABLES)
PUBLISHED = STUDY.published["2021"]
TYPES = {grade.id: grade.type for grade in STUDY.grading.grades}
BEST_LAST = list(TYPES)[::-1]
REGIONS = {unit.id: unit.region for unit in STUDY.units}


def grades_of(level):
    """Unit → its published grade."""
    return {unit: grade for grade, units in PUBLISHED["grades"][level].items() for unit in units}


def found(rule, about="all", measure=None):
    """The finding of `rule`, and the values of its gates by name."""
    rows = MEANING.findings.filter(pl.col("rule") == rule, pl.col("about") == about)
    gates = MEANING.ledger.filter(pl.col("rule") == rule, pl.col("about") == about)
    if measure is not None:
        rows, gates = (table.filter(pl.col("measure") == measure) for table in (rows, gates))
    return rows.to_dicts()[0], dict(gates.select("gate", "value").iter_rows())


@pytest.mark.parametrize(
    ("level", "counts", "shares"),
    [
        ("province", [8, 13, 7, 4], [25, 40.63, 21.87, 12.5]),
        ("city", [8, 7, 6, 11], [25, 21.88, 18.75, 34.37]),
    ],
)
def test_types_and_their_printed_shares(level, counts, shares):
    rows = type_shares(STUDY, TABLES["grades"]).filter(pl.col("level") == level)

    assert rows["type"].to_list() == ["leading", "catching-up", "starting", "to-be-built"]
    assert (rows["n"].to_list(), rows["percent"].to_list()) == (counts, shares)
    printed = PUBLISHED["type_distribution"][level]
    assert {name: (printed[name]["n"], printed[name]["share"]) for name in rows["type"]} == {
        name: (n, f"{share:g}%")
        for name, n, share in zip(rows["type"], counts, shares, strict=True)
    }


def test_every_unit_of_the_roster_has_one_grade():
    graded = [*grades_of("province"), *grades_of("city")]

    assert sorted(graded) == sorted(unit.id for unit in STUDY.units)


def test_only_75_of_128_round_to_the_printed_coverage():
    row = TABLES["coverage"].to_dicts()[0]

    assert PUBLISHED["coverage"]["overall_pct"] == 58.59
    assert (row["k"], row["n"], row["low"]) == (75, 128, 0.5859375)
    with pytest.raises(StudyError, match=r"58\.6"):
        only_count(58.6, 128)


def test_just_over_half_is_a_headline_of_a_census_and_no_inference_to_others():
    finding, gates = found("R01")

    assert finding["strength"] == "S"
    assert finding["sentence_zh"] == "128 个平台中 75 个已上线智能问答，覆盖率 58.59%（刚过半）。"
    assert [round(100 * end, 1) for end in wilson(75, 128)] == [49.9, 66.8]
    assert round(gates["wilson-low"], 3) == 0.499


def test_east_and_centre_stand_above_the_west_and_there_is_no_steady_slope():
    finding, gates = found("R03", measure="grade")

    assert finding["strength"] == "M"
    assert finding["sentence_zh"].startswith("按等级（折合百分制），东部、中部高于西部；")
    assert {
        name: round(value, 2) for name, value in gates.items() if name.startswith("cliff.")
    } == {
        "cliff.east-west.province": 0.64,
        "cliff.east-central.province": 0.30,
        "cliff.central-west.province": 0.67,
        "cliff.east-west.city": 0.50,
        "cliff.east-central.city": -0.06,
        "cliff.central-west.city": 0.59,
    }
    assert gates["p.east-west.province"] < 0.01
    assert 0.005 < gates["p.east-west.city"] < 0.03
    assert gates["p.east-central.province"] > 0.25


def test_more_than_seven_tenths_of_the_differences_lie_within_regions():
    finding, gates = found("R03b", measure="grade")

    assert finding["value"] < 0.3
    assert [round(gates[f"between.{level}"], 2) for level in ("province", "city")] == [0.30, 0.23]
    assert gates["p.province"] == pytest.approx(0.02, abs=0.01)
    assert gates["p.city"] == pytest.approx(0.06, abs=0.02)


def test_provinces_stand_in_the_middle_and_cities_are_spread_close_to_even():
    (provinces, _), (cities, gates) = found("R05", "province"), found("R05", "city")

    assert (provinces["strength"], cities["strength"]) == ("N", "M")
    assert "中间多、两端少" in provinces["sentence_zh"]
    assert "分化较大，接近均匀分布" in cities["sentence_zh"]
    assert [round(gates[name], 2) for name in ("bimodality", "agreement", "leik")] == [
        0.65,
        0.01,
        0.71,
    ]


def test_leaders_on_both_are_named_without_a_headline():
    (provinces, _), (cities, _) = found("R06", "province"), found("R06", "city")

    assert (provinces["strength"], cities["strength"]) == ("N", "N")
    assert provinces["sentence_zh"].startswith("省级：广东、上海、安徽、浙江在两端均居前 10；")
    assert cities["sentence_zh"].startswith("重点城市：合肥、杭州、海口在两端均居前 10；")
    assert "3.1" in provinces["sentence_zh"]


def test_one_wave_has_bright_spots_and_no_risers():
    (rise, _), (bright, _) = found("R07", measure="rise"), found("R07", measure="bright")

    assert (rise["strength"], rise["sentence_zh"]) == ("X", "仅一轮数据，不作升降判断。")
    assert bright["sentence_zh"].startswith("中西部亮点：成都、宁夏")


def test_without_scores_nothing_is_said_of_parts_of_the_score():
    for measure in ("level", "spread"):
        assert found("R11", measure=measure)[0]["strength"] == "X"


def test_leaders_on_both_platforms_are_as_many_as_chance_gives():
    # Their top tens are lost with the report's figures: what can be held is their number and type.
    strong = PUBLISHED["dual_strong"]

    assert [len(strong[level]) for level in ("province", "city")] == [4, 3]
    assert round(10 * 10 / 32, 1) == 3.1
    for level in ("province", "city"):
        assert {TYPES[grades_of(level)[unit]] for unit in strong[level]} == {"leading"}


def test_provinces_have_one_hump_and_cities_are_nearly_even():
    provinces, cities = polarisation([8, 13, 7, 4]), polarisation([8, 7, 6, 11])

    assert (provinces.ends, cities.ends) == (0.375, pytest.approx(0.594, abs=0.0005))
    assert (round(provinces.agreement, 2), round(cities.agreement, 2)) == (0.29, 0.01)
    assert round(cities.leik, 2) == 0.71
    humps = {
        level: polarisation([list(grades_of(level).values()).count(g) for g in BEST_LAST])
        for level in ("province", "city")
    }
    assert round(humps["province"].bimodality, 2) == 0.43
    assert round(humps["city"].bimodality, 2) == 0.65


@pytest.mark.parametrize(
    ("level", "means"),
    [
        ("province", {"east": 6.00, "central": 5.17, "northeast": 4.33, "west": 2.69}),
        ("city", {"east": 4.45, "central": 4.67, "northeast": 2.25, "west": 1.45}),
    ],
)
def test_means_of_regions_in_steps_of_grades(level, means):
    steps = {unit: BEST_LAST.index(grade) for unit, grade in grades_of(level).items()}

    found = {
        region: np.mean([step for unit, step in steps.items() if REGIONS[unit] == region])
        for region in means
    }

    assert {region: round(mean, 2) for region, mean in found.items()} == means
