"""Every answer is kept as it comes, verified, and good for the same ratings again; no key is."""

import json
import signal
import subprocess
import sys
import time

import pytest
from tests.actions.judged import declare, kept, no_network, rows
from tests.actions.models import GOOD, Response

from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.judging import Order, judge_collected
from wenheng.errors import CollectError


def test_ratings_are_made_anew_from_frozen_answers_without_the_model(study, endpoint):
    declare(study, endpoint.entry)
    judge_collected(study)
    before = rows(study)
    declare(study, endpoint.entry)  # the same again
    endpoint.behave = lambda _asked, _number: Response({**GOOD, "level": 0})

    with no_network():
        judged = judge_collected(study, Order(frozen=True))

    assert (judged.asked, judged.new, rows(study)) == (0, 0, before)


def test_all_that_was_sent_and_said_is_kept_and_verified(study, endpoint):
    declare(study, endpoint.entry)
    judge_collected(study)

    document = kept(study)[0]

    assert document["body"] == endpoint.asked[0]
    assert json.loads(document["raw"])["choices"]
    assert (document["tokens_in"], document["tokens_out"], document["temperature"]) == (
        500,
        60,
        0.0,
    )
    assert (document["model"], document["answered_by"]) == ("m", "m-2026")
    assert verify_collected(study).holds
    heap = study / "data" / "evidence"
    file = next(f for f in heap.rglob("*") if f.is_file() and b'"answered_by"' in f.read_bytes())
    file.write_bytes(file.read_bytes() + b" ")
    assert {problem.kind for problem in verify_collected(study).problems} == {"file-changed"}
    assert len(kept(study)) == 5  # what was changed is no answer


def test_an_interrupted_call_goes_on_where_it_was(study, endpoint):
    def stops(_asked, number):
        return Response(GOOD) if number < 2 else Response(raw=b"", status=404)

    endpoint.behave = stops
    declare(study, endpoint.entry)
    first = judge_collected(study)
    endpoint.behave = lambda _asked, _number: Response(GOOD)
    second = judge_collected(study)

    assert (first.new, first.left) == (2, 4)
    assert (second.asked, second.reused, second.new) == (4, 2, 4)


def test_progress_is_told_vote_by_vote(study, endpoint):
    declare(study, endpoint.entry)
    told = []

    judge_collected(study, on_progress=told.append)

    assert [progress.done for progress in told] == [1, 2, 3, 4, 5, 6]
    assert told[-1].total == 6


def test_the_key_comes_from_the_environment_and_stands_in_nothing_that_is_kept(
    study, endpoint, monkeypatch
):
    endpoint.behave = lambda _asked, _number: Response({**GOOD, "reason": "sk-secret-1 好"})
    declare(study, endpoint.entry, key_env="JUDGE_KEY")
    with pytest.raises(CollectError, match="JUDGE_KEY"):
        judge_collected(study)
    monkeypatch.setenv("JUDGE_KEY", "sk-secret-1")

    judge_collected(study)

    assert endpoint.headers[0]["Authorization"] == "Bearer sk-secret-1"
    assert b"sk-secret-1" not in b"".join(
        f.read_bytes() for f in (study / "data").rglob("*") if f.is_file()
    )


def test_a_key_that_an_error_says_back_is_neither_kept_nor_told(study, endpoint, monkeypatch):
    monkeypatch.setenv("JUDGE_KEY", "sk-secret-1")
    body = b'{"error": {"message": "bad key sk-secret-1 \\ud800"}}'
    endpoint.behave = lambda _asked, _number: Response(raw=body)
    declare(study, endpoint.entry, key_env="JUDGE_KEY")

    judged = judge_collected(study)

    assert "sk-secret-1" not in judged.stopped and "bad key" in judged.stopped
    assert "sk-secret-1" not in json.dumps(kept(study))


def test_a_key_that_is_said_back_in_a_broken_head_is_neither_kept_nor_told(
    study, endpoint, monkeypatch
):
    monkeypatch.setenv("JUDGE_KEY", "sk/secret-1")
    broken = {"X-Key: sk/secret-1\r\nsk/secret-1 said back": "1"}
    endpoint.behave = lambda _asked, _number: Response(GOOD, headers=broken)
    declare(study, endpoint.entry, key_env="JUDGE_KEY")

    judged = judge_collected(study)

    assert "•••" in judged.stopped and "secret-1" not in judged.stopped
    assert "secret-1" not in json.dumps(kept(study))


def test_ctrl_c_keeps_what_came_and_counts_what_was_on_its_way(study, endpoint):
    endpoint.behave = lambda _asked, number: Response(GOOD, sleep_s=0 if number < 2 else 30)
    declare(study, endpoint.entry, limit_s=60)
    command = [sys.executable, "-m", "wenheng", "--lang", "en", "judge", str(study)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        end = time.monotonic() + 60
        while len(endpoint.asked) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=30)

    documents = kept(study)
    assert run.returncode == 130
    assert [document["failed"] for document in documents] == ["", "", "interrupted"]
    assert documents[2]["tokens_in"] > 500 and not documents[2]["tokens_known"]
    endpoint.behave = lambda _asked, _number: Response(GOOD)
    again = judge_collected(study)
    assert (again.reused, again.asked, again.new) == (2, 4, 6)
