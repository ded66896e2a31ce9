"""One call of `work`, without an engine."""

import asyncio

import pytest

from wenheng.runs.port import Task
from wenheng.runs.shift import Shift


async def test_a_task_that_is_handed_out_again_while_it_is_in_hand_is_held_once_at_a_time():
    at_once, go_on = [], asyncio.Event()
    running = 0

    async def handler(_task):
        nonlocal running
        running += 1
        at_once.append(running)
        try:
            await go_on.wait()
        finally:
            running -= 1

    shift, task = Shift(handler, None), Task("t0", "host")
    first = asyncio.ensure_future(shift.hold(task))
    await asyncio.sleep(0.01)

    again = asyncio.ensure_future(shift.hold(task))
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(first, 5)
    go_on.set()

    assert await again == ""
    assert at_once == [1, 1]
    assert (shift.progress.done, shift.progress.cancelled, shift.in_hand) == (1, 0, ())
