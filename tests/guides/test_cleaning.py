import pytest

from wenheng.guides.cleaning import clean, day, limit, money, phones


@pytest.mark.parametrize(
    ("dirty", "said"),
    [
        ("15(工作日)", "15个工作日"),
        ("１５（工作日）", "15个工作日"),
        (" 20 个工作日以内", "20个工作日"),
        ("3(天)", "3天"),
        ("30 自然日", "30个自然日"),
        ("2个月", "2个月"),
        ("当场办结", "当场"),
        ("15", ""),
        ("0(工作日)", ""),
        ("无时限", ""),
        ("1-3(工作日)", ""),
    ],
)
def test_a_time_limit_is_read_only_where_its_unit_is_said(dirty, said):
    assert limit(dirty) == said


@pytest.mark.parametrize(
    ("dirty", "said"),
    [
        ("020-12333-9 / 020-38880000", "12333、020-38880000"),
        ("（0756）8123456转8001", "0756-8123456"),
        ("38880000，38880000", "38880000"),
        ("400-830-0000", "400-830-0000"),
        ("身份证440101199001011234", ""),
        ("请咨询前台", ""),
    ],
)
def test_telephone_numbers_are_found_in_what_stands_around_them(dirty, said):
    assert phones(dirty) == said


@pytest.mark.parametrize(
    ("dirty", "said"),
    [
        ("不收费", "不收费"),
        ("否", "不收费"),
        ("10元/证", "10元/证"),
        ("收费标准：20元", "20元"),
        ("首次免费，补卡20元", ""),
        ("是", ""),
    ],
)
def test_a_fee_is_read_only_where_nothing_else_is_said(dirty, said):
    assert money(dirty) == said


def test_texts_lose_tags_entities_and_signs_that_nobody_sees():
    assert clean("<p>甲&nbsp;乙\u200b\u202e</p>\x00\r\n丙\x9f", 50) == "甲 乙 丙"
    assert clean(["甲", "无", "甲", None, {"x": 1}, 7], 50) == "甲、7"
    assert clean("暂无", 50) == clean(None, 50) == clean(True, 50) == clean({}, 50) == ""


@pytest.mark.parametrize(
    "long", [["甲"] * 101, "甲" + "<i></i>" * 40, "甲" * 60, ["甲" * 60], "甲" * 300]
)
def test_what_is_cut_says_so(long):
    assert clean(long, 50).endswith("甲……")
    assert clean(long, 50).count("……") == 1


def test_days_are_read_in_both_ways_of_writing():
    assert str(day("2026年5月1日起施行")) == str(day("2026-05-01 00:00:00")) == "2026-05-01"
    assert day("2026-13-01") is day("长期") is None
