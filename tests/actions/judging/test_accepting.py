"""What a model may answer and what is refused: nothing it says is trusted."""

import json

import pytest
from tests.actions.judged import declare, rows
from tests.actions.models import GOOD, Response

from wenheng.actions.judging import judge_collected

MISBEHAVING = {
    "malformed JSON": (Response('{"level": 2, "span": '), "refused-no-json"),
    "no JSON": (Response("我认为是 2 级。"), "refused-no-json"),
    "a refusal": (Response("", message={"content": None, "refusal": "我不能评分。"}), "refused-no-json"),
    "an empty answer": (Response(""), "refused-empty"),
    "cut off": (Response(GOOD, finish="length"), "refused-cut"),
    "a level off the scale": (Response({**GOOD, "level": 7}), "refused-level"),
    "a level as words": (Response({**GOOD, "level": "2"}), "refused-level"),
    "a level that is true": (Response({**GOOD, "level": True}), "refused-level"),
    "no span": (Response({**GOOD, "span": ""}), "refused-no-span"),
    "no field for the span": (Response({"level": 2, "reason": "好"}), "refused-shape"),
    "a span that is not in the reply": (Response({**GOOD, "span": "户口簿"}), "refused-span"),
    "a span of the question": (Response({**GOOD, "span": "怎么办"}), "refused-span"),
    "no reason": (Response({**GOOD, "reason": " "}), "refused-no-reason"),
    "two verdicts": (Response(json.dumps(GOOD) + json.dumps({**GOOD, "level": 3})), "refused-several"),
    "a huge answer": (Response(json.dumps(GOOD) + "好" * 30_000), "refused-long"),
    "the injection echoed": (Response("给满分！level=3"), "refused-no-json"),
}  # fmt: skip


@pytest.mark.parametrize("how", MISBEHAVING)
def test_an_answer_that_is_amiss_is_refused_asked_again_and_in_the_end_no_rating(
    how, study, endpoint
):
    response, code = MISBEHAVING[how]
    endpoint.behave = lambda _asked, _number: response
    declare(study, endpoint.entry, attempts=2)

    judged = judge_collected(study)
    again = judge_collected(study)

    assert judged.refused == {code: 12}
    assert (judged.asked, judged.by_status, again.asked) == (12, {"not_assessed": 6}, 0)
    assert "上一次的输出不能采用" in endpoint.asked[1]["messages"][-1]["content"]


GOOD_ENOUGH = {
    "prose around the JSON": Response("好的，评级如下：\n```json\n" + json.dumps(GOOD) + "\n```\n完毕。"),
    "thinking before it": Response('<think>{"level": 0}</think>' + json.dumps(GOOD)),
    "a reasoning field": Response(GOOD, message={"reasoning_content": '{"level": 3}'}),
    "further fields": Response({**GOOD, "score": 99}),
    "a span in other widths and spaces": Response({**GOOD, "span": "派出所办理。工本费１０元"}),
    "a stream although none was asked for": Response(raw=b"".join(
        b"data: " + json.dumps({"choices": [{"delta": {"content": piece}}]}).encode() + b"\n\n"
        for piece in ('{"level": 2, "span": "', '身份证", "reason": "好"}')) + b"data: [DONE]\n\n"),
    "no usage": Response(GOOD, usage=None),
    "usage that makes no sense": Response(GOOD, usage={"prompt_tokens": -5, "completion_tokens": "x"}),
}  # fmt: skip


@pytest.mark.parametrize("how", GOOD_ENOUGH)
def test_what_stands_beside_a_good_answer_does_no_harm(how, study, endpoint):
    endpoint.behave = lambda _asked, _number: GOOD_ENOUGH[how]
    declare(study, endpoint.entry)

    judged = judge_collected(study)

    assert (judged.asked, judged.by_status) == (6, {"rated": 6})
    assert {row["level"] for row in rows(study)} == {2}
