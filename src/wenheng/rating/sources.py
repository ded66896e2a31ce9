"""Which source a judgement rests on: said in the reason of every level that facts decide."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wenheng.rating.findings import Level, words
from wenheng.study.held import Held
from wenheng.study.roster import NATION
from wenheng.study.truths import Version

FACTUAL = ("A1.2", "B1.1")
"""Indicators of one reply that its facts decide."""

_MOST = 3
"""Sources named in a reason; of further ones the number is given."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where what is true comes from: the sentence that names it, and what is filled in."""

    key: str
    title: str = ""
    item: str = ""
    span: str = ""
    unit: str = ""


Sources = tuple[tuple[str, Source], ...]
"""Fact and source, of every fact of which a reference speaks."""


def sources(held: Mapping[str, Held], unit: str) -> Sources:
    """The source of every fact of which a reference of `unit`, or one it inherits, speaks."""
    return tuple((fact, _source(its, unit)) for fact, its in held.items())


def with_sources(found: Level, its: Sources) -> Level:
    """`found`, its reason followed by the sources that it rests on; as it is where none is."""
    if not its:
        return found
    by: dict[Source, list[str]] = {}
    for fact, source in its:
        by.setdefault(source, []).append(fact)
    gaps = [source for source in by if not source.title]
    named = [source for source in by if source.title]
    told = [_told(source, by[source]) for source in (*named[:_MOST], *gaps)]
    if len(named) > _MOST:
        told.append(words("basis-more", n=len(named)))
    zh, en = words("basis")
    return replace(
        found,
        reason=found.reason + zh + "；".join(one for one, _ in told),
        reason_en=found.reason_en + en + "; ".join(other for _, other in told),
    )


def _told(source: Source, facts: list[str]) -> tuple[str, str]:
    parts = {"title": source.title, "item": source.item, "span": source.span, "unit": source.unit}
    return words(source.key, **parts, facts=facts)


def _source(held: Held, unit: str) -> Source:
    if held.truth is None:
        return Source(f"basis-{held.gap}")
    key = {unit: "basis-own", NATION: "basis-national"}.get(held.of, "basis-of")
    title = held.truth.source or held.truth.url or "basis-untitled"
    return Source(key, title, _item(held.truth), _span(held.truth), held.of)


def _item(truth: Version) -> str:
    version = f" v{truth.item_version}" if truth.item_version else ""
    return f" {truth.item_code}{version}" if truth.item_code else ""


def _span(truth: Version) -> str:
    if truth.valid_from is None and truth.valid_to is None:
        return ""
    since = truth.valid_from.isoformat() if truth.valid_from else ""
    until = truth.valid_to.isoformat() if truth.valid_to else ""
    return f" {since}–{until}"
