"""What is held to be true at a unit's place on a day: its own value, an inherited one, or none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wenheng.study.model import Study
from wenheng.study.roster import NATION, Reference
from wenheng.study.truths import Truth, Version

Gap = Literal["", "declared", "expired"]


@dataclass(frozen=True, slots=True)
class Held:
    """What a reference says of a fact: `truth` of unit `of` (or the nation).

    Where `truth` is None what is true there and then is not known, and `gap` says why: a
    reference declares it unknown, or none of its values holds on that day.
    """

    of: str
    truth: Version | None
    gap: Gap = ""


def held_facts(study: Study, unit: str, scenario: str, day: date | None) -> dict[str, Held]:
    """Fact → what is held to be true of it at `unit` on `day`.

    A unit's own value goes before that of the unit it belongs to, where this is declared to be
    `inherited`, and this before the national default. A place with values of
    which none holds on `day` does not fall back on another's: there the fact is unknown.

    Args:
        study: the study; a fact of which no reference says anything is not in the answer and
            stands as its own text says.
        unit: id of the unit.
        scenario: id of the scenario whose facts are asked for.
        day: None where it is not known: then the newest value counts.
    """
    chain = list(_chain(study, unit))
    found = {}
    for fact in study.scenario(scenario).facts:
        for own, reference in chain:
            if own or _inherits(reference, scenario, fact.id):
                held = _of(reference, scenario, fact.id, day)
                if held is not None:
                    found[fact.id] = held
                    break
    return found


def _chain(study: Study, unit: str) -> Iterator[tuple[bool, Reference]]:
    """The references that may speak of `unit`, nearest first, and whether each is its own."""
    at: str | None = unit
    while at is not None:
        if (reference := study.reference(at)) is not None:
            yield at == unit, reference
        at = study.unit(at).parent
    if (nation := study.reference(NATION)) is not None:
        yield False, nation


def _inherits(reference: Reference, scenario: str, fact: str) -> bool:
    shared = reference.inherited
    return reference.unit == NATION or fact in shared or scenario in shared


def _of(reference: Reference, scenario: str, fact: str, day: date | None) -> Held | None:
    truth = reference.facts.get(fact)
    if truth is not None:
        version = _version(truth, day)
        return Held(reference.unit, version, "" if version else "expired")
    if fact in reference.unknown or scenario in reference.unknown:
        return Held(reference.unit, None, "declared")
    return None


def _version(truth: Truth, day: date | None) -> Version | None:
    if day is None:
        return truth
    return next((one for one in truth.versions if one.holds_on(day)), None)
