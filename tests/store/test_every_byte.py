"""`verify` finds one change anywhere: any byte of a file, any field of any row, any row more or less."""

from datetime import datetime, timedelta

import pytest
from django.db import connections

from wenheng.store.evidence import place_of
from wenheng.store.ratings import add_ratings
from wenheng.store.record import Piece, record_session
from wenheng.store.run import begin_run
from wenheng.store.verify import seal, verify
from wenheng.store.workspace import Workspace

NO_MEANING = {("store_evidence", "id"), ("store_turn", "id"), ("store_rating", "id")}
"""Numbers of rows that nothing refers to: what they hold is ordered by `ordinal`, or not at all."""


@pytest.fixture
def full(tmp_path, instrument, row, ratings_row):
    """Two sessions with turns and evidence, a rating and a seal, its guards taken away."""
    with Workspace.open(tmp_path, "") as workspace:
        run = begin_run(workspace, instrument)
        for platform in ("alpha", "beta"):
            pieces = [
                Piece("screenshot", n, "image/png", f"{platform} {n}".encode()) for n in (0, 1)
            ]
            record_session(run, row(platform), pieces)
        add_ratings(run, ratings_row(), "ann")
        add_ratings(run, ratings_row("beta"), "bob")
        seal(run, "wave complete", "ann")
        with cursor(run) as do:
            do.execute("PRAGMA foreign_keys = OFF")
            do.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in do.fetchall():
                do.execute(f"DROP TRIGGER {name}")
        yield run


def cursor(run):
    return connections[run.workspace.alias].cursor()


def found(run):
    """Whether anything but the missing guards is found."""
    return any(problem.kind != "guard-missing" for problem in verify(run).problems)


def tables(run):
    """Table → its columns, and its rows with their `rowid` before them."""
    with cursor(run) as do:
        do.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'store_%'")
        for (name,) in do.fetchall():
            do.execute(f"SELECT rowid, * FROM {name}")
            yield name, [column[0] for column in do.description][1:], do.fetchall()


def changed(value):
    if value is None:
        return "1"
    if isinstance(value, int | float):
        return value + 1000
    if isinstance(value, datetime):
        return value + timedelta(milliseconds=1)
    if value[:1] in ("{", "["):
        return value.replace('"', '"_', 1) if '"' in value else "[1]"
    return value[:-1] + ("1" if value[-1:] != "1" else "2") if value else "x"


def set_field(run, table, column, rowid, value):
    with cursor(run) as do:
        do.execute(f"UPDATE {table} SET {column} = %s WHERE rowid = %s", [value, rowid])


def test_a_changed_field_is_found_in_every_column_of_every_row(full):
    assert not found(full)
    missed, tried = [], 0

    for table, columns, rows in list(tables(full)):
        for rowid, *values in rows:
            for column, value in zip(columns, values, strict=True):
                if column == "id":
                    continue  # see below
                set_field(full, table, column, rowid, changed(value))
                tried += 1
                if not found(full):
                    missed.append((table, column, value))
                set_field(full, table, column, rowid, value)

    assert missed == []
    assert tried > 150
    assert not found(full)


def test_a_renumbered_row_is_found_where_its_number_means_something(full):
    missed = set()

    for table, columns, rows in list(tables(full)):
        for rowid, *_ in rows if "id" in columns else ():
            set_field(full, table, "id", rowid, rowid + 1000)
            try:
                seen = found(full)
            except Exception:  # the run itself is gone
                seen = True
            if not seen:
                missed.add((table, "id"))
            set_field(full, table, "id", rowid + 1000, rowid)

    assert missed <= NO_MEANING | {("store_event", "id")}
    assert not found(full)


def test_a_row_taken_out_is_missed_wherever_it_stood(full):
    """The very last event is the end of its chain: only its published head tells that it is gone."""
    missed, head = [], verify(full).events_head

    for table, columns, rows in list(tables(full)):
        if table == "store_run":
            continue
        for rowid, *values in rows:
            with cursor(full) as do:
                do.execute(f"DELETE FROM {table} WHERE rowid = %s", [rowid])
            if not found(full) and verify(full).events_head == head:
                missed.append((table, rowid))
            with cursor(full) as do:
                marks = ", ".join(["%s"] * len(columns))
                do.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)

    assert missed == []
    assert not found(full)


def test_a_row_put_in_is_noticed_wherever_it_stands(full):
    missed = []

    for table, columns, rows in list(tables(full)):
        if table == "store_run" or not rows:
            continue
        _, *values = rows[-1]
        copy = dict(zip(columns, values, strict=True)) | {"id": 1000}
        for name in ("position", "ordinal", "attempt"):
            if name in copy:
                copy[name] += 1
        with cursor(full) as do:
            marks = ", ".join(["%s"] * len(copy))
            do.execute(
                f"INSERT INTO {table} ({', '.join(copy)}) VALUES ({marks})", [*copy.values()]
            )
        if not found(full):
            missed.append(table)
        with cursor(full) as do:
            do.execute(f"DELETE FROM {table} WHERE id = 1000")

    assert missed == []
    assert not found(full)


@pytest.mark.parametrize(
    ("table", "order"), [("store_session", "position"), ("store_turn", "ordinal"), ("store_event", "position"), ("store_evidence", "ordinal")]
)  # fmt: skip
def test_two_rows_that_changed_places_are_noticed(full, table, order):
    with cursor(full) as do:
        do.execute(f"SELECT rowid, {order} FROM {table} ORDER BY rowid LIMIT 2")
        (one, first), (other, second) = do.fetchall()
    for rowid, place in ((one, 9999), (other, first), (one, second)):
        set_field(full, table, order, rowid, place)

    assert found(full)


def test_every_flipped_byte_of_every_file_is_found(full):
    heap = full.workspace.evidence
    files = [path for path in heap.rglob("*") if path.is_file()]
    assert len(files) == 4

    for path in files:
        content = path.read_bytes()
        for n in range(len(content)):
            path.write_bytes(content[:n] + bytes([content[n] ^ 1]) + content[n + 1 :])
            assert [p.where for p in verify(full).problems if p.kind == "file-changed"] == [
                path.name
            ]
        path.write_bytes(content)
        assert place_of(heap, path.name) == path

    assert not found(full)
