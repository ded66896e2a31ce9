"""The browser neither grows without end nor outlives the worker that started it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import aclosing

import pytest

from wenheng.collection import browser
from wenheng.collection.browser import BrowserPool, Visitor
from wenheng.collection.memory import descendants, memory_below

WORKER = """
import asyncio
from wenheng.collection.browser import BrowserPool, Visitor
async def main():
    async with BrowserPool().context(Visitor()) as context:
        page = await context.new_page()
        await page.set_content("<p>open")
        print("open", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


def test_memory_below_a_process_is_that_of_its_children():
    before = memory_below(os.getpid())
    program = "x = bytearray(b'1') * 50_000_000; print('full', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline() == b"full\n"

        assert child.pid in descendants(os.getpid())
        assert 50e6 < memory_below(os.getpid()) - before < 100e6
        child.kill()


@pytest.mark.browser
async def test_a_browser_that_has_grown_too_large_is_replaced_when_it_is_idle(monkeypatch):
    monkeypatch.setattr(browser, "WEIGHED_EVERY", 2)
    async with aclosing(BrowserPool(most_memory=1)) as pool:
        used = []
        for _ in range(5):
            async with pool.context(Visitor()) as context:
                used.append(context.browser)

    first, second, third, fourth, fifth = used
    assert first is second is not third
    assert third is fourth is not fifth


@pytest.mark.browser
def test_a_worker_killed_at_once_leaves_no_browser_behind():
    with subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE) as worker:
        assert worker.stdout.readline() == b"open\n"
        below = descendants(worker.pid)
        worker.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(map(_lives, below)) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert len(below) > 2
    assert not [pid for pid in below if _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
