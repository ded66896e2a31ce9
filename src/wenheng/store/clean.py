"""Text as databases and UTF-8 can hold it."""

from typing import Any

REPLACEMENT = "\ufffd"


def storable(value: Any) -> Any:
    """`value` with U+FFFD for NUL and for halves of surrogate pairs, in all texts within.

    A page can produce both; PostgreSQL refuses the first, UTF-8 the second. The evidence keeps
    what was really sent.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {key: storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    return value


def _text(value: str) -> str:
    if value.isascii():
        return value.replace("\x00", REPLACEMENT)
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", REPLACEMENT)
