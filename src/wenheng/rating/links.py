"""Addresses in a reply, compared with where the matter is applied for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wenheng.addresses import addresses_in, host_of, is_under, split
from wenheng.study.roster import Entry

OFFICIAL = ("gov.cn",)


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
    anything else; it is that of the address or of where its redirects end, whichever is more.
    `official` also holds for any page under gov.cn. `outcome` is what a look at it found, one of
    LINK_OUTCOMES, empty where nobody looked; `moved` where a page deeper in ended at the root.
    """

    text: str
    url: str
    worth: int
    official: bool
    outcome: str = ""
    moved: bool = False

    @property
    def is_dead(self) -> bool:
        """Whether a look found that it leads nowhere; a link nobody looked at is not."""
        return self.outcome == "dead"


def addresses(entry: Entry) -> Addresses:
    """The addresses of `entry`."""
    all_ = [entry.apply, entry.guide, entry.portal, *entry.also]
    return Addresses(_plain(entry.apply), _plain(entry.guide), frozenset(map(host_of, all_)) - {""})


def reply_links(
    text: str,
    links: Sequence[Mapping[str, str]],
    entry: Addresses,
    looks: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Link]:
    """The links of a reply and the addresses that stand in its text.

    Args:
        text: the reply.
        links: its links, each `text` and `url`.
        entry: the addresses to compare them with.
        looks: address → what a look found there: `outcome`, `final_url`, `official`.
    """
    pairs = [(link.get("text", ""), link.get("url", "")) for link in links]
    pairs += addresses_in(text)
    return [_link(said, url, entry, (looks or {}).get(url)) for said, url in pairs if url]


def _link(text: str, url: str, entry: Addresses, look: Mapping[str, Any] | None) -> Link:
    worth, official = _worth(url, entry), _official(url, entry)
    if look is None:
        return Link(text, url, worth, official)
    if look["outcome"] != "opens":
        return Link(text, url, worth, official, look["outcome"])
    final = look["final_url"]
    worth = max(worth, _worth(final, entry))
    moved = not split(final).path.strip("/") and bool(split(url).path.strip("/"))
    return Link(text, url, worth, official or look["official"], "opens", moved)


def _worth(url: str, entry: Addresses) -> int:
    plain = _plain(url)
    if entry.apply and _leads(plain, entry.apply, "/?#"):
        return 3
    if entry.guide and _leads(plain, entry.guide, "?#"):
        return 2
    return 1 if host_of(url) in entry.hosts else 0


def _official(url: str, entry: Addresses) -> bool:
    host = host_of(url)
    return host in entry.hosts or is_under(host, OFFICIAL)


def _leads(url: str, to: str, by: str) -> bool:
    return url == to or (url.startswith(to) and url[len(to)] in by)


def _plain(url: str) -> str:
    parts = split(url)
    query = f"?{parts.query}" if parts.query else ""
    page = f"#{parts.fragment}" if parts.fragment.startswith("/") else ""
    return (host_of(url) + parts.path.rstrip("/") + query + page) if url else ""
