from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from wenheng.wire.busy import retry_after_s


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "120"}, 120),
        (503, {"retry-after": " 5 "}, 5),
        (503, {}, 0),
        (429, {"Retry-After": "soon"}, 0),
        (429, {"Retry-After": "-3"}, 0),
        (200, {"Retry-After": "120"}, None),
        (500, {"Retry-After": "120"}, None),
    ],
)
def test_a_busy_host_says_how_long_or_does_not(status, headers, seconds):
    assert retry_after_s(status, headers) == seconds


@pytest.mark.parametrize(("ahead_s", "seconds"), [(60, 60), (-60, 0)])
def test_it_may_say_until_when(ahead_s, seconds):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead_s), usegmt=True)

    assert retry_after_s(503, {"Retry-After": until}) == pytest.approx(seconds, abs=2)
