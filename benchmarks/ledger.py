"""What it costs to keep and to schedule: `python benchmarks/ledger.py [SESSIONS]`.

Each session has 4 turns and 3 files of 40 kB; the same directory holds all, as in a real run.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from wenheng.runs.durable import DurableEngine
from wenheng.runs.port import Crew, Task
from wenheng.store.record import Piece, record_session
from wenheng.store.run import Instrument, Run, begin_run
from wenheng.store.sessions import recorded, sessions
from wenheng.store.verify import verify
from wenheng.store.workspace import Workspace

INSTRUMENT = Instrument("benchmark", 1, "0" * 64, "1", "0")
STARTS = {
    "import the store": "import wenheng.store.verify",
    "import the engine": "from wenheng.runs.durable import DurableEngine; import dbos",
}


def main(number: int) -> None:
    """Measure and print."""
    table = Table("what", "wall", "CPU", "per", title=f"{number} sessions")
    with tempfile.TemporaryDirectory() as directory:
        for name, code in STARTS.items():
            with measured(table, name, 1, "process"):
                subprocess.run([sys.executable, "-c", code], check=True)
        with measured(table, "open a new workspace", 1, "workspace"):
            workspace = Workspace.open(directory, "")
        workspace.close()
        with measured(table, "open it again", 1, "workspace"):
            workspace = Workspace.open(directory, "")
        run = begin_run(workspace, INSTRUMENT)
        measure_ledger(table, run, number)
        asyncio.run(measure_engine(table, workspace.engine_place, number))
        workspace.close()
    Console().print(table)


def measure_ledger(table: Table, run: Run, number: int) -> None:
    """Record, read and verify."""
    with measured(table, "record a session", number, "session"):
        for n in range(number):
            record_session(run, row(n), files())
    with measured(table, "refuse a double", 100, "session"):
        for n in range(100):
            record_session(run, row(n % number), ())
    with measured(table, "which are recorded", 1, "run"):
        recorded(run)
    with measured(table, "read all as SESSIONS", 1, "run"):
        sessions(run)
    with measured(table, "verify all", 1, "run"):
        assert verify(run).holds


async def measure_engine(table: Table, file: Path, number: int) -> None:
    """Schedule tasks that do nothing."""
    with measured(table, "open the engine (first time)", 1, "engine"):
        engine = DurableEngine(file, "1")
    with measured(table, "start and stop work", 1, "work"):
        await engine.work(nothing, Crew())
    with measured(table, "submit", number, "task"):
        engine.submit(Task(f"t{n}", f"host{n % 40}") for n in range(number))
    with measured(table, "hold an empty task, 16 at a time", number, "task"):
        await engine.work(nothing, Crew(16, 2))
    engine.close()


async def nothing(_task: Task) -> None:
    """Do nothing."""


@contextmanager
def measured(table: Table, what: str, times: int, unit: str) -> Iterator[None]:
    """Add a row with the milliseconds that the body took, for each of `times`."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    yield
    wall, cpu = time.perf_counter() - wall, sum(os.times()[:4]) - cpu
    table.add_row(what, f"{wall / times * 1e3:.2f} ms", f"{cpu / times * 1e3:.2f} ms", unit)


def row(number: int) -> dict[str, Any]:
    """A session of 4 turns."""
    turn = {
        "kind": "main",
        "question": "临时身份证怎么办理?",
        "outcome": "replied",
        "text": "请带户口簿到派出所办理。" * 30,
        "links": [{"text": "办事指南", "url": "https://gov.example/guide"}],
        "options": ["材料", "时限", "费用"],
        "first_s": 0.4,
        "last_s": 2.1,
    }
    return {
        "session": f"p{number:05}/id-card/main/1",
        "platform": f"p{number:05}",
        "scenario": "id-card",
        "variant": "main",
        "repeat": 1,
        "attempt": 1,
        "transport": "browser",
        "outcome": "replied",
        "fault": "nobody",
        "has_assistant": True,
        "entry_clicks": 1,
        "features": {"handoff": True},
        "started_at": datetime.now(UTC),
        "duration_s": 9.5,
        "note": "",
        "turns": [turn | {"turn": n} for n in range(4)],
    }


def files() -> list[Piece]:
    """Three files that no other session has."""
    return [Piece("screenshot", n, "image/png", os.urandom(40_000)) for n in range(3)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_500)
