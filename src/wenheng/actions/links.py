"""Look at the addresses that stand in replies, once per run."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.addresses import addresses_in, host_of
from wenheng.collection.links import LinkChecker, Wanted
from wenheng.collection.transport import signature
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Later, Progress
from wenheng.store.links import add_links, links
from wenheng.store.sessions import sessions
from wenheng.study.model import Study
from wenheng.wire.private import is_local

HOSTS_AT_ONCE = 8
BATCH = 20
"""So many looks are kept together: a stop loses fewer."""

SETTLED = ("opens", "dead", "refused", "not_web")
"""What these say does not change from one hour to the next; others are looked at when asked."""

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class LinksChecked:
    """What a call of `check_links` did, and how all addresses of the run stand."""

    looked: int
    """Addresses looked at by this call."""
    outcomes: dict[str, int]
    """How the addresses of the run stand, by their newest look."""
    left: int = 0
    """Addresses not looked at for now: quiet hours, or a host that is left alone for a while."""
    off: bool = False
    """Whether the study says that links are not looked at."""


def check_links(
    directory: Path, *, again: bool = False, on_progress: OnProgress | None = None
) -> LinksChecked:
    """Open every address that stands in a reply and was not looked at in this run.

    Args:
        directory: the study.
        again: look once more at what was not settled (errors, no answer, refusals).
        on_progress: told after each look.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
    """
    return asyncio.run(check_links_in_loop(directory, again, on_progress))


async def check_links_in_loop(
    directory: Path, again: bool = False, on_progress: OnProgress | None = None
) -> LinksChecked:
    """As `check_links`, for callers that have an event loop of their own."""
    with opened_with_sessions(directory) as opened:
        if not opened.study.links.check:
            return LinksChecked(0, {}, off=True)
        wanted = await _wanted(opened, again)
        left = await _look_at(opened, wanted, on_progress or (lambda _progress: None))
        outcomes = Counter(links(opened.run)["outcome"].cast(str).to_list())
        return LinksChecked(len(wanted) - left, dict(outcomes), left)


async def _wanted(opened: Opened, again: bool) -> list[Wanted]:
    """The addresses that are to be looked at, in the order of their first reply."""
    known = dict(links(opened.run).select("url", "outcome").iter_rows())
    entries = {platform.id: host_of(platform.entry) for platform in opened.study.platforms}
    local: dict[str, bool] = {"": False}
    wanted: dict[str, bool] = {}
    for row in sessions(opened.run).iter_rows(named=True):
        for url in _addresses(row):
            if url in known and not (again and known[url] not in SETTLED):
                continue
            host = entries[row["platform"]]
            if host not in local:
                local[host] = await is_local(host)
            wanted[url] = wanted.get(url, False) or local[host]
    return [Wanted(url, its) for url, its in wanted.items()]


def _addresses(session: Mapping[str, Any]) -> Iterator[str]:
    for turn in session["turns"]:
        yield from (link["url"] for link in turn["links"] if link["url"])
        yield from (address for _, address in addresses_in(turn["text"]))


async def _look_at(opened: Opened, wanted: list[Wanted], on_progress: OnProgress) -> int:
    """Look at `wanted`, each page once, and keep what was found a batch at a time.

    Returns how many were left for now.
    """
    pace, own = opened.study.pace, _own_hosts(opened.study)
    pacer, hosts = Pacer(pace), asyncio.Semaphore(HOSTS_AT_ONCE)
    places: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(pace.concurrency))
    visitor = signature(opened.study.contact)
    async with (
        LinkChecker(opened.study.links, visitor, pacer.turn) as checker,
        asyncio.TaskGroup() as group,
    ):

        async def look(one: Wanted) -> dict[str, Any] | None:
            host = host_of(one.url)
            async with places[host], hosts:
                try:
                    await pacer.admit(host)
                except Later:
                    return None
                found = await checker.look(one, own)
                await pacer.note(host, found["outcome"])
                return found

        pages: dict[tuple[str, bool], asyncio.Task[dict[str, Any] | None]] = {}
        found: list[dict[str, Any]] = []
        left = 0
        for one in wanted:
            if _page(one) not in pages:
                pages[_page(one)] = group.create_task(look(one))
        for done, one in enumerate(wanted, 1):
            page = await pages[_page(one)]
            left += page is None
            found += [] if page is None else [{**page, "url": one.url}]
            on_progress(Progress(done, 0, 0, len(wanted) - done, len(wanted)))
            if len(found) == BATCH or done == len(wanted):
                await asyncio.to_thread(add_links, opened.run, tuple(found), "wenheng")
                found.clear()
    return left


def _page(wanted: Wanted) -> tuple[str, bool]:
    """What is fetched for an address: places within a page are one page."""
    return wanted.url.partition("#")[0], wanted.local


def _own_hosts(study: Study) -> frozenset[str]:
    """Hosts of the platforms, and of the addresses that the reference facts give."""
    entries = [entry for reference in study.references for entry in reference.entries.values()]
    given = [(entry.apply, entry.guide, entry.portal, *entry.also) for entry in entries]
    truths = (truth for reference in study.references for truth in reference.facts.values())
    addresses = (
        *(truth.value for truth in truths if truth.kind == "link"),
        *(platform.entry for platform in study.platforms),
        *(a for row in given for a in row),
    )
    return frozenset(map(host_of, addresses)) - {""}
