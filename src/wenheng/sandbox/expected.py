"""The quality that was planted, as the levels it should earn and as one number."""

import math
from collections.abc import Iterator

from wenheng.sandbox.country import Country, Site
from wenheng.sandbox.knowledge import Known
from wenheng.sandbox.places import Place
from wenheng.sandbox.planted import Planted

TOP = 3
STEPS = {
    "sources": ("none", "department", "document", "link"),
    "links": ("none", "portal", "guide", "apply"),
    "complaint": ("none", "phone", "link", "form"),
    "rating": ("none", "session", "answer", "reason"),
    "handoff": ("none", "phone", "message", "online"),
    "clarify": ("none", "hot", "related", "case"),
    "fallback": ("", "bare", "hotline", "helpful"),
    "understands": ("exact", "words", "synonyms", "anything"),
}
ENTRY_CLICKS = {"region": 2, "second-level": 2}
HITS = {"direct": 3, "menu": 2, "search": 1}
VOICE = ("stream", "pocket")
ATTACHMENTS = ("events",)
RATED = ("stream", "events", "bubbles", "board", "pocket")
ASKS_REASON = ("stream",)
HOT = ("stream", "events", "bubbles", "board", "pocket")
UNSEEN = ("login", "dead")
MEMORY = {"none": 0, "once": 2, "whole": 3}


def expected_levels(site: Site) -> dict[str, float]:
    """Indicator → level 0–3 that the planted values should earn, read off the study's anchors.

    Only indicators that a planted value decides are named. A site without a usable assistant
    earns 0 in all of them; one behind a login or never reached shows none. B2.1 and A3.3 are left
    out where there is no page to find the assistant, or a control to rate with, on.
    """
    planted = site.planted
    if planted.presence in UNSEEN:
        return {}
    levels = dict(_levels(planted, site.known))
    if not planted.answers:
        levels = dict.fromkeys(levels, 0.0)
    if planted.transport != "browser":
        levels.pop("B2.1")
        levels.pop("A3.3")
    return levels


def features(site: Site) -> dict[str, bool]:
    """What the front end of a site offers, in the words of `wenheng.tables.FEATURES`."""
    planted = site.planted
    if not planted.answers or planted.transport != "browser":
        return {}
    return {
        "voice_input": planted.chat in VOICE,
        "read_aloud": False,
        "attachments": planted.chat in ATTACHMENTS,
        "satisfaction": planted.chat in RATED and planted.rating in ("answer", "reason"),
        "hot_questions": planted.chat in HOT,
        "suggestions": False,
        "handoff": planted.handoff in ("message", "online"),
        "history": False,
        "larger_text": False,
    }


def quality(site: Site) -> float | None:
    """The planted quality of a site, 0–1; None where an instrument can see neither good nor bad.

    q = mean over the dimensions A1, A2, A3, B1, B2, B3 of (mean of `expected_levels` in that
    dimension) ÷ 3: the equal-weight formula of the study, on planted instead of rated levels.
    """
    dimensions: dict[str, list[float]] = {}
    for indicator, level in expected_levels(site).items():
        dimensions.setdefault(indicator.split(".")[0], []).append(level)
    means = [sum(levels) / len(levels) for levels in dimensions.values()]
    return sum(means) / len(means) / TOP if means else None


def unit_quality(country: Country) -> dict[str, float]:
    """Unit → mean quality of its sites, an absent assistant counting 0.

    What is behind a login, or never reached, can be neither good nor bad to an instrument: such a
    site is left out, as a gap is in the score of its unit.
    """
    return {place.id: _mean_quality(country, place) for place in country.places}


def _mean_quality(country: Country, place: Place) -> float:
    seen = [q for site in country.sites_of(place) if (q := quality(site)) is not None]
    return sum(seen) / len(seen)


def _levels(planted: Planted, known: tuple[Known, ...]) -> Iterator[tuple[str, float]]:
    direct = planted.hits == "direct"
    yield "A1.1", HITS[planted.hits]
    yield "A1.2", _mean(_completeness(k) for k in known) if direct else 0
    yield "A1.3", planted.related if direct else 0
    yield "A2.1", _step(planted, "links") if direct else 0
    yield "A3.1", _step(planted, "complaint")
    yield "A3.2", _step(planted, "complaint")
    yield "A3.3", _rating(planted)
    yield "B1.1", _mean(_accuracy(k) for k in known) if direct else 0
    yield "B1.2", _mean(_currency(k, planted) for k in known) if direct else 0
    yield "B1.5", _step(planted, "sources") if direct else 0
    yield "B2.1", TOP - (ENTRY_CLICKS.get(planted.entry, 1) - 1)
    yield "B2.2", _speed(planted.first_s + planted.stream_s)
    yield "B2.3", _stability(planted.errors)
    yield "B2.5", _step(planted, "understands") if direct else 0
    yield "B2.6", MEMORY[planted.memory] if direct else 0
    yield "B3.1", _step(planted, "clarify")
    yield "B3.3", _step(planted, "handoff")
    yield "B3.4", _step(planted, "fallback")


def _rating(planted: Planted) -> float:
    """A3.3: what its front end has to rate an answer with; a whole session none of them rates."""
    if planted.chat not in RATED or planted.rating not in ("answer", "reason"):
        return 0
    return 3 if planted.rating == "reason" and planted.chat in ASKS_REASON else 2


def _step(planted: Planted, field: str) -> float:
    return STEPS[field].index(getattr(planted, field))


def _completeness(known: Known) -> float:
    """A1.2: weight 2 for critical facts, thresholds 20, 50 and 80 %."""
    weights = {s.fact: 2 if s.critical else 1 for s in known.matter.statements}
    right = {h.statement.fact for h in known.held if h.state == "true"}
    share = sum(weights[fact] for fact in right) / sum(weights.values())
    if share < 0.2:
        return 0
    if share < 0.5:
        return 1
    missing = any(s.critical and s.fact not in right for s in known.matter.statements)
    return 2 if share < 0.8 or missing else 3


def _accuracy(known: Known) -> float:
    """B1.1: 0 for a critical contradiction, 1 for another one, 3 for none."""
    wrong = [h.statement for h in known.held if h.state != "true"]
    if not known.held or any(statement.critical for statement in wrong):
        return 0
    return 1 if wrong else 3


def _currency(known: Known, planted: Planted) -> float:
    """B1.2: 0 for an old rule, 2 for current ones, 3 for current ones with a date."""
    if any(h.state == "stale" for h in known.held):
        return 0
    return 3 if planted.sources == "link" else 2


def _speed(seconds: float) -> float:
    return sum(seconds <= limit for limit in (15, 8, 3))


def _stability(errors: float) -> float:
    return sum(errors <= limit for limit in (0.1, 0.05, 0.01))


def _mean(levels: Iterator[float]) -> float:
    values = list(levels)
    return math.fsum(values) / len(values) if values else 0
