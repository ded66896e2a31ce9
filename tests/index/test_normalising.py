"""Indicators on a common scale."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.language import speaking

FRAME = pl.DataFrame({"unit": ["a", "b", "c", "d"], "x": [2.0, 4.0, None, 8.0]})

TEXTBOOK = [
    ("minmax", {}, [0, 100 / 3, None, 100]),
    ("minmax", {"low": 1, "high": 7}, [1, 3, None, 7]),
    ("zscore", {}, [-8 / 3 / math.sqrt(28 / 3), -2 / 3 / math.sqrt(28 / 3), None, 10 / 3 / math.sqrt(28 / 3)]),
    ("rank", {}, [1, 2, None, 3]),
    ("borda", {}, [0, 1, None, 2]),
    ("prank", {}, [0, 0.5, None, 1]),
    ("fracmax", {}, [0.25, 0.5, None, 1]),
    ("dist2max", {}, [0, 1 / 3, None, 1]),
    ("dist2ref", {"reference": "b"}, [0, 1, None, 3]),
    ("scaled", {"low": 0, "high": 10}, [20, 40, None, 80]),
    ("goalposts", {"posts": {"x": (3, 7)}}, [0, 0.25, None, 1]),
]  # fmt: skip


@pytest.mark.parametrize(("method", "options", "expected"), TEXTBOOK)
def test_each_method_is_its_formula(method, options, expected):
    found = wh.index.normalise(FRAME, method, **options)

    assert found["unit"].to_list() == ["a", "b", "c", "d"]
    assert found["x"].to_list() == pytest.approx(expected)


def test_where_less_is_better_the_indicator_is_turned_round_first():
    assert wh.index.normalise(FRAME, "minmax", {"x": -1})["x"].to_list() == pytest.approx(
        [100, 200 / 3, None, 0]
    )
    turned = wh.index.normalise(FRAME, "goalposts", {"x": -1}, posts={"x": (3, 7)})
    assert turned["x"].to_list() == [1, 0.75, None, 0]


def test_equals_share_the_smallest_rank():
    assert wh.index.normalise(np.array([[3.0], [1], [3], [7]]), "rank")["x1"].to_list() == [
        2,
        1,
        2,
        4,
    ]


@pytest.mark.parametrize("method", ["minmax", "zscore", "dist2max"])
def test_an_indicator_on_which_nobody_differs_has_no_scale(method):
    with pytest.raises(NotScorable):
        wh.index.normalise(np.full((4, 1), 0.1), method)


@pytest.mark.parametrize("column", [[-1.0, 2], [0.0, 0], [-3.0, -1]])
def test_there_is_no_fraction_of_a_maximum_that_is_not_above_zero(column):
    with pytest.raises(NotScorable):
        wh.index.normalise(np.array(column)[:, None], "fracmax")


@pytest.mark.parametrize(
    ("method", "direction", "options", "says"),
    [
        ("mimax", None, {}, "mimax"),
        ("minmax", None, {"lo": 0}, "lo"),
        ("minmax", None, {"low": 5, "high": 5}, "below high"),
        ("zscore", None, {"sd": 0}, "above 0"),
        ("minmax", {"y": 1}, {}, "y"),
        ("minmax", {"x": 0}, {}, "+1 or"),
        ("goalposts", None, {}, "no goalposts"),
        ("goalposts", None, {"posts": {"x": (7, 3)}}, "lower goalpost"),
        ("goalposts", None, {"posts": {"x": (3, 7), "y": (0, 1)}}, "no indicator y"),
        ("dist2ref", None, {"reference": "z"}, "'z'"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(method, direction, options, says):
    with speaking("en"), pytest.raises(TableError, match=says.replace("+", r"\+")):
        wh.index.normalise(FRAME, method, direction, **options)


def test_a_broken_table_is_refused_with_all_places_at_once():
    broken = pl.DataFrame(
        {"unit": ["a", "b", "a"], "x": ["1", "N/A", "3"], "y": [1.0, float("nan"), float("inf")]}
    )

    with speaking("en"), pytest.raises(TableError) as error:
        wh.index.normalise(broken, "rank")

    assert str(error.value).splitlines() == [
        "unit 'a' has more than one row (rows 1, 3)",
        "  'N/A' in indicator x is no number; where there is none leave it empty (row 2)",
        "  indicator y holds NaN; where there is no number leave null (row 2)",
        "  indicator y holds infinity (row 3)",
    ]


def test_a_frame_without_a_column_of_units_is_refused_and_loses_no_indicator():
    with pytest.raises(TableError):
        wh.index.normalise(pl.DataFrame({"x": [1.0, 2], "y": [3.0, 4]}), "rank")


@pytest.mark.parametrize(
    "values",
    [pl.DataFrame({"unit": ["a"]}), np.ones((0, 2)), np.ones(3), [["1", "N/A"]], [[1], [1, 2]]],
)
def test_a_table_without_values_is_refused(values):
    with pytest.raises(TableError):
        wh.index.normalise(values, "rank")


numbers = st.lists(st.integers(-1000, 1000), min_size=2, max_size=20, unique=True)


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank", "borda", "prank", "dist2max"])
@given(numbers=numbers, data=st.data())
def test_the_order_of_rows_does_not_matter_and_that_of_values_is_kept(method, numbers, data):
    order = data.draw(st.permutations(range(len(numbers))))
    x = np.array(numbers, float)[:, None]

    there = wh.index.normalise(x, method)["x1"].to_numpy()
    shuffled = wh.index.normalise(x[order], method)["x1"].to_numpy()

    assert shuffled == pytest.approx(there[order])
    assert np.array_equal(np.argsort(there), np.argsort(x[:, 0]))


@pytest.mark.parametrize("method", ["minmax", "zscore", "rank", "prank", "dist2max"])
@given(numbers=numbers, scale=st.floats(0.1, 50), shift=st.floats(-100, 100))
def test_the_unit_of_measurement_does_not_matter(method, numbers, scale, shift):
    x = np.array(numbers, float)[:, None]

    there = wh.index.normalise(x, method)["x1"].to_list()

    assert wh.index.normalise(scale * x + shift, method)["x1"].to_list() == pytest.approx(
        there, abs=1e-6
    )
