"""From the cells of a study to its replicates."""

import numpy as np
import polars as pl
import pytest

from wenheng.analysis.clusters import cell_sums
from wenheng.analysis.replicates import total_replicates
from wenheng.errors import NotScorable, TableError
from wenheng.scoring.scores import score_study
from wenheng.study.load import load_study
from wenheng.study.plan import planned_cells

CELLS = pl.DataFrame(
    [
        ("p", "s1", "a", 3.0, 2, 0, "person", None, "scored"),
        ("p", "s2", "a", None, 0, None, None, None, "not_assessed"),
        ("p", "*", "b", 1.0, 2, 0, "person", None, "scored"),
        ("q", "s1", "a", None, 0, None, None, None, "no_assistant"),
        ("q", "s2", "a", 2.0, 2, 0, "person", None, "scored"),
        ("q", "*", "b", None, 0, None, None, None, "no_assistant"),
    ],
    schema=[
        *("platform", "scenario", "indicator", "score", "raters", "spread", "judged_by"),
        *("machine_score", "status"),
    ],
    orient="row",
)


def test_a_gap_has_no_weight_and_an_absent_assistant_counts_zero_or_none():
    zero, exclude = cell_sums(CELLS), cell_sums(CELLS, absent="exclude")

    assert (zero.indicators, zero.platforms, zero.scenarios) == (
        ("a", "b"),
        ("p", "q"),
        ("s1", "s2"),
    )
    assert zero.numerators.tolist() == [[[3, 0], [0, 2]], [[1, 1], [0, 0]]]
    assert zero.denominators.tolist() == [[[1, 0], [1, 1]], [[1, 1], [1, 1]]]
    assert exclude.denominators.tolist() == [[[1, 0], [0, 1]], [[1, 1], [0, 0]]]


def test_the_mean_of_all_scenarios_is_the_score_of_the_study():
    study = load_study("minimal")
    plan = planned_cells(study)
    dice = np.random.default_rng(5)
    cells = plan.filter("applicable").drop("applicable")
    ratings = pl.concat([cells.with_columns(rater=pl.lit(name)) for name in ("ann", "bob")])
    ratings = ratings.with_columns(level=pl.Series(dice.integers(0, 3, ratings.height)))
    scores = score_study(study, plan, ratings)

    sums = cell_sums(scores.cells)

    means = sums.numerators.sum(axis=2) / sums.denominators.sum(axis=2)
    nodes = {
        (row["platform"], row["node"]): row["score"]
        for row in scores.indicators.iter_rows(named=True)
    }
    for i, indicator in enumerate(sums.indicators):
        for p, platform in enumerate(sums.platforms):
            assert means[i, p] == pytest.approx(nodes[platform, indicator])
    assert total_replicates(sums.numerators, sums.denominators, draws=20).shape == (
        20,
        len(sums.platforms),
    )


def test_without_scenarios_there_is_nothing_to_resample():
    with pytest.raises(NotScorable):
        cell_sums(CELLS.filter(scenario="*"))
    with pytest.raises(TableError):
        cell_sums(CELLS, absent="both")
