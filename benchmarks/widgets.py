"""Visit every page of tests/widgets and print what was found beside what is true of it.

Run: python benchmarks/widgets.py [--at-once N] [page …]
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from wenheng.collection.dialogue import Question
from wenheng.collection.transcript import Transcript
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.study.options import Pace
from wenheng.study.roster import Platform

WIDGETS = Path(__file__).parents[1] / "tests" / "widgets"
PORT = 18_800
JUDGED = {"hot_questions", "voice_input", "attachments", "satisfaction"}
COLUMNS = ("page", "tier", "found", "outcome", "text", "features", "links", "s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--at-once", type=int, default=2)
    chosen = parser.parse_args()
    manifest = json.loads((WIDGETS / "manifest.json").read_text("utf-8"))
    rows = [row for row in manifest if not chosen.pages or row["id"] in chosen.pages]
    command = [sys.executable, "server.py", "--port", str(PORT)]
    with subprocess.Popen(command, cwd=WIDGETS, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(PORT)
            print_table(asyncio.run(visit_all(rows, chosen.at_once)))
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Return once something listens; one of the pages takes the server some seconds."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


Visited = tuple[dict[str, Any], Transcript, float]


async def visit_all(rows: list[dict[str, Any]], at_once: int) -> list[Visited]:
    gate = asyncio.Semaphore(at_once)
    async with Transports() as transports:
        browser = await transports.of("browser")

        async def visit(row: dict[str, Any]) -> Visited:
            entry = f"http://127.0.0.1:{PORT}{row['url']}"
            platform = Platform(id="p", unit="u", channel="c", entry=entry)
            pace = Pace(reply_limit_s=25, session_limit_s=90)
            target = Target(platform, row["viewport"] == "mobile", pace)
            async with gate:
                begun = time.monotonic()
                held = await browser.hold(target, [Question("main", row["question"])], pause)
                return row, held, time.monotonic() - begun

        return list(await asyncio.gather(*(visit(row) for row in rows)))


async def pause() -> None:
    return


def judged(row: dict[str, Any], held: Transcript, took_s: float) -> dict[str, str]:
    reply = held.turns[0].reply if held.turns else None
    seen = {name for name, there in held.features.items() if there} & JUDGED
    speaks = bool(row["reply"])
    text = "".join(reply.text.split()) if reply else ""
    linked = bool(reply and reply.links)
    return {
        "page": row["id"],
        "tier": row["tier"],
        "found": mark((held.has_assistant is True) == row["has_assistant"]),
        "outcome": f"{held.outcome} {mark(held.outcome in row['outcomes'])}",
        "text": mark(text == "".join(row["reply"].split())) if speaks else "",
        "features": mark(seen == set(row["features"]) - {"links"}) if speaks else "",
        "links": mark(linked == ("links" in row["features"])) if speaks else "",
        "s": f"{took_s:.1f}",
    }


def mark(right: bool) -> str:
    return "ok" if right else "WRONG"


def print_table(visits: list[Visited]) -> None:
    table = [judged(*visit) for visit in visits]
    widths = {c: max(len(c), *(len(row[c]) for row in table)) for c in COLUMNS}
    print("  ".join(c.ljust(widths[c]) for c in COLUMNS))
    for row in table:
        print("  ".join(row[c].ljust(widths[c]) for c in COLUMNS))
    print()
    for column in ("found", "outcome", "text", "features", "links"):
        for tier in ("normal", "hard"):
            asked = [row for row in table if row["tier"] == tier and row[column]]
            right = [row for row in asked if row[column].endswith("ok")]
            wrong = ", ".join(row["page"] for row in asked if row not in right)
            print(f"{column:9} {tier:7} {len(right)} of {len(asked)}  {wrong}")


if __name__ == "__main__":
    main()
