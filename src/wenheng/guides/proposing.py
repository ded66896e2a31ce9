"""What service items propose as reference facts, and how that stands to what is accepted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from wenheng.guides.cleaning import clipped, day, limit, money, phones
from wenheng.guides.matching import Match, Matcher
from wenheng.guides.places import Places
from wenheng.guides.reading import Item, Items
from wenheng.study.model import Study
from wenheng.study.roster import NATION
from wenheng.study.scenarios import Fact
from wenheng.study.truths import Truth, listed

State = Literal["new", "changed", "renewed", "other", "expired", "gone"]
STATES: tuple[State, ...] = ("new", "changed", "renewed", "other", "expired", "gone")
"""How a proposal stands to the accepted value: there is none; a new version of the same item says
otherwise, or the same; another item says otherwise, and the accepted one is none of those read;
the accepted value has ended; its item is gone, and nothing is proposed in its place."""

MAX_QUOTE = 600
ANYWHERE = frozenset({"time-limit", "fee", "contact"})
"""Slots in which a place may differ though the scenario's fact is national."""


@dataclass(frozen=True)
class Proposal:
    """A value that an item has for a fact at a place; nothing is true until a person says so."""

    unit: str
    scenario: str
    fact: str
    state: State
    item: Item | None
    kind: str = "text"
    value: str = ""
    text: str = ""
    quote: str = ""
    confidence: float = 0.0
    valid_from: date | None = None
    valid_to: date | None = None
    accepted: str = ""
    """What is accepted so far."""


@dataclass(frozen=True)
class Proposed:
    """All proposals, how many items of how many are about a scenario, and items of no unit."""

    proposals: tuple[Proposal, ...]
    matched: int
    read: int
    placeless: int


@dataclass(frozen=True)
class _Value:
    kind: str
    value: str
    text: str
    quote: str
    sure: float = 1.0


def propose(
    study: Study,
    items: Items,
    today: date,
    unit: str = "",
    on_item: Callable[[int], None] = lambda _: None,
) -> Proposed:
    """What `items` propose for the facts of `study`, in its order, surest first for each fact.

    Args:
        study: the study with what is accepted so far.
        items: the items, as read.
        today: the day by which accepted values have ended.
        unit: the unit of items that do not say whose they are.
        on_item: told how many items have been gone through.
    """
    places, matcher = Places(study), Matcher(study.scenarios, items.items)
    found: list[Proposal] = []
    matched = placeless = 0
    units = set()
    for number, item in enumerate(items.items, 1):
        place = item.get("place")
        whose = places.unit_of(place) if place else unit
        units.add(whose)
        match = matcher.match(item)
        on_item(number)
        if match is not None:
            matched += 1
            placeless += not whose
            found += _of_item(study, whose, match) if whose else []
    codes = frozenset(item.code for item in items.items) - {""}
    now = _Now(study, codes, today)
    standing = [one for row in found if (one := _stands(now, row)) is not None]
    standing += _lost(now, units, standing)
    order = {fact.id: number for number, fact in enumerate(study.facts())}
    standing.sort(key=lambda one: (one.unit != NATION, one.unit, order[one.fact], -one.confidence))
    return Proposed(tuple(standing), matched, len(items.items), placeless)


def _of_item(study: Study, unit: str, match: Match) -> Iterator[Proposal]:
    facts = [f for f in study.scenario(match.scenario).facts if _may_differ(f)]
    slots = [fact.slot for fact in facts]
    for fact in facts:
        value = _VALUES[fact.slot](match.item) if fact.slot in _VALUES else None
        if value is not None:
            shared = 0.6 if slots.count(fact.slot) > 1 or fact.scope == "national" else 1.0
            yield Proposal(
                unit=unit,
                scenario=match.scenario,
                fact=fact.id,
                state="new",
                item=match.item,
                kind=value.kind,
                value=value.value,
                text=value.text,
                quote=clipped(value.quote, MAX_QUOTE),
                confidence=round(match.likeness * value.sure * shared, 2),
                valid_from=day(match.item.get("valid_from")),
                valid_to=day(match.item.get("valid_to")),
            )


def _may_differ(fact: Fact) -> bool:
    return fact.scope != "national" or fact.slot in ANYWHERE


@dataclass(frozen=True)
class _Now:
    """What is accepted, which items are there, and what day it is."""

    study: Study
    codes: frozenset[str]
    today: date


