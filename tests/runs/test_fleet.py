"""Several workers on one PostgreSQL database, of which some die, freeze or are cut off."""

import asyncio
import threading
from collections import Counter

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from wenheng.runs import durable, fleet
from wenheng.runs.durable import DurableEngine
from wenheng.runs.fleet import Fleet
from wenheng.runs.port import Crew, Status, Task
from wenheng.runs.scheduler import open_database

TASKS = [Task(f"t{n}", f"host{n}") for n in range(3)]


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch):
    monkeypatch.setattr(durable, "BEAT_S", 0.3)
    monkeypatch.setattr(fleet, "DEAD_AFTER_S", 1.5)
    monkeypatch.setattr(durable, "ASTRAY_S", 2.0)


@pytest.fixture
def engine(postgresql):
    engine = DurableEngine(postgresql, "1")
    yield engine
    engine.close()


def write(url, sql):
    with psycopg.connect(url) as connection:
        connection.execute(sql)


async def test_what_a_dead_worker_had_in_hand_is_taken_over(engine, postgresql):
    held = []

    async def hold(task):
        held.append(task.key)

    engine.submit(TASKS)
    write(postgresql, "INSERT INTO wenheng_worker VALUES ('gone', 'tasks', 0)")
    write(postgresql, "UPDATE dbos.workflow_status SET status='PENDING', executor_id='gone'")
    progress = await asyncio.wait_for(engine.work(hold, Crew()), 30)

    assert sorted(held) == ["t0", "t1", "t2"]
    assert progress.done == 3
    assert engine.tasks.workers() == 0


async def test_what_a_living_worker_has_in_hand_is_left_to_it(engine, postgresql):
    async def hold(_task):
        raise AssertionError

    engine.submit(TASKS)
    write(postgresql, "INSERT INTO wenheng_worker VALUES ('other', 'tasks', 1e12)")
    write(postgresql, "UPDATE dbos.workflow_status SET status='PENDING', executor_id='other'")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(engine.work(hold, Crew()), 5)

    assert engine.status() == Status(running=3)


async def test_a_worker_that_was_given_up_drops_what_it_has(engine, postgresql):
    times = Counter()
    began = asyncio.Event()

    async def hold(task):
        times[task.key] += 1
        began.set()
        if times[task.key] == 1:
            await asyncio.sleep(60)

    engine.submit(TASKS[:1])
    work = asyncio.create_task(engine.work(hold, Crew()))
    await began.wait()
    write(postgresql, "DELETE FROM wenheng_worker")
    write(postgresql, "UPDATE dbos.workflow_status SET status='ENQUEUED', owner_xid=NULL")
    progress = await asyncio.wait_for(work, 30)

    assert times == {"t0": 2}
    assert (progress.done, progress.failed, progress.cancelled) == (1, 0, 0)


async def test_a_database_that_goes_away_just_then_does_not_make_it_forget_that(
    engine, postgresql, monkeypatch
):
    began, dropped, taken_over = asyncio.Event(), asyncio.Event(), threading.Event()
    reap, away = Fleet.reap, []

    async def hold(_task):
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            dropped.set()

    def reap_or_away(self, pending, free):
        if taken_over.is_set() and not away:
            away.append(True)
            raise OperationalError("", {}, Exception("away"))
        return reap(self, pending, free)

    monkeypatch.setattr(Fleet, "reap", reap_or_away)
    engine.submit(TASKS[:1])
    work = asyncio.create_task(engine.work(hold, Crew()))
    await began.wait()
    write(postgresql, "UPDATE wenheng_worker SET executor='other', seen=1e12")
    write(postgresql, "UPDATE dbos.workflow_status SET executor_id='other'")
    taken_over.set()
    await asyncio.wait_for(dropped.wait(), 10)
    work.cancel()
    await asyncio.wait({work})

    assert away
    assert engine.status() == Status(running=1)


async def test_a_task_that_went_astray_on_the_way_to_us_is_handed_out_again(engine, postgresql):
    held, began = [], asyncio.Event()

    async def hold(task):
        held.append(task.key)
        began.set()
        await asyncio.sleep(1)

    engine.submit(TASKS)
    work = asyncio.create_task(engine.work(hold, Crew(size=1)))
    await began.wait()
    write(
        postgresql,
        "UPDATE dbos.workflow_status SET status='PENDING', executor_id="
        "(SELECT executor FROM wenheng_worker) WHERE status='ENQUEUED'",
    )
    progress = await asyncio.wait_for(work, 30)

    assert sorted(held) == ["t0", "t1", "t2"]
    assert progress.done == 3


async def test_connections_that_are_cut_end_no_work(engine, postgresql):
    held = Counter()

    async def hold(task):
        held[task.key] += 1
        await asyncio.sleep(0.5)

    engine.submit(Task(f"t{n}", f"host{n}") for n in range(20))
    work = asyncio.create_task(engine.work(hold, Crew(size=4)))
    for _ in range(4):
        await asyncio.sleep(1)
        write(
            postgresql,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
    progress = await asyncio.wait_for(work, 60)

    assert len(held) == 20
    assert progress.failed == 0
    assert engine.status() == Status(done=20)


async def test_one_database_keeps_several_lists_apart(engine, postgresql):
    engine.submit(TASKS)
    other = DurableEngine(postgresql, "1", "another")

    async def nothing(_task):
        pass

    assert other.status() == Status()
    assert (await other.work(nothing, Crew())).total == 0
    assert engine.status() == Status(waiting=3)
    other.close()


def test_a_worker_that_was_away_itself_judges_nobody(postgresql, monkeypatch):
    database = open_database(postgresql)
    frozen, other = Fleet(database, "tasks", "frozen"), Fleet(database, "tasks", "other")
    frozen.join()
    write(postgresql, "UPDATE wenheng_worker SET seen = 0")
    freed = []
    clock = fleet.time.monotonic()
    monkeypatch.setattr(fleet.time, "monotonic", lambda: clock + 100)
    other.join()
    other.beat()

    at_once = other.reap(lambda: {"t0": "frozen"}, freed.extend)
    monkeypatch.setattr(fleet.time, "monotonic", lambda: clock + 102)
    later = other.reap(lambda: {"t0": "frozen"}, freed.extend)

    assert (at_once, later, freed) == (0, 1, ["t0"])
    assert not frozen.beat()
    database.dispose()
