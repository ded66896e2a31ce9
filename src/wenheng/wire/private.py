"""Private addresses: what a link or redirect of a stranger must not make us visit."""

import asyncio
import ipaddress
import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

RESOLVE_LIMIT_S = 5.0


class PrivateAddressError(OSError):
    """A name stands for addresses alone that are not visited."""


def connector(local: bool) -> aiohttp.TCPConnector:
    """A connector that connects to public addresses alone, or also to private ones if `local`.

    The address that was looked at is the one connected to, so that a name cannot stand for
    another a moment later.
    """
    return aiohttp.TCPConnector(resolver=_Guarded(local), use_dns_cache=True, limit_per_host=2)


def refused_literal(host: str, local: bool) -> bool:
    """Whether `host` is itself an address that is not visited; no resolver is asked for those."""
    try:
        return not is_allowed(host, local)
    except ValueError:
        return False


def is_allowed(address: str, local: bool) -> bool:
    """Whether an IP address may be visited: public ones, and private ones if `local`.

    Addresses of the link (where clouds keep their secrets), multicast and the like never are.

    Raises:
        ValueError: it is no IP address.
    """
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_multicast or ip.is_link_local or ip.is_unspecified:
        return False
    return ip.is_global or (local and (ip.is_private or ip.is_loopback))


async def is_local(host: str) -> bool:
    """Whether `host` stands for a private address: then its links may lead to others such."""
    return any(not is_allowed(one, local=False) for one in await addresses(host))


async def addresses(host: str) -> list[str]:
    """All addresses of `host`; none where it has no name, or the answer takes too long."""
    look = asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(look, RESOLVE_LIMIT_S)
    except (OSError, TimeoutError, UnicodeError):
        return []
    return [str(entry[4][0]).partition("%")[0] for entry in found]


class _Guarded(AbstractResolver):
    def __init__(self, local: bool) -> None:
        self._local = local
        self._resolver: AbstractResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self._resolver = self._resolver or DefaultResolver()
        found = await self._resolver.resolve(host, port, family)
        allowed = [one for one in found if is_allowed(one["host"], self._local)]
        if found and not allowed:
            raise PrivateAddressError(f"{host} is private")
        return allowed

    async def close(self) -> None:
        if self._resolver is not None:
            await self._resolver.close()
