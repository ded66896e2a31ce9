"""Grades and types of units, by the fixed cut-offs that a study declares."""

import polars as pl

from wenheng.contracts import checked
from wenheng.rounding import EXACT_DIGITS
from wenheng.study.model import Study
from wenheng.tables import Grades


def grades(study: Study, totals: pl.DataFrame) -> pl.DataFrame:
    """The grade and type of every unit: a GRADES table, empty where the study has no grades.

    A unit has the best grade whose `from_percent` its percentage reaches (85 reaches 85). The
    unrounded percentage is compared, up to differences below 1e-9. Cut-offs are fixed: what one
    unit earns depends on no other. Who has no score has no grade.

    Args:
        study: its `grading`.
        totals: TOTALS, of one reading or both.
    """
    units = totals.filter(pl.col("kind") == "unit")
    cuts = study.grading.grades
    if not cuts:
        return Grades.create_empty()
    percent = pl.col("percent").round(EXACT_DIGITS)
    reached = [percent >= grade.from_percent for grade in cuts]
    return checked(
        Grades,
        units.select(
            "policy",
            "status",
            unit="id",
            grade=_first(reached, [grade.id for grade in cuts]),
            type=_first(reached, [grade.type for grade in cuts]),
        ),
    )


def _first(conditions: list[pl.Expr], words: list[str]) -> pl.Expr:
    """The word of the first condition that holds; null where none does."""
    pairs = zip(conditions, words, strict=True)
    return pl.coalesce(pl.when(condition).then(pl.lit(word)) for condition, word in pairs)
