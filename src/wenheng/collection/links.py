"""Looking at addresses that stand in replies: each is opened once, nothing on it is pressed.

One GET of which the first MB is read, not HEAD before it: title and snapshot need the page, and
many servers answer HEAD with an error of its own. Redirects are followed one by one.
"""

import asyncio
import codecs
import html
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from wenheng.addresses import host_of, is_under
from wenheng.study.options import LinkCheck
from wenheng.wire.private import PrivateAddressError, connector, refused_literal

SNAPSHOT = 1_000_000
"""Bytes of what an address holds that are read and kept."""

RETRY_S = 3.0
"""An error of the server is looked at again after so long: it may have been a moment's."""

TITLE_LENGTH = 200
CIRCLE = 3
"""An address that redirects come back to so often goes round in a circle."""

_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.I | re.S)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)")
_GONE = re.compile(
    r"^\s*(404\b|(对不起|抱歉|很抱歉)?[,，]?(您(要)?(访问|查找)的)?(页面|网页|文件|内容)(已经?)?"
    r"(不存在|未找到|找不到|被?删除)|找不到(该|此|这个)?(页面|网页|文件)|(page )?not found\b)",
    re.I,
)
"""A title that says there is no such page, whatever the status says."""

PRIVATE = "private address"
REDIRECTS = (301, 302, 303, 307, 308)
BY_STATUS = {401: "needs_login", 403: "blocked", 407: "blocked", 429: "blocked", 451: "blocked"}

Pause = Callable[[str], Awaitable[Any]]
"""Awaited with the host before every request: lets it breathe as long as the study says."""


@dataclass(frozen=True)
class Wanted:
    """An address of a reply; `local` where the platform that gave it is itself on a local net."""

    url: str
    local: bool = False


@dataclass
class Look:
    """What an address came to, as a row of LINKS with the bytes of the snapshot."""

    url: str
    outcome: str = "unreachable"
    reason: str = ""
    status: int | None = None
    redirects: list[dict[str, Any]] = field(default_factory=list)
    final_url: str = ""
    title: str = ""
    media: str = ""
    content: bytes | None = None

    def ended(self, outcome: str, reason: str = "") -> Self:
        """Itself, with how it ended."""
        self.outcome, self.reason = outcome, reason
        return self

    def cut_short(self, reason: str) -> Self:
        """Itself, broken off: what had come still says how it ended."""
        return self.ended(self.outcome if self.content else "unreachable", reason)


