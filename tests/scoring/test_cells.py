"""The consensus on one cell."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from wenheng.scoring.scores import score_study
from wenheng.study.options import Scoring

CARD = ("gz-web", "card", "A1.1")


@pytest.fixture(scope="module")
def cell(make_study, make_plan, make_ratings) -> Callable[..., dict[str, Any]]:
    """The cell on which everybody says what is given: (rater, level or status[, kind])."""
    alone = {"rater": "judge", "kind": "model", "indicator": "A1.1", "role": "alone", "n": 100}
    study = make_study(calibrated=[alone])

    def consensus(*said: tuple[Any, ...], of: str = "mean", applies: bool = True) -> dict[str, Any]:
        plan = make_plan(study, *([] if applies else [CARD]))
        frame = make_ratings(*((*CARD, *row) for row in said), ("sz-web", "card", "A1.1", "zed", 0))
        asked = study.model_copy(update={"scoring": Scoring(consensus=of)})
        cells = score_study(asked, plan, frame).cells
        (found,) = cells.filter(
            (pl.col("platform") == CARD[0])
            & (pl.col("scenario") == CARD[1])
            & (pl.col("indicator") == CARD[2])
        ).to_dicts()
        return found

    return consensus


def test_there_is_a_row_for_every_planned_cell_in_the_order_of_the_plan(
    make_study, make_plan, make_ratings
):
    plan = make_plan(make_study())

    cells = score_study(make_study(), plan, make_ratings((*CARD, "ann", 2))).cells

    assert cells.select("platform", "scenario", "indicator").equals(plan.drop("applicable"))


def test_two_raters_who_differ_by_one_give_their_mean(cell):
    found = cell(("ann", 2), ("bob", 3))

    assert (found["score"], found["raters"], found["spread"]) == (2.5, 2, 1)


def test_a_third_rating_settles_a_wide_difference_by_the_median(cell):
    assert cell(("ann", 0), ("bob", 3))["score"] == 1.5
    assert cell(("ann", 0), ("bob", 3), ("cid", 3))["score"] == 3


def test_a_third_rating_within_one_level_is_averaged(cell):
    assert cell(("ann", 2), ("bob", 3), ("cid", 3))["score"] == pytest.approx(8 / 3)


def test_the_median_may_be_declared(cell):
    assert cell(("ann", 2), ("bob", 3), ("cid", 3), of="median")["score"] == 3


def test_where_disputes_must_be_settled_they_are_withheld_until_then(cell):
    disputed = cell(("ann", 0), ("bob", 3), of="adjudicated")

    assert (disputed["score"], disputed["status"], disputed["spread"]) == (None, "withheld", 3)
    assert cell(("ann", 2), ("bob", 3), of="adjudicated")["score"] == 2.5
    assert cell(("ann", 0), ("bob", 3), ("cid", 1), of="adjudicated")["score"] == 1
    assert cell(("ann", 0), ("bob", 3), ("eve", 2, "adjudicator"), of="adjudicated")["score"] == 2


@pytest.mark.parametrize("consensus", ["mean", "median", "adjudicated"])
def test_a_ruling_decides_and_the_ratings_it_settles_stay_counted(cell, consensus: str):
    found = cell(("ann", 0), ("bob", 3), ("eve", 1, "adjudicator"), of=consensus)

    assert (found["score"], found["judged_by"]) == (1, "adjudicator")
    assert (found["raters"], found["spread"]) == (2, 3)


def test_a_ruling_may_find_that_there_was_no_assistant_or_strike_the_ratings(cell):
    gone = cell(("ann", 2), ("eve", "no_assistant", "adjudicator"))
    struck = cell(("ann", 2), ("eve", "not_assessed", "adjudicator"))

    assert (gone["score"], gone["status"]) == (None, "no_assistant")
    assert (struck["score"], struck["status"]) == (None, "not_assessed")


def test_people_count_before_rules_and_the_rules_rating_is_kept_beside(cell):
    found = cell(("ann", 3), ("bob", 3), ("matcher", 0, "rule"), ("judge", 1, "model"))

    assert (found["score"], found["judged_by"], found["raters"]) == (3, "person", 2)
    assert found["machine_score"] == 0.5


def test_rules_and_models_that_may_stand_alone_count_equally_where_no_person_judged(cell):
    found = cell(("matcher", 1, "rule"), ("judge", 2, "model"), ("ann", "not_assessed"))

    assert (found["score"], found["judged_by"], found["status"]) == (1.5, "machine", "scored")


def test_a_model_that_no_calibration_admits_counts_nowhere(cell):
    found = cell(("matcher", 1, "rule"), ("judge-2", 3, "model"))
    without = cell(("judge-2", 3, "model"))

    assert (found["score"], found["machine_score"], found["raters"]) == (1, 1, 1)
    assert (without["status"], without["machine_score"]) == ("not_assessed", None)


def test_a_person_who_found_no_assistant_counts_before_a_rule_that_gave_a_level(cell):
    found = cell(("matcher", 1, "rule"), ("ann", "no_assistant"))

    assert (found["score"], found["status"], found["machine_score"]) == (None, "no_assistant", 1)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ((2, "no_assistant"), "scored"),
        (("no_assistant", "not_applicable"), "no_assistant"),
        (("not_applicable", "not_assessed"), "not_applicable"),
        (("not_assessed",), "not_assessed"),
        ((), "not_assessed"),
    ],
)
def test_any_level_scores_a_cell_else_the_fact_that_says_most_stands(cell, said, status: str):
    assert cell(*((f"rater-{i}", word) for i, word in enumerate(said)))["status"] == status


def test_what_does_not_apply_by_the_plan_stays_so_whatever_is_said(cell):
    found = cell(("ann", "no_assistant"), applies=False)

    assert (found["status"], found["raters"], found["judged_by"]) == ("not_applicable", 0, None)
