"""Natural breaks against every partition there is, and against jenkspy."""

from itertools import combinations

import jenkspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.analysis.breaks import jenks
from wenheng.errors import NotScorable

NUMBERS = st.lists(st.integers(-50, 50), min_size=1, max_size=9)


def within(x, bounds):
    classes = np.searchsorted(bounds, x)
    return sum(
        ((part := np.array(x, float)[classes == c]) - part.mean()).dot(part - part.mean())
        for c in set(classes)
    )


@given(NUMBERS, st.integers(1, 4))
def test_no_partition_is_better(x, k):
    values = sorted(set(x))
    if k > len(values):
        with pytest.raises(NotScorable):
            jenks(x, k)
        return

    bounds = jenks(x, k)

    every = [[*cut, values[-1]] for cut in combinations(values[:-1], k - 1)]
    assert bounds in every
    assert within(x, bounds) == pytest.approx(min(within(x, cut) for cut in every), abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_scores_of_64_units_break_where_jenkspy_breaks_them(seed):
    x = np.random.default_rng(seed).normal(9, 3, 64)

    assert jenks(x, 4) == [pytest.approx(b) for b in jenkspy.jenks_breaks(x, 4)[1:]]


def test_equal_partitions_are_told_apart_as_jenkspy_does():
    assert jenks([1, 2, 3, 4, 5, 6, 7], 3) == jenkspy.jenks_breaks([1, 2, 3, 4, 5, 6, 7], 3)[1:]


def test_far_from_zero_nothing_is_lost():
    assert jenks([1e9 + v for v in (0, 1, 10, 11, 30)], 3) == [1e9 + v for v in (1, 11, 30)]


def test_a_gap_makes_no_class():
    with pytest.raises(NotScorable):
        jenks([1, 2, np.nan], 2)
