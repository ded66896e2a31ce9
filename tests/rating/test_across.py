"""X11: entries of one government beside each other."""

import pytest

from wenheng.rating.across import across
from wenheng.rating.rate import rate

RIGHT = "临时身份证到户籍地派出所办理,工本费10元。"


@pytest.fixture
def replied(study, session):
    """Sessions of both platforms of the first unit, each with its reply to S02."""

    def replied(*texts, scenario="S02"):
        unit = study.units[0].id
        entries = [platform.id for platform in study.platforms if platform.unit == unit]
        turn = {"kind": "main", "question": "？", "outcome": "replied"}
        return [
            session(entry, scenario, "main", turns=[turn | {"text": text}])
            for entry, text in zip(entries, texts, strict=True)
        ]

    return replied


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        ((RIGHT, RIGHT), 3),
        ((RIGHT, "临时身份证工本费50元。"), 0),  # the fee is critical
        ((RIGHT, "您好，临时身份证的工本费是10元。"), 2),  # half of the facts are told by one alone
        ((RIGHT, "没听懂，请换个说法。"), 1),
    ],
)
def test_entries_are_as_consistent_as_what_they_tell_of_the_same_scenario(
    study, replied, texts, level
):
    held = {session["platform"]: [session] for session in replied(*texts)}

    found = across(study, held)

    assert {found[platform].level for platform in held} == {level}
    others = found.keys() - held.keys()
    assert others and {found[platform].level for platform in others} == {None}


def test_one_entry_and_entries_that_answered_other_scenarios_show_nothing(study, replied):
    alone, other = replied(RIGHT, RIGHT)
    elsewhere = {**other, "scenario": "S01"}
    spoilt = {**other, "fault": "ours"}

    for second in (elsewhere, spoilt):
        held = {alone["platform"]: [alone], other["platform"]: [second]}
        assert across(study, held)[alone["platform"]].level is None


def test_the_pack_rates_its_platforms_once_a_study_has_it_on(study, replied, table):
    packs = tuple(pack.model_copy(update={"on": True}) for pack in study.packs)
    held = replied(RIGHT, "临时身份证工本费50元。")

    rows = rate(study.model_copy(update={"packs": packs}), table(held))

    entries = {
        (row["platform"], row["indicator"]): row
        for row in rows.iter_rows(named=True)
        if row["scenario"] in ("*", "S02")
    }
    first, second = (session["platform"] for session in held)
    assert entries[first, "X11"]["level"] == entries[second, "X11"]["level"] == 0
    assert (entries[first, "X1"]["level"], entries[second, "X1"]["level"]) == (None, 0)
    assert "须人工核查" in entries[first, "X1"]["reason"]
    assert "没有附链接" in entries[first, "X2"]["reason"]
    assert entries[first, "X13"]["status"] == "not_assessed"  # its probe was not held


def test_a_pack_that_is_off_rates_nothing(study, replied, table):
    rows = rate(study, table(replied(RIGHT, RIGHT)))

    assert not rows["indicator"].str.starts_with("X").any()
