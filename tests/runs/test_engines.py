"""What every engine promises, whichever it is."""

import asyncio
from collections import Counter

import pytest

from wenheng.errors import CollectError
from wenheng.runs.port import Crew, Later, Status, Task


def tasks(count, hosts=3):
    return [Task(f"t{n}", f"host{n % hosts}", {"number": str(n)}) for n in range(count)]


async def test_every_task_is_held_with_its_payload(engine):
    held = {}

    async def handler(task):
        held[task.key] = task.payload["number"]

    engine.submit(tasks(12))
    progress = await engine.work(handler, Crew())

    assert held == {f"t{n}": str(n) for n in range(12)}
    assert (progress.done, progress.failed, progress.left, progress.total) == (12, 0, 0, 12)
    assert engine.status() == Status(done=12)


async def test_a_task_submitted_twice_is_one_task(engine):
    assert engine.submit(tasks(3)) == 3
    assert engine.submit([*tasks(3), *tasks(3)]) == 0

    assert engine.status() == Status(waiting=3)


async def test_a_task_that_ended_is_held_again_when_submitted_again(engine):
    times = Counter()

    async def handler(task):
        times[task.key] += 1

    for _ in range(2):
        engine.submit(tasks(1))
        await engine.work(handler, Crew())

    assert times == {"t0": 2}


async def test_a_handler_that_fails_fails_its_task_only_and_the_reason_is_kept(engine):
    async def handler(task):
        if task.key == "t1":
            raise CollectError("the browser is gone", hint="start it")
        if task.key == "t2":
            raise ZeroDivisionError("by zero")

    engine.submit(tasks(4))
    progress = await engine.work(handler, Crew())

    assert (progress.done, progress.failed) == (2, 2)
    reasons = engine.failures()
    assert reasons["t1"] == "the browser is gone\n→ start it"
    assert reasons["t2"].startswith("ZeroDivisionError: by zero (test_engines.py:")


async def test_a_handler_that_cancels_itself_has_failed(engine):
    async def handler(task):
        raise asyncio.CancelledError("target closed")

    engine.submit(tasks(1))
    progress = await asyncio.wait_for(engine.work(handler, Crew()), 30)

    assert progress.failed == 1
    assert "CancelledError: target closed" in engine.failures()["t0"]


async def test_handlers_use_what_was_made_in_the_loop_of_the_caller(engine):
    loop, lock, browser = asyncio.get_running_loop(), asyncio.Lock(), asyncio.Queue()
    loops = set()

    async def serve():
        while True:
            answer = await browser.get()
            answer.set_result("page")

    async def handler(task):
        loops.add(asyncio.get_running_loop())
        answer = loop.create_future()
        await browser.put(answer)
        assert await answer == "page"
        async with lock:
            await asyncio.sleep(0)

    server = asyncio.create_task(serve())
    engine.submit(tasks(6))
    progress = await engine.work(handler, Crew())
    server.cancel()

    assert progress.done == 6
    assert loops == {loop}
    assert await asyncio.to_thread(lambda: "the loop's own threads still work")


@pytest.mark.parametrize(
    ("hosts", "crew", "most", "most_per_host"),
    [(6, Crew(4, 1), 4, 1), (2, Crew(8, 2), 4, 2), (1, Crew(4, 1), 1, 1)],
)
async def test_no_more_tasks_are_held_at_a_time_than_crew_and_host_allow(
    engine, hosts, crew, most, most_per_host
):
    now = Counter()
    seen = [0, 0]

    async def handler(task):
        now[task.host] += 1
        seen[:] = max(seen[0], now.total()), max(seen[1], *now.values())
        for _ in range(100):  # however slow the machine is: until the crew is complete
            await asyncio.sleep(0.05)
            if seen[0] >= most:
                break
        now[task.host] -= 1

    engine.submit(tasks(8, hosts))
    await engine.work(handler, crew)

    assert seen == [most, most_per_host]


async def test_lower_priority_numbers_go_first(engine):
    order = []

    async def handler(task):
        order.append(task.priority)

    engine.submit(Task(f"t{n}", "host", priority=(n * 7) % 5) for n in range(5))
    await engine.work(handler, Crew(size=1))

    assert order == [0, 1, 2, 3, 4]


