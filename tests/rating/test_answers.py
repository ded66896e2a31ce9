"""What the replies to main questions are."""

import pytest

from wenheng.rating.answers import reply_types

GOOD = "临时身份证到户籍派出所办理,工本费10元,3日内发证。"
LINK = [{"text": "办事指南", "url": "https://example.gov.cn/guide"}]


@pytest.fixture
def types(minimal, session, table):
    """Types by scenario of sessions of the first platform."""

    def types(**told):
        turn = {
            "kind": "main",
            "question": "临时身份证怎么办理?",
            "outcome": "replied",
            "text": GOOD,
        }
        platform = minimal.platforms[0].id
        about = {**turn, **told}
        outcome = about["outcome"]
        rows = [session(platform, "temporary-id-card", outcome=outcome, turns=[about])]
        return reply_types(minimal, table(rows)).rows()

    return types


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (GOOD, "answer"),
        ("公积金提取请到公积金中心窗口,需提供购房合同。", "off_topic"),
        ("正在为您转接人工客服,请稍候。", "handoff"),
        ("抱歉,我没有听懂您的问题。", "not_understood"),
    ],
)
def test_a_reply_is_what_its_words_make_it(types, text, type_):
    assert [row[1] for row in types(text=text)] == [type_]


def test_whether_a_link_came_with_it_is_kept(types):
    assert [types(links=links)[0][2] for links in ([], LINK)] == [False, True]


def test_a_picture_is_not_known_to_be_a_failure(types):
    assert types(text="［图片］")[0][1] == "unread"


def test_what_got_no_reply_has_no_type(types):
    assert types(outcome="no_reply", text="") == []
