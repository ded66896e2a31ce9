import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from tests.store.conftest import link_row

from wenheng.errors import TableError
from wenheng.store import guards
from wenheng.store.append_only import AppendOnly
from wenheng.store.events import Event, add_event
from wenheng.store.models import EventRecord, SessionRecord
from wenheng.store.record import Piece, record_session
from wenheng.store.verify import Problem, verify

LEDGER = [model._meta.db_table for model in AppendOnly.__subclasses__()]


@pytest.fixture
def filled(run, row, ratings_row):
    from wenheng.store.links import add_links
    from wenheng.store.ratings import add_ratings

    record_session(run, row(), [Piece("page", None, "text/html", b"<p>")])
    add_ratings(run, ratings_row())
    add_links(run, [link_row()])
    return run.workspace


def test_python_refuses_to_change_a_row(filled):
    event = EventRecord.objects.using(filled.alias).first()
    event.who = "someone else"

    with pytest.raises(TableError, match="只增不改"):
        event.save()


def test_python_refuses_to_delete_a_row(filled):
    event = EventRecord.objects.using(filled.alias).first()

    with pytest.raises(TableError, match="只增不改"):
        event.delete()


@pytest.mark.parametrize("attempt", ["update", "delete", "bulk_update"])
def test_python_refuses_to_change_rows_in_bulk(filled, attempt):
    rows = SessionRecord.objects.using(filled.alias).all()

    with pytest.raises(TableError, match="只增不改"):
        getattr(rows, attempt)()


@pytest.mark.parametrize("table", LEDGER)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_the_database_refuses_whoever_asks(filled, table, sql):
    with (
        transaction.atomic(using=filled.alias),
        connections[filled.alias].cursor() as cursor,
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(using=filled.alias),
    ):
        cursor.execute(sql.format(table))


def test_every_table_of_the_ledger_is_guarded(workspace):
    add_event(workspace, Event("opened"))

    assert len(LEDGER) == 7
    assert guards.missing(connections[workspace.alias], LEDGER) == []


def test_migrations_make_the_tables_that_the_models_describe(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


def test_a_ledger_of_an_earlier_version_is_brought_up_to_date_with_all_it_holds(filled, run):
    before = verify(run)

    call_command("migrate", "store", "0002", database=filled.alias, verbosity=0)
    call_command("migrate", "store", database=filled.alias, verbosity=0)

    after = verify(run)
    assert after.problems == (Problem("links-changed", "3"),)  # the table of links was not there
    assert (after.sessions, after.head) == (before.sessions, before.head)
    assert guards.missing(connections[filled.alias], LEDGER) == []
