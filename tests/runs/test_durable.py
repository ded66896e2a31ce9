import asyncio
import base64
import fcntl
import pickle
import sqlite3
import threading
from pathlib import Path

import pytest

from wenheng.errors import CollectError
from wenheng.runs.durable import DurableEngine
from wenheng.runs.port import Crew, Status, Task

TASKS = [Task(f"t{n}", f"host{n}") for n in range(3)]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "engine.db"


@pytest.fixture
def engine(file):
    engine = DurableEngine(file, "1")
    yield engine
    engine.close()


async def nothing(_task):
    pass


def test_the_list_outlives_the_engine(file):
    first = DurableEngine(file, "1")
    first.submit(TASKS)
    first.close()

    second = DurableEngine(file, "1")

    assert second.status() == Status(waiting=3)
    second.close()


async def test_while_another_process_works_on_the_list_work_is_refused_in_words(engine, file):
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(CollectError, match="另一个进程"):
            await engine.work(nothing, Crew())

    assert (await engine.work(nothing, Crew())).total == 0


async def test_a_second_work_in_one_process_is_refused_in_words(engine, tmp_path):
    other = DurableEngine(tmp_path / "other.db", "1")
    began, enough = asyncio.Event(), asyncio.Event()

    async def hold(_task):
        began.set()
        await enough.wait()

    engine.submit(TASKS)
    work = asyncio.create_task(engine.work(hold, Crew()))
    await began.wait()
    with pytest.raises(CollectError, match="一个进程"):
        await other.work(nothing, Crew())
    enough.set()

    assert (await work).done == 3
    other.close()


async def test_pause_and_cancel_reach_the_worker_from_elsewhere(engine, file):
    elsewhere = DurableEngine(file, "1")
    held = []

    async def hold(task):
        held.append(task.key)

    engine.submit(TASKS)
    elsewhere.pause()
    work = asyncio.create_task(engine.work(hold, Crew()))
    await asyncio.sleep(1.5)
    held_while_paused = list(held)
    elsewhere.cancel(["t1"])
    elsewhere.resume()
    progress = await asyncio.wait_for(work, 20)

    assert held_while_paused == []
    assert sorted(held) == ["t0", "t2"]
    assert progress.done == 2
    elsewhere.close()


async def test_tasks_of_another_version_are_not_held_until_submitted_again(engine, file):
    engine.submit(TASKS)
    newer = DurableEngine(file, "2")
    held = []

    async def hold(task):
        held.append(task.key)

    await newer.work(hold, Crew())
    assert held == []

    assert newer.submit(TASKS) == 3
    await newer.work(hold, Crew())
    assert sorted(held) == ["t0", "t1", "t2"]
    newer.close()


async def test_failed_tasks_leave_the_terminal_clean(engine, capfd):
    async def fail(_task):
        raise RuntimeError("no browser")

    engine.submit(TASKS)
    await engine.work(fail, Crew())

    assert engine.status().failed == 3
    assert capfd.readouterr() == ("", "")


async def test_after_work_no_thread_of_the_scheduler_is_left(engine):
    def scheduler_threads():
        names = ("queue-worker", "dbos", "Thread-")
        return [t.name for t in threading.enumerate() if t.name.startswith(names)]

    before = scheduler_threads()
    engine.submit(TASKS)

    await engine.work(nothing, Crew())

    assert [name for name in scheduler_threads() if name not in before] == []


class Intruder:
    """Unpickled, it would leave a file."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


async def test_an_engine_file_from_a_stranger_cannot_run_code(engine, file, tmp_path):
    mark = tmp_path / "intruded"
    engine.submit(TASKS)
    pickled = base64.b64encode(pickle.dumps(Intruder(mark))).decode()
    with sqlite3.connect(file) as stranger:
        stranger.execute("UPDATE workflow_status SET serialization = 'py_pickle'")
        stranger.execute("UPDATE workflow_input SET inputs = ?", [pickled])
    stranger.close()

    await asyncio.wait_for(engine.work(nothing, Crew()), 30)

    assert not mark.exists()
    assert engine.status() == Status(failed=3)


async def test_a_list_that_hands_nothing_out_is_said_in_words(engine, file, monkeypatch):
    monkeypatch.setattr("wenheng.runs.durable._STUCK_S", 1.0)
    engine.submit(TASKS)
    with sqlite3.connect(file) as other_worker:
        other_worker.execute("UPDATE workflow_status SET status = 'PENDING', executor_id = 'gone'")
    other_worker.close()

    with pytest.raises(CollectError, match="没有任务可领"):
        await asyncio.wait_for(engine.work(nothing, Crew()), 30)
