"""Two questions, two scorers: is this a chat composer, is this a launcher of an assistant.

Each takes the facts that the observer gathered and returns points with the reasons for them, so
that a person can see later why an element was chosen. Thresholds stand beside the scorers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wenheng.collection import vocabulary as v

Facts = Mapping[str, Any]

OPEN_COMPOSER = 4.0
"""A composer that stands open on a page is tried from this score on."""

OPENED_COMPOSER = 2.5
"""One that appeared after a launcher was pressed needs less."""

LAUNCHER = 2.5
STRONG_LAUNCHER = 5.0
NEVER = -20.0
_MUTE = re.compile(r"\s*\d{0,3}\+?\s*$|[^\w]*$|[a-z]+(_[a-z]+)+$")
"""A number of messages, a sign, or a sign's name in an icon font is no word on a launcher."""

NAME_LENGTH = 12
"""Longer words than this are a sentence, not the name of a launcher."""


@dataclass
class Score:
    """Points, and what each was given for."""

    points: float = 0.0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: float, reason: str, when: object = True) -> None:
        if when:
            self.points += points
            self.reasons.append(f"{reason} {points:+g}")


def composer_score(facts: Facts) -> Score:
    """How much an entry looks like the place where one writes to an assistant."""
    score = Score()
    _hints(score, facts)
    _surroundings(score, facts)
    _controls(score, facts)
    _form(score, facts)
    return score


def _hints(score: Score, facts: Facts) -> None:
    hint = facts["hint"]
    score.add(2.0, "hint asks", v.ASKING.search(hint))
    score.add(0.5, "hint invites", not v.ASKING.search(hint) and v.INVITING.search(hint))
    score.add(-4.0, "hint is for something else", v.NOT_ASKING.search(f"{hint} {facts['name']}"))
    score.add(0.5, "several lines", facts["tag"] != "input")
    score.add(-5.0, "search field", facts["type"] == "search" or _search_name(facts["name"]))


def _surroundings(score: Score, facts: Facts) -> None:
    names, context = facts["names"], facts["context"]
    score.add(2.0, "chat-like names", v.CHAT_NAMES.search(names))
    score.add(-2.0, "form-like names", v.FORM_NAMES.search(names))
    score.add(2.5, "greeting", v.GREETING.search(context))
    score.add(1.5, "title", v.ASSISTANT.search(facts["title"]))
    score.add(
        0.5,
        "talk in title",
        not v.ASSISTANT.search(facts["title"]) and v.TALK.search(facts["title"]),
    )
    heading = context[:60]
    score.add(1.0, "assistant in heading", v.ASSISTANT.search(heading))
    panel = facts["panelBox"]
    low = facts["y"] + facts["h"] > panel["y"] + panel["h"] * 0.6
    score.add(1.0, "at the bottom of its panel", low and panel["h"] > 200)
    score.add(1.0, "messages scroll above it", facts["scroll"])
    score.add(0.5, "floats", facts["fixed"])
    score.add(-3.0, "words of a written form", v.WRITTEN_FORM.search(context))
    score.add(-6.0, "speaks to the public", speaks_to_the_public(facts))


def _controls(score: Score, facts: Facts) -> None:
    texts = _texts(facts)
    named = " ".join(f"{c['label']} {c['names']}" for c in facts["controls"] if c["kind"])
    sends = any(v.SENDS.search(text) for text in texts)
    score.add(1.5, "send button", sends)
    score.add(0.5, "send icon", not sends and v.SEND_NAMES.search(named))
    score.add(-3.0, "button posts", not sends and any(v.POSTS.search(text) for text in texts))
    score.add(-4.0, "button searches", any(_searches(text) for text in texts))


def _form(score: Score, facts: Facts) -> None:
    others = facts["others"]
    score.add(-2.0 * min(others, 3), f"{others} other entries", others)
    score.add(NEVER, "beside a password", facts["password"])
    form = facts["form"]
    if form:
        score.add(-5.0, "form searches", _search_name(form["action"]))
        score.add(-4.0, "form says search", _searches(form["text"]))


def may_ask(facts: Facts) -> bool:
    """Whether anything may be sent here at all.

    Never from a form with two or more other entries, never beside a password or where one's name
    or telephone is asked for, never before the public, never where the only button posts there or
    to an office.
    """
    if facts["password"] or (facts["form"] and facts["others"] >= 2):
        return False
    if v.PERSONAL.search(facts["asked"]) or v.ASKED_FOR_PERSON.search(facts["context"]):
        return False
    if speaks_to_the_public(facts) or _wants_something_else(facts):
        return False
    texts = _texts(facts)
    posts = any(v.POSTS.search(text) for text in texts)
    sends = any(v.SENDS.search(text) for text in texts)
    return sends or not posts or bool(v.GREETING.search(facts["context"]))


def speaks_to_the_public(facts: Facts) -> bool:
    """Whether what is written here is read by others: comments, forums, live broadcasts."""
    said = f"{facts['hint']} {facts['context']} {facts['title']}"
    return bool(facts["authors"] >= 3 or v.PUBLIC.search(said)) and not is_surely_chat(facts)


def _wants_something_else(facts: Facts) -> bool:
    """Whether an opinion is asked for, or one field of a form after the other."""
    context = facts["context"]
    other = v.SURVEY.search(context) or v.STEPS.search(context)
    return bool(other) and not is_named(facts)


