"""Weighted means of children."""

from statistics import fmean, geometric_mean, harmonic_mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.scoring.means import mean_of

METHODS = ("arithmetic", "geometric", "harmonic", "minimum")


def mean(
    method: str, values: list[float | None], weights: list[float], offset: float = 1
) -> float | None:
    column = np.array(values, np.float64)[:, None]
    (found,) = mean_of(method, offset)(column, np.array(weights, np.float64)[:, None])
    return None if np.isnan(found) else float(found)


numbers = st.lists(
    st.tuples(st.floats(0.01, 3), st.floats(0.1, 5)).map(
        lambda pair: tuple(round(x, 3) for x in pair)
    ),
    min_size=1,
    max_size=8,
)


@given(numbers)
def test_the_means_agree_with_the_standard_library(pairs: list[tuple[float, float]]):
    values, weights = map(list, zip(*pairs, strict=True))
    raised = geometric_mean_weighted([x + 1 for x in values], weights) - 1

    assert mean("arithmetic", values, weights) == pytest.approx(fmean(values, weights))
    assert mean("geometric", values, weights) == pytest.approx(raised)
    assert mean("harmonic", values, weights) == pytest.approx(harmonic_mean(values, weights))
    assert mean("minimum", values, weights) == min(values)


def geometric_mean_weighted(values: list[float], weights: list[float]) -> float:
    repeated = [x for x, w in zip(values, weights, strict=True) for _ in range(round(w * 1000))]
    return geometric_mean(repeated)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_null_leaves_and_the_others_keep_their_proportions(method: str):
    whole = mean(method, [1, None, 3], [1, 9, 2])

    assert whole == pytest.approx(mean(method, [1, 3], [2, 4]))


@pytest.mark.parametrize("method", METHODS)
def test_the_mean_of_nothing_is_null(method: str):
    assert mean(method, [None, None], [1, 1]) is None


def test_an_offset_keeps_one_zero_from_making_a_geometric_mean_zero():
    assert mean("geometric", [0, 3], [1, 1], offset=1) == pytest.approx(1)
    assert mean("geometric", [0, 3], [1, 1], offset=1e-9) < 0.001


def test_a_geometric_mean_of_zeros_is_never_below_zero():
    means = [mean("geometric", [0, 0, 0], [1, 2, 4], offset=k / 100) for k in range(1, 200)]

    assert min(means) == 0


def test_a_harmonic_mean_with_a_zero_is_its_limit_zero():
    assert mean("harmonic", [0, 3], [1, 1]) == 0


@pytest.mark.parametrize("method", METHODS)
@given(pairs=numbers, rise=st.floats(0, 1))
def test_no_mean_falls_when_a_value_rises(
    method: str, pairs: list[tuple[float, float]], rise: float
):
    values, weights = map(list, zip(*pairs, strict=True))

    better = mean(method, [values[0] + rise, *values[1:]], weights)

    assert better >= mean(method, values, weights) - 1e-12
