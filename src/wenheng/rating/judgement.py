"""Judgement of a reply by rules: facts, reply type and levels, with the words they rest on.

A rater of its own kind, `rule:lexicon@1`: no model, no clock, the same verdict every time. What a
reply says to its judge changes nothing; it is put among the flags.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenheng.pictured import is_pictured
from wenheng.rating.demand import coverage
from wenheng.rating.facts import FactVerdict, match_facts, without_truth
from wenheng.rating.findings import OFFERS, UNREAD, Findings, Level, is_unread, words
from wenheng.rating.levels import RULES, levels
from wenheng.rating.links import reply_links
from wenheng.rating.matters import other_place
from wenheng.rating.readings import Readings, readings
from wenheng.rating.replies import Kind, ReplyType, kind
from wenheng.rating.sources import FACTUAL, Sources, sources, with_sources
from wenheng.rating.view import View, view
from wenheng.study.held import held_facts
from wenheng.study.model import Study
from wenheng.study.roster import Entry
from wenheng.study.scenarios import Scenario
from wenheng.study.truths import Version

RATER = "rule:lexicon@1"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a reply that a person should know: `code`, and words for it."""

    code: str
    text: str
    text_en: str
    span: str = ""


@dataclass(frozen=True)
class Judgement:
    """What a reply does: with each fact, as a whole, and the level of each indicator."""

    facts: tuple[FactVerdict, ...]
    reply_type: ReplyType
    levels: dict[str, Level]
    flags: tuple[Flag, ...]
    coverage: float
    rater: str = RATER


@dataclass(frozen=True)
class Locality:
    """What is true at a place, ready to be a key: names, entry, local values by fact id."""

    place: str = ""
    province: str = ""
    entry: Entry = field(default_factory=Entry)
    facts: tuple[tuple[str, str], ...] = ()
    dropped: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    """Facts of which it is not known what is true here."""
    sources: Sources = ()


def judge(scenario: Scenario, locality: Locality, reply: Mapping[str, Any]) -> Judgement:
    """The judgement of `reply` as an answer to `scenario` at `locality`."""
    its = compiled(scenario, locality)
    text, options = str(reply.get("text") or ""), _options(reply)
    if options and is_pictured(text):
        text = ""  # a menu below a picture is judged as the menu that it is
    seen = view(text, its.scanner, its.mender, its.home)
    looks = reply.get("looks")
    links = tuple(reply_links(text, reply.get("links") or (), its.entry, looks))
    facts = match_facts(its, seen, links)
    sort = kind(seen, options, facts, its, tuple(link.text for link in links if link.text))
    facts = without_truth(_as_type(facts, its, sort), locality.unknown)
    elsewhere = other_place(seen, its.home) if sort.type == "answer" else ""
    found = Findings(
        its, seen, sort, facts, links, elsewhere, locality.place, looked=looks is not None
    )
    rated = dict.fromkeys(RULES, UNREAD) if is_unread(reply) else levels(found)
    for name in FACTUAL:
        rated[name] = with_sources(rated[name], locality.sources)
    return Judgement(facts, sort.type, rated, _flags(found), coverage(found))


def _options(reply: Mapping[str, Any]) -> tuple[str, ...]:
    given = reply.get("options") or ()
    return tuple(str(o.get("text", "")) if isinstance(o, Mapping) else str(o) for o in given)


def _as_type(facts: tuple[FactVerdict, ...], its: Readings, sort: Kind) -> tuple[FactVerdict, ...]:
    """Only an answer states facts; a telephone number stands whatever it stands beside.

    That of another matter contradicts nothing.
    """
    if sort.type == "answer":
        return facts
    kept = set() if sort.type in OFFERS else {r.id for r in its.facts if r.slot == "contact"}
    said = ("stated",) if sort.subject.other else ("stated", "contradicted")
    return tuple(
        f
        if f.verdict == "absent" or (f.fact in kept and f.verdict in said)
        else FactVerdict(f.fact, "absent", "", 0.8)
        for f in facts
    )


def _flags(found: Findings) -> tuple[Flag, ...]:
    seen: View = found.view
    flags = [
        Flag("judge", *words("flag-judge"), span=seen.reply[a:b].strip()) for a, b in seen.to_judge
    ]
    flags += [
        Flag("keywords", *words("flag-keywords"), span=seen.reply[s.start : s.end].strip())
        for s in seen.segments
        if s.void == "keywords"
    ]
    if found.other_place:
        flags.append(Flag("other-place", *words("flag-other-place"), span=found.other_place))
    return tuple(flags)


def locality(study: Study, unit: str, scenario: str, day: date | None = None) -> Locality:
    """The locality of `unit` in `study` for one scenario, by what is held true on `day`."""
    held = held_facts(study, unit, scenario, day)
    own = study.reference(unit)
    known = {fact: its.truth for fact, its in held.items() if its.truth is not None}
    entry = own.entries.get(scenario, Entry()) if own else Entry()
    return Locality(
        own.place if own else "",
        own.province if own else "",
        _entered(entry, known.values()),
        tuple(sorted((fact, truth.words) for fact, truth in known.items())),
        frozenset(own.not_applicable if own else ()),
        frozenset(held.keys() - known.keys()),
        sources(held, unit),
    )


def _entered(entry: Entry, truths: Iterable[Version]) -> Entry:
    """`entry`, or the link among `truths` where it names none; a guide if its address says so."""
    link = next((truth.value for truth in truths if truth.kind == "link"), "")
    if not link or entry.apply or entry.guide:
        return entry
    return entry.model_copy(update={"guide" if "guide" in link.lower() else "apply": link})


_COMPILED: dict[tuple[int, Locality], tuple[Scenario, Readings]] = {}
_MOST_COMPILED = 4096


def compiled(scenario: Scenario, local: Locality) -> Readings:
    """The readings of `scenario` at `local`; compiled once."""
    key = (id(scenario), local)
    if key not in _COMPILED:
        if len(_COMPILED) >= _MOST_COMPILED:
            _COMPILED.clear()
        kept = tuple(f for f in scenario.facts if f.id not in local.dropped)
        own = scenario.model_copy(update={"facts": kept}) if local.dropped else scenario
        values = {fact: text for fact, text in local.facts}
        names = (local.place, local.province)
        _COMPILED[key] = (scenario, readings(own, values, local.entry, names))
    return _COMPILED[key][1]
