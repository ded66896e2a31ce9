"""Indices of disparity: published numbers, independent loops, and what must always hold."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wenheng as wh
from wenheng.analysis.disparity import atkinson, cv, decompose, gini, theil_l, theil_t
from wenheng.errors import NotScorable, TableError

INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
"""Ten incomes of the manual of the R package ineq (after Cowell)."""

POSITIVE = st.lists(st.floats(0.01, 1e4), min_size=2, max_size=15)
AMOUNTS = st.lists(st.floats(0, 1e4), min_size=2, max_size=15).filter(lambda x: max(x) > 0.01)
FOUR = {
    "gini": gini,
    "theil_t": theil_t,
    "atkinson ½": lambda x: atkinson(x, 0.5),
    "cv": cv,
}
ALL = FOUR | {
    "theil_l": theil_l,
    "atkinson 1": lambda x: atkinson(x, 1),
    "atkinson 2": lambda x: atkinson(x, 2),
}


def test_ten_incomes_give_the_printed_gini():
    # The manual of the R package acid, whose example are ineq's incomes.
    assert gini(INCOMES) == pytest.approx(0.4620911, abs=5e-8)


def test_two_units_of_which_one_has_all():
    # Cowell (2011), chapter 3: the upper limits for n units.
    assert gini([0, 1]) == pytest.approx(0.5)
    assert theil_t([0, 1]) == pytest.approx(math.log(2))
    assert cv([0, 1]) == pytest.approx(1)


@given(AMOUNTS)
def test_gini_is_the_mean_difference_of_all_pairs(x):
    pairs = sum(abs(a - b) for a in x for b in x)

    assert gini(x) == pytest.approx(pairs / (2 * len(x) ** 2 * np.mean(x)), abs=1e-12)


@given(AMOUNTS)
def test_theil_t_is_the_sum_over_shares_against_even_shares(x):
    shares = [value / sum(x) for value in x]

    entropy = sum(s * math.log(s * len(x)) for s in shares if s > 0)

    assert theil_t(x) == pytest.approx(entropy, abs=1e-9)


@given(POSITIVE)
def test_theil_l_is_the_log_of_the_mean_over_the_geometric_mean(x):
    geometric = math.exp(sum(math.log(value) for value in x) / len(x))

    assert theil_l(x) == pytest.approx(math.log(np.mean(x) / geometric), abs=1e-9)
    assert atkinson(x, 1) == pytest.approx(1 - geometric / np.mean(x), abs=1e-9)


@given(POSITIVE, st.sampled_from([0.25, 0.5, 2.0, 3.0]))
def test_atkinson_is_what_equality_could_do_without(x, epsilon):
    power = 1 - epsilon

    equivalent = (sum(value**power for value in x) / len(x)) ** (1 / power)

    assert atkinson(x, epsilon) == pytest.approx(1 - equivalent / np.mean(x), abs=1e-9)


@given(POSITIVE)
def test_cv_of_a_sample_divides_by_n_minus_1(x):
    import statistics

    assert cv(x, ddof=1) == pytest.approx(statistics.stdev(x) / statistics.mean(x), abs=1e-9)


@pytest.mark.parametrize("index", ALL.values(), ids=ALL)
@given(x=POSITIVE, factor=st.floats(0.01, 100))
def test_no_index_depends_on_the_unit_the_order_or_copies_of_the_population(index, x, factor):
    assert index([factor * value for value in x]) == pytest.approx(index(x), abs=1e-9)
    assert index(x[::-1]) == pytest.approx(index(x), abs=1e-9)
    assert index(x * 3) == pytest.approx(index(x), abs=1e-9)
    assert index([x[0]] * 4) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("index", ALL.values(), ids=ALL)
@given(x=POSITIVE, part=st.floats(0.01, 0.5))
def test_giving_from_richer_to_poorer_never_raises_an_index(index, x, part):
    richest, poorest = int(np.argmax(x)), int(np.argmin(x))
    gift = part * (x[richest] - x[poorest])
    after = list(x)
    after[richest] -= gift
    after[poorest] += gift

    assert index(after) <= index(x) + 1e-9


@given(
    st.lists(st.tuples(st.floats(0.01, 1e4), st.sampled_from("abc")), min_size=2, max_size=15),
    st.sampled_from(["theil_t", "theil_l"]),
)
def test_within_and_between_add_up(rows, measure):
    x, groups = zip(*rows, strict=True)

    total, within, between = decompose(x, groups, measure)

    means = {g: np.mean([v for v, other in rows if other == g]) for g in groups}
    assert total == pytest.approx({"theil_t": theil_t, "theil_l": theil_l}[measure](x))
    assert within + between == pytest.approx(total, abs=1e-9)
    index = theil_t if measure == "theil_t" else theil_l
    assert between == pytest.approx(index([means[g] for g in groups]), abs=1e-9)


def test_a_group_that_has_nothing_takes_no_part_in_theil_t():
    total, within, between = decompose([0, 0, 1, 1], pl.Series(["a", "a", "b", "b"]))

    assert (total, within, between) == pytest.approx((math.log(2), 0, math.log(2)))


@pytest.mark.parametrize("index", ALL.values(), ids=ALL)
@pytest.mark.parametrize("x", [[], [1, math.nan], pl.Series([1.0, None]), [1, math.inf]])
def test_gaps_and_nothing_give_no_number(index, x):
    with pytest.raises(NotScorable):
        index(x)


@pytest.mark.parametrize("index", ALL.values(), ids=ALL)
def test_all_zeros_give_no_number(index):
    with pytest.raises(NotScorable):
        index([0, 0, 0])


@pytest.mark.parametrize("name", [name for name in ALL if name != "cv"])
def test_negative_amounts_give_no_number(name):
    with pytest.raises(NotScorable):
        ALL[name]([-1, 2, 3])


@pytest.mark.parametrize("index", [theil_l, lambda x: atkinson(x, 1), lambda x: atkinson(x, 2)])
def test_where_one_zero_would_decide_there_is_no_number(index):
    with pytest.raises(NotScorable):
        index([0, 1, 2])


@pytest.mark.parametrize("epsilon", [0, -1, math.nan, math.inf])
def test_aversion_must_be_above_zero(epsilon):
    with pytest.raises(NotScorable):
        atkinson([1, 2], epsilon)


def test_a_sample_of_one_has_no_cv():
    with pytest.raises(NotScorable):
        cv([3], ddof=1)


@pytest.mark.parametrize("groups", [["a"], ["a", None], ["a", math.nan]])
def test_every_unit_needs_a_group(groups):
    with pytest.raises(TableError):
        decompose([1, 2], groups)


def test_another_measure_is_refused():
    with pytest.raises(TableError, match="gini"):
        decompose([1, 2], "ab", "gini")


def test_the_indices_are_reached_by_their_public_names():
    assert wh.analysis.gini(INCOMES) == gini(INCOMES)
    assert "theil_t" in dir(wh.analysis)
    with pytest.raises(AttributeError):
        wh.analysis.no_such_index  # noqa: B018
