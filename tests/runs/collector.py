"""A small collection, run as a process of its own: `collector.py DIRECTORY NUMBER`.

It may be killed at any moment and started again with the same words.
"""

import asyncio
import random
import sys
from datetime import UTC, datetime

from wenheng.runs.durable import DurableEngine
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Crew, Task
from wenheng.store.record import Piece, record_session
from wenheng.store.run import Instrument, begin_run
from wenheng.store.sessions import recorded
from wenheng.store.workspace import Workspace
from wenheng.study.options import Pace

INSTRUMENT = Instrument("kill-test", 1, "0" * 64, "1", "0.1.0")


def session(key: str) -> dict:
    platform, scenario, variant, repeat = key.split("/")
    turn = {"kind": "main", "question": "?", "outcome": "replied", "text": key}
    turn |= {"links": [], "options": [], "first_s": 0.1, "last_s": 0.2}
    return {
        "session": key,
        "platform": platform,
        "scenario": scenario,
        "variant": variant,
        "repeat": int(repeat),
        "attempt": 1,
        "transport": "replay",
        "outcome": "replied",
        "fault": "nobody",
        "has_assistant": True,
        "entry_clicks": 1,
        "features": {},
        "started_at": datetime.now(UTC),
        "duration_s": 0.2,
        "note": "",
        "turns": [turn | {"turn": number} for number in range(3)],
    }


async def collect(workspace: Workspace, number: int) -> None:
    run = begin_run(workspace, INSTRUMENT)
    planned = [f"p{n}/scenario/main/1" for n in range(number)]
    missing = sorted(set(planned) - recorded(run))
    engine, pacer = DurableEngine(workspace.engine_place, "1"), Pacer(Pace(gap_s=0.01))

    async def hold(task: Task) -> None:
        key = task.payload["session"]
        for _ in range(3):
            await pacer.turn(task.host)
            await asyncio.sleep(random.uniform(0, 0.05))
        pictures = [Piece("screenshot", n, "image/png", f"{key} {n}".encode()) for n in range(3)]
        await asyncio.to_thread(record_session, run, session(key), pictures)

    engine.submit(
        Task(f"{run.key}/{key}", f"host{len(key) % 3}{key[1]}", {"session": key}) for key in missing
    )
    await engine.work(hold, Crew(size=8, per_host=2))
    engine.close()


if __name__ == "__main__":
    try:
        with Workspace.open(sys.argv[1], "") as opened:
            asyncio.run(collect(opened, int(sys.argv[2])))
    except KeyboardInterrupt:
        sys.exit(130)