def is_named(facts: Facts) -> bool:
    """Whether an assistant is named where the entry stands, or on what led there."""
    said = (facts["title"], facts["headings"], facts["context"][:200], facts.get("led_by", ""))
    return bool(v.ASSISTANT.search(" | ".join(said)))


def answers_people(facts: Facts) -> bool:
    """Whether anything shows that what is written here is answered on the spot."""
    talks = v.CHAT_NAMES.search(facts["names"]) or v.GREETING.search(facts["context"])
    return bool(talks or facts["scroll"] or is_named(facts) or v.TALK.search(facts["title"]))


def is_surely_chat(facts: Facts) -> bool:
    """Whether an entry's surroundings leave no doubt, so that even a button 提问 only asks."""
    context = facts["context"]
    talks = v.GREETING.search(context) and (is_named(facts) or v.CHAT_NAMES.search(facts["names"]))
    return bool(talks and not v.WRITTEN_FORM.search(context) and not facts["others"])


def launcher_score(facts: Facts) -> Score:
    """How much something to press looks like the way to an assistant."""
    score = Score()
    if facts["href"].startswith(("tel:", "mailto:")) or facts.get("submits"):
        score.add(NEVER, "calls, mails or submits")
        return score
    if v.SURVEY.search(facts.get("beside", "")):
        score.add(NEVER, "rates something")
    if facts.get("in_form"):
        score.add(NEVER, "in a form")
        return score
    text = "" if _MUTE.match(facts["text"]) else facts["text"].strip()
    for name, words in (("text", text if len(text) <= 18 else ""), ("label", facts["label"][:80])):
        _words(score, name, words)
    _names(score, facts)
    beside = facts.get("beside", "")
    greets = v.ASSISTANT.search(beside) or v.TALK.search(beside) or v.GREETING.search(beside)
    score.add(2.5, "words beside it talk", facts["fixed"] and greets and len(beside) <= 60)
    named = f"{facts['names']} {facts['label']} {facts['sources']}"
    writes = v.KEYBOARD.search(named) and v.SPEAKING.search(beside)
    score.add(4.0, "turns listening into writing", writes)
    asks = facts.get("how") == "field" and v.ASKING.search(text) and not v.NOT_ASKING.search(text)
    score.add(3.0, "a field that only looks like one", asks)
    score.add(-4.0, "long text", len(text) > 20)
    _shape(score, facts, text)
    closes = any(v.CLOSES.search(said.strip()) for said in (text, facts["label"]))
    mute = facts["fixed"] and not text and facts["pictured"] and facts["w"] >= 36
    score.add(-1.0 if mute else -5.0, "closes", closes)
    return score


def _words(score: Score, name: str, words: str) -> None:
    assistant = v.ASSISTANT.search(words)
    score.add(5.0, f"{name} names an assistant", assistant)
    score.add(2.5, f"{name} talks", not assistant and v.TALK.search(words))
    score.add(3.0, f"{name} is a pet name", not assistant and v.PET_NAME.search(words.strip()))
    score.add(NEVER, f"{name} acts", v.ACTS.search(words) and len(words) <= NAME_LENGTH)
    other = v.NO_LAUNCHER.search(words)
    plainly = not assistant or len(words) > NAME_LENGTH  # a headline about an assistant is none
    score.add(-5.0 if plainly else -1.5, f"{name} is something else", other)


def _names(score: Score, facts: Facts) -> None:
    score.add(2.0, "names in markup", v.NAMES.search(f"{facts['names']} {facts['text'][:20]}"))
    score.add(2.0, "file or address", v.NAMES.search(f"{facts['sources']} {facts['href']}"))


def _shape(score: Score, facts: Facts, text: str) -> None:
    small = 20 <= facts["w"] <= 240 and 20 <= facts["h"] <= 340
    right = facts["x"] + facts["w"] / 2 > facts["vw"] * 0.6
    low = facts["y"] + facts["h"] / 2 > facts["vh"] * 0.4
    might = facts["fixed"] and not facts["href"] and len(text) <= 6 and v.HOVERED.search(text)
    score.add(1.0, "might hold a way in", might)
    hopeful = score.points > 0 or len(text) <= 2  # words that say nothing of it make it no launcher
    if facts["fixed"]:
        score.add(1.0, "floats", hopeful)
        score.add(1.5, "in the corner", hopeful and small and right and low)
        score.add(1.5, "a picture without words", small and not text and facts["pictured"])
        score.add(0.5, "on top", facts["z"] >= 900)
    score.add(-1.0, "far below", facts["y"] > facts["vh"] * 3)


def _texts(facts: Facts) -> list[str]:
    """What the controls near an entry say, and plain words there that say to send."""
    said = ((control["text"], control["kind"]) for control in facts["controls"])
    return [text for text, kind in said if kind or v.SENDS.search(text)]


def _search_name(name: str) -> bool:
    lowered = name.lower()
    return (
        lowered in ("q", "kw", "wd", "keyword", "keywords", "searchword", "query")
        or "search" in lowered
    )


def _searches(text: str) -> bool:
    return len(text) <= 40 and any(word in text for word in ("搜索", "检索", "搜一下", "Search"))