async def test_progress_counts_up_to_the_total(engine):
    told = []

    async def handler(task):
        if task.key == "t3":
            raise ValueError

    engine.submit(tasks(5))
    await engine.work(handler, Crew(), told.append)

    assert told[-1].total == told[-1].done + told[-1].failed == 5
    assert [p.done + p.failed for p in told] == sorted(p.done + p.failed for p in told)
    assert max(p.running for p in told) >= 1


async def test_progress_counts_a_large_task_for_more_than_a_small_one(engine):
    told = []

    async def handler(task):
        if task.key == "small":
            raise ValueError

    engine.submit([Task("large", "a", size=5), Task("small", "b", size=2)])
    await engine.work(handler, Crew(), told.append)

    last = told[-1]
    assert (last.done, last.failed, last.left, last.total) == (5, 2, 0, 7)
    assert max(p.running for p in told) >= 5


async def test_a_pause_lets_no_further_task_begin_until_it_is_over(engine):
    held = []

    async def handler(task):
        held.append(task.key)
        if len(held) == 2:
            engine.pause()
        await asyncio.sleep(0.3)

    engine.submit(tasks(6, hosts=1))
    work = asyncio.create_task(engine.work(handler, Crew(size=1)))
    await asyncio.sleep(2)
    held_in_the_pause = len(held)
    paused = engine.status().paused
    engine.resume()
    progress = await work

    assert held_in_the_pause in (2, 3)
    assert paused
    assert progress.done == 6


async def test_cancelled_tasks_are_not_held(engine):
    held = []

    async def handler(task):
        held.append(task.key)

    engine.submit(tasks(4))
    engine.cancel(["t1", "t2", "no-such-task"])
    await engine.work(handler, Crew())

    assert sorted(held) == ["t0", "t3"]
    assert engine.status() == Status(done=2, cancelled=2)


async def test_a_task_in_hand_is_cancelled_too(engine):
    began, cleaned = asyncio.Event(), asyncio.Event()

    async def handler(task):
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            cleaned.set()

    engine.submit(tasks(1))
    work = asyncio.create_task(engine.work(handler, Crew()))
    await began.wait()
    engine.cancel(["t0"])
    progress = await asyncio.wait_for(work, 10)

    assert cleaned.is_set()
    assert (progress.done, progress.cancelled) == (0, 1)
    assert engine.status() == Status(cancelled=1)


async def test_work_that_is_cancelled_goes_on_with_the_next_call(engine):
    finished, began = [], asyncio.Event()

    async def slow(task):
        began.set()
        await asyncio.sleep(60)

    async def quick(task):
        finished.append(task.key)

    engine.submit(tasks(5))
    work = asyncio.create_task(engine.work(slow, Crew()))
    await began.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    progress = await engine.work(quick, Crew())

    assert sorted(finished) == ["t0", "t1", "t2", "t3", "t4"]
    assert progress.done == 5


async def test_with_nothing_to_do_work_returns_at_once(engine):
    async def handler(task):
        raise AssertionError

    progress = await asyncio.wait_for(engine.work(handler, Crew()), 10)

    assert progress.total == 0


async def test_a_task_that_is_put_off_is_held_later_and_lets_others_go_first(engine):
    order = []

    async def handler(task):
        order.append(task.key)
        if order == ["t0"]:
            raise Later(1.5)

    engine.submit(tasks(3, hosts=1))
    progress = await asyncio.wait_for(engine.work(handler, Crew(size=1)), 30)

    assert order == ["t0", "t1", "t2", "t0"]
    assert (progress.done, progress.failed, progress.cancelled) == (3, 0, 0)


async def test_tasks_put_off_for_too_long_stay_on_the_list(engine):
    held = []

    async def handler(task):
        held.append(task.key)
        if task.key == "t1":
            raise Later(600)

    engine.submit(tasks(3))
    progress = await asyncio.wait_for(engine.work(handler, Crew(patience_s=60)), 30)

    assert sorted(held) == ["t0", "t1", "t2"]
    assert progress.done == progress.total == 2
    assert engine.status() == Status(done=2, put_off=1)


async def test_draining_ends_what_is_in_hand_and_begins_nothing_more(engine):
    held = []

    async def handler(task):
        held.append(task.key)
        engine.drain()
        await asyncio.sleep(0.5)

    engine.submit(tasks(4))
    progress = await asyncio.wait_for(engine.work(handler, Crew(size=1)), 30)

    assert len(held) == progress.done == 1
    assert engine.status() == Status(done=1, waiting=3)
