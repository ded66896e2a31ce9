"""The promise under fire: `python -m benchmarks.chaos [--sessions N] [--only NAME]`.

Workers collect from the sandbox while they are killed, frozen and cut from their database. Then
every planned session must be in the ledger, none twice, and `wenheng verify` must find every
hash as it was. Whatever is broken is named, and the exit code is 1.
"""

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml
from benchmarks.postgresql import Server, program, server
from rich.console import Console
from rich.table import Table

from wenheng.collection.memory import descendants

SCENARIOS, PLATFORMS, MANY, MOST_PLATFORMS = 10, 4, 500, 10
BROWSER_SESSIONS = 24
LIMIT_S = 900.0
FROZEN_S = (10.0, 20.0)
"""The second is longer than the patience of the others: what that worker had is taken over."""


@dataclass
class Fight:
    """One collection under fire: `blows` befell it, `broken` are promises that did not hold."""

    directory: Path
    planned: int
    database: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    blows: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def start(self, command: str, at_once: int) -> None:
        """Another worker."""
        words = [sys.executable, "-m", "wenheng", command, str(self.directory)]
        with (self.directory / f"worker-{len(self.workers)}.log").open("wb") as log:
            self.workers.append(
                subprocess.Popen(
                    [*words, "--at-once", str(at_once)],
                    env=os.environ | {"DATABASE_URL": self.database},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            )

    def await_recorded(self, share: float) -> None:
        """Return when so much of the plan is recorded."""
        self._await(lambda: self.recorded()[0] >= share * self.planned)

    def await_end(self) -> None:
        """Return when all workers have ended."""
        self._await(lambda: all(one.poll() is not None for one in self.workers))

    def end(self) -> None:
        """Leave no worker behind, whatever happened."""
        for one in self.workers:
            one.kill()
            one.wait()

    def strike(self, worker: int, number: signal.Signals) -> None:
        """Send a signal to a worker that is at work."""
        if self.workers[worker].poll() is not None:
            self.broken.append(f"worker {worker} had ended before {number.name}")
            return
        self.workers[worker].send_signal(number)
        self.blows.append(f"{number.name} {self.recorded()[0]}")

    def recorded(self) -> tuple[int, int]:
        """Rows of sessions, and how many different ones; none while the ledger is not there."""
        sql = "SELECT count(*), count(DISTINCT session) FROM store_session"
        try:
            if self.database:
                with psycopg.connect(self.database) as ledger:
                    row = ledger.execute(sql).fetchone()
            else:
                file = self.directory / "data" / "wenheng.db"
                ledger_file = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
                row = ledger_file.execute(sql).fetchone()
                ledger_file.close()
        except (psycopg.Error, sqlite3.Error):
            return 0, 0
        return (row[0], row[1]) if row else (0, 0)

    def judge(self, survivors: list[int]) -> None:
        """Look at what is left of the promise."""
        rows, different = self.recorded()
        if different != self.planned:
            self.broken.append(f"{different} of {self.planned} sessions are recorded")
        if rows != different:
            self.broken.append(f"{rows - different} sessions are recorded twice")
        for number in survivors:
            if self.workers[number].returncode != 0:
                self.broken.append(f"worker {number} ended with {self.workers[number].returncode}")
        verified = subprocess.run(
            [sys.executable, "-m", "wenheng", "verify", str(self.directory)],
            env=os.environ | {"DATABASE_URL": self.database},
            capture_output=True,
            text=True,
        )
        if verified.returncode:
            self.broken.append(f"verify: {verified.stdout}{verified.stderr}".strip())

    def _await(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            if time.monotonic() - self.begun > LIMIT_S:
                raise SystemExit(f"not within {LIMIT_S:.0f} s; {self.recorded()} recorded")
            time.sleep(0.2)


def many_workers(fight: Fight, postgresql: Server) -> None:
    """Three workers: one is killed, two are frozen for a while, the database is restarted."""
    for _ in range(3):
        fight.start("work", at_once=4)
    fight.await_recorded(0.15)
    fight.strike(0, signal.SIGKILL)
    for worker, (share, frozen_s) in enumerate(zip((0.3, 0.45), FROZEN_S, strict=True), 1):
        fight.await_recorded(share)
        fight.strike(worker, signal.SIGSTOP)
        time.sleep(frozen_s)
        fight.workers[worker].send_signal(signal.SIGCONT)
    fight.await_recorded(0.7)
    postgresql.restart(away_s=3)
    fight.blows.append(f"database restarted {fight.recorded()[0]}")
    fight.await_end()
    fight.judge(survivors=[1, 2])


def one_worker(fight: Fight, _postgresql: Server | None) -> None:
    """One worker on a file, killed twice and started again."""
    for number, share in enumerate((0.25, 0.6)):
        fight.start("work", at_once=8)
        fight.await_recorded(share)
        fight.strike(number, signal.SIGKILL)
        fight.workers[number].wait()
    fight.start("work", at_once=8)
    fight.await_end()
    fight.judge(survivors=[2])


def browsers(fight: Fight, _postgresql: Server) -> None:
    """Two workers with browsers, one killed: the other goes on, and no browser is left behind."""
    for _ in range(2):
        fight.start("work", at_once=2)
    fight.await_recorded(0.3)
    below = descendants(fight.workers[0].pid)
    fight.strike(0, signal.SIGKILL)
    fight.await_end()
    fight.judge(survivors=[1])
    left = [pid for pid in below if Path(f"/proc/{pid}").exists()]
    if left:
        fight.broken.append(f"{len(left)} browser processes are left behind")


FIGHTS = {"many": many_workers, "one": one_worker, "browsers": browsers}


def main(sessions: int, only: str) -> int:
    """Fight, print, and return the exit code."""
    if program("initdb") is None:
        print("this needs Debian's package postgresql", file=sys.stderr)
        return 2
    table = Table("what", "sessions", "recorded", "twice", "wall", "blows at", "promise")
    broken: list[str] = []
    with server() as postgresql, tempfile.TemporaryDirectory() as folder, sandbox(folder) as study:
        for name, fight_it in FIGHTS.items():
            if only and name != only:
                continue
            directory, by_browser = Path(folder) / name, name == "browsers"
            wanted = min(sessions, BROWSER_SESSIONS) if by_browser else sessions
            fight = Fight(directory, few(directory, study, wanted, by_browser))
            if name != "one":
                fight.database = _new_database(postgresql, name)
            try:
                fight_it(fight, postgresql)
            finally:
                fight.end()
            rows, different = fight.recorded()
            table.add_row(
                " ".join((fight_it.__doc__ or "").split()),
                str(fight.planned),
                str(different),
                str(rows - different),
                f"{time.monotonic() - fight.begun:.0f} s",
                ", ".join(fight.blows),
                "; ".join(fight.broken) or "kept",
            )
            broken += fight.broken
            if fight.broken:
                _print_logs(fight)
    Console(width=140).print(table)
    return 1 if broken else 0


@contextmanager
def sandbox(folder: str) -> Iterator[Path]:
    """The sandbox in a process of its own; gives the study that it wrote."""
    study = Path(folder) / "sandbox"
    words = [sys.executable, "-m", "wenheng", "sandbox", "--json", "--study", str(study)]
    with subprocess.Popen(
        [*words, "--size", "24", "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        json.loads(process.stdout.readline())
        try:
            yield study
        finally:
            process.terminate()


def few(directory: Path, study: Path, sessions: int, by_browser: bool) -> int:
    """Write a study like the sandbox's with about so many sessions; returns how many.

    Its platforms are some of a kind that have an assistant that answers.
    """
    subprocess.run(["cp", "-r", str(study), str(directory)], check=True)
    fitting = _fitting(study, by_browser)
    platforms = fitting[: MOST_PLATFORMS if sessions > MANY else PLATFORMS]
    scenarios = sorted(file.stem for file in (study / "scenarios").glob("*.yaml"))[:SCENARIOS]
    repeats = max(1, round(sessions / SCENARIOS / len(platforms)))
    asked = scenarios[: max(1, min(SCENARIOS, round(sessions / len(platforms) / repeats)))]
    effort = {
        "sessions": {"variants": {"main": asked}, "repeats": repeats},
        "pace": {"concurrency": 2 if by_browser else 4, "gap_s": 0.05, "reply_limit_s": 8.0},
    }
    _change(directory / "roster.yaml", {"platforms": platforms})
    _change(directory / "study.yaml", effort)
    return len(asked) * repeats * len(platforms)


def _fitting(study: Path, by_browser: bool) -> list[dict[str, Any]]:
    roster = yaml.safe_load((study / "roster.yaml").read_text("utf-8"))
    planted = yaml.safe_load((study / "calibration" / "planted.yaml").read_text("utf-8"))
    return [
        platform
        for platform in roster["platforms"]
        if (platform.get("transport", "browser") == "browser") == by_browser
        and planted["platforms"][platform["id"]]["planted"]["presence"] == "present"
    ]


def _change(file: Path, changed: dict[str, Any]) -> None:
    document = yaml.safe_load(file.read_text("utf-8")) | changed
    file.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")


def _new_database(postgresql: Server, name: str) -> str:
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE chaos_{name}")
    return f"{postgresql.url.rpartition('/')[0]}/chaos_{name}"


def _print_logs(fight: Fight) -> None:
    for log in sorted(fight.directory.glob("worker-*.log")):
        print(f"--- {log.name}\n{log.read_text('utf-8', 'replace')[-3000:]}", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--only", choices=tuple(FIGHTS), default="")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    sys.exit(main(given.sessions, given.only))
