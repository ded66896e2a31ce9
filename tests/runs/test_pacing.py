import asyncio

import pytest

from wenheng.runs.pacing import Pacer


class FakeClock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.time = 100.0

    def now(self):
        return self.time

    async def sleep(self, seconds):
        until = self.time + seconds
        await asyncio.sleep(0)
        self.time = max(self.time, until)


def pacer(**changed):
    return Pacer(**{"concurrency": 1, "gap_s": 2.0, "jitter": 0.0, "clock": FakeClock()} | changed)


async def test_the_first_turn_waits_for_nothing():
    assert await pacer().turn("host") == 0


async def test_between_two_turns_to_a_host_there_is_the_gap():
    pace = pacer()
    await pace.turn("host")

    assert await pace.turn("host") == 2
    assert await pace.turn("host") == 2


async def test_turns_to_other_hosts_do_not_wait():
    pace = pacer()
    await pace.turn("one")

    assert await pace.turn("other") == 0


async def test_time_that_passed_anyway_is_not_waited_again():
    clock = FakeClock()
    pace = pacer(clock=clock)
    await pace.turn("host")
    clock.time += 1.5

    assert await pace.turn("host") == pytest.approx(0.5)
    clock.time += 60
    assert await pace.turn("host") == 0


async def test_turns_asked_for_at_once_are_lined_up():
    pace = pacer()

    waited = await asyncio.gather(*(pace.turn("host") for _ in range(4)))

    assert waited == [0, 2, 4, 6]


async def test_jitter_only_lengthens_the_gap_and_is_repeatable():
    first, second, other = (pacer(jitter=0.5, seed=seed) for seed in (7, 7, 8))

    waits = [[await pace.turn("host") for _ in range(20)] for pace in (first, second, other)]

    assert waits[0] == waits[1] != waits[2]
    assert all(2.0 <= wait <= 3.0 for wait in waits[0][1:])
    assert len(set(waits[0])) > 10


async def test_a_host_sees_no_more_sessions_at_a_time_than_allowed():
    pace, now, most = pacer(concurrency=2), 0, 0

    async def session():
        nonlocal now, most
        async with pace.session("host"):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0.01)
            now -= 1

    await asyncio.gather(*(session() for _ in range(8)))

    assert most == 2


async def test_a_session_that_fails_gives_its_place_back():
    pace = pacer()

    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            async with pace.session("host"):
                raise ValueError("broken")

    async with asyncio.timeout(1), pace.session("host"):
        pass


async def test_without_a_clock_of_the_tests_real_time_passes():
    pace = Pacer(gap_s=0.05, jitter=0)
    await pace.turn("host")
    before = asyncio.get_running_loop().time()

    await pace.turn("host")

    assert asyncio.get_running_loop().time() - before >= 0.049
