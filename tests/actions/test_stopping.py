"""Stopped at any moment, a collection loses nothing and goes on."""

import random
import signal
import subprocess
import sys
import time

import pytest
from tests.actions.conftest import visits

from wenheng.actions.braking import Brake
from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.collect import Way, collect
from wenheng.actions.opened import opened_with_sessions
from wenheng.store.sessions import attempts, sessions
from wenheng.study.load import load_study
from wenheng.study.plan import planned_sessions


def test_asked_to_stop_while_all_is_made_ready_it_asks_nobody_and_says_so(study, endpoint):
    class Sudden(Brake):
        def stops(self, engine):
            self.pull()
            return super().stops(engine)

    before = visits(endpoint)

    stopped = collect(study, Way(brake=Sudden()))

    assert (stopped.stopped, stopped.recorded, visits(endpoint) - before) == (True, 0, 0)
    assert collect(study).recorded == 20


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_stopped_at_any_moment_the_same_command_goes_on(study, how):
    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace("/ask", "/slow"), "utf-8")
    seeded = random.Random(how)
    in_the_middle = 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "wenheng", "collect", str(study), "--at-once", "2"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(seeded.uniform(1.5, 2.5))
        process.send_signal(how)
        _, said = process.communicate(timeout=30)
        assert "Traceback" not in said.decode()
        in_the_middle += process.returncode in (-signal.SIGKILL, 130)
    collect(study)

    assert in_the_middle >= 2

    with opened_with_sessions(study) as opened:
        held = sessions(opened.run)
        tries = attempts(opened.run)
    assert set(held["session"]) == set(planned_sessions(load_study(study))["session"])
    assert tries.height == held.height == 20
    assert verify_collected(study).holds
