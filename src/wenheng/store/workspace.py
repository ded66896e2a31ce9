"""A workspace: one directory, one database, one heap of evidence."""

import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.store.connection import Lease
from wenheng.store.evidence import sweep
from wenheng.store.migrate import bring_up_to_date
from wenheng.store.settings import postgresql, sqlite


@dataclass(frozen=True)
class Workspace:
    """An open workspace. Close it, or use it as a context manager.

    Any number may be open in one process, from any thread, with or without an event loop.
    """

    directory: Path
    lease: Lease
    database_url: str = ""
    """`postgresql://…`, or empty where the ledger is the file `data/wenheng.db`."""

    @classmethod
    def open(cls, directory: Path | str, database_url: str | None = None) -> Self:
        """Open `directory`, making `data/` and bringing its database up to date.

        Args:
            directory: an existing directory, of a study or empty.
            database_url: `postgresql://…`; where absent the environment's `DATABASE_URL`, else
                the file `data/wenheng.db`.

        Raises:
            CollectError: the directory is missing or not ours to write, the database cannot be
                reached or was written by a newer version.
        """
        directory = Path(directory).resolve()
        _make_folders(directory)
        url = os.environ.get("DATABASE_URL", "") if database_url is None else database_url
        database = postgresql(url) if url else sqlite(str(directory / "data" / "wenheng.db"))
        workspace = cls(directory, Lease(database), url)
        try:
            bring_up_to_date(workspace.alias, directory / "data" / ".migrating")
        except BaseException:
            workspace.close()
            raise
        sweep(workspace.evidence)
        return workspace

    @property
    def alias(self) -> str:
        """Django's name of the connection: `Model.objects.using(workspace.alias)`."""
        return self.lease.alias

    @property
    def evidence(self) -> Path:
        """The heap of evidence files, `aa/bb/<sha256>`."""
        return self.directory / "data" / "evidence"

    @property
    def engine_place(self) -> Path | str:
        """Where an engine may keep its schedule: a file of its own, or beside the ledger.

        It holds no observation and may be deleted.
        """
        return self.database_url or self.directory / "data" / "engine.db"

    def close(self) -> None:
        """Let go of the database; a second call does nothing."""
        self.lease.give_back()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()


def _make_folders(directory: Path) -> None:
    if not directory.is_dir():
        raise CollectError(
            say("store.no-directory", directory=directory), hint=say("store.make-workspace")
        )
    try:
        (directory / "data" / "evidence").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CollectError(
            say("store.not-writable", directory=directory, reason=error.strerror),
            hint=say("store.check-owner"),
        ) from error
