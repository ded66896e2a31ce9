"""Recording sessions as they end: those that end together share a transaction."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import NamedTuple, Self

from wenheng.actions.patience import patiently
from wenheng.errors import TableError
from wenheng.store.record import Held, record_sessions
from wenheng.store.run import Run

MOST_TOGETHER = 200


class Recorder:
    """The one writer of this process: a context manager that has all written when it is left."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def record(self, held: Held) -> None:
        """Return when `held` is in the ledger; it gets there also if the caller is cancelled.

        Raises:
            TableError: its row breaks the contract of SESSIONS.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(held, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.ensure_future(self._write())
        await done

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            await asyncio.wait({self._writer})

    async def _write(self) -> None:
        while self._waiting:
            group = self._waiting[:MOST_TOGETHER]
            del self._waiting[:MOST_TOGETHER]
            try:
                await self._keep(group)
            except TableError:
                for one in group:  # one broken row keeps no other out of the ledger
                    await self._keep_one(one)
            except Exception as error:
                _end(group, error)

    async def _keep_one(self, one: "_Waiting") -> None:
        try:
            await self._keep([one])
        except Exception as error:
            _end([one], error)

    async def _keep(self, group: "Sequence[_Waiting]") -> None:
        held = [one.held for one in group]
        await patiently(self._run.workspace, lambda: record_sessions(self._run, held))
        _end(group)


class _Waiting(NamedTuple):
    held: Held
    done: "asyncio.Future[None]"


def _end(group: Sequence[_Waiting], error: Exception | None = None) -> None:
    for one in group:
        if one.done.done():
            continue  # its caller was cancelled
        if error is None:
            one.done.set_result(None)
        else:
            one.done.set_exception(error)
