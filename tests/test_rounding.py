"""Rounding for readers."""

from fractions import Fraction
from math import fsum

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.errors import NotScorable, TableError
from wenheng.rounding import largest_remainder, round_half_up


@pytest.mark.parametrize(
    ("x", "digits", "rounded"),
    [
        (57.5, 0, 58),
        (2.675, 2, 2.68),
        (1.005, 2, 1.01),
        (-2.5, 0, -3),
        (0.5, 0, 1),
        (1250, -2, 1300),
    ],
)
def test_halves_are_rounded_up_as_they_are_printed(x: float, digits: int, rounded: float):
    assert round_half_up(x, digits) == rounded


def test_a_series_keeps_its_name_and_its_gaps():
    series = round_half_up(pl.Series("score", [2.675, None]), 2)

    assert series.name == "score"
    assert series.to_list() == [2.68, None]


def test_a_list_stays_a_list():
    assert round_half_up([2.675, None, 1], 2) == [2.68, None, 1.0]


@given(st.floats(-1e300, 1e300), st.integers(0, 6))
def test_rounding_moves_a_number_by_at_most_half_a_step(x: float, digits: int):
    moved = abs(Fraction(repr(round_half_up(x, digits))) - Fraction(repr(x)))

    assert moved <= Fraction(1, 2 * 10**digits) + Fraction(abs(x)) / 2**52


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([8, 13, 7, 4], [25.0, 40.63, 21.87, 12.5]),
        ([8, 7, 6, 11], [25.0, 21.88, 18.75, 34.37]),
    ],
    ids=["provinces", "cities"],
)
def test_the_shares_of_the_2021_report_come_out_as_published(
    counts: list[int], shares: list[float]
):
    assert largest_remainder(counts) == shares


def test_among_equal_remainders_the_earlier_item_gets_the_unit():
    assert largest_remainder([1, 1, 1], digits=0) == [34.0, 33.0, 33.0]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any), st.integers(0, 4))
def test_shares_sum_to_100_and_none_is_a_whole_unit_off(counts: list[int], digits: int):
    shares = largest_remainder(counts, digits)

    assert fsum(shares) == pytest.approx(100, abs=1e-12)
    assert sum(round(share * 10**digits) for share in shares) == 100 * 10**digits
    for share, count in zip(shares, counts, strict=True):
        assert abs(share - 100 * count / sum(counts)) < 10**-digits + 1e-9


def test_there_are_no_shares_of_nothing():
    with pytest.raises(NotScorable):
        largest_remainder([0, 0])
    with pytest.raises(NotScorable):
        largest_remainder([])


def test_negative_counts_have_no_shares():
    with pytest.raises(TableError):
        largest_remainder([3, -1])


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), None, "1"])
def test_counts_that_are_no_numbers_are_refused(odd):
    with pytest.raises(TableError):
        largest_remainder([3, odd])


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_what_is_no_finite_number_cannot_be_rounded(odd):
    with pytest.raises(TableError):
        round_half_up(odd, 2)
