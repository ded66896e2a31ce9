"""What the model of a simulated user is taken to say: one JSON object, and nothing is trusted."""

import json

import pytest

from wenheng.actions.persona import answer


def raw(said):
    return json.dumps({"choices": [{"message": {"content": said}}]}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("said", "words", "is_done"),
    [
        ('{"say": "要多少钱？", "done": false}', "要多少钱？", False),
        ('<think>问价</think>好的：{"say": "要多少钱？"}', "要多少钱？", False),
        ('```json\n{"say": "要\\n多少钱？", "done": false}\n```', "要 多少钱？", False),
        ('{"say": "", "done": true}', "", True),
        ("好的，我问一下多少钱？", "", False),
        ('{"say": "多少钱？"} {"say": "要带什么？"}', "", False),
        ('{"say": 7, "done": false}', "", False),
        ('{"say": "", "done": "true"}', "", False),
        ('{"say": "多少钱？"' + "，" * 30_000, "", False),
        ("[" * 5000, "", False),
        ("", "", False),
    ],
)
def test_an_answer_is_one_object_or_nothing(said, words, is_done):
    assert answer(raw(said)) == (words, is_done)
