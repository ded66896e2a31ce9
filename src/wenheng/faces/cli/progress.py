"""How far a collection has come: a live table in a terminal, plain lines where none looks on."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from wenheng.language import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.table import Table

    from wenheng.actions.standing import Counts, PlatformStanding, Standing
    from wenheng.runs.port import Progress

LINE_EVERY_S = 10.0
AROUND = 8
"""Lines of the terminal that are not platforms."""


class Show(NamedTuple):
    """What is to be told: of each progress, and every few seconds how all platforms stand."""

    progress: Callable[["Progress"], None]
    standing: Callable[["Standing"], None] | None = None


@contextmanager
def shown(label: str) -> Iterator[Show]:
    """Shows in the terminal what it is told; writes lines where there is none."""
    if sys.stderr.isatty():
        with _live(label) as show:
            yield show
    else:
        yield Show(_lines(label))


@contextmanager
def counted(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over things done, of how many; nothing where no terminal looks on."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.live import Live

    bar = _bar()
    task = bar.add_task(label, total=None)
    with Live(bar, console=Console(stderr=True), refresh_per_second=4, transient=True):
        yield lambda done, of: bar.update(task, completed=done, total=of)


def standing_table(standing: "Standing", most: int | None = None) -> "Table":
    """All platforms, or the `most` that matter most just now."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("platform", "host"):
        table.add_column(say(f"fleet.{name}"), overflow="fold")
    for name in ("waiting", "resting", "running", "done", "failed"):
        table.add_column(say(f"fleet.{name}"), justify="right", no_wrap=True)
    for name in ("last", "left"):
        table.add_column(say(f"fleet.{name}"), no_wrap=True)
    rows = standing.platforms
    if most is not None and len(rows) > most:
        rows = tuple(sorted(rows, key=_urgency)[:most])
    for row in rows:
        last = say(f"outcomes.{row.last}") if row.last else ""
        table.add_row(row.platform, row.host, *_numbers(row), last, _span(row.eta_s))
    hidden, name = len(standing.platforms) - len(rows), say("fleet.sum")
    more = say("fleet.more", count=hidden) if hidden else ""
    table.add_row(name, more, *_numbers(standing), "", _span(standing.eta_s), style="bold")
    return table


@contextmanager
def _live(label: str) -> Iterator[Show]:
    from rich.console import Console, Group
    from rich.live import Live
    from rich.text import Text

    console, bar = Console(stderr=True), _bar()
    task = bar.add_task(label, total=None)
    tables: list[Table] = []
    word = Text("")
    with Live(bar, console=console, refresh_per_second=4, transient=True) as live:

        def draw() -> None:
            live.update(Group(*tables, *([word] if word.plain else []), bar))

        def on_progress(progress: "Progress") -> None:
            bar.update(task, completed=progress.ended, total=progress.total)
            word.plain = _word(progress)
            draw()

        def on_standing(standing: "Standing") -> None:
            tables[:] = [standing_table(standing, max(3, console.height - AROUND))]
            draw()

        yield Show(on_progress, on_standing)


def _bar() -> "Bar":
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    return Bar(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(say("work.left")),
        TimeRemainingColumn(),
    )


def _lines(label: str) -> Callable[["Progress"], None]:
    begun = time.monotonic()
    told, said = begun - LINE_EVERY_S, ""

    def show(progress: "Progress") -> None:
        nonlocal told, said
        now, word = time.monotonic(), _word(progress)
        if word and word != said:
            sys.stderr.write(f"{word}\n")
        said = word
        ended = progress.ended
        if now - told < LINE_EVERY_S and ended < progress.total:
            return
        told = now
        left = (now - begun) / ended * (progress.total - ended) if ended else None
        eta = "" if left is None else say("work.eta", seconds=round(left))
        sys.stderr.write(f"{label} {ended}/{progress.total} {eta}\n")

    return show


def _word(progress: "Progress") -> str:
    """Why less happens than one would think."""
    for name in ("away", "draining", "paused"):
        if getattr(progress, name):
            return say(f"fleet.is-{name}")
    return ""


def _numbers(row: "Counts") -> tuple[str, ...]:
    done = f"{row.recorded}/{row.planned}"
    return (str(row.waiting), str(row.put_off), str(row.running), done, str(row.failed))


def _urgency(row: "PlatformStanding") -> tuple[bool, int]:
    return (not row.running, -(row.waiting + row.put_off))


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "…"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
