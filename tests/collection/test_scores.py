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
        "authors": 0, "asked": "", "fixed": False, "z": 0, "title": "", "headings": "", "off": False, "readonly": False, "x": 0, "y": 500, "w": 300, "h": 30, "vw": 1366,
        "vh": 768, "panelBox": {"x": 0, "y": 100, "w": 400, "h": 440},
    }  # fmt: skip
    return plain | facts


def launcher(**facts):
    plain = {
        "tag": "a", "text": "", "label": "", "names": "", "sources": "", "pictured": False,
        "href": "", "submits": False, "fixed": False, "z": 0, "x": 100, "y": 100, "w": 80, "h": 30,
        "vw": 1366, "vh": 768, "how": "strong", "beside": "", "in_form": False,
    }  # fmt: skip
    return plain | facts


def control(text):
    return {"kind": "strong", "text": text, "label": "", "names": ""}


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


def test_nothing_is_sent_where_ones_telephone_is_asked_for_too():
    assert not may_ask(CHAT | {"asked": "您的称呼 | 联系电话"})


def test_an_assistant_that_warns_not_to_tell_ones_name_is_asked():
    warning = "请勿在对话中输入您的姓名、身份证号等个人信息。"
    demand = "请输入您的姓名和手机号。"

    assert may_ask(CHAT | {"context": CHAT["context"] + warning})
    assert not may_ask(CHAT | {"context": CHAT["context"] + demand})
    assert not may_ask(CHAT | {"context": CHAT["context"] + warning + demand})


@pytest.mark.parametrize(
    "public",
    [
        {"context": "网友评论(12) 支持！", "hint": "说点什么吧"},
        {"title": "视频直播", "hint": "发个弹幕聊聊吧", "context": "1.2万人观看"},
        {"context": "张三：好 李四：好 王五：好", "authors": 3},
    ],
    ids=["comments", "live broadcast", "several authors"],
)
def test_nothing_is_sent_where_the_public_reads_it(public):
    box = composer(hint="请输入您的问题", controls=[control("发送")])

    assert may_ask(box)
    assert not may_ask(box | public)


@pytest.mark.parametrize("asks", ["您对本次服务满意吗？", "第 1 步，共 3 步", "1 of 3"])
def test_nothing_is_sent_where_an_opinion_or_a_step_is_asked_for_and_no_assistant_named(asks):
    box = composer(hint="请输入", controls=[control("发送")])

    assert may_ask(box | {"context": "欢迎"})
    assert not may_ask(box | {"context": asks})
    assert may_ask(CHAT | {"context": CHAT["context"] + asks})


def test_where_others_things_are_asked_for_nobody_is_surely_an_assistant():
    assert is_surely_chat(CHAT)
    assert not is_surely_chat(CHAT | {"others": 1})


def test_what_stands_beside_a_question_of_satisfaction_is_never_pressed():
    star = launcher(label="客服", pictured=True, fixed=True, x=1290, y=600, w=40, h=40)

    assert launcher_score(star).points >= LAUNCHER
    assert launcher_score(star | {"beside": "您对本次服务满意吗？"}).points < LAUNCHER


def test_what_the_assistant_says_about_the_public_does_not_silence_it():
    assert may_ask(CHAT | {"context": CHAT["context"] + " 热门：新闻发布会现场直播在哪看？"})


def test_a_button_that_posts_is_only_pressed_where_an_assistant_has_greeted():
    board = composer(hint="请输入您的问题", controls=[control("提问")])

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


@pytest.mark.parametrize(
    "facts",
    [
        launcher(text="我要问"),
        launcher(text="99+", label="Close", pictured=True, fixed=True, x=1280, y=690, w=56, h=56),
        launcher(
            tag="video",
            pictured=True,
            fixed=True,
            x=10,
            y=500,
            w=180,
            h=260,
            beside="嗨，点我聊聊吧",
        ),
        launcher(tag="input", how="field", text="请输入您的问题"),
    ],
    ids=["I want to ask", "a lying label", "a digital human", "a field that is none"],
)
def test_weaker_signs_are_worth_a_try(facts):
    assert launcher_score(facts).points >= LAUNCHER


@pytest.mark.parametrize("words", ["发送", "提交", "我要投诉", "立即预约", "在线申请", "Submit"])
def test_what_acts_in_the_world_is_never_pressed_on_the_way(words):
    corner = launcher(text=words, fixed=True, x=1144, y=721, w=42, h=25)

    assert launcher_score(corner).points < LAUNCHER


def test_nothing_in_a_form_is_pressed_on_the_way_marked_as_one_or_not():
    assert launcher_score(launcher(text="智能客服", in_form=True)).points < LAUNCHER


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
