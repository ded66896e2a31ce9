"""An index built otherwise, from the same ratings."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from tests.scoring.conftest import ANCHORS, ratings_of, study_of

from wenheng.actions.collect import collect
from wenheng.actions.evaluate import rate_collected
from wenheng.actions.tabling import WORKBOOK
from wenheng.actions.whatif import Otherwise, WhatIf, moved
from wenheng.errors import NotScorable, StudyError
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells

GRADING = {
    "grades": [
        {"id": "A", "type": "t", "from_percent": 60},
        {"id": "D", "type": "t", "from_percent": 0},
    ],
    "types": [{"id": "t", "name": "t"}],
}
LEVELS = {"gz": (3, 1), "sz": (1, 3), "gd": (2, 1)}
"""The level of each unit in the indicators of A, and of B."""


@pytest.fixture
def workspace(study: Path) -> Path:
    return study


@pytest.fixture(scope="module")
def small() -> Study:
    return study_of(grading=GRADING, scoring={"min_completeness": 0})


def judged(study: Study, *gaps: tuple[str, str]) -> pl.DataFrame:
    """Ratings of all cells, but those of (platform, indicator)."""
    cells = planned_cells(study).select("platform", "scenario", "indicator").rows()
    return ratings_of(
        *(
            (*cell, "ann", LEVELS[cell[0][:2]][cell[2].startswith("B")])
            for cell in cells
            if (cell[0], cell[2]) not in gaps
        )
    )


def places(found: WhatIf, column: str) -> dict[str, object]:
    return dict(zip(found.moves["unit"], found.moves[column], strict=True))


def test_nothing_moves_when_nothing_is_different(small):
    found = moved(small, judged(small), Otherwise(weights={"A1": 1}))

    assert (found.regraded, found.furthest, found.tau) == (0, 0, 1)
    assert places(found, "percent_before") == places(found, "percent_after")
    assert places(found, "rank_before") == {"gz": 1, "gd": 2, "sz": 2}


def test_a_weight_of_a_dimension_moves_totals_ranks_and_grades(small):
    found = moved(small, judged(small), Otherwise(weights={"B1": 8}))

    # A1, A2 and B1 are the parts: (3 + 3 + 1) / 3 of 3, and (3 + 3 + 8 × 1) / 10
    assert places(found, "percent_before")["gz"] == pytest.approx(100 * 7 / 9)
    assert places(found, "percent_after")["gz"] == pytest.approx(100 * 14 / 30)
    assert places(found, "rank_after") == {"gz": 2, "sz": 1, "gd": 3}
    assert places(found, "grade_after") == {"gz": "D", "sz": "A", "gd": "D"}
    assert (found.graded, found.regraded) == (3, 2)
    assert found.share_regraded == pytest.approx(2 / 3)


def test_a_weight_of_a_core_indicator_is_that_of_all_its_dimensions(small):
    core = moved(small, judged(small), Otherwise(weights={"A": 3}))
    each = moved(small, judged(small), Otherwise(weights={"A1": 3, "A2": 3}))

    assert places(core, "percent_after") == places(each, "percent_after")


def test_weights_of_a_core_indicator_and_of_a_dimension_below_it_multiply(small):
    found = moved(small, judged(small), Otherwise(weights={"A": 3, "A1": 2}))

    # A1 weighs 3 × 2, A2 3, B1 1: (6 × 3 + 3 × 3 + 1) / 10 of 3
    assert places(found, "percent_after")["gz"] == pytest.approx(100 * 28 / 30)


def test_a_dropped_indicator_leaves_its_dimension_and_an_empty_dimension_goes(small):
    one = moved(small, judged(small), Otherwise(drop=("A1.1",)))
    whole = moved(small, judged(small), Otherwise(drop=("B1.1",)))

    assert places(one, "percent_after") == places(one, "percent_before")
    assert places(whole, "percent_after")["gz"] == pytest.approx(100)
    assert places(whole, "rank_after") == {"gz": 1, "gd": 2, "sz": 3}


def test_gaps_may_leave_or_count_as_the_least_or_the_most(small):
    ratings = judged(small, ("gz-web", "B1.1"), ("gz-mobile", "B1.1"))

    left, none, most = (
        places(moved(small, ratings, Otherwise(missing=how, weights={"A1": 1})), "percent_after")
        for how in ("exclude", "zero", "top")
    )

    assert left["gz"] == pytest.approx(100)
    assert none["gz"] == pytest.approx(100 * 6 / 9)
    assert most["gz"] == pytest.approx(100)
    assert none["sz"] == pytest.approx(left["sz"]) == most["sz"]


def test_dimensions_may_be_stretched_to_the_whole_scale_before_they_are_summed(small):
    stretched = places(moved(small, judged(small), Otherwise(normalise="minmax")), "percent_after")
    ranked = places(moved(small, judged(small), Otherwise(normalise="rank")), "percent_after")

    assert stretched["gz"] == pytest.approx(100 * 2 / 3)
    assert stretched["gd"] == pytest.approx(100 / 3)
    assert ranked["gz"] == pytest.approx(100 * (2 * 4.5 / 5 + 1.5 / 5) / 3)


def test_gaps_are_filled_before_dimensions_are_stretched(small):
    ratings = judged(small, ("gz-web", "B1.1"), ("gz-mobile", "B1.1"))

    least, most, whole = (
        places(moved(small, given, Otherwise(missing=how, normalise="minmax")), "percent_after")
        for how, given in (("zero", ratings), ("top", ratings), ("zero", judged(small)))
    )

    # B1 is 0 or 3 at gz, 3 at sz and 1 at gd; A1 and A2 are 3, 1 and 2
    assert least == pytest.approx({"gz": 200 / 3, "sz": 100 / 3, "gd": 100 * (1 + 1 / 3) / 3})
    assert most == pytest.approx({"gz": 100, "sz": 100 / 3, "gd": 100 / 3})
    assert whole == places(
        moved(small, judged(small), Otherwise(normalise="minmax")), "percent_after"
    )


def test_what_is_known_to_have_no_assistant_gets_no_score_from_a_gap(small):
    gone = pl.col("platform").str.starts_with("gz")
    ratings = judged(small, ("gz-web", "B1.1")).with_columns(
        level=pl.when(~gone).then("level"),
        status=pl.when(gone).then(pl.lit("no_assistant")).otherwise("status"),
    )

    found = moved(small, ratings, Otherwise(missing="top", absent="exclude"))

    assert places(found, "status_after") == {"gz": "no_assistant", "sz": "scored", "gd": "scored"}
    assert places(found, "rank_after")["gz"] is None


def test_what_has_no_assistant_stays_at_0_and_stretches_nothing(small):
    gone = pl.col("platform").str.starts_with("gd")
    ratings = judged(small).with_columns(
        level=pl.when(~gone).then("level"),
        status=pl.when(gone).then(pl.lit("no_assistant")).otherwise("status"),
    )

    found = moved(small, ratings, Otherwise(normalise="minmax", absent="zero"))

    # A1 and A2 are 3 at gz and 1 at sz, B1 is 1 and 3
    assert places(found, "percent_after") == pytest.approx({"gz": 200 / 3, "sz": 100 / 3, "gd": 0})


def test_what_is_not_named_stays_as_declared():
    declared = {"aggregation": {"A1": "minimum"}, "channel_weights": {"web": 0}}
    study = study_of(grading=GRADING, scoring={"min_completeness": 0, **declared})
    low = (pl.col("indicator") == "A1.1") & (pl.col("platform") == "gz-mobile")
    ratings = judged(study).with_columns(level=pl.when(low).then(0).otherwise("level"))

    found = moved(study, ratings, Otherwise(aggregation={"B1": "minimum"}, channels={"mobile": 2}))

    assert places(found, "percent_before")["gz"] == pytest.approx(100 * (0 + 3 + 1) / 9)
    assert places(found, "percent_after") == places(found, "percent_before")


def test_a_gate_goes_with_the_indicator_that_closes_it():
    gate = {"indicator": "A1.1", "at_most": 1, "caps": "A1", "ceiling": 0}
    study = study_of(grading=GRADING, scoring={"min_completeness": 0, "gates": [gate]})

    found = moved(study, judged(study), Otherwise(drop=("A1.1",)))

    assert places(found, "percent_before")["sz"] == pytest.approx(100 * (0 + 1 + 3) / 9)
    assert places(found, "percent_after")["sz"] == pytest.approx(100 * (1 + 1 + 3) / 9)


def test_a_gate_that_an_indicator_of_a_pack_closes_stays():
    leaf = {"id": "E1", "name": "larger text", "anchors": ANCHORS}
    pack = {"id": "elder", "name": "elder", "on": True, "indicators": [leaf]}
    gate = {"indicator": "E1", "at_most": 1, "caps": "A1", "ceiling": 0}
    scoring = {"min_completeness": 0, "gates": [gate]}
    study = study_of(grading=GRADING, scoring=scoring, packs=[pack])

    found = moved(study, judged(study), Otherwise(weights={"A1": 1}))

    assert places(found, "percent_before")["sz"] == pytest.approx(100 * (0 + 1 + 3) / 9)
    assert places(found, "percent_after") == places(found, "percent_before")


def test_only_units_with_a_grade_both_times_are_counted(small):
    ratings = judged(small).filter(~pl.col("platform").str.starts_with("gz"))

    found = moved(small, ratings, Otherwise(weights={"B1": 8}))

    assert (found.graded, found.regraded, found.share_regraded) == (2, 1, 0.5)
    assert found.tau is None


def test_a_dimension_in_which_all_are_the_same_cannot_be_stretched(small):
    ratings = judged(small).with_columns(level=pl.lit(2, pl.Int64))

    with pytest.raises(NotScorable):
        moved(small, ratings, Otherwise(normalise="minmax"))


def test_another_mean_or_another_channel_rule_is_that_of_a_study_that_declares_it(small):
    otherwise = Otherwise(aggregation={"A1": "minimum"}, channels={"web": 0}, absent="exclude")
    ratings = judged(small, ("gz-web", "A1.1"))

    found = moved(small, ratings, otherwise)

    declared = {"aggregation": {"A1": "minimum"}, "channel_weights": {"web": 0}}
    same = study_of(
        grading=GRADING,
        scoring={"min_completeness": 0, "absent_policy": "exclude", **declared},
    )
    assert places(found, "percent_after") == places(
        moved(same, ratings, Otherwise(weights={"A1": 1})), "percent_before"
    )


@pytest.mark.parametrize(
    "otherwise",
    [
        Otherwise(weights={"A9": 2}),
        Otherwise(weights={"A1": 0}),
        Otherwise(drop=("A", "B")),
        Otherwise(channels={"fax": 1}),
        Otherwise(channels={"web": -1}),
    ],
)
def test_what_cannot_be_is_refused_in_words(small, otherwise):
    with pytest.raises(StudyError):
        moved(small, judged(small), otherwise)


def test_the_command_reads_only_and_tells_the_share_of_grades_that_change(workspace, tmp_path):
    directory = workspace
    collect(directory)
    rate_collected(directory)
    ledger = directory / "data" / "wenheng.db"
    before = ledger.read_bytes()

    run = [sys.executable, "-m", "wenheng", "--lang", "en", "whatif", str(directory)]
    told = subprocess.run(
        [*run, "--channel", "web=0", "--to", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=90,
    )
    nothing = subprocess.run(run, capture_output=True, text=True, timeout=90)
    stray = subprocess.run([*run, "--weight", "A"], capture_output=True, text=True, timeout=90)

    assert told.returncode == 0, told.stderr
    assert "0 of 2 graded units change their grade (0.0 %)" in told.stdout
    assert (tmp_path / "out" / WORKBOOK).is_file()
    assert ledger.read_bytes() == before
    assert (nothing.returncode, stray.returncode) == (2, 2)
    assert "it is NAME=VALUE, not 'A'" in stray.stderr
