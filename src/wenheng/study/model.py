"""A study: the declared, versioned whole."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import Field

from wenheng.study.base import Declared, Id, OriginKind, Text, Words
from wenheng.study.indicators import Indicator
from wenheng.study.options import Grading, Pace, Quality, Scoring, SessionPlan
from wenheng.study.roster import Channel, Level, Platform, Reference, Region, Unit
from wenheng.study.scenarios import Fact, Probe, Scenario


class Slot(Declared):
    """A kind of fact: fee, time limit, materials …"""

    id: Id
    name: Words


class Scale(Declared):
    """The ordered levels 0 … top that raters give."""

    top: int = Field(3, ge=1, le=9)
    note: str = ""


class Pack(Declared):
    """Further indicators, scored and published apart, off unless switched on."""

    id: Id
    name: Words
    on: bool = False
    note: str = ""
    indicators: tuple[Indicator, ...] = ()


class Study(Declared):
    """The whole of what is promised to be observed, and how it becomes a number."""

    id: Id
    version: int = Field(ge=1, description="raise it when any published number could change")
    title: Words
    status: Words = Field(Text(zh=""), description="what a reader must know before quoting")
    contact: str = Field("", description="who answers for the visits: goes into the User-Agent")
    provenance: dict[OriginKind | str, str] = Field({}, description="legend of the origin marks")
    source: dict[str, Any] = Field({}, description="the publication it leans on")
    scale: Scale = Scale()
    slots: tuple[Slot, ...] = ()
    levels: tuple[Level, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    regions: tuple[Region, ...] = Field(min_length=1)
    region_note: str = ""
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
    probes: tuple[Probe, ...] = ()
    packs: tuple[Pack, ...] = ()
    units: tuple[Unit, ...] = Field(min_length=1)
    platforms: tuple[Platform, ...] = Field(min_length=1)
    references: tuple[Reference, ...] = ()
    sessions: SessionPlan = SessionPlan()
    pace: Pace = Pace()
    scoring: Scoring = Scoring()
    grading: Grading = Grading()
    quality: Quality = Quality()
    published: dict[str, Any] = Field({}, description="results of others, read-only")

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """The rated indicators, in the order of the tree."""
        return tuple(node for node in self.nodes() if node.is_leaf)

    def nodes(self) -> Iterator[Indicator]:
        """All nodes of the indicator tree, depth first."""
        for root in self.indicators:
            yield from root.walk()

    @cached_property
    def dimensions(self) -> tuple[Indicator, ...]:
        """The nodes whose children are rated: what a platform's total is the sum of."""
        return tuple(
            node for node in self.nodes() if node.children and all(c.is_leaf for c in node.children)
        )

    def scenario(self, id_: str) -> Scenario:
        return next(s for s in self.scenarios if s.id == id_)

    def indicator(self, id_: str) -> Indicator:
        return next(node for node in self.nodes() if node.id == id_)

    def unit(self, id_: str) -> Unit:
        return next(u for u in self.units if u.id == id_)

    def platform(self, id_: str) -> Platform:
        return next(p for p in self.platforms if p.id == id_)

    def reference(self, unit: str) -> Reference | None:
        """What is true at the place of `unit`; None where nothing is known of it."""
        return next((r for r in self.references if r.unit == unit), None)

    def facts(self) -> Iterator[Fact]:
        for scenario in self.scenarios:
            yield from scenario.facts
