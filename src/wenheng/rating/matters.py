"""Which matter a text speaks of, and of which place: an answer about another one states nothing."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from wenheng.rating.lexicon import any_of, read
from wenheng.rating.places import cities, is_at_home
from wenheng.rating.text import folded
from wenheng.rating.view import View
from wenheng.study.scenarios import Scenario

_FIRST = 2
"""What the opening sentence weighs more: it says what a reply is about."""

_AT_ONCE = 4
"""Within so many characters a reply says what it is about; one's own comes later than that."""


@dataclass(frozen=True)
class Subject:
    """What a reply speaks of: mentions of the scenario's own matter and of the strongest other."""

    own: int
    other: int
    other_name: str
    opens_elsewhere: bool = False
    opening: str = ""
    """`label`: its heading names another matter and not its own; `covered`: its own only within;
    `first`: another one is named at once, its own later."""


@dataclass(frozen=True)
class Matter:
    """How a scenario's own matter is recognised."""

    own: re.Pattern[str]
    others: tuple[tuple[str, re.Pattern[str]], ...]
    known: str = ""
    """All that the scenario itself says."""
    touched: frozenset[str] = frozenset()
    """Other matters that the scenario's own facts touch upon."""


def matter(scenario: Scenario) -> Matter:
    """The matter of `scenario`: those of `matters.yaml` that it speaks of, else its keywords."""
    texts = [scenario.name.zh, *scenario.aliases, scenario.utterances.main]
    asked = "\n".join(folded(text) for text in texts)
    mine = {name for name, sign in _matters().items() if sign.search(asked)}
    own = [_matters()[name].pattern for name in sorted(mine)]
    words = [re.escape(folded(word)) for word in (*scenario.keywords, scenario.name.zh)]
    others = tuple((name, sign) for name, sign in _matters().items() if name not in mine)
    facts = folded("\n".join(f"{fact.text}\n{fact.baseline}" for fact in scenario.facts))
    touched = frozenset(name for name, sign in others if sign.search(facts))
    said = scenario.utterances
    known = folded("\n".join((asked, *said.paraphrases, *words, facts)))
    return Matter(any_of(own or words), others, known, touched)


@cache
def _matters() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(sign) for name, sign in read("matters").items()}


def subject(its: Matter, view: View) -> Subject:
    """What the asserting segments of a reply speak of."""
    asserting = [(n, s) for n, s in enumerate(view.segments) if s.void in ("", "heading")]
    texts = [f"{segment.label}:{view.segment_text(number)}" for number, segment in asserting]
    own = _weight(its.own, texts)
    if not texts:
        return Subject(own, 0, "")
    whole = "\n".join(texts if own <= 2 * _FIRST else texts[:1])
    met = {name: sign for name, sign in its.others if sign.search(whole)}
    found = {
        name: _weight(sign, texts)
        for name, sign in met.items()
        if name not in its.touched or sign.search(texts[0])
    }
    label = asserting[0][1].label or titled(texts[0])
    best = max(found, key=lambda name: found[name], default="")
    if not best or not found[best]:
        unknown = (
            bool(_NAMED.search(label)) and not its.own.search(label) and label not in its.known
        )
        return Subject(own, int(unknown), label if unknown else "", unknown, "label" * unknown)
    opening = _opening(its.own, met.values(), texts[0], label)
    if own > 2 * _FIRST and opening != "covered":
        return Subject(own, 0, "")
    own -= _FIRST + 1 if opening == "covered" else 0
    return Subject(max(own, 0), found[best], best, bool(_matters()[best].search(texts[0])), opening)


_NAMED = re.compile(
    r"^[\u4e00-\u9fff]{4,12}(?:登记|备案|申领|补领|补办|许可|认定|证明|挂失|提取|迁移|接续|年报|签发)$"
)
"""A heading that names a matter; one that nobody declared is another one all the same."""


def titled(text: str) -> str:
    """The title in brackets that a text opens with."""
    match = _TITLE.match(text)
    return match[1] if match else ""


_TITLE = re.compile(r"[:\s]*\[([^\]\n]{2,12})\]")


def _opening(
    own: re.Pattern[str], others: Collection[re.Pattern[str]], text: str, label: str
) -> str:
    """Whether what a reply opens with is another matter by its label, or covers one's own.

    The name of one matter may stand inside that of another (企业设立 in 外商投资企业设立) or be its
    tail (设立登记 in 个体工商户设立登记): the one that begins earlier is meant, then the longer.
    """
    mine = [match.span() for match in own.finditer(text)]
    theirs = [match.span() for sign in others for match in sign.finditer(text)]
    inside = [any(a <= c < b and (a, -b) < (c, -d) for a, b in theirs) for c, d in mine]
    if mine and all(inside):
        return "covered"
    end = len(label)
    within = any(b <= end for _, b in theirs) or any(sign.search(label) for sign in others)
    if label and within and not any(a < end for a, _ in mine):
        return "label"
    if mine and theirs and min(theirs)[0] - len(label) <= _AT_ONCE < min(mine)[0] - min(theirs)[0]:
        return "first"
    return ""


def _weight(sign: re.Pattern[str], texts: list[str]) -> int:
    hits = [number for number, text in enumerate(texts) if sign.search(text)]
    return len(hits) + (_FIRST if hits[:1] == [0] else 0)


def other_place(view: View, home: Sequence[str]) -> str:
    """The city whose rules a reply gives in place of `home`'s; empty where it does not."""
    if not home or not view.text or is_at_home(view.text, home):
        return ""
    named = cities(view.text)
    return f"{named[0]}市" if named else ""
