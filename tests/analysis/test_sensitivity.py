"""Variance shares of functions whose shares are known, and ranks when something is left out."""

import numpy as np
import polars as pl
import pytest
from SALib.analyze import sobol as salib

from wenheng.analysis.sensitivity import leave_one_out, sobol, weight_replicates
from wenheng.errors import NotScorable, TableError

PI = ((-np.pi, np.pi),) * 3
VALUES = pl.DataFrame({"unit": ["a", "b", "c"], "x": [3, 2, 1], "y": [1, 2, 3], "z": [3, 2, 0]})


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_shares_of_the_ishigami_function():
    # Ishigami & Homma (1990), a = 7, b = 0.1: the analytic shares as printed by Saltelli et al.
    # (2008), Global Sensitivity Analysis: The Primer, section 4.
    table = sobol(ishigami, PI, 8192)

    assert table["factor"].to_list() == ["x1", "x2", "x3"]
    assert table["s1"].to_list() == pytest.approx([0.3139, 0.4424, 0], abs=0.01)
    assert table["st"].to_list() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    for share in ("s1", "st"):
        assert (table[f"{share}_low"] <= table[share]).all()
        assert (table[share] <= table[f"{share}_high"]).all()


def g_function(x):
    a = np.array([0, 1, 4.5, 9])
    return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1)


def test_shares_of_the_g_function_follow_from_its_coefficients():
    # Saltelli & Sobol' (1995): V_i = 1 / (3 (1 + a_i)²), V = Π (1 + V_i) − 1.
    parts = 1 / (3 * (1 + np.array([0, 1, 4.5, 9])) ** 2)
    whole = np.prod(1 + parts) - 1

    table = sobol(g_function, {"a": (0, 1), "b": (0, 1), "c": (0, 1), "d": (0, 1)}, 8192)

    assert table["factor"].to_list() == ["a", "b", "c", "d"]
    assert table["s1"].to_numpy() == pytest.approx(parts / whole, abs=0.02)
    total = parts * np.prod(1 + parts) / (1 + parts) / whole
    assert table["st"].to_numpy() == pytest.approx(total, abs=0.02)


def test_total_shares_are_those_of_salib_on_the_same_runs():
    runs = []

    def kept(x):
        runs.append(ishigami(x))
        return runs[0]

    table = sobol(kept, PI, 512, seed=4)

    # SALib wants the rows point by point: A, then A with each column of B, then B.
    a, b, *mixed = np.split(runs[0], 5)
    rows = np.column_stack([a, *mixed, b]).ravel()
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": list(PI)}
    oracle = salib.analyze(problem, rows, calc_second_order=False, seed=1)
    assert table["st"].to_numpy() == pytest.approx(oracle["ST"], rel=1e-9)
    half = (table["st_high"] - table["st_low"]).to_numpy() / 2
    assert half == pytest.approx(oracle["ST_conf"], rel=0.3)


def test_first_order_shares_are_what_a_loop_gives():
    runs = []

    def kept(x):
        runs.append(ishigami(x))
        return runs[0]

    table = sobol(kept, PI, 256)

    a, b, *mixed = np.split(runs[0], 5)
    variance = np.var(np.concatenate([a, b]))
    loop = [
        1 - sum((y - z) ** 2 for y, z in zip(b, m, strict=True)) / 512 / variance for m in mixed
    ]
    assert table["s1"].to_numpy() == pytest.approx(loop, rel=1e-9)


@pytest.mark.slow
def test_intervals_hold_the_true_share_about_as_often_as_they_say():
    hits = np.zeros(3)
    for seed in range(100):
        table = sobol(ishigami, PI, 256, seed)
        hits += (table["st_low"] <= [0.5576, 0.4424, 0.2437]).to_numpy() & (
            table["st_high"] >= [0.5576, 0.4424, 0.2437]
        ).to_numpy()

    # Sobol points err less than the independent points that the bootstrap takes them for.
    assert (hits >= 90).all()


def test_a_choice_among_three_is_a_factor_that_is_floored():
    table = sobol(lambda x: np.floor(x[:, 0]) + 0 * x[:, 1], {"rule": (0, 3), "idle": (0, 1)}, 256)

    assert table["st"].to_list() == pytest.approx([1, 0], abs=0.05)


def test_the_same_seed_gives_the_same_shares_at_any_n():
    assert sobol(ishigami, PI, 100, seed=2).equals(sobol(ishigami, PI, 100, seed=2))
    assert not sobol(ishigami, PI, 100, seed=2).equals(sobol(ishigami, PI, 100, seed=3))


