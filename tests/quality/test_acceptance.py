"""Single and sequential sampling plans."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.language import speaking


def passes(lot: int, faults: int, n: int, c: int) -> float:
    """The chance of at most c faults among n, by counting."""
    ways = sum(comb(faults, x) * comb(lot - faults, n - x) for x in range(min(c, n) + 1))
    return ways / comb(lot, n)


def test_240_items_at_5_against_15_percent_need_71_with_at_most_6_faults():
    assert wh.quality.sampling_plan(240, 0.05, 0.15, 0.05, 0.05) == (71, 6)


def test_no_error_among_59_shows_fewer_than_5_percent():
    n, c = wh.quality.sampling_plan(1, 0.0005, 0.05, 0.05, 0.05, kind="binomial")

    assert (n, c) == (59, 0)


@given(st.integers(20, 90), st.integers(1, 9), st.integers(2, 12))
def test_the_plan_keeps_both_risks_and_none_is_smaller(lot, good, more):
    bad = good + more
    n, c = wh.quality.sampling_plan(lot, good / lot, bad / lot, 0.1, 0.1)

    def keeps(n: int, c: int) -> bool:
        return passes(lot, good, n, c) >= 0.9 - 1e-12 and passes(lot, bad, n, c) <= 0.1 + 1e-12

    assert keeps(n, c)
    assert not any(keeps(n - 1, fewer) for fewer in range(n - 1))


def test_a_process_needs_more_than_a_lot():
    lot = wh.quality.sampling_plan(240, 0.05, 0.15, 0.05, 0.05)
    process = wh.quality.sampling_plan(240, 0.05, 0.15, 0.05, 0.05, kind="binomial")

    assert process[0] > lot[0]


def test_impossible_wishes_are_refused_in_words():
    with speaking("en"), pytest.raises(TableError, match="0 < acceptable < rejectable < 1"):
        wh.quality.sampling_plan(240, 0.15, 0.05, 0.05, 0.05)
    with speaking("en"), pytest.raises(TableError, match="at least one item"):
        wh.quality.sampling_plan(0, 0.05, 0.15, 0.05, 0.05)
    with speaking("en"), pytest.raises(NotScorable, match="tell them apart"):
        wh.quality.sampling_plan(100, 0.06, 0.0600000000001, 0.05, 0.05)


def test_walds_lines():
    plan = wh.quality.sprt(0.1, 0.3, 0.02, 0.03)

    step = np.log(0.3 / 0.1) - np.log(0.7 / 0.9)
    assert plan.slope == pytest.approx(np.log(0.9 / 0.7) / step)
    assert plan.below == pytest.approx(-np.log(0.03 / 0.98) / step)
    assert plan.above == pytest.approx(np.log(0.97 / 0.02) / step)


def test_a_sequential_check_ends_as_faults_come_in():
    plan = wh.quality.sprt(0.05, 0.15)

    assert plan.decide(3, 0) == "continue"
    assert plan.decide(60, 1) == "accept"
    assert plan.decide(20, 6) == "reject"
    with speaking("en"), pytest.raises(TableError, match="3 faults among 2"):
        plan.decide(2, 3)


def test_the_sequential_check_keeps_its_risks_when_played_through():
    plan = wh.quality.sprt(0.05, 0.2, 0.05, 0.1)
    random = np.random.default_rng(11)

    def rejected(share: float) -> float:
        ends = []
        for _ in range(1000):
            checked = faults = 0
            while (verdict := plan.decide(checked, faults)) == "continue":
                checked, faults = checked + 1, faults + int(random.random() < share)
            ends.append(verdict == "reject")
        return float(np.mean(ends))

    assert rejected(0.05) <= 0.06
    assert rejected(0.2) >= 0.88