class LinkChecker:
    """Looks at addresses as the study says, one connection pool for all."""

    def __init__(self, rules: LinkCheck, signature: str, pause: Pause) -> None:
        self._rules, self._pause = rules, pause
        self._headers = {"User-Agent": signature, "Accept": "text/html,*/*;q=0.8"}
        self._connectors: dict[bool, aiohttp.TCPConnector] = {}

    async def look(self, wanted: Wanted, own_hosts: frozenset[str] = frozenset()) -> dict[str, Any]:
        """What `wanted` came to: a row of LINKS, with `content` instead of hash and size.

        Args:
            wanted: the address as it stands in the reply.
            own_hosts: hosts that are official beside those of the rules.
        """
        checked_at, begun = datetime.now(UTC), time.monotonic()
        look = await self._looked(wanted)
        host = host_of(look.final_url or wanted.url)
        return {
            **vars(look),
            "host": host[:400],
            "official": host in own_hosts or is_under(host, self._rules.official),
            "checked_at": checked_at,
            "took_s": time.monotonic() - begun,
        }

    async def _looked(self, wanted: Wanted) -> Look:
        bare = "://" not in wanted.url and _HOST.match(wanted.url)
        address = f"http://{wanted.url}" if bare else wanted.url
        if not _is_web(address):
            return Look(wanted.url).ended("not_web", _scheme(address))
        look = await self._once(wanted, address)
        if look.outcome in ("error", "unreachable"):
            await asyncio.sleep(RETRY_S)
            look = await self._once(wanted, address)
        return look

    async def _once(self, wanted: Wanted, address: str) -> Look:
        look = Look(wanted.url)
        async with aiohttp.ClientSession(
            connector=self._connector(wanted.local),
            connector_owner=False,
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # a page may send back with a cookie
            headers=self._headers,
        ) as client:
            try:
                return await self._followed(client, look, address, wanted.local)
            except TimeoutError:
                return look.cut_short("time limit")
            except aiohttp.ClientConnectorDNSError as error:
                if isinstance(error.os_error, PrivateAddressError):
                    return look.ended("refused", PRIVATE)
                return look.ended("unreachable", "no such host")
            except aiohttp.InvalidURL:
                return look.ended("dead", "no valid address")
            except (aiohttp.ClientError, ConnectionError) as error:
                return look.cut_short(type(error).__name__)
            except ValueError:
                return look.ended("dead", "no valid address")

    async def _followed(
        self, client: aiohttp.ClientSession, look: Look, address: str, local: bool
    ) -> Look:
        for _ in range(self._rules.redirects + 1):
            look.final_url = address
            if refused_literal(URL(address).host or "", local):
                return look.ended("refused", PRIVATE)
            await self._pause(host_of(address))
            async with (
                asyncio.timeout(self._rules.limit_s),
                client.get(address, allow_redirects=False) as answer,
            ):
                onward = answer.headers.get("Location") if answer.status in REDIRECTS else None
                if onward is None:
                    return await _read(look, answer)
            look.redirects.append({"url": address, "status": answer.status})
            address = urljoin(address, onward)
            if not _is_web(address):
                return look.ended("not_web", _scheme(address))
            if sum(hop["url"] == address for hop in look.redirects) >= CIRCLE:
                return look.ended("dead", "redirects in a circle")
        if len({hop["url"] for hop in look.redirects}) < len(look.redirects):
            return look.ended("dead", "redirects in a circle")
        return look.ended("unreachable", f"more than {self._rules.redirects} redirects")

    def _connector(self, local: bool) -> aiohttp.TCPConnector:
        if local not in self._connectors:
            self._connectors[local] = connector(local)
        return self._connectors[local]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in self._connectors.values():
            await one.close()


async def _read(look: Look, answer: aiohttp.ClientResponse) -> Look:
    """The first MB of `answer`; what came before a break is kept."""
    look.status, look.media = answer.status, answer.content_type[:200]
    look.outcome, look.reason = _by_status(answer.status)
    content = bytearray()
    try:
        async for chunk in answer.content.iter_any():
            content += chunk
            if len(content) >= SNAPSHOT:
                answer.close()
                break
    finally:
        look.content = bytes(content[:SNAPSHOT])
        look.title = _title(look.content, answer.charset)
    if look.outcome == "opens" and _GONE.search(look.title):
        look.ended("dead", "its title says there is no such page")
    return look


def _is_web(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _scheme(address: str) -> str:
    return address.partition(":")[0][:40]


def _by_status(status: int) -> tuple[str, str]:
    if status < 400:
        return "opens", ""
    outcome = BY_STATUS.get(status, "dead" if status < 500 else "error")
    return outcome, f"HTTP {status}"


def _title(content: bytes, charset: str | None) -> str:
    found = _TITLE.search(content)
    if not found:
        return ""
    named = _CHARSET.search(content[:4096])
    tried = [charset or "", named.group(1).decode("ascii") if named else "", "utf-8"]
    text = next(
        (found.group(1).decode(name) for name in tried if _decodes(found.group(1), name)),
        found.group(1).decode("gb18030", "replace"),
    )
    return " ".join(html.unescape(text).split())[:TITLE_LENGTH]


def _decodes(content: bytes, charset: str) -> bool:
    try:
        codecs.decode(content, charset)
    except (LookupError, UnicodeError):
        return False
    return bool(charset)
