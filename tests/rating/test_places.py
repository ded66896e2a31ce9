import pytest

from wenheng.rating.places import cities, compared, is_at_home

HOME = ("临江", "江南")


def test_another_citys_rule_beside_ones_own_is_a_comparison():
    text = "云泽要求缴存12个月,临江只要6个月,云泽市额度80万,咱们60万"
    clauses, at = [], 0
    for part in text.split(","):
        clauses.append((at, at + len(part)))
        at += len(part) + 1
    assert [text[a:b] for a, b in compared(text, clauses, HOME)] == [
        "云泽要求缴存12个月",
        "云泽市额度80万",
    ]


def test_a_reply_that_never_names_its_own_place_compares_nothing():
    text = "云泽市额度80万"
    assert not list(compared(text, [(0, len(text))], HOME))


@pytest.mark.parametrize(
    ("text", "at_home"),
    [
        ("江南省统一20元", True),
        ("江南省云泽市20元", False),
        ("到江南省企业登记平台办", False),
        ("在临江办", True),
        ("全国", False),
    ],
)
def test_a_province_before_another_city_is_not_home(text, at_home):
    assert is_at_home(text, HOME) is at_home


def test_kinds_of_cities_are_no_cities():
    assert cities("以各设区市的规定为准,外市转入的,须先到云泽市办") == ["云泽"]
