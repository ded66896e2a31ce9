"""Positions of any series of numbers."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.errors import TableError
from wenheng.ranking import rank


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("min", [1, 2, 2, 4]),
        ("max", [1, 3, 3, 4]),
        ("average", [1, 2.5, 2.5, 4]),
        ("dense", [1, 2, 2, 3]),
        ("ordinal", [1, 2, 3, 4]),
    ],
)
def test_the_highest_is_first_and_equals_share_as_declared(ties, expected: list[float]):
    assert rank([9.0, 5.0, 5.0, 1.0], ties).to_list() == expected


def test_unrounded_numbers_are_ranked_unless_digits_are_given():
    scores = pl.Series([57.4, 57.5, 58.4])

    assert rank(scores).to_list() == [3, 2, 1]
    assert rank(scores, digits=0).to_list() == [3, 1, 1]


def test_what_has_no_score_has_no_rank_and_takes_no_place():
    assert rank([2.0, None, 1.0]).to_list() == [1, None, 2]


def test_nan_cannot_be_ranked():
    with pytest.raises(TableError):
        rank([1.0, float("nan")])


def test_an_unknown_way_with_ties_is_refused():
    with pytest.raises(TableError, match="ordinal"):
        rank([1.0, 2.0], "random")


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_a_rank_is_one_more_than_the_number_of_those_that_are_better(values: list[int]):
    assert rank(values).to_list() == [
        1 + sum(other > value for other in values) for value in values
    ]
