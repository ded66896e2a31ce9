"""Visit every page of tests/widgets and print what was found beside what is true of it.

Run `python -m benchmarks.widgets [--at-once N] [--burn] [--times N] [page …]`; `--burn` keeps every
core busy meanwhile. Ends with 1 where anything is not as it is true of the page.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.zoo import burning
from tests.collection.conftest import free_port, wait_for
from tests.collection.visiting import Call, bare, call_all, features_seen

from wenheng.collection.transcript import Transcript

WIDGETS = Path(__file__).parents[1] / "tests" / "widgets"
COLUMNS = ("page", "tier", "found", "outcome", "text", "features", "links", "s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--burn", action="store_true")
    parser.add_argument("--times", type=int, default=1)
    chosen = parser.parse_args()
    manifest = json.loads((WIDGETS / "manifest.json").read_text("utf-8"))
    rows = [row for row in manifest if not chosen.pages or row["id"] in chosen.pages]
    port = free_port(2)
    command = [sys.executable, "server.py", "--port", str(port)]
    right = True
    with subprocess.Popen(command, cwd=WIDGETS, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            with burning(chosen.burn):
                for _ in range(chosen.times):
                    visits = asyncio.run(visit_all(rows, port, chosen.at_once))
                    right = print_table(visits) and right
        finally:
            server.terminate()
    sys.exit(not right)


Visited = tuple[dict[str, Any], Transcript]


async def visit_all(rows: list[dict[str, Any]], port: int, at_once: int) -> list[Visited]:
    calls = [
        Call(
            f"http://127.0.0.1:{port}{row['url']}", (row["question"],), row["viewport"] == "mobile"
        )
        for row in rows
    ]
    return list(zip(rows, await call_all(calls, at_once), strict=True))


def judged(row: dict[str, Any], held: Transcript) -> dict[str, str]:
    reply = held.turns[0].reply if held.turns else None
    speaks = bool(row["reply"])
    text = bare(reply.text) if reply else ""
    linked = bool(reply and reply.links)
    return {
        "page": row["id"],
        "tier": row["tier"],
        "found": mark((held.has_assistant is True) == row["has_assistant"]),
        "outcome": f"{held.outcome} {mark(held.outcome in row['outcomes'])}",
        "text": mark(text == bare(row["reply"])) if speaks else "",
        "features": mark(features_seen(held) == set(row["features"]) - {"links"}) if speaks else "",
        "links": mark(linked == ("links" in row["features"])) if speaks else "",
        "s": f"{held.duration_s or 0:.1f}",
    }


def mark(right: bool) -> str:
    return "ok" if right else "WRONG"


def print_table(visits: list[Visited]) -> bool:
    """Whether all is right, after printing it."""
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
    return not any(cell.endswith("WRONG") for row in table for cell in row.values())


if __name__ == "__main__":
    main()
