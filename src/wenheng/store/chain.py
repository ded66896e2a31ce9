"""The hash chain: each link is the hash of the link before it and of a document in one form.

A document is plain data; `canonical` gives the one spelling of it that is hashed, so that any
program in any language can check a chain with a JSON writer and SHA-256.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any


def link(previous: str, document: Mapping[str, Any]) -> str:
    """SHA-256 of `previous`, a line feed and the canonical form of `document`."""
    return sha256(previous.encode() + b"\n" + canonical(document)).hexdigest()


def canonical(document: Any) -> bytes:
    """JSON in UTF-8, keys sorted, no spaces, no escapes but the necessary, times in UTC to the ms.

    Raises:
        ValueError: a number that JSON cannot write.
    """
    text = json.dumps(
        document,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_time,
    )
    return text.encode()


def _time(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds")
    raise TypeError(f"no canonical form of {type(value).__name__}")
