"""One writer for all sessions of a process: nothing is lost by being written together."""

import asyncio

import pytest
from tests.store.conftest import INSTRUMENT, session_row

from wenheng.actions.recording import Recorder
from wenheng.errors import TableError
from wenheng.store.record import Held
from wenheng.store.run import begin_run
from wenheng.store.sessions import recorded
from wenheng.store.verify import verify
from wenheng.store.workspace import Workspace


@pytest.fixture
def run(tmp_path):
    with Workspace.open(tmp_path, "") as workspace:
        yield begin_run(workspace, INSTRUMENT)


async def test_a_broken_row_fails_alone(run):
    rows = [session_row("alpha"), session_row("beta", outcome="fine"), session_row("gamma")]

    async with Recorder(run) as recorder:
        ended = await asyncio.gather(
            *(recorder.record(Held(row)) for row in rows), return_exceptions=True
        )

    assert [type(one) for one in ended] == [type(None), TableError, type(None)]
    assert {name.partition("/")[0] for name in recorded(run)} == {"alpha", "gamma"}


async def test_a_session_that_ended_is_kept_though_its_task_was_cancelled(run):
    async with Recorder(run) as recorder:
        waiting = [
            asyncio.ensure_future(recorder.record(Held(session_row(f"p{n}")))) for n in range(30)
        ]
        await asyncio.sleep(0)
        for one in waiting:
            one.cancel()

    assert len(recorded(run)) == 30
    assert verify(run).holds


async def test_who_still_waits_is_told_though_another_of_the_same_transaction_has_left(run):
    async with Recorder(run) as recorder:
        leaves, stays = (
            asyncio.ensure_future(recorder.record(Held(session_row(name))))
            for name in ("alpha", "beta")
        )
        await asyncio.sleep(0)
        leaves.cancel()
        await asyncio.wait_for(stays, 5)

    assert len(recorded(run)) == 2
