"""What is held true at a place: own values first, then the parent's, then the nation's."""

from datetime import date

import pytest

from wenheng.study.fingerprint import fingerprint
from wenheng.study.held import held_facts
from wenheng.study.load import load_study

DAY = date(2026, 11, 24)


@pytest.fixture
def write(small):
    def write(unit, text):
        (small / f"facts/{unit}.yaml").write_text(f"unit: {unit}\nplace: 某地\n{text}", "utf-8")

    return write


@pytest.fixture
def held(small):
    """`held("hewan")`: fact → (unit it comes from, words, gap), on a day."""

    def held(unit, day=DAY):
        found = held_facts(load_study(small), unit, "id-card", day)
        return {
            fact: (its.of, its.truth.words if its.truth else None, its.gap)
            for fact, its in found.items()
        }

    return held


def test_a_place_without_a_value_takes_the_nations(write, held):
    write("national", "facts: {id-fee: 10 元, id-days: 3 日}\n")

    assert held("qingshi") == {
        "id-fee": ("qingshi", "10 元/证", ""),
        "id-days": ("national", "3 日", ""),
    }


def test_where_the_nation_has_no_value_a_silent_place_is_unknown(write, held):
    write("national", "unknown: [id-days, id-fee]\n")

    assert held("qingshi") == {
        "id-fee": ("qingshi", "10 元/证", ""),
        "id-days": ("national", None, "declared"),
    }


def test_a_place_can_say_that_the_nations_value_is_not_its_own(write, held):
    write("national", "facts: {id-days: 3 日}\n")
    write("hewan", "unknown: [id-card]\n")

    assert held("hewan") == {
        "id-fee": ("hewan", None, "declared"),
        "id-days": ("hewan", None, "declared"),
    }


def test_a_unit_takes_its_parents_value_only_where_that_says_so(change, write, held):
    write("national", "facts: {id-fee: 15 元}\n")

    assert held("hewan")["id-fee"] == ("national", "15 元", "")

    change("facts/qingshi.yaml", "facts:", "inherited: [id-fee]\nfacts:")

    assert held("hewan")["id-fee"] == ("qingshi", "10 元/证", "")

    change("facts/qingshi.yaml", "inherited: [id-fee]", "inherited: [id-card]")

    assert held("hewan")["id-fee"] == ("qingshi", "10 元/证", "")


def test_the_value_is_that_of_the_day_of_the_session(write, held):
    write(
        "hewan",
        "facts:\n  id-fee:\n    text: 10 元\n    valid_from: 2026-05-01\n    valid_to: 2026-12-31\n"
        "    earlier: [{text: 20 元, valid_from: 2025-01-01, valid_to: 2026-04-30}]\n",
    )

    by_day = {
        day: held("hewan", day)["id-fee"][1:]
        for day in (date(2024, 12, 31), date(2025, 1, 1), date(2026, 4, 30), DAY, date(2027, 1, 1))
    }

    assert list(by_day.values()) == [
        (None, "expired"),
        ("20 元", ""),
        ("20 元", ""),
        ("10 元", ""),
        (None, "expired"),
    ]


def test_without_a_day_the_newest_value_counts(write, held):
    write("hewan", "facts: {id-fee: {text: 10 元, valid_to: 2020-01-01}}\n")

    assert held("hewan", None)["id-fee"] == ("hewan", "10 元", "")


def test_a_study_without_references_holds_nothing(small, held):
    (small / "facts/qingshi.yaml").unlink()

    assert held("qingshi") == {}


def test_a_changed_value_makes_another_study(small, write):
    before = fingerprint(load_study(small))

    write("hewan", "facts: {id-fee: 10 元}\n")

    assert fingerprint(load_study(small)) != before
