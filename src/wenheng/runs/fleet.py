"""Many workers on one list: each says that it lives, and what the dead had in hand is freed."""

import os
import socket
import time
import uuid
from collections.abc import Callable, Mapping

import sqlalchemy as sa

Pending = Callable[[], Mapping[str, str]]
Free = Callable[[list[str]], None]

BEAT_S = 2.0
DEAD_AFTER_S = 15.0
"""Who was not seen for so long is given up."""

ASTRAY_S = 20.0
"""So long a task may be between the list and the hands that take it, or back."""

_REAPER_LOCK = 7_363_083
_NOW = "extract(epoch FROM clock_timestamp())"


def executor_name() -> str:
    """A name that no other process has or will have."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


class Fleet:
    """The workers of the list `name` on PostgreSQL, seen from the one called `executor`.

    Time is the database's, as the machines' clocks may differ.
    """

    def __init__(self, database: sa.Engine, name: str, executor: str) -> None:
        self._database, self._name, self._executor = database, name, executor
        self._steady_since = self._beaten_at = time.monotonic()

    def join(self) -> None:
        """Say that this worker lives, before it takes a first task."""
        self._write(
            f"INSERT INTO wenheng_worker VALUES (:executor, :list, {_NOW})"
            f" ON CONFLICT (executor) DO UPDATE SET seen = {_NOW}"
        )

    def beat(self) -> bool:
        """Say it again; False when this worker was given up: what it had is others' now."""
        now = time.monotonic()
        if now - self._beaten_at > DEAD_AFTER_S / 2:
            self._steady_since = now
        self._beaten_at = now
        return bool(
            self._write(f"UPDATE wenheng_worker SET seen = {_NOW} WHERE executor = :executor")
        )

    def leave(self) -> None:
        """Say that this worker is gone."""
        self._write("DELETE FROM wenheng_worker WHERE executor = :executor")

    def reap(self, pending: Pending, free: Free) -> int:
        """Give up who was not seen for long and free what they had in hand; returns how many.

        One worker at a time does it. Who was itself away for a while, or with it the database,
        lets time pass before it judges others.

        Args:
            pending: gives the tasks in hand, each with the executor that has it.
            free: puts tasks back on the list.
        """
        if time.monotonic() - self._steady_since < DEAD_AFTER_S:
            return 0
        with self._database.begin() as connection:
            if not connection.scalar(sa.text(f"SELECT pg_try_advisory_xact_lock({_REAPER_LOCK})")):
                return 0
            in_hand = pending()  # asked for first: who took a task had joined before
            connection.execute(
                sa.text(
                    "DELETE FROM wenheng_worker"
                    f" WHERE list = :list AND seen < {_NOW} - {DEAD_AFTER_S}"
                ),
                {"list": self._name},
            )
            living = set(connection.scalars(sa.text("SELECT executor FROM wenheng_worker")))
            orphans = [key for key, executor in in_hand.items() if executor not in living]
            if orphans:
                free(orphans)
        return len(orphans)

    def _write(self, sql: str) -> int:
        values = {"executor": self._executor, "list": self._name}
        with self._database.begin() as connection:
            return connection.execute(sa.text(sql), values).rowcount
