"""Who says what in a screenshot: drawn windows whose lines are known."""

from collections.abc import Sequence

import numpy as np
import pytest

from wenheng.collection.screenshots.layout import Said, layout
from wenheng.collection.screenshots.lines import Line, Pixels
from wenheng.collection.screenshots.messages import exchanges, messages
from wenheng.collection.screenshots.windows import joined

WIDTH, HEIGHT, LETTER = 500, 1080, 20
PAGE, WHITE, GREEN, FACE = (237, 237, 237), (255, 255, 255), (149, 236, 105), (119, 170, 170)


class Window:
    """A window that is drawn from top to bottom."""

    def __init__(self, page: tuple[int, int, int] = PAGE, top: int = 100) -> None:
        self.pixels: Pixels = np.full((HEIGHT, WIDTH, 3), page, np.uint8)
        self.lines: list[Line] = []
        self.top = top

    def bubble(self, texts: Sequence[str], left: int, right: int, colour) -> "Window":
        bottom = self.top + 20 + 32 * len(texts)
        if colour is not None:
            self.fill(self.top, bottom, left, right, colour)
        for n, text in enumerate(texts):
            self.text(text, left + 16, self.top + 14 + 32 * n)
        self.top = bottom + 16
        return self

    def note(self, text: str) -> "Window":
        self.text(text, (WIDTH - LETTER * len(text)) / 2, self.top)
        self.top += 40
        return self

    def face(self, left: int, above: int = 100) -> "Window":
        self.fill(self.top - above, self.top - above + 50, left, left + 52, FACE)
        return self

    def fill(self, top: int, bottom: int, left: int, right: int, colour) -> None:
        self.pixels[max(0, top) : max(0, bottom), left:right] = colour

    def text(self, text: str, left: float, top: float) -> None:
        box = (left, top, left + LETTER * len(text), top + 24)
        if top >= 0 and top + 24 < HEIGHT:
            self.lines.append(Line(text, *box, 0.98))

    def said(self) -> list[Said]:
        return layout(self.lines, self.pixels)


def sides(window: Window) -> list[tuple[str, str]]:
    return [(said.side, said.line.text) for said in window.said()]


def test_sides_are_told_by_the_margins():
    window = (
        Window().bubble(["您好，请讲"], 80, 300, WHITE).bubble(["身份证怎么办"], 220, 420, GREEN)
    )

    assert sides(window) == [("them", "您好，请讲"), ("me", "身份证怎么办")]


def test_a_last_short_line_belongs_to_its_bubble_wherever_it_stands():
    window = Window().bubble(["老人没有智能手机，养老金认", "怎么办"], 110, 425, GREEN)

    assert sides(window) == [("me", "老人没有智能手机，养老金认"), ("me", "怎么办")]
    assert [said.begins for said in window.said()] == [True, False]


def test_a_card_as_wide_as_the_page_is_the_assistants_unless_it_has_the_askers_colour():
    window = Window().bubble(["怎么办"], 330, 480, GREEN)
    window.bubble(["请到派出所办理临时身份证"], 16, 484, WHITE)
    window.bubble(["那么长的一句问话是谁说的呢"], 16, 484, GREEN)

    assert [side for side, _ in sides(window)] == ["me", "them", "me"]


def test_an_avatar_tells_the_side_where_margins_do_not():
    window = Window(WHITE).bubble(["一句差不多居中的问话啊"], 120, 380, None)
    window.face(430, above=66)

    assert sides(window) == [("me", "一句差不多居中的问话啊")]


def test_text_on_the_bare_page_is_the_assistants_where_it_has_no_bubbles():
    window = Window(WHITE).bubble(["要多少钱"], 360, 480, GREEN)
    window.bubble(["工本费为每证十元，当场缴纳"], 0, 484, None)

    assert sides(window) == [("me", "要多少钱"), ("them", "工本费为每证十元，当场缴纳")]


