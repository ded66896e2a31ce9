"""One row per planned cell: the consensus of all who judged it."""

import polars as pl

from wenheng.contracts import checked
from wenheng.scoring.consensus import NOBODY, Patterns, Verdicts, named
from wenheng.tables import JUDGES, SCORE_STATUSES, Cells


def cell_table(plan: pl.DataFrame, patterns: Patterns, verdicts: Verdicts) -> pl.DataFrame:
    """CELLS of the PLANNED_CELLS `plan`, the pattern of each row given, and what patterns say."""
    said = pl.DataFrame(
        {
            "score": pl.Series(verdicts.score).fill_nan(None),
            "raters": verdicts.raters,
            "spread": pl.Series(verdicts.spread).replace(NOBODY, None),
            "judged_by": named(verdicts.judged_by, JUDGES),
            "machine_score": pl.Series(verdicts.machine_score).fill_nan(None),
            "status": named(verdicts.status, SCORE_STATUSES),
        }
    )
    return checked(Cells, plan.drop("applicable").hstack(said[patterns]))
