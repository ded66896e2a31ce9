from hypothesis import given
from hypothesis import strategies as st

from wenheng.rating.text import folded, segments


@given(st.text())
def test_folding_keeps_every_character_at_its_place(text):
    assert len(folded(text)) == len(text)


def test_traditional_full_width_and_capitals_fold_to_one_form():
    assert folded("辦理時限:３個工作天,ＡＰＰ") == "办理时限:3个工作天,app"
    assert folded("\uff13\u500b\u5de5\u4f5c\u65e5\uff0c") == "3个工作日,"


def test_a_label_before_a_colon_announces_its_slot():
    (segment,) = segments(folded("(六)费用:无。"))

    assert segment.label == "费用"
    assert "fee" in segment.slots


def test_a_heading_announces_the_slot_of_the_lines_below_it():
    cut = segments(folded("### 申请材料\n- 身份证\n- 户口簿"))

    assert [s.void for s in cut] == ["heading", "", ""]
    assert all("materials" in s.slots for s in cut)


def test_a_table_row_is_labelled_by_its_first_cell():
    cut = segments(folded("| 费用 | 0 元 |"))

    assert [s.label for s in cut] == ["费用"]


def test_a_question_that_is_answered_is_a_label_and_an_open_question_asserts_nothing():
    answered = segments("问:多少钱?答:20元。")
    open_question = segments("您要转的是养老保险还是医疗保险?")

    assert "fee" in answered[0].slots and not answered[0].void
    assert open_question[0].void == "question"


def test_an_empty_reply_has_no_segments():
    assert segments("") == ()
