"""Whatever a model sends, it becomes a verdict on the scale with words of the reply, or is refused."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.contracts import checked
from wenheng.rating.model.exhibits import Exhibit, Said
from wenheng.rating.model.verdict import RefusedError, Verdict, verdict
from wenheng.rating.model.votes import voted
from wenheng.tables import Ratings

SAID = (
    Said(
        "main",
        "怎么办？",
        "请带身份证。\n工本费 10 元。",
        ("社保卡",),
        (("指南", "https://a.gov.cn/1"),),
    ),
)
LEVELS = (0, 1, 2, 3)
EXHIBIT = Exhibit("p", "s", "Q", "p/s/main/1", SAID)


def raw(content: object, **choice: object) -> str:
    said = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"content": said}, **choice}]})


def values() -> st.SearchStrategy:
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    return st.recursive(
        plain,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=6,
    )


answers = st.fixed_dictionaries(
    {},
    optional={
        "level": st.sampled_from([0, 1, 2, 3, 4, -1, True, 2.0, "2", None]) | values(),
        "span": st.sampled_from(["", "身份证", "工本费10元", "户口簿", "〔……〕", "社保卡"])
        | values(),
        "reason": st.sampled_from(["好", "", "\ud800", "\0", "x" * 2000]) | values(),
        "addressed": st.booleans() | values(),
    },
)


@given(before=st.text(max_size=20), answer=answers, after=st.text(max_size=20))
def test_a_verdict_is_on_the_scale_and_quotes_the_reply_or_is_refused(before, answer, after):
    try:
        text = before + json.dumps(answer) + after
        found = verdict(raw(text), LEVELS, SAID)
    except RefusedError as refused:
        assert refused.code.startswith("refused-")
        return

    assert found.level is None or (type(found.level) is int and found.level in LEVELS)
    assert found.reason.strip()
    assert found.span in SAID[0].words
    assert found.span or not found.level
    checked(Ratings, pl.DataFrame([voted(EXHIBIT, "model:m@1", [found], [])]))


@given(
    sent=st.text(max_size=80) | st.binary(max_size=80).map(lambda b: b.decode("utf-8", "replace"))
)
def test_what_is_no_completion_is_refused_and_never_an_error(sent):
    with pytest.raises(RefusedError):
        verdict(sent, LEVELS, SAID)


@pytest.mark.parametrize("sent", ["[" * 100_000, "{" * 100_000, "9" * 100_000, '{"level":' * 5000])
def test_what_is_too_deep_or_too_long_to_read_is_refused(sent):
    for whole in (sent, raw(sent)):
        with pytest.raises(RefusedError):
            verdict(whole, LEVELS, SAID)


def test_a_tie_of_votes_goes_to_the_lower_level():
    two, three = (Verdict(level=n, span="身份证", reason="好") for n in (2, 3))

    assert voted(EXHIBIT, "model:m@1", [three, two], [])["level"] == 2


def test_more_votes_refused_than_given_are_no_judgement():
    good = Verdict(level=2, span="身份证", reason="好")

    row = voted(EXHIBIT, "model:m@1", [good], ["refused-span", "refused-span"])

    assert (row["status"], row["level"]) == ("not_assessed", None)
    assert "原话" in row["reason"] and "to the letter" in row["reason_en"]


def test_as_many_votes_refused_as_given_leave_a_level_of_half_the_confidence():
    good = Verdict(level=2, span="身份证", reason="好")

    row = voted(EXHIBIT, "model:m@1", [good], ["refused-span"])

    assert (row["status"], row["level"], row["confidence"]) == ("rated", 2, 0.5)


def test_half_characters_in_a_reason_do_not_reach_a_table():
    found = verdict(raw({"level": 2, "span": "身份证", "reason": "好\ud800"}), LEVELS, SAID)

    row = voted(EXHIBIT, "model:m@1", [found], [])

    assert checked(Ratings, pl.DataFrame([row]))["reason"].item().startswith("模型：好")
