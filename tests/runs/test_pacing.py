import asyncio
from datetime import UTC, datetime

import pytest

from wenheng.runs import pacing
from wenheng.runs.hosts import MemoryBoard, SharedBoard
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Later
from wenheng.runs.scheduler import open_database
from wenheng.study.options import Pace


class FakeBoard(MemoryBoard):
    """A board whose time passes only by sleeping."""

    def __init__(self):
        super().__init__()
        self.time = 100.0

    def now(self):
        return self.time

    async def sleep(self, seconds):
        until = self.time + seconds
        await asyncio.sleep(0)
        self.time = max(self.time, until)


@pytest.fixture
def board():
    return FakeBoard()


def pacer(board, *, seed=0, **declared):
    return Pacer(Pace(**{"gap_s": 2.0, "jitter": 0.0} | declared), board, seed=seed)


async def put_off(pace, host="host"):
    """For how long a session with `host` is put off."""
    try:
        await pace.admit(host)
    except Later as later:
        return later.seconds
    return 0


async def test_the_first_turn_waits_for_nothing(board):
    assert await pacer(board).turn("host") == 0


async def test_between_two_turns_to_a_host_there_is_the_gap(board):
    pace = pacer(board)
    await pace.turn("host")

    assert await pace.turn("host") == 2
    assert await pace.turn("host") == 2


async def test_turns_to_other_hosts_do_not_wait(board):
    pace = pacer(board)
    await pace.turn("one")

    assert await pace.turn("other") == 0


async def test_time_that_passed_anyway_is_not_waited_again(board):
    pace = pacer(board)
    await pace.turn("host")
    board.time += 1.5

    assert await pace.turn("host") == pytest.approx(0.5)
    board.time += 60
    assert await pace.turn("host") == 0


async def test_turns_asked_for_at_once_are_lined_up(board):
    pace = pacer(board)

    waited = await asyncio.gather(*(pace.turn("host") for _ in range(4)))

    assert waited == [0, 2, 4, 6]


async def test_jitter_only_lengthens_the_gap_and_is_repeatable():
    paces = [pacer(FakeBoard(), jitter=0.5, seed=seed) for seed in (7, 7, 8)]

    waits = [[await pace.turn("host") for _ in range(20)] for pace in paces]

    assert waits[0] == waits[1] != waits[2]
    assert all(2.0 <= wait <= 3.0 for wait in waits[0][1:])
    assert len(set(waits[0])) > 10


async def test_a_refusal_is_answered_by_waiting_and_each_further_one_by_twice_as_long(board):
    pace = pacer(board, back_off_s=30)
    waits = []
    for _ in range(4):
        await pace.note("host", "blocked")
        waits.append(await put_off(pace))
        board.time += waits[-1]

    assert waits == [30, 60, 120, 240]
    assert await put_off(pace) == 0
    await pace.note("host", "replied")
    await pace.note("host", "blocked")
    assert await put_off(pace) == 30


async def test_what_a_busy_host_asks_for_is_granted_up_to_an_hour(board):
    pace = pacer(board, back_off_s=30)

    await pace.note("one", "blocked", 77)
    await pace.note("other", "error_reply", 90_000)
    await pace.note("third", "error_reply", 0)

    assert [await put_off(pace, host) for host in ("one", "other", "third")] == [77, 3600, 30]


async def test_a_refused_host_is_not_asked_by_sessions_that_are_under_way_either(board):
    pace = pacer(board, back_off_s=30)

    await pace.note("host", "blocked")

    assert await pace.turn("host") == 30


async def test_a_host_that_is_not_reached_several_times_in_a_row_is_left_alone(board):
    pace = pacer(board, unreachable_limit=3, rest_s=100)
    for _ in range(2):
        await pace.note("host", "unreachable")
    before = await put_off(pace)

    await pace.note("host", "unreachable")

    assert before == 0
    assert await put_off(pace) == 100
    assert await put_off(pace, "other") == 0


async def test_an_answer_in_between_begins_the_count_anew(board):
    pace = pacer(board, unreachable_limit=2, rest_s=100)

    for outcome in ("unreachable", "no_reply", "unreachable"):
        await pace.note("host", outcome)

    assert await put_off(pace) == 0


async def test_after_its_rest_one_session_finds_out_whether_the_host_is_back(board):
    pace = pacer(board, unreachable_limit=1, rest_s=100, session_limit_s=50)
    await pace.note("host", "unreachable")
    board.time += 100

    first, second = await put_off(pace), await put_off(pace)
    await pace.note("host", "unreachable")
    still_away = await put_off(pace)
    board.time += 200
    await pace.admit("host")
    await pace.note("host", "replied")

    assert (first, second, still_away) == (0, 50, 200)
    assert await put_off(pace) == 0


@pytest.mark.parametrize(("hour", "wait_s"), [(1, 0), (15, 3601), (17, 3601), (19, 0)])
async def test_in_quiet_hours_no_session_begins(board, monkeypatch, hour, wait_s):
    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 3, 2, hour, 0, tzinfo=UTC)

    monkeypatch.setattr(pacing, "datetime", Then)
    pace = pacer(board, quiet_hours=("每天 22:00–24:00", "每天 00:00–02:00", "周末 08:00–18:00"))

    # the hours are China's, eight ahead; 2 March 2026 is a Monday
    assert await put_off(pace) == pytest.approx(wait_s, abs=1)


async def test_without_a_board_of_the_tests_real_time_passes():
    pace = Pacer(Pace(gap_s=0.05, jitter=0))
    await pace.turn("host")
    before = asyncio.get_running_loop().time()

    await pace.turn("host")

    assert asyncio.get_running_loop().time() - before >= 0.049


async def test_workers_that_share_a_database_share_the_pace(postgresql):
    databases = [open_database(postgresql) for _ in range(2)]
    one, other = (pacer(SharedBoard(database), gap_s=0.3) for database in databases)

    waits = await asyncio.gather(*(pace.turn("host") for pace in (one, other) * 2))
    await one.note("busy", "blocked", 60)

    assert sorted(round(wait, 1) for wait in waits) == pytest.approx([0, 0.3, 0.6, 0.9], abs=0.11)
    assert await put_off(other, "busy") == pytest.approx(60, abs=1)
    for database in databases:
        database.dispose()
