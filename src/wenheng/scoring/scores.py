"""The whole way from ratings to ranks and grades."""

from dataclasses import dataclass, fields

import polars as pl

from wenheng.contracts import checked
from wenheng.scoring.cells import cell_scores
from wenheng.scoring.combine import Policy
from wenheng.scoring.grades import grades
from wenheng.scoring.nodes import indicator_scores, node_scores
from wenheng.scoring.ranks import ranks
from wenheng.scoring.ratings import accepted_ratings
from wenheng.scoring.totals import totals
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells
from wenheng.tables import Nodes


@dataclass(frozen=True)
class Scores:
    """The tables of a scored study, each under its contract in `wenheng.tables`.

    `cells` CELLS, `indicators` and `dimensions` NODES (rated indicators; all computed nodes,
    core indicators first), `totals` TOTALS, `ranks` RANKS, `grades` GRADES. Where the study
    reports both readings of absent assistants, totals, ranks and grades have a row for each, and
    indicators and dimensions are those of `zero`.
    """

    cells: pl.DataFrame
    indicators: pl.DataFrame
    dimensions: pl.DataFrame
    totals: pl.DataFrame
    ranks: pl.DataFrame
    grades: pl.DataFrame

    def as_dict(self) -> dict[str, pl.DataFrame]:
        """The tables by name."""
        return {name: getattr(self, name) for name in (field.name for field in fields(self))}


def score(study: Study, ratings: pl.DataFrame) -> Scores:
    """Score everything that `study` plans from `ratings`.

    Args:
        study: the declared whole; its plan owns every denominator.
        ratings: any frame of ratings, see `accepted_ratings`. A planned cell without a rating is
            a gap: not assessed, never 0.

    Raises:
        TableError: the ratings are not those of this study; lists all that is wrong with them.
    """
    return score_study(study, planned_cells(study), ratings)


def score_study(study: Study, plan: pl.DataFrame, ratings: pl.DataFrame) -> Scores:
    """Score the PLANNED_CELLS `plan` of `study`, all or a part of what it plans; see `score`."""
    accepted = accepted_ratings(study, plan, ratings)
    cells = cell_scores(plan, accepted, study.scoring, study.quality)
    readings = [_reading(study, cells, policy) for policy in policies(study)]
    indicators, dimensions, _ = readings[0]
    both = pl.concat([reading[2] for reading in readings])
    return Scores(
        cells=cells,
        indicators=checked(Nodes, indicators),
        dimensions=checked(Nodes, dimensions),
        totals=both,
        ranks=ranks(study, both),
        grades=grades(study, both),
    )


def policies(study: Study) -> tuple[Policy, ...]:
    """The readings of absent assistants that the study reports, the main one first."""
    declared = study.scoring.absent_policy
    return ("zero", "exclude") if declared == "both" else (declared,)


def _reading(
    study: Study, cells: pl.DataFrame, policy: Policy
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    indicators = indicator_scores(study, cells, policy)
    dimensions = node_scores(study, indicators)
    return indicators, dimensions, totals(study, pl.concat([indicators, dimensions]), policy)
