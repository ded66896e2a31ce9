"""Addresses in a reply, compared with where the matter is applied for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from wenheng.study.roster import Entry

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[A-Za-z0-9.-]+\.[a-z]{2,}(?::\d+)?(?:/[\w\-./%?=&#+~!]*)?", re.I
)
_TAIL = ".,;!?"


@dataclass(frozen=True)
class Addresses:
    """The entry's addresses, ready to compare: host and path without scheme or final slash."""

    apply: str
    guide: str
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a reply: its text, its address, and what it leads to.

    `worth` is 3 for the place of application, 2 the guide, 1 another page of the same sites, 0
    anything else; `official` also holds for any page under gov.cn.
    """

    text: str
    url: str
    worth: int
    official: bool


def addresses(entry: Entry) -> Addresses:
    """The addresses of `entry`."""
    all_ = [entry.apply, entry.guide, entry.portal, *entry.also]
    return Addresses(_plain(entry.apply), _plain(entry.guide), frozenset(map(_host, all_)) - {""})


def reply_links(text: str, links: Sequence[Mapping[str, str]], entry: Addresses) -> list[Link]:
    """The links of a reply and the addresses that stand in its text."""
    pairs = [(link.get("text", ""), link.get("url", "")) for link in links]
    pairs.extend((m.group(), m.group().rstrip(_TAIL)) for m in _ADDRESS.finditer(text))
    return [Link(t, u, _worth(u, entry), _official(u, entry)) for t, u in pairs if u]


def _worth(url: str, entry: Addresses) -> int:
    plain = _plain(url)
    if entry.apply and _leads(plain, entry.apply, "/?#"):
        return 3
    if entry.guide and _leads(plain, entry.guide, "?#"):
        return 2
    return 1 if _host(url) in entry.hosts else 0


def _official(url: str, entry: Addresses) -> bool:
    host = _host(url)
    return host in entry.hosts or host == "gov.cn" or host.endswith(".gov.cn")


def _leads(url: str, to: str, by: str) -> bool:
    return url == to or (url.startswith(to) and url[len(to)] in by)


def _plain(url: str) -> str:
    parts = _split(url)
    query = f"?{parts.query}" if parts.query else ""
    page = f"#{parts.fragment}" if parts.fragment.startswith("/") else ""
    return (_host(url) + parts.path.rstrip("/") + query + page) if url else ""


def _host(url: str) -> str:
    return (_split(url).hostname or "").removeprefix("www.") if url else ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url if "://" in url else f"//{url}")
    except ValueError:
        return urlsplit("")
