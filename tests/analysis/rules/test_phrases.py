"""Words of rules: all there, and none that says why."""

import re

from wenheng.language import WORDS
from wenheng.language import catalogue as sentences


def test_every_sentence_and_condition_has_its_words():
    folder = WORDS.parent / "analysis" / "rules"
    source = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    known = sentences("findings")

    said = set(re.findall(r'Said\(\s*"([\w-]+)"', source))
    gates = {f"gate-{name}" for name in re.findall(r'Gate\(\s*"([\w-]+)"', source)}

    assert len(said) > 60
    assert said | gates <= known.keys()


def test_no_sentence_says_why_or_what_anyone_wants():
    forbidden = re.compile(
        "得益于|导致|反映了|忽视|轻视|重视不|显著|because|due to|thanks to|neglect"
    )

    wrong = [
        key
        for key, both in sentences("findings").items()
        if forbidden.search("".join(both.values()))
    ]

    assert wrong == []
