"""Real servers to visit: the widget pages, pages that misbehave, endpoints; and short ways to hold
a session with them.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from wenheng.collection.transcript import Question, Transcript
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.study.options import Pace
from wenheng.study.roster import Platform

WIDGETS = Path(__file__).parents[1] / "widgets"
START_S = 60


@pytest.fixture(scope="session")
def widgets() -> Iterator[str]:
    """The address of the running widget pages."""
    if not (WIDGETS / "dist").is_dir():
        pytest.skip("the bundles of tests/widgets are not built: run scripts/widgets")
    port = free_port(2)
    command = [sys.executable, "server.py", "--port", str(port)]
    with subprocess.Popen(command, cwd=WIDGETS, stdout=subprocess.DEVNULL) as server:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def free_port(row: int = 1) -> int:
    """A port that is free, as are the `row` - 1 after it."""
    while True:
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        if all(_is_free(port + n) for n in range(row)):
            return port


def wait_for(port: int) -> None:
    end = time.monotonic() + START_S
    while _is_free(port):
        assert time.monotonic() < end, f"nothing listens on {port}"
        time.sleep(0.1)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def platform() -> Callable[..., Platform]:
    """A platform at an address."""

    def made(entry: str, **declared: Any) -> Platform:
        return Platform(id="p", unit="u", channel="c", entry=entry, **declared)

    return made


@pytest.fixture
async def transports(tmp_path: Path) -> AsyncIterator[Transports]:
    async with Transports("tester@example.org", tmp_path) as opened:
        yield opened


Hold = Callable[..., Awaitable[Transcript]]


@pytest.fixture
def hold(transports: Transports) -> Hold:
    """Hold a session with a platform, asking each text in turn."""

    async def held(at: Platform, *says: str, mobile: bool = False, **pace: float) -> Transcript:
        limits = {"reply_limit_s": 8, "session_limit_s": 40} | pace
        asked = [Question("followup" if n else "main", text) for n, text in enumerate(says)]
        transport = await transports.of(at.transport)
        return await transport.hold(Target(at, mobile, Pace(**limits)), asked, no_pause)

    return held


async def no_pause() -> None:
    await asyncio.sleep(0)


@asynccontextmanager
async def served(*routes: web.RouteDef) -> AsyncIterator[str]:
    """The address of a server with these routes."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def events(transcript: Transcript) -> list[dict[str, Any]]:
    """The log of decisions kept as evidence."""
    kept = next(item for item in transcript.evidence if item.kind == "events")
    found: list[dict[str, Any]] = json.loads(kept.content)
    return found
