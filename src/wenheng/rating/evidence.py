"""Evidence: a place in a reply that speaks for or against a fact, and how sure it is."""

from dataclasses import dataclass

from wenheng.rating.readings import Reading
from wenheng.rating.view import Mention, View

Place = tuple[int, int]

SURE, LIKELY, MAYBE = 0.95, 0.85, 0.65


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that speaks for (`for_`) or against a fact.

    `flaw` marks a right number of days of the other kind (15日 for 15个工作日).
    """

    for_: bool
    place: Place
    confidence: float
    flaw: bool = False


def asked(reading: Reading) -> frozenset[str]:
    """All concepts that the items of `reading` look for."""
    return frozenset(c for item in reading.items for g in item.groups for c in g.concepts)


def mentions_of(concepts: frozenset[str], view: View) -> list[Mention]:
    """The mentions of any of `concepts`."""
    return [m for concept in concepts for m in view.mentions.get(concept, ())]


def clauses_of(view: View, mentions: list[Mention]) -> Place:
    """From the first to the last clause in which `mentions` stand."""
    first = view.clauses[min(m.clause for m in mentions)]
    last = view.clauses[max(m.clause for m in mentions)]
    return first[0], last[1]
