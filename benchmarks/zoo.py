"""The zoo of portal pages, visited through the real transport: run `python -m benchmarks.zoo`.

Prints a line a page: detection, outcome, whether it was asked as often as planned, whether text,
links, options and features were read as they are, and how long the session took. Arguments choose
pages by the beginning of their ids; `--at-once N` sessions run at a time (4), `--burn` keeps every
core busy meanwhile. Ends with 1 where anything is not as it is true of the page, but for pages
known to be missed.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

from tests.collection.zoo.rows import rows
from tests.collection.zoo.visits import Verdict, Visited, judge, visit_all


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--burn", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder for events, panels and pictures")
    told = parser.parse_args()
    chosen = [r for r in rows() if not told.ids or r.id.startswith(tuple(told.ids))]
    begun = time.monotonic()
    with burning(told.burn):
        visits = asyncio.run(visit_all(chosen, told.at_once))
    report(visits)
    print(f"{time.monotonic() - begun:.0f} s for {len(visits)} pages, {told.at_once} at a time")
    if told.keep:
        for visit in visits:
            keep(visit, told.keep)
    sys.exit(any(judge(visit).right == bool(visit.row.missed) for visit in visits))


def report(visits: list[Visited]) -> None:
    verdicts = {visit.row.id: judge(visit) for visit in visits}
    for visit in visits:
        verdict = verdicts[visit.row.id]
        marks = "".join(".x-"[{True: 0, False: 1, None: 2}[mark]] for mark in astuple(verdict))
        steps = " > ".join(visit.transcript.entry_steps or ())
        held = visit.transcript
        print(f"{visit.row.id:20} {marks} {held.outcome:12} {held.duration_s:5.1f} s {steps}")
        if verdict.text is False:
            for turn, reply in zip(visit.transcript.turns, visit.row.replies, strict=False):
                print(f"{'':21}got  {turn.reply.text!r:.200}\n{'':21}want {reply!r:.200}")
        for name in ("links", "options", "features"):
            if getattr(verdict, name) is False:
                print(f"{'':21}{name}: {visit.seen(name)} instead of {getattr(visit.row, name)}")
        if verdict.asked is False:
            print(f"{'':21}asked {visit.asked} times, posted {visit.posted} times")
    for name in Verdict.__dataclass_fields__:
        marks_of = [getattr(v, name) for v in verdicts.values()]
        told = [mark for mark in marks_of if mark is not None]
        print(f"{name:10} {sum(told):3} of {len(told)}")
    print(f"{'all right':10} {sum(v.right for v in verdicts.values()):3} of {len(verdicts)}")


def keep(visit: Visited, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    endings = {"application/json": "json", "text/html": "html", "image/jpeg": "jpg"}
    for item in visit.transcript.evidence:
        path = folder / f"{visit.row.id}.{item.kind}.{endings.get(item.media, 'txt')}"
        content = item.content
        if item.media == "application/json":
            lines = [json.dumps(line, ensure_ascii=False) for line in json.loads(content)]
            content = "\n".join(lines).encode()
        path.write_bytes(content)


@contextmanager
def burning(wanted: bool) -> Iterator[None]:
    """Keep every core busy meanwhile."""
    cores = os.cpu_count() or 1
    burners = [multiprocessing.Process(target=_burn, daemon=True) for _ in range(cores)]
    for burner in burners if wanted else []:
        burner.start()
    try:
        yield
    finally:
        for burner in burners if wanted else []:
            burner.kill()


def _burn() -> None:
    while True:
        sum(range(100_000))


if __name__ == "__main__":
    main()