def test_a_large_constant_takes_nothing_away():
    far = sobol(lambda x: ishigami(x) + 1e8, PI, 256)

    assert far["st"].to_numpy() == pytest.approx(
        sobol(ishigami, PI, 256)["st"].to_numpy(), abs=1e-6
    )


def test_what_does_not_vary_has_no_shares():
    with pytest.raises(NotScorable):
        sobol(lambda x: np.ones(len(x)), PI, 16)
    with pytest.raises(NotScorable):
        sobol(lambda x: np.log(np.zeros(len(x)), where=False, out=np.full(len(x), np.nan)), PI, 16)


@pytest.mark.parametrize(
    "bounds",
    [
        [],
        [(1, 1)],
        [(2, 1)],
        {"a": (0, np.nan)},
        [(0, 1, 2), (0, 1, 2)],
        [(0, np.inf)],
        [("0", "1")],
    ],
)
def test_bounds_must_be_a_range(bounds):
    with pytest.raises(TableError):
        sobol(ishigami, bounds, 16)


def test_every_run_needs_a_result():
    with pytest.raises(TableError, match="80"):
        sobol(lambda x: np.arange(3.0), PI, 16)
    with pytest.raises(TableError):
        sobol(ishigami, PI, 1)


def test_leaving_out_each_column_in_turn():
    table = leave_one_out(VALUES)

    assert table.filter(left_out="z").select("unit", "score", "rank", "shift").rows() == [
        ("a", 2.0, 1, 0),
        ("b", 2.0, 1, -1),
        ("c", 2.0, 1, -2),
    ]
    assert table["left_out"].unique(maintain_order=True).to_list() == ["x", "y", "z"]


def test_weights_that_stay_are_renormalised():
    table = leave_one_out(VALUES, {"x": 1, "y": 3, "z": 0})

    assert table.filter(left_out="x", unit="c")["score"].item() == pytest.approx(3)
    with pytest.raises(NotScorable):
        leave_one_out(VALUES, {"x": 0, "y": 0, "z": 1})


def test_drawn_weights_lie_round_the_given_ones():
    near = weight_replicates(VALUES, {"x": 1, "y": 1, "z": 2}, draws=4_000)
    wide = weight_replicates(VALUES, {"x": 1, "y": 1, "z": 2}, "dirichlet", draws=4_000)

    centre = VALUES.select(pl.col("x", "y", "z")).to_numpy() @ [0.25, 0.25, 0.5]
    assert near.shape == (4_000, 3)
    assert near.mean(axis=0) == pytest.approx(centre, abs=0.01)
    assert wide.mean(axis=0) == pytest.approx(centre, abs=0.05)
    assert (wide.std(axis=0) > near.std(axis=0))[[0, 2]].all()
    assert near[:, 1] == pytest.approx(np.full(4_000, 2.0))


def test_equal_weights_in_a_dirichlet_are_uniform_over_all_weights():
    drawn = weight_replicates(
        pl.DataFrame({"unit": ["a"], "x": [1.0], "y": [0.0]}), kind="dirichlet", draws=20_000
    )

    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.015)


@pytest.mark.parametrize("weights", [{"x": 1}, {"x": 1, "y": 1, "z": -1}, {"x": 0, "y": 0, "z": 0}])
def test_weights_must_fit_the_columns(weights):
    with pytest.raises(TableError):
        weight_replicates(VALUES, weights)


def test_a_unit_twice_or_a_gap_is_refused():
    with pytest.raises(TableError, match="a"):
        leave_one_out(pl.DataFrame({"unit": ["a", "a"], "x": [1, 2], "y": [1, 2]}))
    with pytest.raises(TableError):
        leave_one_out(pl.DataFrame({"unit": ["a", None], "x": [1, 2], "y": [1, 2]}))
    with pytest.raises(NotScorable):
        leave_one_out(pl.DataFrame({"unit": ["a", "b"], "x": [1, None], "y": [1, 2]}))
    with pytest.raises(NotScorable):
        leave_one_out(pl.DataFrame({"unit": ["a", "b"], "x": [1, 2]}))
    with pytest.raises(TableError):
        weight_replicates(VALUES, kind="normal")
    with pytest.raises(TableError):
        weight_replicates(VALUES, draws=0)


@pytest.mark.parametrize("text", ["2", "N/A"])
def test_text_is_refused_with_its_place(text):
    with pytest.raises(TableError, match="x"):
        leave_one_out(pl.DataFrame({"unit": ["a", "b"], "x": ["1", text], "y": [1, 2]}))
