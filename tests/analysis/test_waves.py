"""Change between waves: like for like, paired, with a false discovery rate."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from wenheng.analysis.waves import compare_waves
from wenheng.errors import TableError


def wave(scores):
    """One cell per scenario from unit → scores."""
    rows = [(u, f"s{i}", "x", s) for u, each in scores.items() for i, s in enumerate(each)]
    return pl.DataFrame(
        rows, schema=["unit", "scenario", "indicator", "score"], orient="row", strict=False
    )


def test_only_what_both_waves_scored_enters_the_change():
    before = wave({"a": [1, 1, 1, None]})
    after = wave({"a": [2, 1, 2, 0]})

    row = compare_waves(before, after).row(0, named=True)

    assert (row["cells"], row["before"], row["after"]) == (3, 1, pytest.approx(5 / 3))
    assert row["change"] == pytest.approx(2 / 3)
    assert (row["own_before"], row["own_after"]) == (1, 1.25)
    assert row["low"] < row["change"] < row["high"]


def test_a_fall_that_is_only_a_changed_basket_is_no_change():
    row = compare_waves(wave({"a": [3, 3, 2]}), wave({"a": [3, 3, 2, 0, 0]})).row(0, named=True)

    assert (row["change"], row["p"], row["status"]) == (0, 1, "compared")
    assert row["own_after"] < row["own_before"]


def test_whom_one_wave_or_one_scenario_tells_of_is_not_compared():
    table = compare_waves(wave({"a": [1, 2], "b": [1]}), wave({"b": [3], "c": [0]}))

    assert table.select("unit", "cells", "change", "p", "status").rows() == [
        ("a", 0, None, None, "one_wave"),
        ("b", 1, None, None, "too_few"),
        ("c", 0, None, None, "one_wave"),
    ]


def test_the_interval_is_what_resampling_the_scenarios_of_both_waves_gives():
    dice = np.random.default_rng(0)
    first, second = dice.integers(0, 4, (2, 8)).astype(float)

    row = compare_waves(wave({"a": first}), wave({"a": second}), draws=300).row(0, named=True)

    counts = np.random.default_rng(0).multinomial(8, np.full(8, 1 / 8), 300)
    drawn = [np.repeat(second, times).mean() - np.repeat(first, times).mean() for times in counts]
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])))
    tail = min(sum(d <= 0 for d in drawn), sum(d >= 0 for d in drawn))
    assert row["p"] == pytest.approx(min(1, 2 * (tail + 1) / 301))
    assert 0 < row["p"] < 1


def test_q_is_the_false_discovery_rate_of_all_units_compared():
    dice = np.random.default_rng(1)
    first = {f"u{i}": dice.normal(1, 0.3, 12) for i in range(20)}
    second = {
        unit: scores + dice.normal(i % 5 / 10, 0.3, 12)
        for i, (unit, scores) in enumerate(first.items())
    }

    table = compare_waves(wave(first), wave(second), draws=2_000)

    oracle = stats.false_discovery_control(table["p"].to_numpy())
    assert table["q"].to_numpy() == pytest.approx(oracle)
    assert (table["q"] < 0.05).any() and (table["q"] > 0.05).any()


def test_the_order_of_rows_never_matters():
    first, second = wave({"a": [1, 2, 3], "b": [0, 1, 0]}), wave({"a": [2, 2, 3], "b": [1, 1, 3]})

    assert compare_waves(first, second).equals(compare_waves(first[::-1], second[::-1]))


def test_a_cell_twice_or_a_column_too_few_is_refused():
    cells = wave({"a": [1, 2]})

    with pytest.raises(TableError, match="a/s0/x"):
        compare_waves(pl.concat([cells, cells]), cells)
    with pytest.raises(TableError, match="score"):
        compare_waves(cells.drop("score"), cells)


@pytest.mark.parametrize("odd", [["1", "2"], ["1", "N/A"], [1.0, float("inf")]])
def test_a_score_that_is_no_number_is_refused(odd):
    cells = wave({"a": [1, 2]})

    with pytest.raises(TableError, match="score"):
        compare_waves(cells, cells.with_columns(score=pl.Series(odd)))


@pytest.mark.slow
def test_where_nothing_changed_few_changes_are_found():
    dice, found = np.random.default_rng(3), []
    for seed in range(60):
        first = {f"u{i}": dice.normal(0, 1, 24) for i in range(20)}
        second = {unit: dice.normal(0, 1, 24) for unit in first}
        table = compare_waves(wave(first), wave(second), draws=2_000, seed=seed)
        found.append(((table["p"] < 0.05).mean(), (table["q"] < 0.05).any()))

    alone, any_ = np.mean(found, axis=0)
    # The bootstrap of 24 scenarios says 5 % and does 6–8 %.
    assert 0.04 < alone < 0.09
    assert any_ < 0.25
