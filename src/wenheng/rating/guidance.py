"""B3.1: how a vague question is met: with a question back, with choices, or with neither."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from wenheng.rating.facts import match_facts
from wenheng.rating.findings import FALLBACKS, Level, level
from wenheng.rating.judgement import Locality, compiled
from wenheng.rating.lexicon import any_of, labels, read
from wenheng.rating.links import reply_links
from wenheng.rating.readings import Readings
from wenheng.rating.replies import Kind, kind
from wenheng.rating.text import folded
from wenheng.rating.view import view
from wenheng.study.scenarios import Scenario


def guidance(scenario: Scenario, local: Locality, turn: Mapping[str, Any]) -> Level:
    """The level of a reply to the vague question of `scenario`.

    A reply that answers at once, and asks nothing, is left to people: the anchors do not say what
    a right guess earns.
    """
    its = compiled(scenario, local)
    text = str(turn.get("text") or "")
    seen = view(text, its.scanner, its.mender, its.home)
    links = reply_links(text, turn.get("links") or (), its.entry)
    facts = match_facts(its, seen, links)
    sort = kind(seen, tuple(map(str, turn.get("options") or ())), facts, its)
    says = sort.type == "answer" and any(fact.verdict != "absent" for fact in facts)
    if sort.choices and not says:
        return _of_choices(sort, its, seen.text)
    if sort.type == "clarification":
        return level(3, "guides-asks", 0.65)
    if sort.type in FALLBACKS or sort.type == "off_topic":
        return level(0, "guides-none", 0.75, type=f"type-{sort.type}")
    return level(None, "guides-answered", 0.0, type=f"type-{sort.type}")


def _of_choices(sort: Kind, its: Readings, lead: str) -> Level:
    """By whether the choices bear on the matter, and whether they are its cases or its names."""
    cases = [choice for choice in sort.choices if _is_case(choice)]
    own = [c for c in sort.choices if c in cases or its.matter.own.search(folded(c))]
    share = len(own) / len(sort.choices)
    few = share < read("thresholds")["B3.1"]["own_choices"]
    counts = {"n": len(sort.choices), "own": len(own)}
    if not own or (few and _says_hot().search(lead)):
        return level(1, "guides-fixed", 0.65, **counts)
    if len(cases) * 2 > len(sort.choices):
        return level(3, "guides-cases", 0.65, **counts)
    return level(2, "guides-related", 0.55 if few else 0.7, **counts)


def _is_case(choice: str) -> bool:
    """Whether a choice names a side of a matter: conditions, papers, fee …"""
    bare = folded(choice).strip()
    return len(bare) <= _LONGEST_CASE and any(sign.search(bare) for sign in labels().values())


_LONGEST_CASE = 7
"""A longer choice names a matter, though it may hold such a word."""


@cache
def _says_hot() -> re.Pattern[str]:
    return any_of(read("probes")["hot"])
