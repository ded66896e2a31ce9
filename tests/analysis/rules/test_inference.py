"""Tests and effects behind the rules, against other implementations."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from wenheng.analysis.rules.inference import (
    cliff,
    correlation,
    hedges,
    holm,
    mcnemar_p,
    overlap_p,
    rank_interval,
    shuffled,
    sign_flip_p,
    steadily_falling_p,
    wilson,
    within_ranks,
)

DICE = np.random.default_rng(8)


def test_cliff_counts_pairs():
    first, second = DICE.integers(0, 6, 9).astype(float), DICE.integers(0, 6, 7).astype(float)

    pairs = np.sign(first[:, None] - second)

    assert cliff(first, second) == pytest.approx(pairs.mean())
    assert cliff(np.array([3.0, 4.0]), np.array([1.0, 2.0])) == 1


def test_hedges_is_cohens_d_corrected():
    first, second = DICE.normal(1, 1, 12), DICE.normal(0, 1, 8)

    pooled = np.sqrt((11 * first.var(ddof=1) + 7 * second.var(ddof=1)) / 18)

    assert hedges(first, second) == pytest.approx(
        (first.mean() - second.mean()) / pooled * (1 - 3 / (4 * 18 - 1))
    )
    assert hedges(np.ones(3), np.zeros(3)) == math.inf


@pytest.mark.parametrize(("b", "c"), [(0, 0), (14, 6), (3, 17), (5, 5), (1, 0)])
def test_mcnemar_is_exact(b, c):
    reference = mcnemar([[0, b], [c, 0]], exact=True).pvalue if b + c else 1.0

    assert mcnemar_p(b, c) == pytest.approx(reference)


@pytest.mark.parametrize(
    ("k", "n", "first", "second"), [(4, 32, 10, 10), (6, 32, 10, 10), (3, 14, 7, 9)]
)
def test_overlap_is_hypergeometric(k, n, first, second):
    assert overlap_p(k, n, first, second) == pytest.approx(
        stats.hypergeom(n, first, second).sf(k - 1)
    )


def test_six_shared_leaders_of_32_are_needed_against_chance():
    assert overlap_p(5, 32, 10, 10) > 0.05 > overlap_p(6, 32, 10, 10)


def test_wilson_interval():
    assert wilson(75, 128) == pytest.approx(proportion_confint(75, 128, method="wilson"))


def test_holm_as_statsmodels_has_it():
    p = [0.01, 0.04, 0.03, 0.2, 0.01]

    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1])
    assert holm([]) == []


def test_sign_flips_agree_with_all_of_them():
    differences = np.array([0.4, 0.9, -0.1, 0.7, 0.3, 0.8, 0.2, -0.3])
    signs = np.array(np.meshgrid(*[[-1, 1]] * 8)).reshape(8, -1).T

    exact = (np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12).mean()

    assert sign_flip_p(differences, 20_000, 0) == pytest.approx(exact, abs=0.01)


def test_shuffles_stay_within_their_stratum():
    values, strata = np.arange(10.0), np.array([0] * 4 + [1] * 6)

    mixed = shuffled(values, strata, 200, 1)

    assert (np.sort(mixed[:, :4]) == np.arange(4)).all()
    assert (np.sort(mixed[:, 4:]) == np.arange(4, 10)).all()
    assert not (mixed == values).all(axis=1).all()


def test_a_steady_fall_is_found_and_none_is_not():
    falling = [DICE.normal(mean, 1, 10) for mean in (2, 1, 0)]
    rising = falling[::-1]

    assert steadily_falling_p(falling, 499, 0) < 0.01
    assert steadily_falling_p(rising, 499, 0) > 0.9


def test_rank_correlation_within_levels_ignores_a_gap_between_levels():
    levels = np.repeat([0, 1], 50)
    x, y = DICE.normal(size=100) + 9 * levels, DICE.normal(size=100) + 9 * levels

    pooled = stats.spearmanr(x, y).statistic
    within = correlation(within_ranks(x, levels), within_ranks(y, levels))

    assert pooled > 0.6
    assert abs(within) < 0.3
    alone = correlation(within_ranks(x[:50], levels[:50]), within_ranks(y[:50], levels[:50]))
    assert alone == pytest.approx(stats.spearmanr(x[:50], y[:50]).statistic)


def test_a_constant_has_no_correlation():
    assert correlation(np.ones(4), np.arange(4.0)) is None


def test_interval_of_rho_holds_it_and_narrows():
    few, many = rank_interval(0.4, 20), rank_interval(0.4, 200)

    assert few[0] < many[0] < 0.4 < many[1] < few[1]
