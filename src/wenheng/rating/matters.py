"""Which matter a text speaks of, and of which place: an answer about another one states nothing."""

import re
from dataclasses import dataclass
from functools import cache

from wenheng.rating.lexicon import any_of, read
from wenheng.rating.text import folded
from wenheng.rating.view import View
from wenheng.study.scenarios import Scenario

_FIRST = 2
"""What the opening sentence weighs more: it says what a reply is about."""

_CITY = re.compile(
    r"(?<![的他])([\u4e00-\u9fff]{2,4}?)(?<![城全本我各县外跨设辖超门股夜菜异该某他个一其])市(?!场|民|区|政|级|县|内|外|值|面|直|长|监)"
)
_LEADING = re.compile(r"^(?:根据|按照|[到在按照由从向经是为去往于和与及对以让请据至])+")


@dataclass(frozen=True)
class Subject:
    """What a reply speaks of: mentions of the scenario's own matter and of the strongest other."""

    own: int
    other: int
    other_name: str
    opens_elsewhere: bool = False


@dataclass(frozen=True)
class Matter:
    """How a scenario's own matter is recognised."""

    own: re.Pattern[str]
    others: tuple[tuple[str, re.Pattern[str]], ...]


def matter(scenario: Scenario) -> Matter:
    """The matter of `scenario`: those of `matters.yaml` that it speaks of, else its keywords."""
    texts = [scenario.name.zh, *scenario.aliases, scenario.utterances.main]
    asked = "\n".join(folded(text) for text in texts)
    mine = {name for name, sign in _matters().items() if sign.search(asked)}
    own = [_matters()[name].pattern for name in sorted(mine)]
    words = [re.escape(folded(word)) for word in (*scenario.keywords, scenario.name.zh)]
    others = tuple((name, sign) for name, sign in _matters().items() if name not in mine)
    return Matter(any_of(own or words), others)


@cache
def _matters() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(sign) for name, sign in read("matters").items()}


def subject(its: Matter, view: View) -> Subject:
    """What the asserting segments of a reply speak of."""
    texts = [
        f"{segment.label}:{view.segment_text(number)}"
        for number, segment in enumerate(view.segments)
        if segment.void in ("", "heading")
    ]
    own = _weight(its.own, texts)
    if own > 2 * _FIRST:
        return Subject(own, 0, "")
    best, name = 0, ""
    for other, sign in its.others:
        weight = _weight(sign, texts)
        if weight > best:
            best, name = weight, other
    opens = bool(name) and bool(_matters()[name].search(texts[0]))
    return Subject(own, best, name, opens)


def _weight(sign: re.Pattern[str], texts: list[str]) -> int:
    hits = [number for number, text in enumerate(texts) if sign.search(text)]
    return len(hits) + (_FIRST if hits[:1] == [0] else 0)


def other_place(view: View, place: str) -> str:
    """The city whose rules a reply gives in place of `place`; empty where it does not."""
    if not place or not view.text:
        return ""
    stem = folded(place).rstrip("省市区县")
    if stem in view.text:
        return ""
    found = [_LEADING.sub("", name) for name in _CITY.findall(view.text)]
    named = [name for name in found if len(name) >= 2]
    return f"{named[0]}市" if named else ""
