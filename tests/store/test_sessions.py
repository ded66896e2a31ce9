from datetime import UTC, datetime, timedelta

from django.db import connections
from django.test.utils import CaptureQueriesContext

from wenheng.store.record import Piece, record_session
from wenheng.store.run import begin_run
from wenheng.store.sessions import recorded, retryable, sessions


def test_recorded_names_every_session_however_it_ended(run, row):
    record_session(run, row("alpha"))
    record_session(run, row("beta", fault="ours", outcome="ambiguous"))

    assert recorded(run) == {"alpha/id-card/main/1", "beta/id-card/main/1"}


def test_only_sessions_that_we_spoilt_may_be_held_again(run, row):
    record_session(run, row("alpha"))
    record_session(run, row("beta", fault="theirs", outcome="no_reply"))
    record_session(run, row("gamma", fault="ours", outcome="ambiguous"))

    assert retryable(run, 3, {}) == {"gamma/id-card/main/1": 2}


def test_an_attempt_that_went_well_ends_the_trying(run, row):
    record_session(run, row(fault="ours", outcome="ambiguous"))
    record_session(run, row(attempt=2))

    assert retryable(run, 3, {}) == {}


def test_trying_ends_after_the_last_attempt(run, row):
    for attempt in (1, 2):
        record_session(run, row(fault="ours", outcome="ambiguous", attempt=attempt))

    assert retryable(run, 3, {}) == {"alpha/id-card/main/1": 3}
    assert retryable(run, 2, {}) == {}


def test_an_outcome_that_may_pass_is_tried_again_after_its_time(run, row):
    started = datetime.now(UTC) - timedelta(seconds=100)
    record_session(run, row(fault="theirs", outcome="unreachable", started_at=started))
    record_session(run, row("beta", fault="theirs", outcome="no_reply", started_at=started))

    assert retryable(run, 3, {"unreachable": 60}) == {"alpha/id-card/main/1": 2}
    assert retryable(run, 3, {"unreachable": 600}) == {}


def test_sessions_come_in_the_order_of_their_keys_not_of_their_recording(run, row):
    for platform in ("gamma", "alpha", "beta"):
        record_session(run, row(platform))

    assert sessions(run)["platform"].to_list() == ["alpha", "beta", "gamma"]


def test_runs_do_not_mix(run, row, instrument):
    from dataclasses import replace

    other = begin_run(run.workspace, replace(instrument, study_version=2, study_hash="6" * 64))
    record_session(run, row())

    assert recorded(other) == set()
    assert record_session(other, row())
    assert sessions(other).height == 1


def test_reading_takes_three_queries_however_many_sessions_there_are(run, row):
    for number in range(30):
        record_session(run, row(f"p{number}"), [Piece("page", 0, "text/html", b"x")])

    with CaptureQueriesContext(connections[run.workspace.alias]) as queries:
        sessions(run)

    assert len(queries) == 3
