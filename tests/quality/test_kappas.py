"""Agreement beyond chance, against printed values, statsmodels, the jackknife and properties."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats import inter_rater

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.language import speaking

NONE = np.nan
TABLES = arrays(np.float64, (3, 8), elements=st.sampled_from([0, 1, 2, 3, NONE]))
PAIRS = arrays(np.float64, (2, 9), elements=st.sampled_from([0, 1, 2]))
FAMILY = ("gwet_ac", "fleiss_kappa", "conger_kappa", "brennan_prediger", "percent_agreement")
WEIGHTS = ("unweighted", "linear", "quadratic", "ordinal", "radical")


@pytest.fixture
def four_raters(four_observers) -> np.ndarray:
    """Gwet (2014), p. 120: Krippendorff's data, but the third rater gave the lone rating."""
    four_observers[[1, 2], 11] = [NONE, 3]
    return four_observers


@pytest.fixture
def abstractors() -> np.ndarray:
    """Gwet (2014): two abstractors class 100 pregnancies as ectopic, AIU or NIU."""
    table = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
    pairs = [[k, m] for k in range(3) for m in range(3) for _ in range(table[k][m])]
    return np.array(pairs).T


@pytest.fixture
def diagnoses() -> np.ndarray:
    """Fleiss (1971), table 1: how many of 6 psychiatrists chose each of 5 diagnoses."""
    return np.array(
        [
            [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0],
            [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6],
            [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
            [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0], [0, 2, 0, 4, 0], [1, 0, 2, 0, 3],
            [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0], [1, 0, 0, 4, 1],
            [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "se", "low"),
    [
        ("percent_agreement", 0.81818, 0.12561, 0.542),
        ("gwet_ac", 0.77544, 0.14295, 0.461),
        ("fleiss_kappa", 0.76117, 0.15302, 0.424),
        ("conger_kappa", 0.76282, 0.14917, 0.435),
        ("brennan_prediger", 0.77273, 0.14472, 0.454),
    ],
)
def test_gwets_four_raters_come_out_as_irrcac_prints_them(four_raters, name, value, se, low):
    estimate = getattr(wh.quality, name)(four_raters)

    assert round(estimate.value, 5) == value
    assert round(estimate.se, 5) == se
    assert round(estimate.low, 3) == low
    assert estimate.high == 1


def test_cohens_kappa_of_the_two_abstractors_is_as_printed(abstractors):
    kappa = wh.quality.cohen_kappa(*abstractors)

    assert round(kappa.value, 7) == 0.7964094
    assert round(kappa.se, 8) == 0.05891072
    assert (round(kappa.low, 3), round(kappa.high, 3)) == (0.68, 0.913)


def test_fleiss_kappa_of_the_diagnoses_is_as_printed_and_as_in_statsmodels(diagnoses):
    ratings = np.array([np.repeat(range(5), row) for row in diagnoses]).T

    kappa = wh.quality.fleiss_kappa(ratings)

    assert round(kappa.value, 3) == 0.430
    assert kappa.value == pytest.approx(inter_rater.fleiss_kappa(diagnoses), abs=1e-12)


@given(PAIRS, st.sampled_from([None, "linear", "quadratic"]))
def test_cohens_kappa_and_its_error_are_those_of_statsmodels(pair, weights):
    assume(len(np.unique(pair)) == 3)  # statsmodels goes by place on the scale, not by level
    table = np.zeros((3, 3))
    np.add.at(table, tuple(pair.astype(int)), 1)
    with np.errstate(invalid="ignore"):  # a variance of 0 within rounding
        oracle = inter_rater.cohens_kappa(table, wt=weights)

    kappa = wh.quality.cohen_kappa(*pair, weights=weights)

    assert kappa.value == pytest.approx(oracle.kappa, abs=1e-9)
    assert kappa.se**2 == pytest.approx(oracle.var_kappa, abs=1e-9)


@given(PAIRS, st.sampled_from(WEIGHTS))
def test_congers_kappa_of_two_raters_is_cohens(pair, weights):
    try:
        cohen = wh.quality.cohen_kappa(*pair, weights=weights)
    except NotScorable:
        assume(False)
    n = pair.shape[1]

    conger = wh.quality.conger_kappa(pair, weights)

    assert conger.value == pytest.approx(cohen.value, abs=1e-9)
    assert conger.se == pytest.approx(cohen.se * np.sqrt(n / (n - 1)), abs=1e-9)


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("name", ["gwet_ac", "fleiss_kappa", "conger_kappa", "brennan_prediger"])
def test_the_linearised_error_is_near_that_of_the_jackknife(name, weights):
    random = np.random.default_rng(3)
    truth = random.integers(0, 4, 300)
    ratings = np.clip(truth + random.integers(-1, 2, (3, 300)), 0, 3).astype(float)
    ratings[0, :40] = NONE
    coefficient = getattr(wh.quality, name)
    without = [
        coefficient(np.delete(ratings, subject, axis=1), weights).value for subject in range(300)
    ]

    jackknife = np.sqrt(299 * np.var(without))

    assert coefficient(ratings, weights).se == pytest.approx(jackknife, rel=0.02)


@given(TABLES, st.sampled_from(FAMILY), st.randoms())
def test_neither_the_order_of_raters_nor_of_subjects_matters(ratings, name, random):
    raters, subjects = [list(range(n)) for n in ratings.shape]
    random.shuffle(raters)
    random.shuffle(subjects)
    coefficient = getattr(wh.quality, name)
    try:
        before = coefficient(ratings)
    except NotScorable:
        assume(False)

    after = coefficient(ratings[raters][:, subjects])

    assert after.value == pytest.approx(before.value, abs=1e-9)
    assert after.se == pytest.approx(before.se, abs=1e-9)
    assert after.value <= 1 + 1e-12


@given(TABLES, st.sampled_from(FAMILY))
def test_unweighted_levels_may_be_renamed(ratings, name):
    coefficient = getattr(wh.quality, name)
    try:
        before = coefficient(ratings)
    except NotScorable:
        assume(False)
    renamed = np.where(
        np.isnan(ratings), NONE, np.array([7, -3, 50, 0])[np.nan_to_num(ratings).astype(int)]
    )

    assert coefficient(renamed).value == pytest.approx(before.value, abs=1e-9)


@pytest.mark.parametrize("name", FAMILY)
def test_perfect_agreement_is_1(name):
    estimate = getattr(wh.quality, name)([[0, 1, 2, 2]] * 3)

    assert estimate.value == pytest.approx(1)
    assert estimate.se == pytest.approx(0)
    assert float(estimate) == estimate.value


def test_lone_ratings_move_chance_but_not_observed_agreement():
    pairs = np.array([[0, 1, 1, 0], [0, 1, 0, 0]])
    lone = np.hstack([pairs, [[1, 1], [NONE, NONE]]])

    assert wh.quality.percent_agreement(lone).value == wh.quality.percent_agreement(pairs).value
    for name in ("gwet_ac", "fleiss_kappa", "conger_kappa"):
        coefficient = getattr(wh.quality, name)
        assert coefficient(lone).value != pytest.approx(coefficient(pairs).value)


def test_a_level_that_nobody_used_counts_where_the_scale_is_given():
    ratings = [[0, 1, 1, 0], [0, 1, 0, 0]]

    assert wh.quality.brennan_prediger(ratings).value == pytest.approx((0.75 - 1 / 2) / (1 / 2))
    four = wh.quality.brennan_prediger(ratings, categories=range(4))
    assert four.value == pytest.approx((0.75 - 1 / 4) / (3 / 4))


def test_a_rating_outside_the_given_scale_is_refused():
    with speaking("en"), pytest.raises(TableError, match="9 is none of the categories"):
        wh.quality.gwet_ac([[0, 9], [0, 1]], categories=range(4))


def test_with_one_level_chance_is_certain_and_nothing_is_stated():
    same = [[2, 2, 2], [2, 2, 2]]

    for name in ("gwet_ac", "fleiss_kappa", "conger_kappa", "brennan_prediger"):
        with speaking("en"), pytest.raises(NotScorable, match="all ratings are one level"):
            getattr(wh.quality, name)(same)
    with pytest.raises(NotScorable):
        wh.quality.cohen_kappa(*same)
    assert wh.quality.gwet_ac(same, categories=range(4)).value == 1


def test_agreement_within_a_tolerance():
    ratings = [[0, 1, 3, 2], [1, 1, 1, NONE]]

    assert wh.quality.percent_agreement(ratings).value == pytest.approx(1 / 3)
    assert wh.quality.percent_agreement(ratings, tolerance=1).value == pytest.approx(2 / 3)
    with speaking("en"), pytest.raises(TableError, match="0 or more, not -1"):
        wh.quality.percent_agreement(ratings, tolerance=-1)


def test_a_tolerance_of_a_tenth_reaches_a_tenth():
    assert wh.quality.percent_agreement([[0.3], [0.2]], tolerance=0.1).value == 1


def test_two_raters_must_pair_up_and_one_rater_agrees_with_nobody():
    with speaking("en"), pytest.raises(TableError, match="must pair up"):
        wh.quality.cohen_kappa([1, 2, 3], [1, 2])
    with speaking("en"), pytest.raises(NotScorable, match="fewer than two raters"):
        wh.quality.gwet_ac([[1, 2, 3], [NONE] * 3])
    with speaking("en"), pytest.raises(NotScorable, match="no subject was rated twice"):
        wh.quality.cohen_kappa([1, NONE], [NONE, 2])
