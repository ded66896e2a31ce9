"""A study: the declared, versioned whole."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, Self, TypeVar

from pydantic import Field

from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.study.base import Declared, Id, Named, Origin, Provenance, Text, Words
from wenheng.study.consent import Authorization
from wenheng.study.indicators import Indicator
from wenheng.study.judging import Admission, Calibration, ModelJudge
from wenheng.study.options import Grading, LinkCheck, Pace, Quality, Scoring, SessionPlan
from wenheng.study.roster import (
    Channel,
    Level,
    Platform,
    Reference,
    Region,
    RegionScheme,
    Tile,
    Unit,
)
from wenheng.study.scenarios import Fact, Probe, Scenario
from wenheng.study.simulating import SimulatedUsers

T = TypeVar("T")


class Slot(Named):
    """A kind of fact: fee, time limit, materials …"""


class Scale(Declared):
    """The ordered levels 0 … top that raters give."""

    top: int = Field(3, ge=1, le=9)
    allow_na: bool = Field(True, description="a rater may find that a cell does not apply")
    origin: Provenance = Origin(kind="own")
    note: str = ""


class Pack(Named):
    """Further indicators and probes, scored and published apart, off unless switched on."""

    on: bool = False
    note: str = ""
    indicators: tuple[Indicator, ...] = ()
    probes: tuple[Probe, ...] = Field((), description="all tried where the pack is on")

    def nodes(self) -> Iterator[Indicator]:
        """All nodes of its trees, depth first."""
        for root in self.indicators:
            yield from root.walk()


class Study(Declared):
    """The whole of what is promised to be observed, and how it becomes a number."""

    id: Id
    version: int = Field(ge=1, description="raise it when any published number could change")
    title: Words
    status: Words = Field(Text(zh=""), description="what a reader must know before quoting")
    contact: str = Field("", description="who answers for the visits: goes into the User-Agent")
    licence: str = Field("", description="of the published data: SPDX id (CC-BY-4.0) or address")
    provenance: dict[str, str] = Field({}, description="legend of the origin marks")
    source: dict[str, Any] = Field({}, description="the publication it leans on")
    scale: Scale = Scale()
    slots: tuple[Slot, ...] = ()
    levels: tuple[Level, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    regions: tuple[Region, ...] = Field(min_length=1)
    region_schemes: tuple[RegionScheme, ...] = ()
    region_note: str = ""
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
    probes: tuple[Probe, ...] = ()
    packs: tuple[Pack, ...] = ()
    include: dict[Id, bool] = Field(
        {}, description="pack that comes with Wenheng, like `llm-era` → whether it is on"
    )
    authorizations: tuple[Authorization, ...] = Field(
        (), description="written consent of those who run platforms"
    )
    units: tuple[Unit, ...] = Field(min_length=1)
    platforms: tuple[Platform, ...] = Field(min_length=1)
    tiles: tuple[Tile, ...] = Field((), description="how the report lays units out; no map")
    references: tuple[Reference, ...] = ()
    sessions: SessionPlan = SessionPlan()
    pace: Pace = Pace()
    links: LinkCheck = LinkCheck()
    scoring: Scoring = Scoring()
    grading: Grading = Grading()
    quality: Quality = Quality()
    judge: ModelJudge | None = Field(None, description="a language model as one more rater")
    calibration: Calibration = Calibration()
    calibrated: tuple[Admission, ...] = Field((), description="written by `wenheng calibrate`")
    simulated: SimulatedUsers | None = Field(
        None, description="people played by a model, beside the scripted sessions"
    )
    published: dict[str, Any] = Field({}, description="results of others, read-only")

    def __copy__(self) -> Self:
        """A copy without what was worked out before: `model_copy` may change what it rests on."""
        copied = super().__copy__()
        for name in vars(copied).keys() - type(self).model_fields.keys():
            del vars(copied)[name]
        return copied

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """The rated indicators, in the order of the tree."""
        return tuple(node for node in self.nodes() if node.is_leaf)

    def nodes(self) -> Iterator[Indicator]:
        """All nodes of the indicator tree, depth first."""
        for root in self.indicators:
            yield from root.walk()

    @cached_property
    def rated(self) -> tuple[Indicator, ...]:
        """The leaves, then those of the packs that are switched on: what cells are planned for."""
        packs = (node for pack in self.packs if pack.on for node in pack.nodes())
        return (*self.leaves, *(node for node in packs if node.is_leaf))

    @cached_property
    def pack_probes(self) -> tuple[Probe, ...]:
        """The probes of the packs that are switched on."""
        return tuple(probe for pack in self.packs if pack.on for probe in pack.probes)

    @cached_property
    def for_people(self) -> frozenset[str]:
        """The indicators that people alone judge: a machine may prepare them, never rate them."""
        given = {leaf.id: leaf.automation for leaf in self.rated if leaf.automation}
        return frozenset(id_ for id_, its in given.items() if its.level == "human")

    @cached_property
    def admitted(self) -> frozenset[tuple[str, str]]:
        """Rater and indicator of the models that a calibration lets stand alone.

        None on indicators that the study leaves to people, whatever was measured.
        """
        alone = {(one.rater, one.indicator) for one in self.calibrated if one.role == "alone"}
        return frozenset(pair for pair in alone if pair[1] not in self.for_people)

    def allows(self, platform: str, probe: Probe, day: date | None = None) -> bool:
        """Whether `probe` may be tried on `platform` on `day`; on some day where none is given."""
        given = (one.covers(platform, probe.id, day) for one in self.authorizations)
        return not probe.consent or any(given)

    @cached_property
    def dimensions(self) -> tuple[Indicator, ...]:
        """The nodes whose children are rated: what a platform's total is the sum of."""
        return tuple(
            node for node in self.nodes() if node.children and all(c.is_leaf for c in node.children)
        )

    def scenario(self, id_: str) -> Scenario:
        return _found(self._scenarios, id_)

    def indicator(self, id_: str) -> Indicator:
        """A node of the tree, or of a pack."""
        return _found(self._indicators, id_)

    def unit(self, id_: str) -> Unit:
        return _found(self._units, id_)

    def platform(self, id_: str) -> Platform:
        return _found(self._platforms, id_)

    def probe(self, id_: str) -> Probe:
        return _found(self._probes, id_)

    def reference(self, unit: str) -> Reference | None:
        """What is true at the place of `unit`; None where nothing is known of it."""
        return self._references.get(unit)

    def facts(self) -> Iterator[Fact]:
        for scenario in self.scenarios:
            yield from scenario.facts

    @cached_property
    def _scenarios(self) -> dict[str, Scenario]:
        return {scenario.id: scenario for scenario in self.scenarios}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        packs = (node for pack in self.packs for node in pack.nodes())
        return {node.id: node for node in (*self.nodes(), *packs)}

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def _platforms(self) -> dict[str, Platform]:
        return {platform.id: platform for platform in self.platforms}

    @cached_property
    def _probes(self) -> dict[str, Probe]:
        packs = (probe for pack in self.packs for probe in pack.probes)
        return {probe.id: probe for probe in (*self.probes, *packs)}

    @cached_property
    def _references(self) -> dict[str, Reference]:
        return {reference.unit: reference for reference in self.references}


def _found(table: dict[str, T], id_: str) -> T:
    if id_ in table:
        return table[id_]
    raise StudyError(say("check.not-declared", name=id_, known=", ".join(table)))
