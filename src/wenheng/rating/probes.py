"""Levels that rest on probes: complaints, suggestions, rating, handoff, fallback, access.

A rule looks at what the sessions of a probe showed, replies and checks beside them, and proposes a
level by the anchors of the default study. What was not seen stays unknown; a person may say more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from wenheng.pictured import is_pictured
from wenheng.rating.findings import UNREAD, Level, is_unread, level
from wenheng.rating.lexicon import any_of, read, speech
from wenheng.rating.text import folded

Session = Mapping[str, Any]
Turn = Mapping[str, Any]

ACCESS = (
    "text_larger",
    "elder_version",
    "contrast",
    "labels",
    "keyboard",
    "read_aloud",
    "no_popups",
)
"""The check list of ageing-friendly and accessible design."""

_ADDRESS = re.compile(r"https?://|www\.|\.gov\.cn", re.IGNORECASE)


@dataclass(frozen=True)
class Probed:
    """What the sessions of one probe showed; `checks` has the items of all of them together."""

    turns: tuple[tuple[Turn, ...], ...]
    checks: Mapping[str, bool | None]
    features: Mapping[str, bool | None]

    @property
    def replies(self) -> list[Turn]:
        return [turn for turns in self.turns for turn in turns if turn["outcome"] == "replied"]

    @property
    def text(self) -> str:
        """What was said; of pictures nobody knows what they say."""
        read = (turn for turn in self.replies if not is_pictured(str(turn["text"])))
        return "\n".join(folded(str(turn["text"])) for turn in read)

    @property
    def unread(self) -> bool:
        """Whether a reply came that no rule can read."""
        return any(map(is_unread, self.replies))

    @property
    def linked(self) -> bool:
        return any(turn["links"] for turn in self.replies) or bool(_ADDRESS.search(self.text))


def complaint(its: Probed) -> Level:
    """A3.1: whether a complaint is understood, led to its channel, or taken down at once."""
    registers = _says("registers", its.text) or its.checks.get("form_offered") is True
    if not (registers or _says("complaint", its.text)):
        return _unknown_or_missed(its)
    follows = _says("tracks", its.text)
    if registers and follows:
        return level(3, "complaint-3", 0.7, span=follows)
    if registers:
        return level(2, "complaint-registers", 0.6)
    if its.linked and (follows or _says("within", its.text)):
        return level(2, "complaint-2", 0.7)
    return level(1, "complaint-1", 0.7)


def suggestion(its: Probed) -> Level:
    """A3.2: whether a suggestion is understood and led to the place where it is given."""
    if not _says("suggestion", its.text):
        return _unknown_or_missed(its)
    column = _says("column", its.text)
    if not (column or its.linked):
        return level(1, "suggestion-1", 0.7)
    consults = _says("consults", its.text)
    if consults:
        return level(3, "suggestion-3", 0.7, span=consults)
    return level(2, "suggestion-2", 0.7, span=column)


def correction(its: Probed) -> Level:
    """A3.3: what there is to rate an answer with, seen on the page."""
    single, whole = its.checks.get("rating_per_answer"), its.checks.get("rating_session")
    reason = its.checks.get("rating_reason")
    if single and reason:
        return level(3, "rates-3", 0.7)
    if single and reason is None:
        return level(None, "rates-2-untried", 0.0)
    if single:
        return level(2, "rates-2", 0.75)
    if single is None or whole is None:
        return level(None, "rates-unseen", 0.0)
    return level(1, "rates-1", 0.7) if whole else level(0, "rates-0", 0.7)


def handoff(its: Probed) -> Level:
    """B3.3: the best that any of the sessions shows, in and out of hours."""
    seen = [_handed(Probed((turns,), its.checks, its.features)) for turns in its.turns]
    best = max(seen, key=lambda found: (found.level or 0, found.level is None))
    if not best.level and its.features.get("handoff"):
        return level(None, "handoff-untried", 0.0)
    return best


def _handed(its: Probed) -> Level:
    text = its.text
    if not text:
        return _unknown_or_missed(its)
    told = _says("hours", text) or _says("waits", text)
    online = "" if _says("refused", text) else _says("online", text)
    if online and told and _says("context", text):
        return level(3, "handoff-3", 0.7, span=told)
    if online or _says("message", text):
        return level(2, "handoff-2", 0.7, span=online or _says("message", text))
    if phone := _says("phone", text):
        return level(1, "handoff-1", 0.75, span=phone)
    return UNREAD if its.unread else level(0, "handoff-0", 0.7)


def fallback(its: Probed) -> Level:
    """B3.4: the weaker of what is said to a question out of scope and to one without a matter."""
    turns = [turn for turns in its.turns for turn in turns]
    return min(map(_excused, turns), key=lambda found: (found.level or 0, found.level is None))


def _excused(turn: Turn) -> Level:
    if turn["outcome"] == "replied" and is_unread(turn):
        return UNREAD
    text = folded(str(turn["text"]))
    if turn["outcome"] != "replied" or (speech().types["error"].search(text) and len(text) <= 80):
        return level(0, "fallback-0", 0.85)
    offers = bool(turn["options"] or turn["links"] or _says("offers", text))
    advises, bounds = _says("advises", text), _says("bounds", text)
    if bounds and advises and offers:
        return level(3, "fallback-3", 0.7, span=bounds)
    polite = _says("polite", text) and (advises or _says("asks_back", text))
    if offers or polite or _says("phone", text):
        return level(2, "fallback-2", 0.65, span=advises)
    if _says("missed", text):
        return level(1, "fallback-1", 0.75)
    return level(1, "fallback-other", 0.4)


def modes(its: Probed) -> Level:
    """B2.4: ways to ask and to be answered, seen in any session of the platform."""
    seen = its.features
    typed, asked = its.checks.get("suggestions"), seen.get("hot_questions")
    voice, aloud = seen.get("voice_input"), seen.get("read_aloud")
    if None in (asked, voice, aloud):
        return level(None, "modes-unseen", 0.0)
    names = [f"feature-{n}" for n in ("hot_questions", "voice_input", "read_aloud") if seen[n]]
    names += ["feature-suggestions"] if typed else []
    if voice and aloud and typed is None:
        return level(None, "modes-untyped", 0.0, modes=names)
    if voice and aloud and typed:
        return level(3, "modes", 0.7, modes=names)
    if names:
        return level(2, "modes", 0.7, modes=names)
    return level(None, "modes-untyped", 0.0, modes=["feature-text"]) if typed is None else _text()


def _text() -> Level:
    return level(1, "modes", 0.7, modes=["feature-text"])


def access(its: Probed) -> Level:
    """B3.5: how many items of the check list hold; known where the unknown ones cannot matter."""
    held = {item: its.checks.get(item) for item in ACCESS}
    held["read_aloud"] = its.features.get("read_aloud")
    yes, open_ = _count(held.values(), True), _count(held.values(), None)
    if open_ == len(held):
        return level(None, "access-unseen", 0.0)
    there = [f"check-{item}" for item, holds in held.items() if holds]
    least, most = _access_level(yes), _access_level(yes + open_)
    if least != most:
        return level(None, "access-open", 0.0, least=yes, most=yes + open_)
    return level(least, "access" if there else "access-none", 0.7, n=yes, items=there)


def _access_level(count: int) -> int:
    return sum(count >= least for least in read("thresholds")["B3.5"]["items"])


def _count(values: Iterable[bool | None], value: bool | None) -> int:
    return sum(each is value for each in values)


def _unknown_or_missed(its: Probed) -> Level:
    if its.unread:
        return UNREAD
    return level(0, "probe-missed" if its.replies else "probe-silent", 0.75)


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    return {name: any_of(patterns) for name, patterns in read("probes").items()}


def _says(name: str, text: str) -> str:
    """The words of `text` that say it; "" where none do."""
    found = _signs()[name].search(text)
    return found.group() if found else ""


PROBED = {
    "A3.1": complaint,
    "A3.2": suggestion,
    "A3.3": correction,
    "B3.3": handoff,
    "B3.4": fallback,
    "B3.5": access,
}
"""Indicators that need a session of their probe; B2.4 is seen in any session."""


def together(values: Sequence[bool | None]) -> bool | None:
    """True where any is, false where any is and none is true, else not known."""
    known = [value for value in values if value is not None]
    return any(known) if known else None
