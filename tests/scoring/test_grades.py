"""Grades and types by fixed cut-offs."""

from typing import Any

import polars as pl
import pytest

from wenheng.contracts import checked
from wenheng.scoring.grades import grades
from wenheng.tables import Totals

GRADING = {
    "grades": [
        {"id": "A", "type": "leading", "from_percent": 75},
        {"id": "C", "type": "starting", "from_percent": 0.01},
        {"id": "D", "type": "to-build", "from_percent": 0},
    ],
    "types": [{"id": id_, "name": id_} for id_ in ("leading", "starting", "to-build")],
}


def totals_of(percent: float | None, status: str = "scored") -> pl.DataFrame:
    unit: dict[str, Any] = {
        "kind": "unit",
        "id": "gz",
        "policy": "zero",
        "score": percent,
        "percent": percent,
        "completeness": 1.0,
        "assessed": 1,
        "applicable": 1,
        "low": None,
        "high": None,
        "status": status,
    }
    return checked(Totals, pl.DataFrame([unit, unit | {"kind": "platform", "id": "gz-web"}]))


@pytest.mark.parametrize(
    ("percent", "grade", "type_"),
    [
        (100, "A", "leading"),
        (75, "A", "leading"),
        (75 - 1e-12, "A", "leading"),
        (74.99999, "C", "starting"),
        (0.005, "D", "to-build"),
        (0, "D", "to-build"),
    ],
)
def test_a_unit_has_the_best_grade_whose_cut_off_it_reaches(
    make_study, percent: float, grade: str, type_: str
):
    table = grades(make_study(grading=GRADING), totals_of(percent))

    assert table.select("unit", "grade", "type").rows() == [("gz", grade, type_)]


@pytest.mark.parametrize("status", ["withheld", "not_assessed", "no_assistant"])
def test_who_has_no_score_has_no_grade_and_the_reason_beside(make_study, status: str):
    table = grades(make_study(grading=GRADING), totals_of(None, status))

    assert table.select("grade", "type", "status").rows() == [(None, None, status)]


def test_a_study_without_cut_offs_grades_nobody(make_study):
    assert grades(make_study(), totals_of(50.0)).is_empty()
