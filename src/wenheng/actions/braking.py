"""Stopping without losing what is in hand: once asked to, work begins nothing more."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from wenheng.runs.port import Engine

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Brake:
    """Pulled once, what is in hand is brought to its end; a second signal stops at once."""

    def __init__(self) -> None:
        self.pulled = False
        self._engine: Engine | None = None

    def pull(self) -> None:
        """Let the work drain. Call it in the event loop of the work."""
        self.pulled = True
        if self._engine is not None:
            self._engine.drain()

    @contextmanager
    def stops(self, engine: Engine) -> Iterator[None]:
        """Within this block `engine` is at work."""
        self._engine = engine
        try:
            yield
        finally:
            self._engine = None

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Within this block Ctrl-C and SIGTERM pull the brake; the second cancels the caller."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def heard() -> None:
            if self.pulled:
                task.cancel()
            self.pull()

        try:
            for number in SIGNALS:
                loop.add_signal_handler(number, heard)
        except (NotImplementedError, RuntimeError, ValueError):
            yield  # signals are for the main thread
            return
        try:
            yield
        finally:
            for number in SIGNALS:
                loop.remove_signal_handler(number)
