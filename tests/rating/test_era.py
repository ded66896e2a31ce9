"""Rules of the LLM-era pack against replies that were labelled before there was any rule."""

from pathlib import Path

import pytest
import yaml

from wenheng.rating.era import ERA, citations, disclosure, latency
from wenheng.rating.probes import Probed

REPLIES = yaml.safe_load(Path("tests/data/era-replies.yaml").read_text("utf-8"))


def turn(text):
    outcome = text.removeprefix("!") if text.startswith("!") else "replied"
    said = "" if outcome != "replied" else text
    return {"text": said, "links": (), "options": (), "outcome": outcome, "question": "？"}


def found(indicator, example):
    turns = tuple(turn(text) for text in example["said"])
    if indicator == "X14":
        return ERA[indicator](Probed(tuple((one,) for one in turns), {}, {}))
    if indicator == "X13":
        its = Probed((turns,), {"ai_label": example["page"]}, {})
        return disclosure(its, [turn(text) for text in example["shown"]])
    return ERA[indicator](Probed((turns,), {}, {}))


@pytest.mark.parametrize("indicator", REPLIES)
def test_a_rule_gives_the_labelled_level_or_leaves_it_to_people(indicator):
    judged = [(example, found(indicator, example)) for example in REPLIES[indicator]]

    wrong = [
        (example["said"], example["level"], its.level, its.reason)
        for example, its in judged
        if its.level != example["level"] and not (example.get("open") and its.level is None)
    ]

    assert not wrong


def test_rules_decide_most_of_what_words_decide_and_no_more():
    judged = {
        indicator: [(example, found(indicator, example)) for example in examples]
        for indicator, examples in REPLIES.items()
    }

    decided = sum(its.level is not None for pairs in judged.values() for _, its in pairs)
    labelled = sum(
        example["level"] is not None for examples in REPLIES.values() for example in examples
    )

    assert labelled == 53 and decided == 36


def timed(first, last, outcome="replied"):
    return {"outcome": outcome, "first_s": first, "last_s": last}


@pytest.mark.parametrize(
    ("turns", "level"),
    [
        ([timed(0.8, 12), timed(1.0, 15)], 3),
        ([timed(0.8, 40), timed(1.0, 50)], 2),  # begins at once, and goes on for long
        ([timed(2.9, 5)], 2),
        ([timed(8, 9)], 1),
        ([timed(8.1, 9)], 0),
        ([timed(1, 2), timed(None, None, "no_reply"), timed(None, None, "no_reply")], 0),
        ([timed(1, 2), timed(None, None, "needs_login")], 3),  # nobody's failure
        ([timed(None, None)], None),
    ],
)
def test_latency_by_the_medians_of_first_sign_and_whole_reply(turns, level):
    assert latency(turns).level == level


def test_latency_tells_the_slow_end_as_well():
    its = latency([timed(0.5, 2)] * 19 + [timed(30, 31)] * 2)

    assert (its.level, "95分位30.0秒" in its.reason) == (3, True)


GUIDE, DEAD, BUSY = "https://a.gov.cn/guide", "https://a.gov.cn/gone", "https://a.gov.cn/busy"
LOOKS = {GUIDE: {"outcome": "opens"}, DEAD: {"outcome": "dead"}, BUSY: {"outcome": "error"}}


@pytest.mark.parametrize(
    ("urls", "looks", "level", "told"),
    [
        ([DEAD], LOOKS, 0, DEAD),
        ([GUIDE, DEAD], LOOKS, 0, DEAD),
        ([GUIDE, GUIDE], LOOKS, None, "1个，打得开的1个"),
        ([BUSY], LOOKS, None, "打得开的0个"),  # a server that failed is no dead link
        ([DEAD], None, None, "打得开的0个"),  # nobody looked
        ([], LOOKS, None, "没有附链接"),
    ],
)
def test_a_dead_link_is_no_citation_and_what_one_bears_out_is_for_people(urls, looks, level, told):
    linked = [{"text": "依据", "url": url} for url in urls]
    its = citations({"text": "请到窗口办理。", "links": linked}, looks)
    written = citations({"text": "依据：" + "，".join(urls), "links": ()}, looks)

    assert its.level == written.level == level
    assert told in its.reason and told in written.reason
