"""What arrives in pieces, put together: lines, server-sent events, JSON values."""

import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

_BREAK = re.compile("\r\n|\n|\r")
_FIELDS = ("data:", "event:", "id:", "retry:", ":", "data")


@dataclass(frozen=True)
class Event:
    """A server-sent event; `name` is empty where it has none."""

    name: str
    data: str


async def lines(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """The lines of a text that arrives cut anywhere, each as soon as it is whole."""
    rest = ""
    async for piece in pieces:
        text = rest + piece
        held = "\r" if text.endswith("\r") else ""  # its line feed may be in the next piece
        *whole, rest = _BREAK.split(text.removesuffix("\r") if held else text)
        rest += held
        for line in whole:
            yield line
    if rest:
        yield rest.removesuffix("\r")


async def events(text: AsyncIterator[str]) -> AsyncIterator[Event]:
    """The events in the lines `text`; the last one counts also where the stream was cut after it.

    Source:
        HTML Living Standard, section 9.2.6, interpreting an event stream.
    """
    name, data = "", list[str]()
    async for line in text:
        if not line and data:
            yield Event(name, "\n".join(data))
        if not line:
            name, data = "", []
            continue
        field, _, value = line.lstrip("\ufeff").partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data.append(value)
        elif field == "event":
            name = value
    if data:
        yield Event(name, "\n".join(data))


async def events_or_whole(text: AsyncIterator[str]) -> AsyncGenerator[Event, None]:
    """Events where the lines look like events, whatever they are called; else all as one event."""
    first = ""
    async for first in text:
        if first.strip():
            break
    if first.lstrip("\ufeff").startswith(_FIELDS):
        async for event in events(_before(first, text)):
            yield event
        return
    whole = "\n".join([line async for line in _before(first, text)])
    if whole.strip():
        yield Event("", whole)


def values(data: str) -> list[Any]:
    """The JSON in `data`: one value, or one a line, as careless servers leave out blank lines.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return [json.loads(data)]
    except ValueError:
        if "\n" not in data.strip():
            raise
        return [json.loads(line) for line in data.splitlines() if line.strip()]


async def _before(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for line in rest:
        yield line
