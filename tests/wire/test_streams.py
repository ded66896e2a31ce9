"""What arrives cut anywhere is put together as if it had come at once."""

import asyncio
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.wire.completion import apart
from wenheng.wire.streams import Event, events, events_or_whole, lines, values

STREAM = (
    ": hello\r\n\r\n"
    "event: message\r\ndata: 一\r\ndata:二\r\n\r\n"
    "data\r\n\r\n"
    ":keep-alive\n\n"
    'id: 7\nretry: 10\ndata: {"a":\n'
    "data: 1}\n\n"
    "event: end\rdata: last"
)
READ = [Event("message", "一\n二"), Event("", ""), Event("", '{"a":\n1}'), Event("end", "last")]


async def cut(text, places):
    marks = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    for begin, end in pairwise(marks):
        yield text[begin:end]


def collected(generator):
    async def all_():
        return [one async for one in generator]

    return asyncio.run(all_())


@given(st.lists(st.integers(0, 1000), max_size=40))
def test_events_are_the_same_wherever_the_stream_is_cut(places):
    assert collected(events(lines(cut(STREAM, places)))) == READ


@given(st.text(alphabet="a一\r\n", max_size=30), st.lists(st.integers(0, 100), max_size=10))
def test_lines_are_those_of_the_whole_text(text, places):
    whole = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")

    assert "\n".join(collected(lines(cut(text, places)))).removesuffix("\n") == whole.removesuffix(
        "\n"
    )


def test_an_answer_that_is_no_stream_is_one_event():
    text = json.dumps({"a": 1}, indent=2)

    (event,) = collected(events_or_whole(lines(cut(text, [3]))))

    assert values(event.data) == [{"a": 1}]
    assert collected(events_or_whole(lines(cut(" \n", [])))) == []


def test_events_without_blank_lines_between_them_are_told_apart():
    assert values('{"a": 1}\n{"a": 2}') == [{"a": 1}, {"a": 2}]
    with pytest.raises(ValueError, match="Expecting"):
        values("{")


@pytest.mark.parametrize(
    ("text", "thought", "said"),
    [
        ("<think>想</think>答。", "想", "答。"),
        ("\n<think>\n想", "想", ""),
        ("<thi", "", ""),
        ("想一想。</think>\n\n答。", "想一想。", "答。"),
        ("用 <think> 和 </think> 作标记。", "", "用 <think> 和 </think> 作标记。"),
        ("答。", "", "答。"),
    ],
)
def test_what_was_thought_stands_apart_from_what_was_said(text, thought, said):
    assert apart(text) == (thought, said)
