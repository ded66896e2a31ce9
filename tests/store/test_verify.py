import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connections

from wenheng.language import catalogue, speaking
from wenheng.store import verify as verification
from wenheng.store.evidence import place_of
from wenheng.store.ratings import add_ratings
from wenheng.store.record import Piece, record_session
from wenheng.store.verify import seal, verify

PICTURE = b"\x89PNG picture"


@pytest.fixture
def full(run, row, ratings_row):
    """Three sessions with evidence, a rating and a seal."""
    for platform in ("alpha", "beta", "gamma"):
        record_session(run, row(platform), [Piece("screenshot", 0, "image/png", PICTURE)])
    add_ratings(run, ratings_row(), "ann")
    seal(run, "wave complete", "ann")
    return run


def test_a_rating_moves_the_head_of_the_events_and_not_that_of_the_sessions(full, ratings_row):
    before = verify(full)

    add_ratings(full, ratings_row(rater="bob"), "bob")

    after = verify(full)
    assert after.head == before.head
    assert after.events_head != before.events_head


@pytest.fixture
def tamper(full):
    """Change rows as someone would who has the file: triggers dropped, put back after."""

    def change(sql):
        connection = connections[full.workspace.alias]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                cursor.execute(sql)
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute(sql)
            for _name, trigger in triggers:
                cursor.execute(trigger)

    return change


def kinds(verdict):
    return {problem.kind for problem in verdict.problems}


def test_what_nobody_touched_holds(full):
    verdict = verify(full)

    assert verdict.holds
    assert (verdict.sessions, verdict.files, verdict.ratings, verdict.events) == (3, 1, 1, 3)


def test_one_changed_byte_of_a_file_is_found(full):
    digest = sha256(PICTURE).hexdigest()
    place_of(full.workspace.evidence, digest).write_bytes(PICTURE[:-1] + b"E")

    problems = verify(full).problems

    assert [(p.kind, p.where) for p in problems] == [("file-changed", digest)]


def test_a_file_that_is_gone_is_found(full):
    for path in full.workspace.evidence.rglob("*"):
        if path.is_file():
            path.unlink()

    assert kinds(verify(full)) == {"file-missing"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE store_session SET outcome = 'no_reply' WHERE platform = 'beta'",
        "UPDATE store_session SET duration_s = duration_s + 0.001 WHERE platform = 'beta'",
        "UPDATE store_session SET has_assistant = NULL WHERE platform = 'beta'",
        """UPDATE store_session SET features = '{"handoff": true}' WHERE platform = 'beta'""",
        "UPDATE store_session SET recorded_at = '2026-01-01 00:00:00' WHERE platform = 'beta'",
        "UPDATE store_turn SET text = text || '。' WHERE turn = 2 AND session_id = 2",
        "UPDATE store_turn SET first_s = 0.24 WHERE turn = 2 AND session_id = 2",
        "UPDATE store_turn SET options = '[]' WHERE turn = 2 AND session_id = 2",
        "DELETE FROM store_turn WHERE turn = 3 AND session_id = 2",
        "UPDATE store_evidence SET kind = 'page' WHERE session_id = 2",
        "UPDATE store_evidence SET size = size + 1 WHERE session_id = 2",
        "DELETE FROM store_evidence WHERE session_id = 2",
    ],
)
def test_one_changed_field_of_a_session_is_found_and_named(full, tamper, sql):
    tamper(sql)

    problems = verify(full).problems

    assert [p.kind for p in problems] == ["session-changed"]
    assert "beta/id-card/main/1" in problems[0].where


def test_a_session_taken_from_the_middle_is_missed(full, tamper):
    tamper("DELETE FROM store_turn WHERE session_id = 2")
    tamper("DELETE FROM store_evidence WHERE session_id = 2")
    tamper("DELETE FROM store_session WHERE id = 2")

    assert kinds(verify(full)) == {"session-missing", "session-changed"}


def test_sessions_taken_from_the_end_break_the_seal(full, tamper):
    tamper("DELETE FROM store_turn WHERE session_id = 3")
    tamper("DELETE FROM store_evidence WHERE session_id = 3")
    tamper("DELETE FROM store_session WHERE id = 3")

    assert kinds(verify(full)) == {"seal-broken"}


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE store_run SET study_version = 2", "run-changed"),
        ("UPDATE store_run SET note = 'x'", "run-changed"),
        ("UPDATE store_event SET who = 'eve' WHERE position = 2", "event-changed"),
        ("""UPDATE store_event SET detail = '{}' WHERE position = 3""", "event-changed"),
        ("UPDATE store_rating SET level = 3", "ratings-changed"),
        ("DELETE FROM store_rating", "ratings-changed"),
        ("UPDATE store_rating SET event_id = 1", "ratings-stray"),
    ],
)
def test_changes_of_runs_events_and_ratings_are_found(full, tamper, sql, kind):
    tamper(sql)

    assert kind in kinds(verify(full))


def test_an_event_that_is_gone_is_missed(full, tamper):
    tamper("DELETE FROM store_rating")
    tamper("DELETE FROM store_event WHERE position = 2")

    assert "event-missing" in kinds(verify(full))


def test_a_guard_that_was_dropped_is_missed(full):
    table = "ON store_turn" if connections[full.workspace.alias].vendor == "postgresql" else ""
    connections[full.workspace.alias].cursor().execute(f"DROP TRIGGER store_turn_no_UPDATE {table}")

    problems = verify(full).problems

    assert [(p.kind, p.where) for p in problems] == [("guard-missing", "store_turn_no_update")]


def test_a_value_that_cannot_be_read_is_a_problem_not_a_traceback(full, tamper):
    if connections[full.workspace.alias].vendor == "postgresql":
        pytest.skip("PostgreSQL refuses such a value itself")
    tamper("UPDATE store_session SET started_at = '2026-13-77 00:00:00' WHERE platform = 'beta'")

    assert kinds(verify(full)) == {"unreadable"}


def test_problems_are_said_in_both_languages(full, tamper):
    tamper("UPDATE store_session SET note = 'x' WHERE platform = 'beta'")
    (problem,) = verify(full).problems

    assert "与其哈希不符" in str(problem)
    with speaking("en"):
        assert "does not match its hash" in str(problem)


def test_every_kind_of_problem_has_words():
    source = Path(verification.__file__).read_text("utf-8")
    used = set(re.findall(r'Problem\("([a-z-]+)"', source))

    assert len(used) > 8
    assert {f"problem-{kind}" for kind in used} <= set(catalogue("store"))
