"""Endpoints of a model that fail, are busy, or are not to be asked."""

import pytest
from tests.actions.judged import declare, kept
from tests.actions.models import GOOD, Response
from tests.collection.conftest import free_port

from wenheng.actions import asking
from wenheng.actions.judging import judge_collected
from wenheng.errors import StudyError

FAILING = {
    "HTTP 500": Response(raw=b"oops", status=500),
    "no JSON at all": Response(raw=b"<html>"),
    "an error with status 200": Response(raw=b'{"error": {"message": "overloaded"}}'),
    "a redirect": Response(raw=b"", status=307, headers={"Location": "/v1/elsewhere"}),
    "more than is read": Response(raw=b"x" * 1_100_000),
    "cut in the middle": Response(raw=b'{"choices": [', headers={"Content-Length": "9999", "Connection": "close"}),
    "no answer in time": Response(GOOD, sleep_s=5),
}  # fmt: skip

SAID_OF = {
    "no JSON at all": "no JSON",
    "an error with status 200": "overloaded",
    "a redirect": "HTTP 307",
    "cut in the middle": "ClientPayloadError",
    "no answer in time": "time limit",
}


@pytest.mark.parametrize("how", FAILING)
def test_an_endpoint_that_fails_is_tried_again_and_what_came_is_used(how, study, endpoint):
    endpoint.behave = lambda _asked, number: FAILING[how] if number == 0 else Response(GOOD)
    declare(study, endpoint.entry, limit_s=0.3)

    judged = judge_collected(study)

    assert (judged.asked, judged.left, judged.by_status) == (7, 0, {"rated": 6})
    assert SAID_OF.get(how, how) in kept(study)[0]["failed"]


def test_an_endpoint_that_always_fails_is_left_alone_and_asked_on_another_day(study, endpoint):
    endpoint.behave = lambda _asked, _number: Response(raw=b"", status=503)
    declare(study, endpoint.entry)

    judged = judge_collected(study)
    endpoint.behave = lambda _asked, _number: Response(GOOD)
    later = judge_collected(study)

    assert (judged.asked, judged.stopped, judged.new) == (10, "HTTP 503", 0)
    assert (later.asked, later.left, later.by_status) == (6, 0, {"rated": 6})


def test_a_key_that_is_refused_ends_it_at_once(study, endpoint):
    endpoint.behave = lambda _asked, _number: Response(raw=b"", status=401)
    declare(study, endpoint.entry)

    judged = judge_collected(study)

    assert (judged.asked, judged.stopped) == (1, "HTTP 401")


def test_a_busy_endpoint_is_given_the_time_that_it_asks_for(study, endpoint, monkeypatch):
    naps, sleep = [], asking.asyncio.sleep

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asking.asyncio, "sleep", nap)
    busy = Response(raw=b"", status=429, headers={"Retry-After": "7"})
    endpoint.behave = lambda _asked, number: busy if number == 0 else Response(GOOD)
    declare(study, endpoint.entry)

    judged = judge_collected(study)

    assert judged.left == 0
    assert 6 < naps[1] <= 7


def test_one_that_is_busy_for_long_is_not_waited_for(study, endpoint):
    endpoint.behave = lambda _asked, _number: Response(
        raw=b"", status=429, headers={"Retry-After": "900"}
    )
    declare(study, endpoint.entry)

    assert judge_collected(study).asked == 1


def test_addresses_where_clouds_keep_secrets_are_never_asked(study):
    declare(study, "http://169.254.169.254/v1")

    with pytest.raises(StudyError):
        judge_collected(study)


def test_a_long_rest_that_was_asked_for_is_not_cut_short_by_another_failure(
    study, endpoint, monkeypatch
):
    naps, sleep = [], asking.asyncio.sleep

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asking.asyncio, "sleep", nap)
    busy = Response(raw=b"", status=429, headers={"Retry-After": "7"})
    failing = [busy, Response(raw=b"", status=500)]
    endpoint.behave = lambda _asked, number: failing[number] if number < 2 else Response(GOOD)
    declare(study, endpoint.entry)

    judge_collected(study)

    assert [6 < wait <= 7 for wait in naps[1:3]] == [True, True]


def test_where_nothing_listens_nothing_is_spent(study):
    declare(study, f"http://127.0.0.1:{free_port()}/v1")

    judged = judge_collected(study)

    assert judged.stopped.startswith("no connection")
    assert (judged.spent.tokens, judged.spent.known) == (0, True)
