"""The dip against its definition, solved as linear programs."""

import numpy as np
import pytest
from scipy.optimize import linprog

from wenheng.analysis.rules.dip import dip, dip_p


def nearest_one_hump(values):
    """The least distance to a distribution that is convex up to some mode and concave after it."""
    x, n = np.sort(values), values.size
    after = np.arange(1, n + 1) / n
    before = after - 1 / n
    return min(_at_mode(x, before, after, mode) for mode in range(n))


def _at_mode(x, before, after, mode):
    left, right = mode + 1, x.size - mode
    size = left + right + 1
    rows, ends = [], []

    def ask(entries, end):
        row = np.zeros(size)
        for place, value in entries:
            row[place] += value
        rows.append(row)
        ends.append(end)

    for i in range(left):
        ask([(i, 1), (size - 1, -1)], before[i])
        ask([(i, -1), (size - 1, -1)], -(after[i] if i < mode else before[i]))
    for j in range(right):
        ask([(left + j, -1), (size - 1, -1)], -after[mode + j])
        ask([(left + j, 1), (size - 1, -1)], before[mode + j] if j else after[mode])
    ask([(mode, 1), (left, -1)], 0)
    for start, count, first, bend in ((0, left, 0, 1), (left, right, mode, -1)):
        for i in range(start, start + count - 1):
            ask([(i, 1), (i + 1, -1)], 0)
        for i in range(1, count - 1):
            steps = np.diff(x[first + i - 1 : first + i + 2])
            slopes = [-1 / steps[0], 1 / steps[0] + 1 / steps[1], -1 / steps[1]]
            ask([(start + i + k - 1, bend * s) for k, s in enumerate(slopes)], 0)
    free = [(None, None)] * (size - 1) + [(0, None)]
    solved = linprog(np.r_[np.zeros(size - 1), 1], A_ub=rows, b_ub=ends, bounds=free)
    return solved.fun if solved.success else 1.0


@pytest.mark.parametrize("seed", range(8))
def test_dip_is_the_distance_to_the_nearest_distribution_of_one_hump(seed):
    values = np.random.default_rng(seed).normal(0, 1, 11) + (seed % 2) * 4 * (np.arange(11) > 5)

    assert dip(values) == pytest.approx(nearest_one_hump(values), abs=1e-7)


def test_two_far_humps_have_the_largest_dip():
    values = np.r_[np.linspace(0, 0.01, 30), np.linspace(9, 9.01, 30)]

    assert dip(values) == pytest.approx(0.25, abs=0.01)


def test_rounding_makes_no_humps():
    rounded = np.round(np.random.default_rng(1).normal(50, 5, 80))

    assert dip_p(rounded, 199, 0) > 0.2


def test_humps_are_told_from_evenness():
    dice = np.random.default_rng(2)
    humps = np.r_[dice.normal(20, 5, 40), dice.normal(80, 5, 40)]

    assert dip_p(humps, 199, 0) < 0.05 < dip_p(dice.random(80), 199, 0)
