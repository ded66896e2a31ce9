"""Bringing a database up to date, by one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.store.connection import MIGRATION_LOCK, on_database


@on_database
def bring_up_to_date(alias: str, lock: Path) -> None:
    """Apply what is missing to the database of `alias`.

    Whoever comes second waits and finds it done.

    Raises:
        CollectError: the database cannot be reached, or a newer version wrote it.
    """
    try:
        with _alone(alias, lock):
            _migrate(alias)
    except DatabaseError as error:
        raise CollectError(
            say("store.no-database", reason=str(error).strip()), hint=say("store.check-database")
        ) from error


def _migrate(alias: str) -> None:
    executor = MigrationExecutor(connections[alias])
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    if any(app == "store" for app, _name in unknown):
        raise CollectError(say("store.newer-database"), hint=say("store.upgrade"))
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)


@contextmanager
def _alone(alias: str, lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
                try:
                    yield
                finally:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
        else:
            yield
