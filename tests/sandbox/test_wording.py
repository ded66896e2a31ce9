from random import Random

import pytest

from wenheng.sandbox.wording import Number, filled, spelled


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (9, "九"), (10, "十"), (15, "十五"), (20, "二十"), (45, "四十五")],
)
def test_numbers_are_spelled_as_people_say_them(number, words):
    assert spelled(number) == words


def test_three_weeks_fifteen_working_days_and_十五_are_one_value():
    assert Number("workdays", 15, 60).forms() == ("15个工作日", "十五个工作日", "三周")


def test_two_is_两_before_a_counted_thing():
    assert Number("workdays", 2, 60).forms()[1] == "两个工作日"
    assert Number("percent", 20, 50).forms()[2] == "两成"


def test_without_a_draw_a_number_stands_in_its_official_form():
    values = {"limit": Number("months", 6, 36), "place": "鹭汀市"}

    assert filled("{place}满{limit}", values) == "鹭汀市满6个月"


def test_with_draws_every_form_turns_up():
    values = {"fee": Number("yuan", 10, 40)}

    seen = {filled("{fee}", values, Random(seed)) for seed in range(30)}

    assert seen == {"10元", "十元", "10块钱"}


def test_a_wrong_value_shares_no_form_with_the_true_one():
    number = Number("workdays", 15, 60)

    assert not set(number.forms("wrong")) & set(number.forms())
