import pytest

from wenheng.report.plain import anchor, cut, plain, typeset


def test_marks_that_turn_the_direction_of_text_are_shown_by_their_code():
    assert plain("\u202egnp.exe\u202c") == "⟨U+202E⟩gnp.exe⟨U+202C⟩"


def test_control_characters_and_half_pairs_become_a_sign_that_prints():
    assert plain("a\x00b\x07c\ud800d") == "a\ufffdb\ufffdc\ufffdd"


def test_zero_width_characters_go_but_joined_emoji_stay():
    assert plain("办\u200b理\ufeff") == "办理"
    assert plain("👩\u200d💼") == "👩\u200d💼"


def test_a_very_long_reply_is_cut():
    assert len(cut("长" * 1_000_000)) == 4000


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("先问,后衡:两步(共2步);好?", "先问\uff0c后衡\uff1a两步\uff08共2步\uff09\uff1b好\uff1f"),
        ("时间为 9:30,共 1,234 个,5 天", "时间为 9:30\uff0c共 1,234 个\uff0c5 天"),
        ("Plain words, in English (as they are).", "Plain words, in English (as they are)."),
    ],
)
def test_declared_chinese_is_set_with_full_width_punctuation(written: str, printed: str):
    assert typeset(written) == printed


def test_an_anchor_keeps_its_parts_apart_and_needs_no_escaping():
    assert anchor("s", "bj-web/临时/main/1").isascii()
    assert " " not in anchor("s", "a b")
    assert anchor("e", "p", "A1.1") == "e-p-A1.1"
