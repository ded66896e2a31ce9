"""What is true at the invented places, as the reference facts of a study."""

from collections.abc import Mapping
from datetime import date

from wenheng.sandbox.country import Country
from wenheng.sandbox.matters import Matter
from wenheng.sandbox.places import Place
from wenheng.study.roster import Entry, Reference
from wenheng.study.scenarios import Fact
from wenheng.study.truths import Truth

AS_OF = date(2025, 6, 1)
AUTHORITY = {"national": "national", "provincial": "provincial", "municipal": "municipal"}


def references(country: Country, portals: Mapping[str, str]) -> tuple[Reference, ...]:
    """The reference facts and entry addresses of every unit.

    Args:
        country: built from a study, not from guides.
        portals: unit → address of its portal, without a slash at the end.
    """
    facts = {fact.id: fact for fact in country.study.facts()}
    return tuple(
        _reference(place, country.matters_of(place), facts, portals[place.id])
        for place in country.places
    )


def _reference(
    place: Place, matters: tuple[Matter, ...], facts: Mapping[str, Fact], portal: str
) -> Reference:
    return Reference(
        unit=place.id,
        place=place.name,
        province=str(place.values["province"]),
        as_of=AS_OF,
        entries={matter.id: _entry(matter, portal) for matter in matters},
        facts={
            statement.fact: _truth(facts[statement.fact], statement.truth, matter)
            for matter in matters
            for statement in matter.statements
        },
    )


def _entry(matter: Matter, portal: str) -> Entry:
    return Entry(
        platform=matter.platform,
        apply=f"{portal}/apply/{matter.id}",
        guide=f"{portal}/guide/{matter.id}",
        portal=f"{portal}/",
        also=(f"{portal}/law/{matter.id}", f"{portal}/interact"),
    )


def _truth(fact: Fact, text: str, matter: Matter) -> Truth:
    return Truth.model_validate(
        {
            "text": text,
            "source": f"{matter.document}{matter.number}",
            "authority": AUTHORITY.get(fact.scope, "guide"),
            "item_code": f"SANDBOX-{matter.id}",
        }
    )
