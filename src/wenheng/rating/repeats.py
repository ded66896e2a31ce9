"""Levels of the LLM-era pack that need several sessions: steadiness under noise, and over repeats.

Each rule takes turns with what is true on their day, as `wenheng.rating.sessions` does.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from wenheng.rating.findings import Level, level
from wenheng.rating.judgement import Locality, judge
from wenheng.rating.lexicon import read
from wenheng.rating.sessions import HELD, Turn, outcome_of, reaches, sureness
from wenheng.study.scenarios import Scenario

Held = Sequence[tuple[Turn, Locality]]


def robustness(scenario: Scenario, main: Held, noisy: Held) -> Level:
    """X9: the share of disturbed questions that still reach the matter.

    Where the plain question was not heard, or does not reach it, there is nothing to keep: no
    level.
    """
    held = [(turn, local) for turn, local in noisy if outcome_of(turn) in HELD]
    if not (held and main):
        return level(None, "no-turn", 0.0)
    if not any(reaches(scenario, local, turn) for turn, local in main):
        return level(None, "noise-nothing-kept", 0.0)
    hits = sum(reaches(scenario, local, turn) for turn, local in held)
    value = sum(hits / len(held) >= cut for cut in read("thresholds")["X9"]["kept"])
    return level(value, "noise", sureness(len(held)), hits=hits, n=len(held))


def consistency(scenario: Scenario, mains: Held) -> Level:
    """X10: whether the same question, asked again in a new session, is told the same facts.

    A fact that one reply states and another contradicts is an opposite where it is critical, else
    a difference of values; a fact that only some replies speak of is a difference of wording. Of
    a fact of which it is not known what is true, nobody can say whether the replies agree.
    """
    held = [(turn, local) for turn, local in mains if outcome_of(turn) == "replied"]
    if len(held) < 2:
        return level(None, "repeats-few", 0.0)
    found = compared(scenario, held)
    if not found.known:
        return level(None, "facts-unknown", 0.0)
    value = 0 if found.grave else 1 if found.opposed else 2 if found.partly else 3
    counts = {"n": len(held), "opposed": found.opposed, "partly": found.partly}
    return level(value, "repeats", sureness(len(held)), **counts)


class Compared(NamedTuple):
    """How many facts several replies to one question speak of, and how they agree.

    `known`: facts of which it is known what is true; `told`: by any reply; `partly`: not alike in
    all, of which `opposed` are stated by one and contradicted by another; `grave`: critical ones.
    """

    known: int = 0
    told: int = 0
    partly: int = 0
    opposed: int = 0
    grave: int = 0


def compared(scenario: Scenario, held: Held) -> Compared:
    """What replies to `scenario`, each with what was true on its day, say of its facts."""
    verdicts: defaultdict[str, set[str]] = defaultdict(set)
    for turn, local in held:
        for fact in judge(scenario, local, turn).facts:
            verdicts[fact.fact].add(fact.verdict)
    known = {fact: its for fact, its in verdicts.items() if "unknown" not in its}
    opposed = {fact for fact, its in known.items() if {"stated", "contradicted"} <= its}
    critical = {fact.id for fact in scenario.facts if fact.critical}
    return Compared(
        len(known),
        sum(its != {"absent"} for its in known.values()),
        sum(len(its) > 1 for its in known.values()),
        len(opposed),
        len(opposed & critical),
    )
