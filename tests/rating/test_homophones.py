import pytest

from wenheng.rating.homophones import Mender, sounds

WORDS = ["注销", "清算", "简易注销", "公示", "债权债务", "补办", "参保登记"]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("公司注消", "公司注销"), ("清祘组", "清算组"), ("公式二十天", "公示二十天"),
     ("债全债务", "债权债务"), ("餐保登记", "参保登记")],
)  # fmt: skip
def test_a_character_of_the_same_sound_is_put_right(slip, meant):
    assert Mender(WORDS).mend(slip) == meant


@pytest.mark.parametrize("text", ["不办了", "注册", "公司", "报销", "手续", "办公室内"])
def test_other_words_and_particles_are_left_alone(text):
    assert Mender(WORDS).mend(text) == text


def test_places_that_are_known_words_are_left_alone():
    assert Mender(["公示"]).mend("公式", frozenset({0, 1})) == "公式"


def test_a_character_may_have_several_sounds():
    assert {"chong", "zhong"} <= sounds("重")
    assert sounds("a") == frozenset()
