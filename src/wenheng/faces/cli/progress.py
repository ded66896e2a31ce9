"""A progress bar with an estimate of what is left; plain lines where no terminal looks on."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wenheng.language import say

if TYPE_CHECKING:
    from wenheng.runs.port import Progress

LINE_EVERY_S = 10.0


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[["Progress"], None]]:
    """Gives what is to be told of each progress."""
    if sys.stderr.isatty():
        with _bar(label) as show:
            yield show
    else:
        yield _lines(label)


@contextmanager
def _bar(label: str) -> Iterator[Callable[["Progress"], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import (
        Progress as Bar,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(say("work.left")),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)

        def show(progress: "Progress") -> None:
            bar.update(task, completed=progress.done + progress.failed, total=progress.total)

        yield show


def _lines(label: str) -> Callable[["Progress"], None]:
    begun = time.monotonic()
    told = begun - LINE_EVERY_S

    def show(progress: "Progress") -> None:
        nonlocal told
        now = time.monotonic()
        ended = progress.done + progress.failed
        if now - told < LINE_EVERY_S and ended < progress.total:
            return
        told = now
        left = (now - begun) / ended * (progress.total - ended) if ended else None
        eta = "" if left is None else say("work.eta", seconds=round(left))
        sys.stderr.write(f"{label} {ended}/{progress.total} {eta}\n")

    return show
