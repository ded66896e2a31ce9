"""What rules look at agrees with what was scored."""

import numpy as np
import polars as pl
import pytest
from tests.analysis.rules.test_findings import DEFAULT, rated

from wenheng.analysis.clusters import cell_sums
from wenheng.analysis.rules.draft import Limits
from wenheng.analysis.rules.material import VARIED, Chance, material
from wenheng.analysis.rules.reading import of_units, readings, roster
from wenheng.scoring.scores import score
from wenheng.study.options import Gate


@pytest.fixture(scope="module")
def tables():
    return score(DEFAULT, rated(share=0.9)).as_dict()


def made(tables, study=DEFAULT):
    return material(study, tables, Limits(), Chance(30, 99, 0))


def test_a_draw_with_every_scenario_once_is_the_score(tables):
    sums = cell_sums(DEFAULT, tables["cells"], "exclude")

    nodes, total = readings(DEFAULT, sums, np.ones((1, len(sums.scenarios))))

    printed = tables["totals"].filter(pl.col("kind") == "platform").drop_nulls("percent")
    percents = dict(printed.select("id", "percent").iter_rows())
    found = dict(zip(sums.platforms, total[0], strict=True))
    assert len(percents) > 50
    assert {id_: found[id_] for id_ in percents} == pytest.approx(percents)
    of_node = tables["dimensions"].filter(node="A").drop_nulls("score")
    scores = dict(of_node.select("platform", "score").iter_rows())
    found = dict(zip(sums.platforms, nodes["A"][0], strict=True))
    assert {id_: found[id_] for id_ in scores} == pytest.approx(scores)


def test_means_of_units_are_those_of_scoring(tables):
    m = made(tables)

    units, covered = of_units(roster(DEFAULT), m.observed.total, m.absent)

    printed = tables["totals"].filter(pl.col("kind") == "unit", pl.col("policy") == "zero")
    assert units[0] == pytest.approx(printed["percent"].to_numpy(), nan_ok=True)
    assert np.nanmin(covered) > 0


def test_other_weights_and_left_out_scenarios_are_versions_of_the_same(tables):
    m = made(tables)

    assert m.other_weights.versions == VARIED
    assert m.left_out.versions == len(DEFAULT.scenarios)
    for versions in (m.other_weights, m.left_out, m.resampled):
        spread = np.nanstd(versions.total - m.observed.total)
        assert 0.05 < spread < 10
    assert np.nanmean(m.other_weights.total) == pytest.approx(
        np.nanmean(m.observed.total), rel=0.01
    )


def test_scores_that_are_no_weighted_means_are_not_resampled(tables):
    gated = DEFAULT.scoring.model_copy(
        update={"gates": (Gate(indicator="A1.1", at_most=0, caps="A1", ceiling=1),)}
    )
    study = DEFAULT.model_copy(update={"scoring": gated})

    m = made(tables, study)

    assert m.observed is not None
    assert m.resampled is None


def test_whether_most_cells_were_rated_twice(tables):
    alone = score(DEFAULT, rated(raters=("ann",))).as_dict()

    assert made(tables).repeated
    assert not made(alone).repeated


def test_presence_is_read_from_totals_where_there_is_no_table_of_it(tables):
    m = made(tables)

    gone = tables["totals"].filter(pl.col("kind") == "platform", status="no_assistant")
    assert {m.who.platforms[i] for i in np.flatnonzero(m.absent)} == set(gone["id"])
