"""Many sessions in one worker: `python -m benchmarks.endurance [--sessions N] [--browser]`.

Memory, open files and processes of the worker, its driver and its browser, tenth by tenth of the
sessions. What has grown from the third tenth to the last is named, and the exit code is 1.
"""

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.chaos import few, sandbox
from rich.console import Console
from rich.table import Table

from wenheng.collection.memory import descendants, memory_of

EVERY_S = 0.5
FROM_TENTH = 2
"""Until then caches fill: the first two tenths are no measure."""

MEMORY_GROWTH, FILES_GROWTH, PROCESSES_GROWTH = 1.15, 8, 3


class Sample(NamedTuple):
    """What the worker and all below it take."""

    recorded: int
    memory: int
    files: int
    processes: int


def main(sessions: int, by_browser: bool, at_once: int) -> int:
    """Collect, watch, print; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder, sandbox(folder) as study:
        directory = Path(folder) / "endurance"
        planned = few(directory, study, sessions, by_browser)
        begun = time.monotonic()
        samples, code = _watched(directory, at_once)
        wall_s = time.monotonic() - begun
        recorded = _recorded(directory)
    tenths = _tenths(samples, planned)
    broken = [] if (code, recorded) == (0, planned) else [f"{recorded} recorded, exit code {code}"]
    broken += _grown(tenths)
    kind = "browser" if by_browser else "endpoint"
    title = f"{recorded} of {planned} {kind} sessions, {at_once} at a time, {wall_s:.0f} s"
    table = Table("sessions", "memory MB", "open files", "processes", title=title)
    for row in tenths:
        memory = f"{row.memory / 1e6:.0f}"
        table.add_row(str(row.recorded), memory, str(row.files), str(row.processes))
    console = Console()
    console.print(table)
    console.print("; ".join(broken) or "nothing grows")
    return 1 if broken else 0


def _watched(directory: Path, at_once: int) -> tuple[list[Sample], int]:
    words = [sys.executable, "-m", "wenheng", "work", str(directory), "--at-once", str(at_once)]
    samples: list[Sample] = []
    environment = os.environ | {"DATABASE_URL": ""}
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as worker:
        try:
            while worker.poll() is None:
                samples.append(_sample(directory, worker.pid))
                time.sleep(EVERY_S)
        finally:
            worker.kill()
    return samples, worker.returncode


def _sample(directory: Path, pid: int) -> Sample:
    all_of_them = [pid, *descendants(pid)]
    memory = sum(map(memory_of, all_of_them))
    return Sample(_recorded(directory), memory, sum(map(_files, all_of_them)), len(all_of_them))


def _files(pid: int) -> int:
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0


def _recorded(directory: Path) -> int:
    file = f"file:{directory / 'data' / 'wenheng.db'}?mode=ro"
    try:
        with closing(sqlite3.connect(file, uri=True)) as ledger:
            return int(ledger.execute("SELECT count(*) FROM store_session").fetchone()[0])
    except sqlite3.Error:
        return 0


def _tenths(samples: list[Sample], planned: int) -> list[Sample]:
    """The medians of each tenth of the sessions."""
    rows = []
    for tenth in range(10):
        low, high = planned * tenth / 10, planned * (tenth + 1) / 10
        inside = [one for one in samples if low <= one.recorded < high and one.recorded]
        if inside:
            columns = zip(*inside, strict=True)
            rows.append(Sample(*(round(median(column)) for column in columns)))
    return rows


def _grown(tenths: list[Sample]) -> list[str]:
    if len(tenths) <= FROM_TENTH + 1:
        return ["too few sessions to tell"]
    first, last = tenths[FROM_TENTH], tenths[-1]
    grown = {
        "memory": last.memory > first.memory * MEMORY_GROWTH,
        "open files": last.files > first.files + FILES_GROWTH,
        "processes": last.processes > first.processes + PROCESSES_GROWTH,
    }
    return [f"{name} grew" for name, is_so in grown.items() if is_so]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=1_000)
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--at-once", type=int, default=0)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    sys.exit(main(given.sessions, given.browser, given.at_once or (4 if given.browser else 16)))
