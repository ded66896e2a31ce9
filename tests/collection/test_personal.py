"""What is personal in a text: by kind of number, check digit, or label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.collection.personal import COVER, covered, personal_data

PERSONAL = {
    "identity": [
        "身份证 11010519491231002X。",  # the worked example of GB 11643-1999, appendix A
        "号码：110105 19491231 002x",
    ],
    "mobile": [
        "请拨打13800138000联系",
        "手机：138 0013 8000",
        "+86 139-1234-5678",
        "86 15912345678",
    ],
    "card": ["卡 4111 1111 1111 1111", "4111111111111111", "6222021234567890128"],
    "mail": ["发到 zhang.san@163.com，", "1234567@qq.com"],
    "document": ["护照号：E12345678", "证件号码 K0123456"],
    "address": ["居住地址：思明区湖滨北路12号3栋402室，", "收件地址 中山路5号"],
    "name": ["姓名：王小明 ", "申请人：李四，", "联系人:欧阳某 ", "姓名：张三先生"],
}
IMPERSONAL = [
    "请拨打12345或0592-7703333",
    "热线 400-888-1234、800 810 1234、12333",
    "统一社会信用代码 11350200004138012A",
    "事项编码 113502000041380123000012345678",
    "110105194912310021 的校验位不对",
    "已脱敏 138****8000、110105********002X",
    "流水号 20261124138001380001",
    "流水号 411111111111116",
    "申请人：个人；联系人：必填",
    "姓名：请输入",
    "办理地址：湖滨北路12号",
    "office@xm.gov.cn",
    "金额 13800138000.50 元",
    "订单号 A13800138000",
]


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, all_ in PERSONAL.items() for t in all_])
def test_what_is_personal_is_found(kind, text):
    assert [span.kind for span in personal_data(text)] == [kind]


@pytest.mark.parametrize("text", IMPERSONAL)
def test_what_belongs_to_an_office_or_to_nobody_stays(text):
    assert personal_data(text) == []


def test_a_cover_is_as_long_as_what_it_covers_and_is_counted():
    text, counts = covered("王先生13800138000，李女士 13900139000。")

    assert text == f"王先生{COVER * 11}，李女士 {COVER * 11}。"
    assert counts == {"mobile": 2}


def test_a_name_is_covered_without_its_label():
    assert covered("姓名：王小明 先生")[0] == f"姓名：{COVER * 3} 先生"


@given(st.text())
def test_any_text_is_covered_once_and_for_all(text):
    once, _ = covered(text)

    assert len(once) == len(text)
    assert covered(once) == (once, {})


@given(st.integers(0, 999_999), st.integers(0, 999))
def test_of_all_numbers_with_a_birthday_one_in_eleven_is_an_identity(place, order):
    base = f"{place % 900_000 + 100_000}19900101{order:03d}"

    found = [digit for digit in "0123456789X" if personal_data(base + digit)]

    assert len(found) >= 1
    assert sum(personal_data(base + d)[0].kind == "identity" for d in found) == 1
