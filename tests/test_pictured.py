import pytest

from wenheng.pictured import is_pictured, pictured


@pytest.mark.parametrize("names", [["img"], ["办事流程图", "video"], ["两行\n的［名］"], [""]])
def test_what_stands_for_pictures_is_known_again(names):
    text = pictured(names)

    assert is_pictured(text)
    assert len(text.splitlines()) == len(names)


@pytest.mark.parametrize(
    "text", ["", " \n", "［图］请看上图。", "请看：\n［图］", "［1］先申请，后领取［2］", "[img]"]
)
def test_a_text_that_says_anything_beside_is_read_as_text(text):
    assert not is_pictured(text)
