"""What signals do to a collection."""

import asyncio
import os
import signal

import pytest

from wenheng.actions.braking import Brake


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_first_signal_pulls_the_brake_and_the_second_ends_all_at_once(number):
    brake, pulled = Brake(), []

    async def work():
        with brake.on_signals():
            os.kill(os.getpid(), number)
            await asyncio.sleep(0.1)
            pulled.append(brake.pulled)
            os.kill(os.getpid(), number)
            await asyncio.sleep(60)

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.ensure_future(work()), 10)

    assert pulled == [True]
