"""Windows of the week in which a session may be held."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.study.windows import ZONE, window

TUESDAY = datetime(2026, 11, 24, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "at", "holds"),
    [
        ("工作日 10:00–11:00", TUESDAY + timedelta(hours=10), True),
        ("工作日 10:00–11:00", TUESDAY + timedelta(hours=11), False),
        ("weekdays 10:00-11:00", TUESDAY + timedelta(days=4, hours=10), False),
        ("周末 9:30~22:00", TUESDAY + timedelta(days=4, hours=10), True),
        ("每天 20:00至21:00", datetime(2026, 11, 24, 12, 30, tzinfo=UTC), True),
    ],
)
def test_a_window_holds_its_days_and_hours_in_the_time_of_china(text, at, holds):
    found = window(text)

    assert found is not None
    assert found.holds(at) is holds


@pytest.mark.parametrize(
    "text",
    [
        "夜里",
        "工作日",
        "工作日 10:00",
        "工作日 11:00–10:00",
        "工作日 24:00–25:00",
        "周一 9:00–9:70",
    ],
)
def test_what_is_no_window_is_none(text):
    assert window(text) is None


@given(
    st.sampled_from(["工作日", "周末", "每天"]),
    st.integers(0, 60 * 24 * 365).map(lambda minutes: TUESDAY + timedelta(minutes=minutes)),
)
def test_the_next_opening_is_the_first_moment_after_now_that_it_holds(days, at):
    its = window(f"{days} 10:00–11:00")

    opens = its.next_after(at)

    assert opens > at and its.holds(opens)
    assert not its.holds(opens - timedelta(minutes=1))
    assert opens - at <= timedelta(days=7)
