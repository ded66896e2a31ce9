"""Replicates of totals, ranks and grades beside loops that resample cell by cell."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from wenheng.analysis.replicates import (
    grade_probabilities,
    intervals,
    rank_replicates,
    total_replicates,
)
from wenheng.errors import NotScorable, TableError
from wenheng.ranking import rank
from wenheng.rounding import EXACT_DIGITS


def made_up(seed, nodes=3, platforms=6, scenarios=5, missing=0.2):
    dice = np.random.default_rng(seed)
    there = (dice.random((nodes, platforms, scenarios)) >= missing).astype(float)
    return dice.integers(0, 4, there.shape) * there, there


def one_by_one(above, below, weights, draws, seed, parts=None):
    """The same totals, scenario by scenario as they are drawn."""
    parts = parts or [0] * len(weights)
    nodes, platforms, scenarios = above.shape
    counts = np.random.default_rng(seed).multinomial(
        scenarios, np.full(scenarios, 1 / scenarios), draws
    )
    totals = []
    for drawn in counts:
        picked = [s for s, times in enumerate(drawn) for _ in range(times)]
        row = []
        for p in range(platforms):
            of_parts = []
            for part in set(parts):
                means, kept = [], []
                for k in range(nodes):
                    cells = sum(below[k, p, s] for s in picked)
                    if cells and parts[k] == part:
                        means.append(weights[k] * sum(above[k, p, s] for s in picked) / cells)
                        kept.append(weights[k])
                if sum(kept):
                    of_parts.append(sum(means) / sum(kept))
            row.append(sum(of_parts) / len(of_parts))
        totals.append(row)
    return np.array(totals)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_matrix_products_give_what_a_loop_over_drawn_scenarios_gives(missing):
    above, below = made_up(1, missing=missing)
    weights = [1.0, 2.0, 0.5]

    totals = total_replicates(above, below, weights, draws=50, seed=7)

    assert totals == pytest.approx(one_by_one(above, below, weights, 50, 7), abs=1e-12)


@pytest.mark.parametrize("missing", [0.0, 0.5])
def test_a_missing_node_leaves_its_weight_to_the_others_of_its_part(missing):
    above, below = made_up(3, nodes=5, scenarios=6, missing=missing)
    above[0, 1] = below[0, 1] = 0
    above[3:, 2] = below[3:, 2] = 0
    weights, parts = [1.0, 2.0, 0.5, 3.0, 0.0], ["a", "b", "a", "b", "c"]

    totals = total_replicates(above, below, weights, 50, 7, parts)

    assert totals == pytest.approx(one_by_one(above, below, weights, 50, 7, parts), abs=1e-12)


def test_platforms_with_and_without_gaps_may_stand_side_by_side():
    above, below = made_up(5, missing=0)
    below[0, 1, 2] = above[0, 1, 2] = 0
    below[1, 3] = above[1, 3] = 0
    below[2, 4] *= 5

    totals = total_replicates(above, below, [1, 2, 3], draws=60, seed=2)

    assert totals == pytest.approx(one_by_one(above, below, [1, 2, 3], 60, 2), abs=1e-12)


def test_scenarios_are_drawn_alike_for_all_so_a_shared_shift_never_changes_an_order():
    above, below = made_up(2, platforms=2, missing=0)
    above[:, 1] = above[:, 0] + 0.25

    totals = total_replicates(above, below, draws=200)

    assert totals[:, 1] - totals[:, 0] == pytest.approx(np.full(200, 0.25))


def test_blocks_do_not_show():
    above, below = made_up(3, platforms=3_000, missing=0)

    totals = total_replicates(above, below, draws=200, seed=1)

    few = total_replicates(above[:, :4], below[:, :4], draws=200, seed=1)
    assert totals[:, :4] == pytest.approx(few, abs=1e-12)
    assert (rank_replicates(totals)[:, 0] == 1 + (totals > totals[:, [0]] + 1e-9).sum(axis=1)).all()


def test_a_platform_without_a_cell_in_some_draw_is_named():
    above, below = made_up(4, missing=0)
    below[:, 2, 1:] = above[:, 2, 1:] = 0

    with pytest.raises(NotScorable, match="2"):
        total_replicates(above, below)


@pytest.mark.parametrize(
    ("above", "below", "weights"),
    [
        (np.ones((2, 3, 4)), np.ones((2, 3, 5)), None),
        (np.ones((3, 4)), np.ones((3, 4)), None),
        (np.ones((2, 3, 4)), np.ones((2, 3, 4)), [1]),
        (np.ones((2, 3, 4)), -np.ones((2, 3, 4)), None),
        (np.full((2, 3, 4), np.nan), np.ones((2, 3, 4)), None),
        (np.ones((2, 3, 4)), np.full((2, 3, 4), np.inf), None),
        (np.ones((2, 3, 4)), np.full((2, 3, 4), np.nan), None),
        (np.ones((2, 3, 4)), np.zeros((2, 3, 4)), None),
    ],
)
def test_shapes_and_signs_must_fit(above, below, weights):
    with pytest.raises(TableError):
        total_replicates(above, below, weights)


def test_no_draw_and_parts_that_are_not_the_nodes_are_refused():
    with pytest.raises(TableError):
        total_replicates(np.ones((2, 3, 4)), np.ones((2, 3, 4)), draws=0)
    with pytest.raises(TableError):
        total_replicates(np.ones((2, 3, 4)), np.ones((2, 3, 4)), parts=["a"])


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=1, max_size=6))
def test_ranks_are_one_more_than_how_many_are_higher(rows):
    ranks = rank_replicates(rows)

    by_hand = [[1 + sum(other > value for other in row) for value in row] for row in rows]
    assert ranks.tolist() == by_hand


def test_what_differs_by_the_order_of_summing_is_tied():
    assert rank_replicates([[0.1 + 0.2, 0.3, 1.0]]).tolist() == [[2, 2, 1]]


@given(st.lists(st.integers(0, 9), min_size=2, max_size=9))
def test_a_draw_is_ranked_as_scoring_ranks(steps):
    scores = 1.5 + np.array(steps) * 3e-10

    as_scoring = rank(pl.Series(scores).round(EXACT_DIGITS))

    assert rank_replicates([scores])[0].tolist() == as_scoring.to_list()


def test_more_units_than_a_short_number_holds():
    ranks = rank_replicates([np.arange(70_000)])

    assert (ranks[0, 0], ranks[0, -1]) == (70_000, 1)


def test_the_bootstrap_standard_error_of_a_mean_is_the_textbooks():
    # Efron & Tibshirani (1993), chapter 2, the mouse data: seven treated mice, mean 86.86, and the
    # bootstrap standard error of the mean for endless draws, √(Σ(x − x̄)²)/n = 23.36.
    treated = np.array([94, 197, 16, 38, 99, 141, 23.0])[None, None]

    spread = intervals(total_replicates(treated, np.ones_like(treated), draws=40_000))

    assert treated.mean() == pytest.approx(86.86, abs=0.005)
    assert spread["se"].item() == pytest.approx(23.36, abs=0.25)
    assert spread["low"].item() < 86.86 < spread["high"].item()


@pytest.mark.slow
def test_intervals_of_scores_cover_a_little_less_than_they_say_with_twelve_scenarios():
    dice, hits, rounds = np.random.default_rng(11), 0, 400
    for i in range(rounds):
        scores = dice.normal(0, 1, (1, 1, 12))
        row = intervals(total_replicates(scores, np.ones_like(scores), draws=1_000, seed=i)).row(0)
        hits += row[1] <= 0 <= row[2]

    assert 0.87 < hits / rounds < 0.96


def test_probabilities_of_grades_are_shares_of_draws():
    draws = [[90, 50], [85, 50], [84.9999999999, 10], [10, 10]]

    table = grade_probabilities(draws, {"A": 85, "B": 50, "C": 0})

    assert table.rows() == [(0.75, 0.0, 0.25), (0.0, 0.5, 0.5)]


def test_cuts_that_do_not_descend_are_refused():
    for cuts in ({"A": 50, "B": 85}, {}):
        with pytest.raises(TableError):
            grade_probabilities([[1, 2]], cuts)


def test_one_draw_has_no_spread():
    with pytest.raises(NotScorable):
        intervals([[1, 2]])
    with pytest.raises(TableError):
        intervals([[1, 2], [1, 2]], level=1)


@pytest.mark.parametrize("scale", [1e-3, 1, 1e12])
@pytest.mark.parametrize("units", [1, 2, 130])
def test_ranks_are_those_of_scipy_however_large_or_small_the_scores(scale: float, units: int):
    rows = np.random.default_rng(2).integers(-40, 40, (50, units)) * scale

    ranks = rank_replicates(rows)

    assert (ranks == rankdata(-np.round(rows, 9), method="min", axis=1)).all()
