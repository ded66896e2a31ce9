"""The two scorers, on facts as the observer gathers them: read as a manual of what counts."""

import pytest

from wenheng.collection.scores import (
    LAUNCHER,
    OPEN_COMPOSER,
    STRONG_LAUNCHER,
    composer_score,
    is_surely_chat,
    launcher_score,
    may_ask,
)


def composer(**facts):
    plain = {
        "tag": "input", "type": "text", "name": "", "hint": "", "names": "", "others": 0,
        "password": False, "form": None, "context": "", "scroll": False, "controls": [],
        "fixed": False, "z": 0, "title": "", "x": 0, "y": 500, "w": 300, "h": 30, "vw": 1366,
        "vh": 768, "panelBox": {"x": 0, "y": 100, "w": 400, "h": 440},
    }  # fmt: skip
    return plain | facts


def launcher(**facts):
    plain = {
        "tag": "a", "text": "", "label": "", "names": "", "sources": "", "pictured": False,
        "href": "", "submits": False, "fixed": False, "z": 0, "x": 100, "y": 100, "w": 80, "h": 30,
        "vw": 1366, "vh": 768,
    }  # fmt: skip
    return plain | facts


def control(text):
    return {"text": text, "label": "", "names": ""}


CHAT = composer(
    tag="textarea",
    hint="请输入您要咨询的问题",
    context="智能客服 您好，我是智能客服，请问有什么可以帮您？",
    scroll=True,
    controls=[control("发送")],
)


def test_an_open_chat_is_taken():
    assert composer_score(CHAT).points >= OPEN_COMPOSER
    assert may_ask(CHAT)


@pytest.mark.parametrize(
    "decoy",
    [
        composer(type="search", hint="请输入关键词", controls=[control("搜索")]),
        composer(name="q", form={"action": "/search", "text": "搜索"}),
        composer(hint="说说您的看法，请输入评论内容", controls=[control("发表评论")]),
        composer(hint="请输入您要咨询的问题", others=3, form={"action": "", "text": "提交咨询"}),
        composer(
            hint="请输入您的问题",
            context="我要提问 市民：… 答复：15日。",
            controls=[control("提问")],
        ),
        composer(hint="手机号/身份证号", others=1, password=True),
    ],
    ids=["search", "search form", "comment", "written form", "public board", "login"],
)
def test_what_only_looks_like_a_chat_is_left(decoy):
    assert composer_score(decoy).points < OPEN_COMPOSER


def test_nothing_is_sent_from_a_form_with_other_entries_or_beside_a_password():
    assert not may_ask(CHAT | {"form": {"action": "", "text": ""}, "others": 2})
    assert not may_ask(CHAT | {"password": True})


def test_a_button_that_posts_is_only_pressed_where_an_assistant_has_greeted():
    board = composer(hint="请输入您的问题", controls=[control("提 问")])

    assert not may_ask(board)
    assert may_ask(board | {"context": CHAT["context"]})
    assert not is_surely_chat(board)
    assert is_surely_chat(board | {"context": CHAT["context"]})


@pytest.mark.parametrize(
    "facts",
    [
        launcher(text="智能客服"),
        launcher(label="小申", pictured=True, fixed=True, x=1280, y=640, w=72, h=72),
        launcher(text="在线 咨询 机器人"),
        launcher(names="chat-window-toggle", pictured=True, fixed=True, x=1286, y=688, w=64, h=64),
    ],
    ids=["words", "pet name", "robot", "names in markup"],
)
def test_a_launcher_is_known_by_words_names_or_place(facts):
    assert launcher_score(facts).points >= STRONG_LAUNCHER


def test_a_picture_alone_in_the_corner_is_worth_a_try():
    picture = launcher(tag="img", pictured=True, fixed=True, x=1290, y=600, w=64, h=64)

    assert LAUNCHER <= launcher_score(picture).points < STRONG_LAUNCHER


@pytest.mark.parametrize(
    "facts",
    [
        launcher(text="领导信箱"),
        launcher(text="12345 热线", href="tel:12345"),
        launcher(text="我市政务服务智能客服“小政”正式上线 24小时在线解答"),
        launcher(text="智能助手上线，办事咨询更方便"),
        launcher(text="返回顶部", pictured=True, fixed=True, x=1300, y=700, w=40, h=40),
        launcher(text="提交", submits=True),
    ],
    ids=["mailbox", "telephone", "headline", "short headline", "top", "submit"],
)
def test_what_leads_elsewhere_is_left(facts):
    assert launcher_score(facts).points < LAUNCHER


def test_a_score_says_why():
    assert composer_score(CHAT).reasons == [
        "hint asks +2",
        "several lines +0.5",
        "greeting +2.5",
        "assistant in heading +1",
        "at the bottom of its panel +1",
        "messages scroll above it +1",
        "send button +1.5",
    ]
