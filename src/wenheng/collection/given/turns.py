"""One question and its answer as a file gives it, before it is known which session it is of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from wenheng.collection.transcript import Link
from wenheng.forms import Faults, Filled


@dataclass(frozen=True)
class Given:
    """One row of a file. What is not known is None or empty, never 0.

    `group` numbers the conversations of files that keep them apart; `repeat` is None where the
    file does not say which one it is.
    """

    row: int
    question: str = ""
    group: int = 0
    session: str = ""
    platform: str = ""
    scenario: str = ""
    variant: str = ""
    repeat: int | None = None
    text: str = ""
    links: tuple[Link, ...] = ()
    options: tuple[str, ...] = ()
    outcome: str | None = None
    asked_at: datetime | None = None
    first_s: float | None = None
    last_s: float | None = None
    clicks: int | None = None
    steps: str = ""
    looked: tuple[str, ...] = ()
    looked_min: float | None = None
    second: str = ""
    tester: str = ""
    pictures: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Defaults:
    """What holds where a file does not say: its platform, the zone of its times, who asked."""

    platform: str = ""
    zone: tzinfo | None = None
    tester: str = ""


@dataclass(frozen=True)
class Source:
    """A file of conversations: its bytes and media type, its rows, what is wrong with it so far."""

    path: Path
    media: str
    content: bytes
    turns: tuple[Given, ...]
    filled: Filled = field(compare=False)


def source_of(path: Path, media: str, turns: Iterable[Given], filled: Filled) -> Source:
    """The file at `path` with what was read of it."""
    return Source(path, media, path.read_bytes(), tuple(turns), filled)


def nothing_wrong(path: Path) -> Filled:
    """What is wrong with a file before it is read."""
    faults: Faults = defaultdict(list)
    return Filled(path, (), {}, faults)
