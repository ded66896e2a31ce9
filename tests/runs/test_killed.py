"""A collection that is killed, at any moment and again, loses nothing and records nothing twice."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wenheng.store.run import latest_run
from wenheng.store.sessions import attempts
from wenheng.store.verify import verify
from wenheng.store.workspace import Workspace

NUMBER = 100


@pytest.fixture
def start(tmp_path):
    """Start the collection as a process, which does not outlive the test."""
    command = [
        sys.executable,
        str(Path(__file__).with_name("collector.py")),
        str(tmp_path),
        str(NUMBER),
    ]
    started = []

    def one():
        started.append(subprocess.Popen(command))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("stop", "times"), [(signal.SIGKILL, 5), (signal.SIGINT, 2)], ids=["kill -9", "Ctrl-C"]
)
def test_stopped_at_random_moments_and_started_again_nothing_is_lost_or_doubled(
    tmp_path, start, stop, times
):
    chance = random.Random()
    moments = []

    for number in range(times):
        process = start()
        _await_a_moment(tmp_path, chance, starting=number == 0)
        process.send_signal(stop)
        assert process.wait(30) in (-signal.SIGKILL, 130, -signal.SIGINT, 0)
        moments.append(_recorded(tmp_path))
    assert start().wait(60) == 0

    assert any(0 < recorded < NUMBER for recorded in moments), moments
    with Workspace.open(tmp_path, "") as workspace:
        run = latest_run(workspace)
        held = attempts(run)
        assert held.height == held["session"].n_unique() == NUMBER
        assert set(held["attempt"]) == {1}
        verdict = verify(run)
        assert verdict.problems == ()
        assert (verdict.sessions, verdict.files) == (NUMBER, NUMBER * 3)


def _await_a_moment(directory: Path, chance: random.Random, starting: bool) -> None:
    """Any moment: while it starts, or after it recorded some more sessions."""
    if starting:
        time.sleep(chance.uniform(0.2, 2.0))
        return
    enough = _recorded(directory) + chance.randint(1, NUMBER // 6)
    deadline = time.monotonic() + 30
    while _recorded(directory) < enough and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.1))


def _recorded(directory: Path) -> int:
    try:
        ledger = sqlite3.connect(f"file:{directory}/data/wenheng.db?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return ledger.execute("SELECT count(*) FROM store_session").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        ledger.close()
