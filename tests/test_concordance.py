import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.concordance import kendall_tau
from wenheng.errors import NotScorable, TableError

series = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12)


def test_a_published_example():
    # Hollander & Wolfe (1973), p. 187: nine lots of canned tuna, lightness and panel score.
    lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    panel = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]

    assert kendall_tau(lightness, panel) == pytest.approx(0.4444444, abs=5e-8)


def test_a_published_example_with_ties():
    # The manual of the R package ircor, tau_b with ties in y.
    x = [0.67, 0.45, 0.29, 0.12, 0.57, 0.24, 0.94, 0.75, 0.08, 0.54]
    y = [0.5, 0.7, 0.3, 0.1, 0.1, 0.6, 0.9, 0.2, 0.4, 0.8]

    assert kendall_tau(x, y) == pytest.approx(0.2247333, abs=5e-8)


def test_a_gap_is_no_tie_and_series_of_two_lengths_no_pairs():
    with pytest.raises(NotScorable):
        kendall_tau([1, None, 2], [1, 2, 3])
    with pytest.raises(TableError):
        kendall_tau([1, 2], [1, 2, 3])


@given(series)
def test_it_is_what_another_library_says(pairs):
    first, second = zip(*pairs, strict=True)
    if len(set(first)) == 1 or len(set(second)) == 1:
        with pytest.raises(NotScorable):
            kendall_tau(first, second)
        return

    oracle = _by_hand(first, second)

    assert kendall_tau(first, second) == pytest.approx(oracle)


def _by_hand(first, second):
    """τ-b by counting pairs in pandas frames."""
    frame = pd.DataFrame({"a": first, "b": second}).reset_index()
    both = frame.merge(frame, how="cross", suffixes=("", "2")).query("index < index2")
    a, b = both.a - both.a2, both.b - both.b2
    return ((a * b > 0).sum() - (a * b < 0).sum()) / ((a != 0).sum() * (b != 0).sum()) ** 0.5


@given(series)
def test_turning_one_order_round_turns_the_sign(pairs):
    first, second = zip(*pairs, strict=True)
    if len(set(first)) > 1 and len(set(second)) > 1:
        assert kendall_tau(first, second) == pytest.approx(
            -kendall_tau(first, [-x for x in second])
        )
