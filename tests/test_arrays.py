"""Arrays as callers give them: numbers, or refused in words."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

import wenheng as wh
from wenheng.arrays import floats
from wenheng.errors import TableError


@pytest.mark.parametrize(
    "given",
    [
        [1, None, True],
        [1.0, np.nan, np.True_],
        np.array([1, np.nan, 1]),
        pl.Series([1, None, 1]),
        [Decimal("1"), None, Fraction(1)],
    ],
)
def test_numbers_of_every_kind_are_numbers_and_none_is_nan(given):
    assert np.array_equal(floats(given), [1.0, np.nan, 1.0], equal_nan=True)


def test_text_is_refused_with_all_places_even_where_it_reads_like_a_number():
    with pytest.raises(TableError, match=r"'N/A', '3'.*\[0, 1\], \[1, 0\]"):
        floats([[1, "N/A"], ["3", 2]])


def test_rows_of_different_lengths_make_no_table():
    with pytest.raises(TableError):
        floats([[1, 2], [3]])


TEXT = ["1", "2", "4"]


@pytest.mark.parametrize(
    "reads",
    [
        lambda: wh.analysis.gini(TEXT),
        lambda: wh.analysis.gini(pl.Series(TEXT)),
        lambda: wh.analysis.gini([1 + 2j, 2]),
        lambda: wh.analysis.rank_sets([1, 2, 4], TEXT),
        lambda: wh.analysis.rank_replicates([TEXT]),
        lambda: wh.analysis.total_replicates([[TEXT]], [[[1, 1, 1]]]),
        lambda: wh.analysis.kendall_tau(TEXT, [1, 2, 3]),
        lambda: wh.index.normalise([TEXT], "rank"),
        lambda: wh.index.weights.ahp([["1", "2"], ["0.5", "1"]]),
        lambda: wh.index.weights.bwm(TEXT, ["4", "2", "1"]),
        lambda: wh.index.weights.optimise(np.eye(4)[:, :3], TEXT),
        lambda: wh.index.rank(TEXT),
        lambda: wh.index.largest_remainder(TEXT),
        lambda: wh.quality.krippendorff_alpha([TEXT, TEXT]),
        lambda: wh.quality.cohen_kappa(TEXT, TEXT),
    ],
)
def test_no_part_of_the_library_takes_text_for_numbers(reads):
    with pytest.raises(TableError):
        reads()
