"""The whole way from ratings to ranks and grades."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import polars as pl

from wenheng.scoring.admitted import counting
from wenheng.scoring.cells import cell_table
from wenheng.scoring.combine import Policy
from wenheng.scoring.consensus import Patterns, Verdicts, consensus
from wenheng.scoring.grades import grades
from wenheng.scoring.layout import Layout, layout_of, whole_layout
from wenheng.scoring.nodes import Known, indicator_table, node_table, node_values
from wenheng.scoring.plain import plain_tensor
from wenheng.scoring.ranks import ranks
from wenheng.scoring.ratings import accepted_ratings
from wenheng.scoring.stream import streamed_tensor
from wenheng.scoring.sums import indicator_values, sums_of
from wenheng.scoring.tensor import Tensor, tensor_of
from wenheng.scoring.totals import AS_DECLARED, Parts, total_table
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells
from wenheng.study.tree import computed


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
            a gap: not assessed, never 0. Those of models count only where a calibration of the
            study lets them stand alone, see `counting`.

    Raises:
        TableError: the ratings are not those of this study; lists all that is wrong with them.
    """
    return score_study(study, planned_cells(study), ratings)


def totals(study: Study, ratings: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """The composite scores alone, of however many ratings: a TOTALS table, as in `score`.

    Args:
        study: the declared whole.
        ratings: as in `score`. A lazy frame, such as `polars.scan_parquet` gives, is read piece
            by piece: in memory are a byte for every planned cell and rater, and a piece. It must
            have the columns platform, scenario, indicator, rater and level, and no more than 16
            raters, each of one kind, no models, at most one adjudicator.

    Raises:
        TableError: the ratings are not those of this study, or cannot be read in pieces.
    """
    layout = whole_layout(study)
    if isinstance(ratings, pl.LazyFrame):
        return total_scores(study, streamed_tensor(study, layout, ratings))
    return total_scores(study, _tensor(study, layout, ratings))


def total_scores(study: Study, tensor: Tensor) -> pl.DataFrame:
    """The composite scores of a tensor of ratings: TOTALS under each policy that is reported."""
    _, _, readings = _read(study, tensor)
    return _totals(study, readings, tensor.layout.platforms)


def score_study(
    study: Study, plan: pl.DataFrame, ratings: pl.DataFrame, how: Parts = AS_DECLARED
) -> Scores:
    """Score the PLANNED_CELLS `plan` of `study`, all or a part of what it plans; see `score`.

    `how` dimensions enter totals is for what-ifs; as it stands it is what the study declares.
    """
    layout = layout_of(study, plan)
    patterns, verdicts, readings = _read(study, _tensor(study, layout, ratings, plan))
    main = readings[policies(study)[0]]
    both = _totals(study, readings, layout.platforms, how)
    return Scores(
        cells=cell_table(plan, patterns[layout.places(plan)], verdicts),
        indicators=indicator_table(main, layout.platforms, layout.leaves),
        dimensions=node_table(main, layout.platforms, [n.id for n in computed(study)][::-1]),
        totals=both,
        ranks=ranks(study, both),
        grades=grades(study, both),
    )


def policies(study: Study) -> tuple[Policy, ...]:
    """The readings of absent assistants that the study reports, the main one first."""
    declared = study.scoring.absent_policy
    return ("zero", "exclude") if declared == "both" else (declared,)


def _tensor(
    study: Study, layout: Layout, ratings: pl.DataFrame, plan: pl.DataFrame | None = None
) -> Tensor:
    plain = plain_tensor(study, layout, ratings)
    if plain is not None:
        return plain
    planned = planned_cells(study) if plan is None else plan
    return tensor_of(layout, counting(study, accepted_ratings(study, planned, ratings)))


def _read(study: Study, tensor: Tensor) -> tuple[Patterns, Verdicts, dict[Policy, Known]]:
    """The patterns of the cells, what they come to, and the nodes under each policy."""
    patterns, verdicts = consensus(tensor, study.scoring, study.quality)
    sums = sums_of(tensor.layout, patterns, verdicts)
    top = study.scale.top
    readings = {
        policy: node_values(study, indicator_values(sums, top, policy))
        for policy in policies(study)
    }
    return patterns, verdicts, readings


def _totals(
    study: Study,
    readings: dict[Policy, Known],
    platforms: Sequence[str],
    how: Parts = AS_DECLARED,
) -> pl.DataFrame:
    tables = [
        total_table(study, known, platforms, policy, how) for policy, known in readings.items()
    ]
    return pl.concat(tables)
