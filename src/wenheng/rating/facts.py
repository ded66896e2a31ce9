"""Fact matcher: what a reply does with every fact of a scenario.

Only what a reply asserts counts. Evidence comes from values (a right quantity in the right role
states, a wrong one contradicts), from words (enough items of the reading in one segment), from
addresses and names, and from denials of what the fact asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wenheng.rating.entries import entries
from wenheng.rating.evidence import SURE, Evidence, Place, asked
from wenheng.rating.links import Link
from wenheng.rating.matters import other_place
from wenheng.rating.misplaced import (
    of_another_city,
    offline_only,
    wrong_offices,
    wrong_papers,
)
from wenheng.rating.phrases import against, items
from wenheng.rating.readings import Reading, Readings
from wenheng.rating.values import named, phones, values
from wenheng.rating.view import View

Verdict = Literal["stated", "contradicted", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class FactVerdict:
    """What a reply does with a fact; `span` is an exact part of the reply, empty when absent.

    `unknown`: what is true at the place is not known, so that a reply is never wrong about it;
    `span` is what it says of it. `flaw` marks a right number of days of the other kind
    (15日 for 15个工作日).
    """

    fact: str
    verdict: Verdict
    span: str
    confidence: float
    flaw: bool = False


def match_facts(its: Readings, view: View, links: Sequence[Link]) -> tuple[FactVerdict, ...]:
    """The verdict on every fact of `its`, in their order."""
    offline, city = offline_only(its, view), other_place(view, its.home)
    found = []
    for reading in its.facts:
        evidence = [*_evidence(reading, its, view, links), *offline.get(reading.id, ())]
        if reading.slot in ("entry-link", "channel"):
            evidence += of_another_city(reading, view, city)
        found.append(_verdict(reading, evidence, view))
    return tuple(found)


def _verdict(reading: Reading, evidence: list[Evidence], view: View) -> FactVerdict:
    against = [e for e in evidence if not e.for_]
    chosen = against or [e for e in evidence if e.for_]
    if not chosen:
        return FactVerdict(reading.id, "absent", "", _absence(reading, view))
    best = max(chosen, key=lambda e: (e.place[1] > 0, e.confidence, -e.place[0]))
    verdict: Verdict = "contradicted" if against else "stated"
    doubt = 0.15 if against and len(against) < len(evidence) else 0.0
    span = _trimmed(view.reply, best.place)
    return FactVerdict(reading.id, verdict, span, round(best.confidence - doubt, 2), best.flaw)


def without_truth(
    facts: tuple[FactVerdict, ...], unknown: frozenset[str]
) -> tuple[FactVerdict, ...]:
    """`facts`, those `unknown` at the place neither right nor wrong."""
    if not unknown:
        return facts
    return tuple(
        FactVerdict(f.fact, "unknown", f.span, f.confidence) if f.fact in unknown else f
        for f in facts
    )


def _absence(reading: Reading, view: View) -> float:
    """Sureness of an absence falls with how many of the fact's words stand in the reply."""
    its = asked(reading)
    met = sum(concept in view.mentions for concept in its)
    return round(SURE - 0.4 * met / (len(its) or 1), 2)


def _trimmed(reply: str, place: Place) -> str:
    return reply[place[0] : place[1]].strip(_EDGES)


_EDGES = " \n\r\t,;.:|*\u3001\u3002\uff0c\uff1a\uff1b"


def _evidence(reading: Reading, its: Readings, view: View, links: Sequence[Link]) -> list[Evidence]:
    if reading.slot == "entry-link":
        return [*entries(reading, view, links), *against(reading, view)]
    if reading.slot == "contact":
        return phones(reading, view)
    found = [*values(reading, its, view), *named(reading, view)]
    if not reading.value_only:
        found += items(reading, view)
    found += against(reading, view)
    if reading.slot == "channel":
        found += wrong_offices(reading, view, found)
    if reading.slot == "materials":
        found = [*found, *wrong_papers(reading, its, view, bool(found))]
    return found
