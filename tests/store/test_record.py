import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256

import dataframely as dy
import polars as pl
import pytest

from wenheng.errors import TableError
from wenheng.store.evidence import place_of
from wenheng.store.record import Held, Piece, record_session, record_sessions
from wenheng.store.run import begin_run
from wenheng.store.sessions import attempts, recorded, sessions
from wenheng.store.verify import verify
from wenheng.tables import FEATURES, Sessions


def test_a_session_comes_back_as_it_was_recorded(run, row):
    pieces = [Piece("page", None, "text/html", b"<p>"), Piece("screenshot", 1, "image/png", b"P")]

    assert record_session(run, row(), pieces)

    held = sessions(run).row(0, named=True)
    assert held == row() | {
        "features": dict.fromkeys(FEATURES) | row()["features"],
        "evidence": [
            {
                "kind": p.kind,
                "turn": p.turn,
                "sha256": sha256(p.content).hexdigest(),
                "media": p.media,
            }
            for p in pieces
        ],
    }


def test_whatever_the_contract_allows_is_kept(workspace, instrument):
    run = begin_run(workspace, instrument)
    times = [datetime(2026, 3, 2, 9, 30, second, 7_000, UTC) for second in range(20)]
    wide = Sessions.sample(20, generator=dy.random.Generator(7), overrides={"started_at": times})

    for one in wide.iter_rows(named=True):
        record_session(run, one)

    kept = sessions(run).drop("evidence")
    assert kept.equals(wide.drop("evidence").sort("session"))


def test_a_session_is_recorded_once(run, row):
    record_session(run, row(note="first"))

    assert not record_session(run, row(note="second"))
    assert sessions(run)["note"].to_list() == ["first"]


def test_of_many_that_record_the_same_session_at_once_one_succeeds(run, row):
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda _: record_session(run, row()), range(16)))

    assert done.count(True) == 1
    assert sessions(run).height == 1


def test_a_session_held_again_is_a_new_row_and_the_newest_counts(run, row):
    record_session(run, row(fault="ours", outcome="ambiguous"))
    record_session(run, row(attempt=2))

    assert sessions(run)["outcome"].to_list() == ["replied"]
    assert attempts(run)["outcome"].to_list() == ["ambiguous", "replied"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "fine"},
        {"attempt": 0},
        {"duration_s": -1.0},
        {"note": None},
        {"turns": [{"turn": 0}]},
        {"started_at": datetime(2026, 3, 2)},  # noqa: DTZ001
    ],
)
def test_a_row_that_breaks_the_contract_is_refused_and_nothing_is_kept(run, row, wrong):
    with pytest.raises(TableError, match=next(iter(wrong))):
        record_session(run, row(**wrong))

    assert recorded(run) == set()


def test_text_that_a_database_cannot_hold_is_marked_where_it_was_cut(run, row):
    broken = json.loads('"a\\u0000b\\ud83dc\\ud83d\\ude00"')
    turns = [row()["turns"][0] | {"text": broken, "options": [broken]}]

    record_session(run, row(turns=turns, note=broken))

    held = sessions(run).row(0, named=True)
    assert held["note"] == held["turns"][0]["text"] == "a\ufffdb\ufffdc😀"
    assert held["turns"][0]["options"] == ["a\ufffdb\ufffdc😀"]


def test_evidence_lies_under_its_hash_and_twice_the_same_is_one_file(run, row):
    piece = Piece("screenshot", 0, "image/png", b"the same picture")

    record_session(run, row("alpha"), [piece, piece])
    record_session(run, row("beta"), [piece])

    heap = run.workspace.evidence
    files = [path for path in heap.rglob("*") if path.is_file()]
    assert files == [place_of(heap, sha256(piece.content).hexdigest())]
    assert files[0].read_bytes() == piece.content


def test_a_session_without_turns_or_evidence_is_kept_too(run, row):
    record_session(run, row(turns=[], outcome="unreachable", has_assistant=None))

    held = sessions(run)
    assert held["turns"].to_list() == [[]]
    assert held["evidence"].to_list() == [[]]
    assert held["has_assistant"].to_list() == [None]


def test_evidence_of_the_prober_needs_no_conversion(run, row):
    from wenheng.collection.transcript import Evidence

    record_session(run, row(), [Evidence("page", "text/html", b"<p>", 2)])

    assert sessions(run)["evidence"][0].struct.field("turn").to_list() == [2]


def test_time_is_kept_to_the_millisecond_in_utc(run, row):
    record_session(run, row(started_at=datetime.fromisoformat("2026-03-02T17:30:15.250999+08:00")))

    assert sessions(run)["started_at"].dt.strftime("%FT%T%.3f%z").item() == (
        "2026-03-02T09:30:15.250+0000"
    )


def test_a_run_without_sessions_has_an_empty_table(run):
    assert sessions(run).height == 0
    assert isinstance(sessions(run), pl.DataFrame)


def test_sessions_that_end_together_are_one_transaction_and_a_chain(run, row):
    names = [f"p{number}" for number in range(20)]
    files = {name: [Piece("page", None, "text/html", name.encode())] for name in names}

    new = record_sessions(run, [Held(row(name), files[name]) for name in names])

    assert new == [True] * 20
    assert attempts(run)["platform"].to_list() == names
    verdict = verify(run)
    assert (verdict.holds, verdict.sessions, verdict.files) == (True, 20, 20)


def test_of_doubles_that_come_together_the_first_is_kept(run, row):
    record_session(run, row("alpha", note="before"))

    new = record_sessions(run, [Held(row("alpha")), Held(row("beta")), Held(row("beta"))])

    assert new == [False, True, False]
    assert attempts(run)["note"].to_list() == ["before", ""]
    assert verify(run).holds


def test_of_sessions_that_come_together_all_are_kept_or_none(run, row):
    with pytest.raises(TableError, match="outcome"):
        record_sessions(run, [Held(row("alpha")), Held(row("beta", outcome="fine"))])

    assert recorded(run) == set()
