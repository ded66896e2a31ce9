import pytest

from wenheng.rating.judgement import Locality
from wenheng.rating.sessions import clicks, context, rewordings, speed, stability


def turns(*waits, outcome="replied"):
    return [{"outcome": outcome, "text": "好的", "last_s": wait} for wait in waits]


@pytest.mark.parametrize(
    ("waits", "level"),
    [((3.0,), 3), ((3.1,), 2), ((8.0,), 2), ((15.0,), 1), ((15.1,), 0), ((1.0, 2.0, 60.0), 3)],
)
def test_speed_is_the_median_on_the_anchors(waits, level):
    assert speed(turns(*waits)).level == level


def test_a_turn_without_a_reply_lasts_for_ever():
    assert speed([*turns(1.0), *turns(None, None, outcome="no_reply")]).level == 0
    assert speed([*turns(1.0, 1.0), *turns(None, outcome="no_reply")]).level == 3


def test_a_turn_that_was_nobodys_failure_is_not_timed():
    assert speed(turns(1.0, outcome="needs_login")).level is None
    assert speed([]).level is None


@pytest.mark.parametrize(
    ("failed", "of", "level"),
    [(0, 50, 3), (1, 100, 3), (1, 50, 2), (1, 20, 2), (1, 10, 1), (2, 10, 0)],
)
def test_stability_is_the_share_of_failed_turns(failed, of, level):
    held = [*turns(*[None] * failed, outcome="no_reply"), *turns(*[1.0] * (of - failed))]

    assert stability(held).level == level


def test_an_error_message_in_place_of_a_reply_is_a_failure():
    held = [{"outcome": "replied", "text": "系统繁忙,请稍后再试"}, *turns(1.0)]

    assert stability(held).level == 0


@pytest.mark.parametrize(
    ("counts", "level"), [((0,), 3), ((1,), 3), ((2,), 2), ((3, 2), 2), ((3,), 1), ((9,), 1)]
)
def test_the_fewest_clicks_count(counts, level):
    assert clicks(counts).level == level


def test_clicks_that_were_not_counted_show_nothing():
    assert clicks([None, None]).level is None


RIGHT = {"outcome": "replied", "text": "临时身份证到户籍地派出所办理,工本费10元。"}
WRONG = {"outcome": "replied", "text": "临时身份证工本费50元。"}
LOST = {"outcome": "replied", "text": "没听懂您的问题。"}


@pytest.mark.parametrize(
    ("held", "level"),
    [
        ([RIGHT, RIGHT, RIGHT], 3),
        ([RIGHT, RIGHT, LOST], 2),
        ([RIGHT, WRONG, LOST], 1),
        ([LOST, LOST, LOST], 0),
    ],
)
def test_a_rewording_counts_where_it_reaches_the_matter_without_a_critical_error(
    study, held, level
):
    assert rewordings(study.scenario("S02"), [(turn, Locality()) for turn in held]).level == level


def test_a_follow_up_is_answered_by_the_facts_it_asks_for(study):
    fee = {"outcome": "replied", "text": "三个月内有效,3日内能拿到。"}
    where = {"outcome": "replied", "text": "户籍地派出所办理。"}
    asked = [(fee, ("S02.6", "S02.8")), (where, ("S02.4",))]
    forgot = [(fee, ("S02.6", "S02.8")), (LOST, ("S02.4",))]

    assert context(study.scenario("S02"), Locality(), asked).level == 3
    assert context(study.scenario("S02"), Locality(), forgot).level == 2
    assert context(study.scenario("S02"), Locality(), [(LOST, ("S02.4",))]).level == 0
    assert context(study.scenario("S02"), Locality(), []).level is None


@pytest.mark.parametrize(("gap", "why"), [("unknown", "无从核对"), ("dropped", "没有可评")])
def test_a_follow_up_about_what_cannot_be_checked_counts_neither_way(study, gap, why):
    fee = {"outcome": "replied", "text": "工本费10元。"}
    local = Locality(**{gap: frozenset({"S02.4"})})
    its = study.scenario("S02")

    found = context(its, local, [(fee, ("S02.7",)), (LOST, ("S02.4",))])
    nothing = context(its, local, [(LOST, ("S02.4",))])

    assert (found.level, nothing.level) == (3, None)
    assert why in nothing.reason
