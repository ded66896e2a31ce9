"""The shortest way to the next grade is arithmetic that scoring confirms."""

import polars as pl
import pytest
from tests.analysis.rules.made_up import PLATFORMS, STUDY, alike, plan, scored

from wenheng.analysis.paths import ways
from wenheng.scoring.scores import score

GONE = tuple(PLATFORMS[:6])


@pytest.fixture(scope="module")
def tables():
    return scored(alike(), absent=GONE)


@pytest.fixture(scope="module")
def found(tables):
    return ways(STUDY, tables)


def test_every_unit_has_a_path_or_a_reason(found):
    assert found.paths["unit"].to_list() == [unit.id for unit in STUDY.units]
    assert "unclear" not in set(found.paths["status"])
    assert found.paths.filter(status="reachable").height > 40


def test_the_steps_reach_the_next_grade_and_one_fewer_does_not(found):
    cuts = {grade.id: grade.from_percent for grade in STUDY.grading.grades}
    for path in found.paths.filter(status="reachable").iter_rows(named=True):
        steps = found.steps.filter(unit=path["unit"])

        assert steps.height == path["steps"]
        assert steps["percent"][-1] >= cuts[path["grade"]] - 1e-9
        assert steps.height == 1 or steps["percent"][-2] < cuts[path["grade"]]
        assert steps["gain"].to_list() == sorted(steps["gain"], reverse=True)
        assert steps["gain"].sum() + path["percent"] == pytest.approx(steps["percent"][-1])


def test_scoring_confirms_where_the_steps_lead():
    """The oracle: all cells at level 1, the steps of one unit rated one level higher."""
    unit = STUDY.units[0].id
    before = ways(STUDY, score(STUDY, rated(())).as_dict())
    path = before.paths.filter(unit=unit).row(0, named=True)
    steps = before.steps.filter(unit=unit)

    after = score(STUDY, rated(steps.select("platform", "indicator").rows()))

    reached = after.totals.filter(kind="unit", id=unit)["percent"][0]
    assert path["status"] == "reachable"
    assert reached == pytest.approx(steps["percent"][-1])
    assert after.grades.filter(unit=unit)["grade"][0] == path["grade"]


def rated(risen):
    """Every planned cell at level 1, those of the `risen` indicators at level 2."""
    keys = [f"{platform}|{indicator}" for platform, indicator in risen]
    key = pl.concat_str("platform", "indicator", separator="|")
    return plan().with_columns(
        level=pl.when(key.is_in(keys)).then(2).otherwise(1),
        status=pl.lit("rated"),
        rater=pl.lit("ann"),
        rater_kind=pl.lit("person"),
    )


def test_the_best_grade_has_no_next_one():
    best = ways(STUDY, scored(dict.fromkeys(PLATFORMS, 5.0), raters=("ann",)))

    assert set(best.paths["status"]) == {"best"}
    assert best.steps.is_empty()


def test_units_without_a_score_have_no_path(tables):
    totals = tables["totals"].with_columns(
        score=pl.lit(None, pl.Float64), percent=pl.lit(None, pl.Float64), status=pl.lit("withheld")
    )
    grades = tables["grades"].with_columns(
        grade=pl.lit(None, pl.String), type=pl.lit(None, pl.String), status=pl.lit("withheld")
    )

    none = ways(STUDY, {**tables, "totals": totals, "grades": grades})

    assert set(none.paths["status"]) == {"no_grade"}


def test_what_our_arithmetic_does_not_reproduce_is_unclear(tables):
    off = tables["totals"].with_columns(percent=pl.col("percent") * 0.9)

    assert "unclear" in set(ways(STUDY, {**tables, "totals": off}).paths["status"])
