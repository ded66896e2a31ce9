"""Steadiness under noise and over repeats, for the LLM-era pack."""

import pytest

from wenheng.rating.judgement import Locality
from wenheng.rating.rate import rate
from wenheng.rating.repeats import consistency, robustness

RIGHT = {"outcome": "replied", "text": "临时身份证到户籍地派出所办理,工本费10元。"}
WRONG = {"outcome": "replied", "text": "临时身份证工本费50元。"}
LOST = {"outcome": "replied", "text": "没听懂您的问题。"}
AWAY = {"outcome": "needs_login", "text": ""}


def here(*turns):
    return [(turn, Locality()) for turn in turns]


@pytest.mark.parametrize(
    ("kept", "of", "level"),
    [(10, 10, 3), (9, 10, 3), (8, 10, 2), (7, 10, 2), (4, 10, 1), (3, 10, 0)],
)
def test_robustness_is_the_share_of_disturbed_questions_that_reach_the_matter(
    study, kept, of, level
):
    noisy = here(*[RIGHT] * kept, *[LOST] * (of - kept))

    assert robustness(study.scenario("S02"), here(RIGHT), noisy).level == level


def test_where_the_plain_question_fails_there_is_nothing_to_keep(study):
    its = study.scenario("S02")

    assert robustness(its, here(LOST), here(RIGHT)).level is None
    assert robustness(its, here(RIGHT), here(AWAY)).level is None


def test_the_same_facts_again_are_consistent_and_an_opposite_is_not(study):
    its = study.scenario("S02")

    same = consistency(its, here(RIGHT, RIGHT, RIGHT))
    shorter = consistency(its, here(RIGHT, {**RIGHT, "text": "临时身份证工本费10元。"}))
    opposed = consistency(its, here(RIGHT, WRONG))

    assert (same.level, shorter.level) == (3, 2)
    assert opposed.level == 0  # the fee is critical


def test_of_facts_that_are_not_known_nobody_can_say_whether_replies_agree(study):
    its = study.scenario("S02")
    nothing = Locality(unknown=frozenset(fact.id for fact in its.facts))
    fee = next(fact.id for fact in its.facts if fact.slot == "fee")
    later = Locality(unknown=frozenset({fee}))

    blind = consistency(its, [(RIGHT, nothing), (WRONG, nothing)])
    partly = consistency(its, [(RIGHT, Locality()), (RIGHT, later)])

    assert (blind.level, partly.level) == (None, 3)
    assert "无从核对" in blind.reason


def test_one_reply_shows_no_consistency(study):
    assert consistency(study.scenario("S02"), here(RIGHT, AWAY)).level is None


def test_the_rules_of_the_pack_rate_its_cells_once_it_is_on(study, session, table):
    platform = study.platforms[0].id
    packs = tuple(pack.model_copy(update={"on": True}) for pack in study.packs)
    variants = {"main": ("S02",), "noise": ("S02",)}
    plan = study.sessions.model_copy(update={"variants": variants, "repeats": 2})
    own = study.model_copy(update={"packs": packs, "sessions": plan})
    kinds = list(own.scenario("S02").utterances.noise)
    main, noise = ({**RIGHT, "kind": kind, "question": "？"} for kind in ("main", "noise"))
    held = [session(platform, "S02", "main", repeat=n, turns=[main]) for n in (1, 2)]
    held += [session(platform, "S02", f"noise-{kind}", turns=[noise]) for kind in kinds]

    rows = rate(own, table(held)).filter(platform=platform, scenario="S02")

    levels = dict(rows.select("indicator", "level").rows())
    assert (levels["X9"], levels["X10"]) == (3, 3)

    spoilt = {**held[0], "fault": "ours", "turns": []}
    rows = rate(own, table([spoilt, *held[1:]])).filter(platform=platform, scenario="S02")
    assert dict(rows.select("indicator", "level").rows())["X9"] == 3
