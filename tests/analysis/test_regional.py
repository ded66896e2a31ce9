"""Scores by region, and the share of their differences that lies between regions."""

import polars as pl
import pytest
from tests.analysis.rules.made_up import even, say

from wenheng.analysis.disparity import decompose
from wenheng.analysis.regional import covered_scores, region_scores, region_splits
from wenheng.study.load import load_study
from wenheng.tables import Covered, Totals

STUDY = load_study("default-2021r")
REGION = {unit.id: unit.region for unit in STUDY.units}
EAST = ["beijing", "tianjin", "hebei", "shanghai", "jiangsu"]
WEST = ["tibet", "gansu", "qinghai", "yunnan", "guizhou"]


def covered(scores):
    return pl.DataFrame(list(scores.items()), schema=Covered.create_empty().schema, orient="row")


def of(table, **wanted):
    rows = table.filter(**wanted).to_dicts()
    assert len(rows) == 1
    return rows[0]


def scored_on(web, mobile):
    """TOTALS of Beijing's two platforms; a score of None is an absent assistant."""
    rows = [
        ("platform", id_, "zero", score, score, None, 1, 1, None, None,
         "no_assistant" if score is None else "scored")
        for id_, score in (("beijing-web", web), ("beijing-mobile", mobile))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=Totals.create_empty().schema, orient="row")


def test_an_absent_channel_is_left_out_of_the_score_of_those_covered():
    assert covered_scores(STUDY, scored_on(60.0, None)).rows() == [("beijing", 60.0)]
    assert covered_scores(STUDY, scored_on(60.0, 20.0)).rows() == [("beijing", 40.0)]


def test_who_has_no_score_is_no_zero():
    assert covered_scores(STUDY, scored_on(None, None)).is_empty()


def test_a_mean_has_an_interval_from_five_units_on():
    scores = dict(zip(EAST, (10.0, 20.0, 30.0, 40.0, 50.0), strict=True))
    table = region_scores(STUDY, covered({**scores, "tibet": 5.0}))

    east, west = (of(table, level="all", region=name) for name in ("east", "west"))

    assert (east["mean"], east["median"], east["n"]) == (30.0, 30.0, 5)
    assert 10 < east["low"] < 30 < east["high"] < 50
    assert (west["mean"], west["low"], west["high"]) == (5.0, None, None)


def test_all_differences_lie_between_regions_that_are_each_of_one_score():
    scores = {**dict.fromkeys(EAST, 60.0), **dict.fromkeys(WEST, 20.0)}

    table = region_splits(STUDY, covered(scores))

    assert of(table, level="province", measure="variance")["between"] == pytest.approx(1.0)
    assert of(table, level="province", measure="theil")["between"] == pytest.approx(1.0)


def test_theil_is_split_as_the_measure_of_disparity_splits_it():
    scores = dict(zip([*EAST, *WEST], (70, 10, 50, 60, 30, 5, 40, 20, 15, 25), strict=True))
    total, _, between = decompose(list(map(float, scores.values())), [REGION[u] for u in scores])

    found = of(region_splits(STUDY, covered(scores)), level="province", measure="theil")

    assert found["between"] == pytest.approx(between / total)


def test_no_more_units_than_regions_are_not_split():
    assert region_splits(STUDY, covered({"beijing": 50.0, "tibet": 20.0})).is_empty()


def test_equal_scores_have_no_differences_to_split():
    scores = dict.fromkeys([*EAST, *WEST], 100 / 3)

    assert region_splits(STUDY, covered(scores)).is_empty()


def test_the_share_over_all_levels_is_that_of_the_finding():
    scores = covered_scores(STUDY, even()["totals"])

    found = region_splits(STUDY, scores).filter(level="all", measure="variance")

    said = [row["value"] for row in say("R03b", even()) if row["measure"] == "covered"]
    assert found["between"].to_list() == pytest.approx(said, abs=1e-9)