@pytest.mark.parametrize("text", ["14:08", "昨天 14:05", "2026年3月2日 09:30", "星期三下午2:15"])
def test_times_and_notices_in_the_middle_are_nobodys_words(text):
    window = Window().bubble(["您好，请讲"], 80, 300, WHITE).note(text)

    assert sides(window) == [("them", "您好，请讲"), ("note", text)]


def test_what_belongs_to_the_phone_is_left_out():
    window = Window()
    window.text("9:41", 16, 8)
    window.text("请输入您的问题", 20, 1045)

    assert window.said() == []


def test_letters_in_avatars_are_no_words():
    window = Window().bubble(["您好，请讲"], 80, 300, WHITE)
    window.text("青", 30, 110)

    assert sides(window) == [("them", "您好，请讲")]


def test_a_dark_page_is_read_like_a_light_one():
    window = Window((17, 17, 17)).bubble(["您好，请讲"], 80, 300, (44, 44, 44))
    window.bubble(["身份证怎么办"], 220, 420, (59, 130, 196))

    assert [side for side, _ in sides(window)] == ["them", "me"]


def test_lines_that_run_to_the_edge_go_on_and_others_end():
    window = Window().bubble(
        ["补领社会保障卡的步骤如下：", "1.先挂失", "2.持身份证到银行网点填写申", "请表"],
        80,
        372,
        WHITE,
    )

    (message,) = messages(joined([window.said()]))

    assert message.text == "补领社会保障卡的步骤如下：\n1.先挂失\n2.持身份证到银行网点填写申请表"


TALK = (
    ("them", "您好，我是智能助手"),
    ("me", "临时身份证怎么办"),
    ("them", "请到派出所办理"),
    ("me", "要多少钱"),
    ("them", "工本费为每证十元"),
    ("me", "多久能拿到证件"),
    ("them", "三个工作日内领取"),
)


def scrolled(scroll: int, talk=TALK) -> Window:
    window = Window(top=100 - scroll)
    for side, text in talk:
        edges = (
            (80, 110 + LETTER * len(text)) if side == "them" else (390 - LETTER * len(text), 420)
        )
        window.bubble([text], *edges, WHITE if side == "them" else GREEN)
    return window


def told(windows: list[Window]) -> list[tuple[str, str]]:
    return [(one.side, one.text) for one in messages(joined([w.said() for w in windows]))]


@pytest.mark.parametrize("step", [60, 130, 200])
def test_windows_of_one_talk_give_each_message_once(step):
    for window in (long := [scrolled(step * n, TALK * 1) for n in range(3)]):
        window.text("智能问答", 210, 70)  # a head that stands still

    assert told(long) == list(TALK)


def test_the_same_screenshot_twice_is_one():
    assert told([scrolled(0), scrolled(0), scrolled(130), scrolled(130)]) == list(TALK)


def test_a_join_that_nothing_shows_is_marked():
    other = (("me", "社会保障卡丢了怎么补"), ("them", "先拨打热线挂失再补领"))

    seen = messages(joined([scrolled(0).said(), scrolled(0, other).said()]))

    assert [one.text for one in seen if one.after_gap] == ["社会保障卡丢了怎么补"]
    assert len(seen) == len(TALK) + 2


def test_questions_take_what_follows_them_and_a_greeting_is_none():
    found = exchanges(messages(joined([scrolled(0).said()])))

    assert [(one.question.text, one.text) for one in found] == [
        ("临时身份证怎么办", "请到派出所办理"),
        ("要多少钱", "工本费为每证十元"),
        ("多久能拿到证件", "三个工作日内领取"),
    ]


def test_two_bubbles_of_the_assistant_are_one_reply_and_a_question_may_have_none():
    talk = (*TALK[:3], ("them", "地址见指南"), ("me", "还在吗"))

    found = exchanges(messages(joined([scrolled(0, talk).said()])))

    assert [(one.question.text, one.text) for one in found] == [
        ("临时身份证怎么办", "请到派出所办理\n地址见指南"),
        ("还在吗", ""),
    ]
