"""Gaps: how many, and filling them by a declared rule."""

import polars as pl
import pytest

import wenheng as wh
from wenheng.errors import NotScorable, TableError

VALUES = pl.DataFrame(
    {"unit": list("abcde"), "x": [1.0, None, 3.0, 10.0, None], "y": [0.0, 2.0, 4.0, None, 8.0]}
)
GROUPS = pl.Series(["n", "n", "s", "s", "s"])


@pytest.mark.parametrize(
    ("method", "groups", "x"),
    [
        ("mean", None, [1, 14 / 3, 3, 10, 14 / 3]),
        ("median", None, [1, 3, 3, 10, 3]),
        ("group_mean", GROUPS, [1, 1, 3, 10, 6.5]),
        ("group_median", GROUPS, [1, 1, 3, 10, 6.5]),
        ("panel", GROUPS, [1, 1, 3, 10, 10]),
        ("none", None, [1, None, 3, 10, None]),
    ],
)
def test_a_gap_is_filled_by_the_declared_rule(method, groups, x):
    found = wh.index.impute(VALUES, method, groups)

    assert found["x"].to_list() == pytest.approx(x)
    assert found["unit"].to_list() == VALUES["unit"].to_list()


def test_what_has_no_earlier_value_stays_a_gap():
    assert wh.index.impute(VALUES, "panel", pl.Series(list("vwxyz")))["x"].null_count() == 2


def test_a_group_of_which_nothing_is_known_cannot_be_filled():
    with pytest.raises(NotScorable, match=r"x/b.*x/e"):
        wh.index.impute(VALUES.drop("y"), "group_mean", pl.Series(list("abcde")))


@pytest.mark.parametrize(
    ("method", "groups"),
    [
        ("mode", None),
        ("group_mean", None),
        ("mean", GROUPS),
        ("group_mean", GROUPS[:3]),
        ("group_mean", pl.Series(["n", None, "s", "s", "s"])),
    ],
)
def test_what_cannot_be_meant_is_refused(method, groups):
    with pytest.raises(TableError):
        wh.index.impute(VALUES, method, groups)


def test_availability_counts_what_is_known_of_each_unit():
    found = wh.index.availability(VALUES)

    assert found.rows() == [
        ("a", 2, 0, 1, 1.0),
        ("b", 1, 1, 0, 0.5),
        ("c", 2, 0, 0, 1.0),
        ("d", 1, 1, 0, 0.5),
        ("e", 1, 1, 0, 0.5),
    ]


def test_availability_of_a_node_counts_the_indicators_below_it():
    tree = pl.DataFrame({"child": ["x", "y", "low"], "parent": ["low", "top", "top"]})

    found = wh.index.availability(VALUES, tree)

    assert found["low"].to_list() == [1, 0, 1, 1, 0]
    assert found["top"].to_list() == [1, 0.5, 1, 0.5, 0.5]
