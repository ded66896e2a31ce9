import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.rating.numbers import number, other_kind_of_day, quantities, same


def only(text):
    found = quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("半年", "6个月"),
        ("三个星期", "15个工作日"),
        ("两周内", "14天"),
        ("一个月内", "30日"),
        ("半个月", "15天"),
        ("一年", "十二个月"),
        ("壹拾元", "10元"),
        ("¥20", "二十块钱"),
        ("免费", "0元"),
        ("不收取任何费用", "零元"),
        ("一分钱都不收", "不收费"),
        ("60万", "600000元"),
        ("三成", "30%"),
        ("百分之二十", "20%"),
        ("当场", "10来分钟"),
        ("廿日", "20天"),
        ("3至5个工作日", "五个工作日"),
        ("五十周岁", "50岁"),
        ("0990-5550128", "09905550128"),
        ("0990—5550128", "09905550128"),
        ("3 working days", "3个工作日"),
    ],
)
def test_different_ways_of_writing_compare_equal(one, other):
    assert same(only(one), only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("15个工作日", "60个工作日"), ("10元", "20元"), ("半年", "一年"), ("12333", "12329")],
)
def test_different_values_do_not(one, other):
    assert not same(only(one), only(other))


def test_the_same_number_of_the_other_kind_of_day_is_the_same_with_a_flaw():
    assert same(only("20日"), only("20个工作日"))
    assert other_kind_of_day(only("20日"), only("20个工作日"))
    assert not other_kind_of_day(only("三周"), only("15个工作日"))


@pytest.mark.parametrize(
    "text",
    [
        "2024年7月1日起施行",
        "国务院令第350号",
        "第二十四条",
        "9:00—17:00",
        "元旦",
        "2025-04-01",
        "成立",
    ],
)
def test_dates_articles_and_hours_are_no_quantities(text):
    assert quantities(text) == []


def test_a_day_of_the_month_is_no_duration():
    assert only("每月20日前").kind == "monthday"
    assert only("20日内").kind == "duration"


@given(st.integers(min_value=1, max_value=9999))
def test_a_number_reads_the_same_in_chinese_characters(n):
    assert number(in_chinese(n)) == n


def in_chinese(n):
    signs, text = "零一二三四五六七八九", ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, unit)
        if digit:
            text += signs[digit] + name
        elif text and n:
            text = text.rstrip("零") + "零"
    return text
