"""Intraclass correlations and Kendall's W."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.language import speaking

NONE = np.nan
FORMS = ("1,1", "A,1", "C,1", "1,k", "A,k", "C,k")
TABLES = arrays(np.float64, (3, 6), elements=st.integers(0, 9).map(float))


@pytest.mark.parametrize(
    ("form", "printed", "low", "high"),
    [
        ("1,1", 0.17, -0.133, 0.723),
        ("A,1", 0.29, 0.019, 0.761),
        ("C,1", 0.71, 0.342, 0.946),
        ("1,k", 0.44, -0.884, 0.912),
        ("A,k", 0.62, 0.071, 0.927),
        ("C,k", 0.91, 0.676, 0.986),
    ],
)
def test_shrout_and_fleiss_six_targets_come_out_as_printed(six_targets, form, printed, low, high):
    estimate = wh.quality.icc(six_targets, form)

    assert round(estimate.value, 2) == printed
    assert (round(estimate.low, 3), round(estimate.high, 3)) == (low, high)
    assert estimate.se is None


@given(TABLES, st.sampled_from(["1", "A", "C"]))
def test_the_mean_of_k_raters_is_as_reliable_as_spearman_and_brown_say(ratings, model):
    try:
        single, mean = (wh.quality.icc(ratings, f"{model},{of}") for of in ("1", "k"))
    except NotScorable:
        assume(False)
    assume(abs(1 + 2 * single.value) > 1e-6)

    def stepped_up(r: float) -> float:
        return 3 * r / (1 + 2 * r)

    assert mean.value == pytest.approx(stepped_up(single.value), rel=1e-6, abs=1e-9)
    if single.low is not None and single.low > 0:
        assert mean.low == pytest.approx(stepped_up(single.low), rel=1e-6)
        assert mean.high == pytest.approx(stepped_up(single.high), rel=1e-6)


@given(TABLES, st.sampled_from(FORMS), st.floats(0.5, 4), st.floats(-50, 50))
def test_units_and_order_do_not_matter(ratings, form, scale, shift):
    try:
        before = wh.quality.icc(ratings, form)
    except NotScorable:
        assume(False)

    after = wh.quality.icc(scale * ratings[::-1, ::-1] + shift, form)

    assert after.value == pytest.approx(before.value, rel=1e-6, abs=1e-6)
    assert after.value <= 1 + 1e-12


def test_a_severe_rater_lowers_agreement_but_not_consistency():
    truth = np.array([1.0, 3, 2, 5, 4])

    shifted = [truth, truth + 1, truth - 1]

    assert wh.quality.icc(shifted, "C,1").value == pytest.approx(1)
    assert wh.quality.icc(shifted, "A,1").value == pytest.approx(2.5 / 3.5)
    assert wh.quality.icc(shifted, "C,1").low is None


def test_without_variance_there_is_no_share_of_it_and_gaps_need_two_complete_subjects():
    with speaking("en"), pytest.raises(NotScorable, match="no variance to share out"):
        wh.quality.icc([[2, 2], [2, 2]])
    with speaking("en"), pytest.raises(NotScorable, match="only 1 subjects"):
        wh.quality.icc([[2, 2], [2, NONE]])
    with speaking("en"), pytest.raises(TableError, match="1,1, A,1, C,1, 1,k, A,k, C,k"):
        wh.quality.icc([[2, 1], [2, 3]], form="2,1")


@pytest.mark.parametrize("form", FORMS[:3])
def test_where_no_subject_stands_out_there_is_a_value_but_no_interval(form):
    estimate = wh.quality.icc([[1, 2, 3], [3, 2, 1]], form)

    assert estimate.value < 0
    assert (estimate.low, estimate.high) == (None, None)


def test_limits_beyond_the_pole_of_the_formula_are_not_stated():
    estimate = wh.quality.icc(np.roll(np.eye(3, 6), 3, axis=1), "A,k")

    assert estimate.value == pytest.approx(-1.5)
    assert (estimate.low, estimate.high) == (None, None)


def test_a_95_percent_interval_covers_the_truth_as_often_as_it_says():
    """20 subjects of variance 4, 4 raters of 1, the rest 3: the single-rater share is 1/2."""
    random = np.random.default_rng(17)

    def covers() -> bool:
        subjects, raters = random.normal(0, 2, 20), random.normal(0, 1, (4, 1))
        estimate = wh.quality.icc(subjects + raters + random.normal(0, np.sqrt(3), (4, 20)), "A,1")
        return estimate.low <= 0.5 <= estimate.high

    assert np.mean([covers() for _ in range(1000)]) == pytest.approx(0.95, abs=0.03)


def test_only_complete_subjects_count(six_targets):
    gappy = np.hstack([six_targets, [[NONE], [9], [9], [9]]])

    assert wh.quality.icc(gappy) == wh.quality.icc(six_targets)
    assert wh.quality.kendall_w(gappy) == wh.quality.kendall_w(six_targets)


def test_kendalls_w_without_ties_by_hand():
    ratings = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 2, 4, 3], [6, 3, 2, 5, 4, 1]]

    w = wh.quality.kendall_w(ratings)

    assert w.value == pytest.approx(12 * 33.5 / (9 * 210))


def test_zars_birds_have_the_printed_concordance_ties_and_all():
    """Zar (2010), Biostatistical analysis, 5th ed., example 20.5: wing, tail, bill of 12 birds."""
    birds = [
        [10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4],
        [7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3],
        [17, 17, 20, 14.5, 15.5, 13, 19.5, 16, 21, 20, 18, 22],
    ]

    assert round(wh.quality.kendall_w(birds).value, 3) == 0.924


@given(TABLES)
def test_kendalls_w_with_ties_is_friedmans_statistic_over_its_greatest_value(ratings):
    assume(any(len(set(row)) > 1 for row in ratings))
    friedman = stats.friedmanchisquare(*ratings.T).statistic

    w = wh.quality.kendall_w(ratings)

    assert w.value == pytest.approx(friedman / (3 * 5), abs=1e-9)
    assert -1e-12 <= w.value <= 1 + 1e-12


def test_one_order_is_w_1_even_with_ties_and_no_order_is_none():
    assert wh.quality.kendall_w([[1, 2, 2, 4], [0, 5, 5, 9]]).value == pytest.approx(1)
    with speaking("en"), pytest.raises(NotScorable, match="no order to agree on"):
        wh.quality.kendall_w([[1, 1, 1], [2, 2, 2]])
