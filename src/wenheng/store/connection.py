"""Connections to any number of databases in one process, from any thread."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from wenheng.errors import CollectError
from wenheng.language import say

P = ParamSpec("P")
T = TypeVar("T")

LEDGER_LOCK, MIGRATION_LOCK = 7_363_080, 7_363_081
"""Any two numbers that no other user of a shared PostgreSQL database takes."""

_lock = threading.Lock()
_numbers = count(1)
_users: dict[str, int] = {}
_opened: dict[str, WeakSet[BaseDatabaseWrapper]] = {}


def on_database(work: Callable[P, T]) -> Callable[P, T]:
    """`work`, callable also where an event loop runs (a notebook): there a thread does it.

    Django refuses to query in a thread that runs an event loop. The caller waits either way:
    code that must not keep its loop waiting calls through `asyncio.to_thread`.

    Raises:
        DatabaseAway: the database cannot be reached; a later call connects anew.
    """

    @wraps(work)
    def anywhere(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return reconnecting(*args, **kwargs)
        return _beside().submit(reconnecting, *args, **kwargs).result()

    def reconnecting(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            for connection in connections.all(initialized_only=True):
                connection.close_if_unusable_or_obsolete()
            reason = str(error).strip()
            message, hint = say("store.no-database", reason=reason), say("store.check-database")
            raise DatabaseAway(message, hint=hint) from error

    return anywhere


class DatabaseAway(CollectError):
    """The database cannot be reached, or takes nothing just now."""

    code = "database-away"


class Lease:
    """The right to use a database under `alias`, until it is given back."""

    def __init__(self, database: dict[str, Any]) -> None:
        with _lock:
            self.alias = _known(database) or _add(database)
            self._held = self.alias in _users
            if self._held:
                _users[self.alias] += 1

    @on_database
    def give_back(self) -> None:
        """Close the connections of all threads if this was the last lease; twice is once.

        Connections that the host process configured itself are left to it.
        """
        with _lock:
            if not self._held:
                return
            self._held = False
            _users[self.alias] -= 1
            if _users[self.alias] == 0:
                _forget(self.alias)


@contextmanager
def writing(alias: str) -> Iterator[None]:
    """One short transaction of one writer at a time, as positions in a chain must not collide.

    SQLite has a single writer by itself (IMMEDIATE); PostgreSQL is told by a lock that ends with
    the transaction.
    """
    with transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        yield


def _known(database: dict[str, Any]) -> str | None:
    return next(
        (alias for alias, other in connections.databases.items() if _same(other, database)), None
    )


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(
        str(one.get(part) or "") == str(other.get(part) or "")
        for part in ("ENGINE", "NAME", "HOST", "PORT", "USER")
    )


def _add(database: dict[str, Any]) -> str:
    alias = f"workspace-{next(_numbers)}"
    filled = connections.configure_settings({"default": database})
    connections.databases[alias] = filled["default"]
    _users[alias] = 0
    _opened[alias] = WeakSet()
    return alias


def _forget(alias: str) -> None:
    del _users[alias]
    for wrapper in list(_opened.pop(alias)):
        wrapper.inc_thread_sharing()
        wrapper.close()
    connections.databases.pop(alias, None)


def _remember(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if connection.alias in _opened:
        _opened[connection.alias].add(connection)


connection_created.connect(_remember, dispatch_uid="wenheng.store")


@cache
def _beside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "wenheng-store")
