"""From the cells of a study to its replicates."""

import numpy as np
import polars as pl
import pytest

from wenheng.analysis.clusters import cell_sums
from wenheng.analysis.replicates import total_replicates
from wenheng.errors import NotScorable, TableError
from wenheng.scoring.scores import Scores, score_study
from wenheng.study.load import load_study
from wenheng.study.model import Study
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


STUDY = load_study("minimal")


def test_a_gap_has_no_weight_and_an_absent_assistant_counts_zero_or_none():
    zero, exclude = cell_sums(STUDY, CELLS), cell_sums(STUDY, CELLS, absent="exclude")

    assert (zero.indicators, zero.platforms, zero.scenarios) == (
        ("a", "b"),
        ("p", "q"),
        ("s1", "s2"),
    )
    assert zero.numerators.tolist() == [[[3, 0], [0, 2]], [[1, 1], [0, 0]]]
    assert zero.denominators.tolist() == [[[1, 0], [1, 1]], [[1, 1], [1, 1]]]
    assert exclude.denominators.tolist() == [[[1, 0], [0, 1]], [[1, 1], [0, 0]]]


def test_an_indicator_counts_by_its_weight_in_its_dimension_and_one_that_is_in_none_by_none():
    own = cell_sums(STUDY, CELLS.with_columns(indicator=pl.lit("A1.2")).unique("platform"))
    pack = cell_sums(STUDY, CELLS)

    assert (own.parts, own.weights) == (("A",), (2.0,))
    assert pack.weights == (0.0, 0.0)


def rated(study: Study, seed: int, lost: float) -> Scores:
    """`study` scored from made-up ratings, so many of its cells left out."""
    plan = planned_cells(study)
    dice = np.random.default_rng(seed)
    cells = plan.filter("applicable").drop("applicable")
    cells = cells.filter(pl.Series(dice.random(cells.height) >= lost))
    ratings = pl.concat([cells.with_columns(rater=pl.lit(name)) for name in ("ann", "bob")])
    ratings = ratings.with_columns(level=pl.Series(dice.integers(0, 3, ratings.height)))
    return score_study(study, plan, ratings)


def published(scores: Scores) -> dict[str, float | None]:
    platforms = scores.totals.filter(kind="platform", policy="zero")
    return dict(platforms.select("id", "percent").rows())


@pytest.mark.parametrize(("name", "lost"), [("minimal", 0.3), ("default-2021r", 0.25)])
def test_all_cells_together_make_the_published_score_gaps_or_not(name, lost):
    study = load_study(name)
    scores = rated(study, 7, lost)
    sums = cell_sums(study, scores.cells)
    above, below = (x.sum(axis=2, keepdims=True) for x in (sums.numerators, sums.denominators))

    total = total_replicates(above, below, sums.weights, draws=1, parts=sums.parts)[0]

    percents = np.array([published(scores)[platform] for platform in sums.platforms], float)
    stated = ~np.isnan(percents)
    assert (below[:, stated] == 0).any()
    assert (total * 100 / study.scale.top)[stated] == pytest.approx(percents[stated], abs=1e-11)


def test_a_draw_of_every_scenario_once_is_the_published_score_gaps_or_not():
    gaps = 0
    for seed in range(16):
        scores = rated(STUDY, seed, lost=0.25)
        sums = cell_sums(STUDY, scores.cells)
        drawn = np.random.default_rng(seed).multinomial(2, [0.5, 0.5], 20)
        once = np.flatnonzero((drawn == 1).all(axis=1))
        in_each = sums.denominators.any(axis=0).all(axis=1)
        sizes = (sums.numerators[:, in_each], sums.denominators[:, in_each])

        totals = total_replicates(*sizes, sums.weights, 20, seed, sums.parts)

        for platform, total in zip(np.array(sums.platforms)[in_each], totals[once].T, strict=True):
            percent = published(scores)[platform]
            if percent is not None:
                assert total * 100 / STUDY.scale.top == pytest.approx(percent, abs=1e-11)
                gaps += not sums.denominators[:, sums.platforms.index(platform)].any(axis=1).all()
    assert gaps > 2


def test_without_scenarios_there_is_nothing_to_resample():
    with pytest.raises(NotScorable):
        cell_sums(STUDY, CELLS.filter(scenario="*"))
    with pytest.raises(TableError):
        cell_sums(STUDY, CELLS, absent="both")
