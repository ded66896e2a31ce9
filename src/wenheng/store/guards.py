"""Triggers that refuse every UPDATE and DELETE of the ledger's rows, whoever asks.

They keep accidents out; a tamperer can drop them, and `verify` then says that they are missing
and what was changed.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION store_append_only() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION store_append_only()
"""
_PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
}


def install(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Guard `tables`; a table that is guarded already stays so.

    A later migration that rebuilds a table on SQLite loses its triggers: call this again there.
    """
    template = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table in tables:
            for verb in _verbs(connection.vendor):
                cursor.execute(template.format(table=table, verb=verb))


def missing(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """Names of the triggers of `tables` that are absent or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        present = {str(name) for (name,) in cursor.fetchall()}
    verbs = _verbs(connection.vendor)
    wanted = [f"{table}_no_{verb}".lower() for table in tables for verb in verbs]
    return [name for name in wanted if name not in {name.lower() for name in present}]


def _verbs(vendor: str) -> tuple[str, ...]:
    return ("UPDATE", "DELETE") if vendor == "sqlite" else ("UPDATE", "DELETE", "TRUNCATE")
