"""Krippendorff's α against the literature, a naive loop, and what must always hold."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.language import speaking

NONE = np.nan
LEVELS = ("nominal", "ordinal", "interval", "ratio")
TABLES = arrays(np.float64, (3, 7), elements=st.sampled_from([0, 1, 2, 3, NONE]))


def naive_alpha(ratings: np.ndarray, level: str) -> float:
    """Every pair of pairable ratings, one by one: 1 − Dₒ/Dₑ as it is defined."""
    units = [[x for x in unit if not np.isnan(x)] for unit in ratings.T]
    units = [unit for unit in units if len(unit) > 1]
    pool = [x for unit in units for x in unit]

    def squared(a: float, b: float) -> float:
        if level == "nominal":
            return float(a != b)
        if level == "ordinal":
            low, high = min(a, b), max(a, b)
            between = sum(low <= x <= high for x in pool)
            return (between - (pool.count(a) + pool.count(b)) / 2) ** 2
        if level == "interval":
            return (a - b) ** 2
        return ((a - b) / (a + b)) ** 2 if a + b else 0.0

    within = [sum(squared(*p) for p in permutations(u, 2)) / (len(u) - 1) for u in units]
    among = sum(squared(*pair) for pair in permutations(pool, 2))
    return 1 - (sum(within) / len(pool)) / (among / (len(pool) * (len(pool) - 1)))


@pytest.mark.parametrize(
    ("level", "printed"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorffs_four_observers_come_out_as_printed(four_observers, level, printed):
    alpha = wh.quality.krippendorff_alpha(four_observers, level=level)

    assert round(float(alpha), 3) == printed


def test_the_standard_error_is_that_of_irrcac(four_observers):
    alpha = wh.quality.krippendorff_alpha(four_observers)

    assert round(alpha.value, 5) == 0.74342
    assert round(alpha.se, 5) == 0.14548
    assert (alpha.low, alpha.high) == (None, None)


@given(TABLES, st.sampled_from(LEVELS))
def test_alpha_is_what_all_pairs_give_one_by_one(ratings, level):
    try:
        alpha = wh.quality.krippendorff_alpha(ratings, level)
    except NotScorable:
        assume(False)

    assert alpha.value == pytest.approx(naive_alpha(ratings, level), abs=1e-9)
    assert alpha.value <= 1 + 1e-12


@given(TABLES, st.sampled_from(LEVELS), st.randoms())
def test_neither_the_order_of_raters_nor_of_subjects_matters(ratings, level, random):
    raters, subjects = [list(range(n)) for n in ratings.shape]
    random.shuffle(raters)
    random.shuffle(subjects)
    try:
        alpha = wh.quality.krippendorff_alpha(ratings, level)
    except NotScorable:
        assume(False)

    again = wh.quality.krippendorff_alpha(ratings[raters][:, subjects], level)

    assert again.value == pytest.approx(alpha.value, abs=1e-9)
    assert again.se == pytest.approx(alpha.se, abs=1e-9)


def test_nominal_levels_may_be_renamed_and_ordinal_ones_stretched(four_observers):
    renamed = np.array([0, 40, 2, 33, 17, 5])
    stretched = np.array([0, 1, 10, 100, 1000, 1001])

    for names, level in ((renamed, "nominal"), (stretched, "ordinal")):
        codes = np.nan_to_num(four_observers).astype(int)
        other = np.where(np.isnan(four_observers), NONE, names[codes])

        before = wh.quality.krippendorff_alpha(four_observers, level)
        assert wh.quality.krippendorff_alpha(other, level).value == pytest.approx(before.value)


def test_perfect_agreement_is_1_with_no_error():
    alpha = wh.quality.krippendorff_alpha([[0, 1, 2, 3, 3]] * 3, "ordinal")

    assert alpha.value == pytest.approx(1)
    assert alpha.se == pytest.approx(0)


def test_the_bootstrap_draws_subjects_and_repeats_with_its_seed(four_observers):
    first, again, other = (
        wh.quality.krippendorff_alpha(four_observers, "ordinal", interval="bootstrap", seed=seed)
        for seed in (1, 1, 2)
    )

    assert first == again
    assert first.low != other.low
    assert first.low < first.value < first.high <= 1 + 1e-12


def test_the_bootstrap_is_as_wide_as_the_standard_error_where_there_are_many_subjects():
    random = np.random.default_rng(5)
    truth = random.integers(0, 4, 600)
    ratings = np.clip(truth + random.integers(-1, 2, (3, 600)), 0, 3)

    alpha = wh.quality.krippendorff_alpha(ratings, "interval", interval="bootstrap")

    assert (alpha.high - alpha.low) / 2 == pytest.approx(1.96 * alpha.se, rel=0.1)


def test_alpha_is_undefined_where_all_ratings_are_one_level():
    with speaking("en"), pytest.raises(NotScorable, match="all ratings are one level"):
        wh.quality.krippendorff_alpha([[2, 2, 2], [2, 2, NONE]], "ordinal")


def test_lone_ratings_leave_alpha_and_alone_they_give_none(four_observers):
    alone = np.full((4, 1), NONE)
    alone[0] = 5

    joined = wh.quality.krippendorff_alpha(np.hstack([four_observers, alone]))
    assert joined == wh.quality.krippendorff_alpha(four_observers)
    with speaking("zh"), pytest.raises(NotScorable, match="没有一个对象评过两次"):
        wh.quality.krippendorff_alpha([[1, NONE], [NONE, 2]])


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        ([1, 2, 3], "raters × subjects"),
        ([[1, "N/A"], [2, 1]], r"not 'N/A' \(at \[0, 1\]\)"),
        ([[1, np.inf], [2, 1]], r"infinite \(at \[0, 1\]\)"),
        ([[1, 2], [1]], "differ in length"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused_with_its_places(ratings, said):
    given = np.array(ratings, dtype=object) if "N/A" in str(ratings) else ratings

    with speaking("en"), pytest.raises(TableError, match=said):
        wh.quality.krippendorff_alpha(given)


def test_none_is_not_rated_and_an_unknown_level_is_shown_beside_the_known():
    assert wh.quality.krippendorff_alpha([[1, 2, None], [1, 2, 1]]).value == pytest.approx(1)

    with speaking("en"), pytest.raises(TableError, match="nominal, ordinal, interval, ratio"):
        wh.quality.krippendorff_alpha([[1, 2], [1, 2]], level="ordinary")


def test_a_ratio_has_no_negative_ratings():
    with speaking("en"), pytest.raises(TableError, match="negative"):
        wh.quality.krippendorff_alpha([[-1, 2], [1, 2]], level="ratio")
