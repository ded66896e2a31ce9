import pytest

from wenheng.rating.markup import unmarked


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("收费:<strong>10元</strong>", "收费:10元"),
        ("&nbsp;&nbsp;时限:&lt;=3日", "时限:<=3日"),
        ("领取<br/>交回", "领取\n交回"),
        ("<td>收费</td><td>10元</td>", "收费|10元|"),
        ('可办<span style="display:none">不收费</span>', "可办"),
        ("可办<!-- 不收费 -->", "可办"),
        ("3<5 的,a&b", "3<5的,a&b"),
    ],
)
def test_tags_and_entities_are_blanked_and_every_place_stays(text, read):
    assert unmarked(text).replace(" ", "") == read
    assert len(unmarked(text)) == len(text)
