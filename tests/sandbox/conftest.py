import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from wenheng.sandbox import Country, Served, Site, country, serve
from wenheng.study.load import load_study


@pytest.fixture(scope="session")
def study():
    return load_study("default-2021r")


@pytest.fixture(scope="session")
def yuncang(study) -> Country:
    """The country as `wenheng sandbox` serves it."""
    return country(study)


@contextmanager
def running(invented: Country) -> Iterator[Served]:
    """`invented`, served from a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    context = serve(invented)
    try:
        yield asyncio.run_coroutine_threadsafe(context.__aenter__(), loop).result(20)
        leaving = context.__aexit__(None, None, None)
        asyncio.run_coroutine_threadsafe(leaving, loop).result(20)
        asyncio.run_coroutine_threadsafe(_end_what_waits(), loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_what_waits() -> None:
    """A silent assistant keeps its visitor's request open for ever."""
    waiting = asyncio.all_tasks() - {asyncio.current_task()}
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


@pytest.fixture(scope="session")
def served(yuncang) -> Iterator[Served]:
    """The country, served without the delays that are planted."""
    sites = tuple(
        changed(site, first_s=0.05, stream_s=0.1 * bool(site.planted.stream_s))
        for site in yuncang.sites
    )
    with running(replace(yuncang, sites=sites)) as made:
        yield made


def changed(site: Site, **planted: object) -> Site:
    """`site` with some planted values changed, knowing what it knew."""
    return replace(site, planted=site.planted.model_copy(update=planted))


def site_with(invented: Country, **planted: object) -> Site:
    """The first site that has all these planted values."""
    for site in invented.sites:
        if all(getattr(site.planted, name) == value for name, value in planted.items()):
            return site
    raise LookupError(planted)