def _stands(now: _Now, proposal: Proposal) -> Proposal | None:
    """The proposal beside what is accepted; None where it says nothing that a person must see.

    Of the version that a person accepted, or changed, nothing is proposed again; nor of another
    item as long as the accepted one is there, as the person chose between them.
    """
    truth, item = _accepted(now.study, proposal.unit, proposal.fact), proposal.item
    if truth is None or item is None:
        return proposal
    same = (truth.value or truth.text) == proposal.value
    state: State = "other"
    if truth.has_ended(now.today):
        state = "expired"
    elif (truth.item_code, truth.item_version) == (item.code, item.version):
        return None
    elif truth.item_code and truth.item_code == item.code:
        state = "renewed" if same else "changed"
    elif truth.item_code in now.codes or (same and not truth.item_code):
        return None
    elif same:
        state = "renewed"
    return replace(proposal, state=state, accepted=truth.words)


def _lost(now: _Now, units: set[str], found: Iterable[Proposal]) -> list[Proposal]:
    """Accepted values that have ended, or whose item is not among those read, unless replaced."""
    spoken = {(one.unit, one.fact) for one in found}
    scenarios = {fact.id: one.id for one in now.study.scenarios for fact in one.facts}
    lost = []
    for reference in now.study.references:
        for fact, truth in reference.facts.items():
            gone = truth.item_code and truth.item_code not in now.codes and reference.unit in units
            ended = truth.has_ended(now.today)
            if (gone or ended) and (reference.unit, fact) not in spoken:
                state: State = "expired" if ended else "gone"
                row = (reference.unit, scenarios[fact], fact, state, None)
                lost.append(Proposal(*row, accepted=truth.words))
    return lost


def _accepted(study: Study, unit: str, fact: str) -> Truth | None:
    reference = study.reference(unit)
    return reference.facts.get(fact) if reference else None


def _time_limit(item: Item) -> _Value | None:
    promised, legal = limit(item.get("promised")), limit(item.get("legal"))
    best = promised or legal
    if not best:
        return None
    named = (("承诺办结时限", promised), ("法定办结时限", legal))
    text = "，".join(f"{name}{value}" for name, value in named if value)
    quote = "；".join(filter(None, (item.get("promised"), item.get("legal"))))
    return _Value("duration", best, text, quote, 1.0 if promised else 0.8)


def _fee(item: Item) -> _Value | None:
    said = money(item.get("fee"))
    if said:
        free = said == "不收费"
        return _Value("money", "免费" if free else said, said, item.get("fee"))
    return _as_text(item, "fee", 0.5)


def _materials(item: Item) -> _Value | None:
    papers = listed(item.get("materials").removesuffix("……"))
    if not papers or item.get("materials").endswith("……"):
        return _as_text(item, "materials", 0.5)
    joined = "、".join(papers)
    return _Value("documents", joined, joined, item.get("materials"), 0.8)


def _channel(item: Item) -> _Value | None:
    address = item.get("address").removeprefix("办理地点").strip("：:。 ")
    if not address:
        return None
    office, platform = item.get("office"), item.get("platform")
    text = f"{office}（{address}）" if office and office not in address else address
    text += f"；可在{platform}办理" if platform else ""
    text = clipped(text, MAX_QUOTE)
    return _Value("channel", text, text, item.get("address"), 0.8)


def _entry(item: Item) -> _Value | None:
    url = item.get("url")
    if not url.startswith(("http://", "https://")) or " " in url or url.endswith("……"):
        return None
    return _Value("link", url, item.get("platform"), url, 0.8)


def _contact(item: Item) -> _Value | None:
    numbers = phones(item.get("phone"))
    return _Value("phone", numbers, f"咨询电话{numbers}", item.get("phone")) if numbers else None


def _as_text(item: Item, name: str, sure: float) -> _Value | None:
    said = item.get(name)
    return _Value("text", said, "", said, sure) if said else None


_VALUES: dict[str, Callable[[Item], _Value | None]] = {
    "time-limit": _time_limit,
    "fee": _fee,
    "materials": _materials,
    "channel": _channel,
    "entry-link": _entry,
    "contact": _contact,
    "eligibility": lambda item: _as_text(item, "eligibility", 0.5),
    "steps": lambda item: _as_text(item, "steps", 0.5),
    "legal-basis": lambda item: _as_text(item, "basis", 0.6),
    "result": lambda item: _as_text(item, "result", 0.5),
}
"""Slot → the value that an item has for it."""
