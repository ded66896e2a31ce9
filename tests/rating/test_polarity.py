import pytest

from wenheng.rating.polarity import polarity


def clauses(text):
    found, at = [], 0
    for part in text.split(","):
        found.append((at, at + len(part)))
        at += len(part) + 1
    return found


def place(text, word):
    return text.index(word), text.index(word) + len(word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("无需提供户口簿", "户口簿"),
        ("户口簿不用带", "户口簿"),
        ("家庭经营不允许", "家庭经营"),
        ("不支持网上办理", "网上"),
        ("不能由单位代办", "单位"),
        ("单位不能代办", "单位"),
        ("不再要求验资报告", "验资报告"),
    ],
)
def test_what_is_not_asked_for_or_not_possible_is_negated(text, word):
    assert polarity(text, clauses(text)).is_negated(*place(text, word))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("首付不得少于两成", "两成"),
        ("审批不会超过15日", "15日"),
        ("没有身份证不能办理", "身份证"),
        ("户口簿不能不带", "户口簿"),
        ("不能跳过清算", "清算"),
        ("未满16周岁由监护人代办", "监护人"),
        ("没有身份证的可以用户口簿", "户口簿"),
        ("无论在哪个派出所", "派出所"),
        ("到窗口办理不需要预约时间", "窗口"),
    ],
)
def test_what_only_looks_negative_is_asserted(text, word):
    assert not polarity(text, clauses(text)).is_negated(*place(text, word))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("不是20元,是10元", "20元", "10元"),
        ("以前45天,现在20天", "45天", "20天"),
        ("公示期不再是45天,现在是20天", "45天", "20天"),
        ("不是20元而是10元", "20元", "10元"),
        ("有人以为要一年,其实不是,6个月就行", "一年", "6个月"),
        ("登报是以前的规定,现在网上声明", "登报", "声明"),
        ("“必须登报”是误解,网上声明就行", "登报", "声明"),
        ("过去要核名,还要验资,现在网上申报", "验资", "申报"),
    ],
)
def test_a_corrected_value_is_taken_back_and_the_right_one_stands(text, old, new):
    found = polarity(text, clauses(text))

    assert found.is_retracted(*place(text, old))
    assert not found.is_retracted(*place(text, new))


def test_a_sign_inside_a_word_belongs_to_that_word_alone():
    text = "外地账户不能转移"

    assert not polarity(text, clauses(text), [(4, 8)]).is_negated(0, 2)
