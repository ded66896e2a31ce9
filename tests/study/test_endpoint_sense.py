"""Declared endpoints: each mistake is named with its place, before anything is asked."""

import re
from pathlib import Path

import pytest
import yaml

from wenheng.study.check import check_study
from wenheng.study.endpoint_sense import endpoint_findings
from wenheng.study.endpoints import is_own
from wenheng.study.roster import Platform

PAGES = sorted((Path(__file__).parents[2] / "docs" / "how-to").glob("endpoints*.md"))

GOOD = {
    "start": {"url": "/session", "take": {"room": "$.room", "tok": "cookie:t"}},
    "url": "/rooms/{room}",
    "headers": {"Authorization": "Bearer {env:A_KEY}"},
    "body": {"q": "{question}", "t": "{tok}", "before": "{job}", "n": "{turn}", "id": "{uuid}"},
    "take": {"job": "$.job"},
    "then": {"url": "/jobs/{job}", "until": "$.done"},
    "reply": "$.answer",
}


@pytest.fixture
def found(small):
    """Codes and places of what is wrong with a platform that is declared so."""

    def checked(http=None, **platform):
        (small / "roster.csv").unlink()
        declared = {"id": "p", "unit": "u", "channel": "web", "entry": "https://x.example/chat"}
        declared |= {"transport": "http", "http": http} if http else {}
        study = yaml.safe_load((small / "study.yaml").read_text("utf-8"))
        region, level = study["regions"][0]["id"], study["levels"][0]["id"]
        unit = {"id": "u", "name": "甲", "level": level, "region": region}
        document = {"units": [unit], "platforms": [declared | platform]}
        (small / "roster.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
        problems = check_study(small).problems
        codes = ("http-", "openai-", "unknown-key", "missing-key", "not-a-choice", "empty")
        return {
            (one.code, one.where.partition("platforms[p].")[2], one.severity)
            for one in problems
            if one.code.startswith(codes) and one.file == "roster.yaml"
        }

    return checked


def test_a_sound_declaration_has_no_problem(found):
    assert found(GOOD) == set()


@pytest.mark.parametrize(
    ("url", "entry", "own"),
    [
        ("https://a.cn/x", "https://a.cn/chat", True),
        ("wss://a.cn/x", "https://a.cn/chat", True),
        ("//a.cn/x", "https://a.cn/chat", True),
        ("https://a.cn/x", "http://a.cn/chat", True),
        ("http://a.cn/x", "http://a.cn/chat", True),
        ("http://a.cn/x", "https://a.cn/chat", False),
        ("ws://a.cn/x", "wss://a.cn/chat", False),
        ("https://a.cn:8443/x", "https://a.cn/chat", False),
        ("https://u@a.cn/x", "https://a.cn/chat", False),
        ("https://a.cn.evil.cn/x", "https://a.cn/chat", False),
    ],
)
def test_requests_stay_on_the_host_of_the_entry_and_as_safe(url, entry, own):
    assert is_own(url, entry) == own


BROKEN = {
    "no question": ({"body": {"q": "?"}}, "http-no-question", "http", "error"),
    "not taken": ({"url": "/{rom}"}, "http-unknown-mark", "http.url", "error"),
    "not taken yet": (
        {"start": {"url": "/{job}", "take": {"room": "$.room", "tok": "$.t"}}},
        "http-unknown-mark",
        "http.start.url",
        "error",
    ),
    "no path": ({"reply": "$.a["}, "http-bad-path", "http.reply", "error"),
    "path without $": ({"reply": "answer"}, "http-bad-path", "http.reply", "error"),
    "no path to take": ({"take": {"job": "$["}}, "http-bad-path", "http.take.job", "error"),
    "another host": (
        {"then": {"url": "https://y.example/{job}"}},
        "http-elsewhere",
        "http.then.url",
        "error",
    ),
    "what could be read along": (
        {"then": {"url": "http://x.example/{job}"}},
        "http-elsewhere",
        "http.then.url",
        "error",
    ),
    "no address at all": (
        {"then": {"url": "https://[{job}"}},
        "http-elsewhere",
        "http.then.url",
        "error",
    ),
    "a key for all to see": (
        {"headers": {"Authorization": "Bearer abc"}},
        "http-secret",
        "http.headers.Authorization",
        "warning",
    ),
    "no stream": ({"end": "$.end"}, "http-idle-key", "http.end", "warning"),
    "misspelt": ({"boddy": 1}, "unknown-key", "http.boddy", "error"),
    "no such answer": ({"answer": "jason"}, "not-a-choice", "http.answer", "error"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_mistake_is_named_with_its_place(found, name):
    change, code, where, severity = BROKEN[name]

    assert (code, where, severity) in found(GOOD | change)


def test_the_extras_of_a_chat_endpoint_are_looked_at_too(found):
    openai = {"body": {"user": "{sesion}"}, "headers": {"X-Api-Key": "abc"}}

    problems = found(transport="openai", model="m", openai=openai)

    assert ("http-unknown-mark", "openai.body.user", "error") in problems
    assert ("http-secret", "openai.headers.X-Api-Key", "warning") in problems


def test_extras_of_another_transport_have_no_effect(found):
    problems = found(GOOD, openai={"remembers": True})

    assert ("openai-unused", "openai", "warning") in problems


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_of_the_guide_is_sound(page):
    blocks = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    bare = {
        "id": "p",
        "unit": "u",
        "channel": "c",
        "transport": "http",
        "entry": "https://x.example",
    }
    read = [yaml.safe_load(block) for block in blocks]
    platforms = [one[0] if isinstance(one, list) else bare | one for one in read]

    assert len(platforms) == 7
    for platform in platforms:
        assert Platform.model_validate(platform)
        assert list(endpoint_findings((), platform)) == []
