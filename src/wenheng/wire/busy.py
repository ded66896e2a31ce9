"""What a host says that is too busy for us: HTTP 429 and 503, with or without Retry-After."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BUSY = (429, 503)


def retry_after_s(status: int, headers: Mapping[str, str]) -> float | None:
    """Seconds that a busy host asks for, 0 where it does not say; None where it is not busy.

    Source:
        RFC 9110, section 10.2.3.
    """
    if status not in BUSY:
        return None
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    said = said.strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
