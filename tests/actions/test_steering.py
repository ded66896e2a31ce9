"""A collection under way: looked at, paused, cancelled, shared, and stopped."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest
import yaml
from tests.actions.conftest import visits

from wenheng.actions import steering
from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.collect import collect
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.standing import status
from wenheng.errors import StudyError
from wenheng.store.sessions import attempts


def command(*words, database=""):
    """The command line, as a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "wenheng", "--lang", "en", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DATABASE_URL": database, "COLUMNS": "120"},
    )


def changed(study, **pace):
    """The study at another path of its endpoint, with another pace."""
    file = study / "study.yaml"
    path = pace.pop("path", "/slow")
    document = yaml.safe_load(file.read_text("utf-8").replace("/ask", path))
    document["pace"] |= pace
    file.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")


def recorded(study):
    try:
        file = f"file:{study / 'data' / 'wenheng.db'}?mode=ro"
        with closing(sqlite3.connect(file, uri=True)) as ledger:
            return ledger.execute("SELECT count(*) FROM store_session").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def wait_until(is_so):
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_status_tells_of_every_platform_what_is_done_and_how_it_ended(study):
    collect(study)

    standing = status(study)
    printed = command("status", study, "--json")
    document = json.loads(printed.communicate()[0])

    assert (standing.planned, standing.recorded, standing.waiting) == (20, 20, 0)
    assert [row.platform for row in standing.platforms] == [
        "north-web",
        "north-app",
        "south-web",
        "south-app",
    ]
    assert {(row.recorded, row.last, row.eta_s) for row in standing.platforms} == {
        (5, "replied", 0.0)
    }
    assert document["outcomes"] == {"replied": 20}
    assert document["workers"] is None


def test_in_a_terminal_a_table_shows_every_platform_while_the_collection_goes_on(study):
    changed(study)
    ours, theirs = os.openpty()
    words = [sys.executable, "-m", "wenheng", "--lang", "en", "collect", str(study)]
    environment = os.environ | {
        "DATABASE_URL": "",
        "COLUMNS": "120",
        "LINES": "40",
        "TERM": "xterm",
    }
    with subprocess.Popen(words, stderr=theirs, stdout=subprocess.PIPE, env=environment) as worker:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
        told = worker.stdout.read().decode()

    for words in ("north-web", "south-app", "put off", "last outcome", "total", "replied"):
        assert words in shown
    assert "20 of 20 planned sessions collected" in told


def test_status_prints_a_table_for_people(study):
    collect(study)

    said, _ = command("status", study).communicate()

    assert said.count("127.0.0.1") == 4
    assert said.count("5/5") == 4
    assert "20/20" in said


def test_a_paused_collection_begins_nothing_until_it_is_resumed(study):
    changed(study)
    worker = command("collect", study)
    wait_until(lambda: recorded(study) >= 2)

    steering.pause(study)
    time.sleep(2)
    before = recorded(study)
    time.sleep(2)
    after, standing = recorded(study), status(study)
    steering.resume(study)
    _, said = worker.communicate(timeout=60)

    assert before == after < 20
    assert standing.paused
    assert "paused" in said
    assert (worker.returncode, recorded(study)) == (0, 20)


def test_cancelled_sessions_are_left_alone_until_the_next_collect(study):
    changed(study)
    worker = command("collect", study)
    wait_until(lambda: recorded(study) >= 2)

    count = steering.cancel(study, ["south-app"])
    said, _ = worker.communicate(timeout=60)
    left = {row.platform: row.planned - row.recorded for row in status(study).platforms}
    again = collect(study)

    assert count > 0
    assert left["south-app"] > 0 == left["south-web"]
    assert "were cancelled" in said
    assert again.recorded == 20


def test_a_platform_that_the_study_lacks_cannot_be_cancelled(study):
    collect(study)

    with pytest.raises(StudyError, match="nowhere"):
        steering.cancel(study, ["nowhere"])


def test_ctrl_c_finishes_what_is_in_hand_and_records_it(study, endpoint):
    changed(study)
    before = visits(endpoint)
    worker = command("collect", study, "--at-once", 2)
    wait_until(lambda: recorded(study) >= 2)

    worker.send_signal(signal.SIGINT)
    _, said = worker.communicate(timeout=30)

    assert worker.returncode == 130
    assert "finishing what is in hand" in said
    assert recorded(study) == visits(endpoint) - before < 20


def test_a_list_that_is_no_database_is_said_in_words(study):
    (study / "data").mkdir()
    (study / "data" / "engine.db").write_bytes(b"no database at all" * 100)

    worker = command("collect", study)
    _, said = worker.communicate(timeout=30)

    assert worker.returncode == 3
    assert "the list of tasks cannot be opened" in said
    assert "Traceback" not in said


def test_a_busy_host_is_given_the_time_it_asks_for(study):
    changed(study, path="/busy", concurrency=1)

    collected = collect(study)

    assert collected.outcomes == {"blocked": 1, "replied": 19}
    with opened_with_sessions(study) as opened:
        begun = attempts(opened.run)["started_at"].sort()
    assert begun[2] - begun[0] >= timedelta(seconds=6.5)  # the second waits after its begin


def test_sessions_with_a_host_that_is_away_wait_and_become_no_outcome(study, endpoint):
    changed(study, path="/ask", unreachable_limit=3, concurrency=1)
    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace(endpoint, "http://127.0.0.1:9/ask"), "utf-8")

    collected = collect(study)

    assert collected.outcomes == {"unreachable": 3}
    assert (collected.recorded, collected.put_off, collected.failures) == (3, 17, {})
    assert status(study).put_off == 17


def test_several_workers_share_a_database_and_hold_every_session_once(
    study, postgresql, monkeypatch
):
    changed(study)
    workers = [command("work", study, "--at-once", 2, database=postgresql) for _ in range(3)]
    monkeypatch.setenv("DATABASE_URL", postgresql)
    wait_until(lambda: _standing(study) and _standing(study).recorded >= 4)

    workers[0].send_signal(signal.SIGTERM)
    at_work = status(study).workers
    said = [worker.communicate(timeout=90) for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0, 0], said
    assert at_work in (2, 3)
    with opened_with_sessions(study) as opened:
        held = attempts(opened.run)
    assert held.height == held["session"].n_unique() == 20
    assert verify_collected(study).holds


def _read(terminal):
    try:
        return os.read(terminal, 65_536)
    except OSError:  # nobody writes there any more
        return b""


def _standing(study):
    try:
        return status(study)
    except StudyError:
        return None
