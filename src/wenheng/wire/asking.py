"""One question to an endpoint of the OpenAI protocol: bounded in time and size, never raising."""

import asyncio
import codecs
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from wenheng.addresses import split
from wenheng.wire.busy import retry_after_s
from wenheng.wire.private import connector, refused_literal

MOST_BYTES = 1_000_000
"""More than this of one answer is not read."""

CONNECT_S = 10.0
FAILURES = (aiohttp.ClientError, OSError, EOFError, ValueError)
"""What an endpoint that misbehaves makes us raise."""


@dataclass(frozen=True)
class Answered:
    """What came back: all of it in `raw`; `failed` says in a few words why that is no answer.

    `billed` is False where the endpoint refused before a model can have worked.
    """

    raw: str
    status: int | None
    failed: str
    took_s: float
    billed: bool = True
    retry_after_s: float | None = None


def client() -> aiohttp.ClientSession:
    """A client for endpoints that a study declares; without cookies or proxies.

    Local addresses are visited, those of the link never: there clouds keep their secrets.
    """
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S)
    jar = aiohttp.DummyCookieJar()
    return aiohttp.ClientSession(connector=connector(local=True), cookie_jar=jar, timeout=timeout)


def address(entry: str) -> str:
    """Where chat completions of the endpoint `entry` are asked for."""
    trimmed = entry.rstrip("/")
    return trimmed if trimmed.endswith("/chat/completions") else f"{trimmed}/chat/completions"


def is_refused(entry: str) -> bool:
    """Whether `entry` is an address in numbers that is never visited."""
    return refused_literal(split(entry).hostname or "", local=True)


async def ask(
    session: aiohttp.ClientSession,
    entry: str,
    body: Mapping[str, Any],
    headers: Mapping[str, str],
    limit_s: float,
) -> Answered:
    """Send `body` and bring back what comes, within `limit_s` seconds. Redirects are not followed.

    Whatever the endpoint does is noted, not raised.
    """
    begun = time.monotonic()
    pieces: list[str] = []
    status: int | None = None
    failed, busy, billed = "", None, True
    try:
        async with asyncio.timeout(limit_s):
            async with session.post(
                address(entry), json=body, headers=dict(headers), allow_redirects=False
            ) as response:
                status = response.status
                busy = retry_after_s(status, response.headers)
                failed = await _read(response, pieces)
                if status >= 300:
                    failed, billed = f"HTTP {status}", False
    except aiohttp.ConnectionTimeoutError:
        failed, billed = "no connection", False
    except aiohttp.ClientConnectorError as error:
        failed, billed = f"no connection: {error}"[:200], False
    except TimeoutError:
        failed = "time limit"
    except FAILURES as error:
        failed = f"{type(error).__name__}: {error}"[:200]
    return Answered("".join(pieces), status, failed, time.monotonic() - begun, billed, busy)


async def _read(response: aiohttp.ClientResponse, pieces: list[str]) -> str:
    """Read into `pieces`; says what is wrong, empty where nothing is."""
    decoder, size = codecs.getincrementaldecoder("utf-8")("replace"), 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > MOST_BYTES:
            return "more than is read"
        pieces.append(decoder.decode(chunk))
    return ""
