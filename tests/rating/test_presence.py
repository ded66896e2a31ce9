import polars as pl
import pytest

from wenheng.rating.presence import presence


@pytest.fixture
def status(minimal, session, table):
    """The presence of the first platform, from the outcomes of its sessions."""
    platform = minimal.platforms[0].id

    def status(*its):
        rows = [
            session(platform, "s", repeat=n, **({"outcome": one} if isinstance(one, str) else one))
            for n, one in enumerate(its, 1)
        ]
        found = presence(minimal, table(rows))
        return found.filter(pl.col("platform") == platform).row(0, named=True)

    return status


@pytest.mark.parametrize("outcome", ["replied", "no_reply", "error_reply", "needs_login"])
def test_an_assistant_that_was_met_is_present(status, outcome):
    assert status(outcome)["status"] == "present"


@pytest.mark.parametrize("outcome", ["no_assistant", "form_only", "app_only"])
def test_one_that_was_looked_for_and_not_found_is_absent(status, outcome):
    assert status(outcome)["status"] == "absent"


@pytest.mark.parametrize("outcome", ["captcha", "blocked", "ambiguous", "dead_link", "unreachable"])
def test_what_shows_neither_leaves_it_unknown(status, outcome):
    assert status({"outcome": outcome, "fault": "theirs"})["status"] == "unknown"


def test_a_platform_that_is_never_reached_is_not_absent_however_often_it_is_tried(status):
    tried = {"outcome": "unreachable", "fault": "theirs", "attempt": 9}

    assert status(tried, tried, tried)["status"] == "unknown"


def test_one_meeting_outweighs_any_number_of_failures_to_find_it(status):
    found = status("no_assistant", "no_assistant", "replied", "dead_link")

    assert found["status"] == "present"
    assert found["session"].endswith("/3")
    assert found["usable"]


def test_present_is_not_yet_usable(status):
    assert not status("needs_login")["usable"]
    assert not status("no_reply", "error_reply")["usable"]


def test_what_a_session_knows_of_the_assistant_counts(status):
    assert status({"outcome": "captcha", "has_assistant": True})["status"] == "present"


def test_every_planned_platform_has_a_row_even_without_a_session(minimal, table):
    found = presence(minimal, table([]))

    assert found["platform"].to_list() == [p.id for p in minimal.platforms]
    assert set(found["status"]) == {"unknown"}
    assert not found["usable"].any()
