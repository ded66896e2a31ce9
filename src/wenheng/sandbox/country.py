"""A small country of invented governments: places, what is true there, and their sites."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Literal

from wenheng.sandbox.assistant import Assistant, Library
from wenheng.sandbox.composing import Speaker
from wenheng.sandbox.guides import Guides, read_guides
from wenheng.sandbox.knowledge import Known, known_matters
from wenheng.sandbox.matters import Matter, matters_of, other_matters
from wenheng.sandbox.places import Place, places
from wenheng.sandbox.planted import Planted, ladder
from wenheng.study.model import Study

ChannelId = Literal["web", "mobile"]
CHANNELS: tuple[ChannelId, ...] = ("web", "mobile")
SIZE, SEED = 12, 2021


@dataclass(frozen=True)
class Site:
    """One channel of one place: its planted quality and what its assistant knows."""

    id: str
    place: Place
    channel: ChannelId
    planted: Planted
    known: tuple[Known, ...]
    library: Library

    def assistant(self) -> Assistant:
        """A fresh assistant, with no conversation behind it."""
        others = tuple(Known(matter, ()) for matter in self.library.matters[len(self.known) :])
        return Assistant(
            Speaker(self.place, self.planted, self.id), (*self.known, *others), self.library
        )

    @cached_property
    def matters(self) -> Mapping[str, Matter]:
        return {matter.id: matter for matter in self.library.matters} | {
            known.matter.id: known.matter for known in self.known
        }


@dataclass(frozen=True)
class Country:
    """All sites, with the study whose facts they know; `guides` if they know others instead."""

    study: Study
    seed: int
    places: tuple[Place, ...]
    sites: tuple[Site, ...]
    guides: Guides | None = None

    def sites_of(self, place: Place) -> tuple[Site, ...]:
        return tuple(site for site in self.sites if site.place is place)

    def matters_of(self, place: Place) -> tuple[Matter, ...]:
        """What is true at `place`, whatever its assistants may say."""
        return tuple(known.matter for known in self.sites_of(place)[0].known)


def country(
    study: Study, *, seed: int = SEED, size: int = SIZE, guides: Path | None = None
) -> Country:
    """An invented country whose assistants know the facts of `study`, or the items in `guides`.

    Args:
        study: its scenarios are the matters, each place having local values of its own.
        seed: fixes the local values, who is how good, and every wording.
        size: number of units, 1 to 24; each has two sites. From 12 on every kind of site occurs.
        guides: a file of official service items, see `wenheng.sandbox.guides`.

    Raises:
        ValueError: `size` is out of range.
        StudyError: `guides` cannot be read.
    """
    here = places(size, seed)
    items = read_guides(guides) if guides else None
    rows = list(ladder())
    Random(f"{seed}/ladder").shuffle(rows)
    sites: list[Site] = []
    for number, place in enumerate(here):
        local = items.matters if items else matters_of(study, place.values, f"{seed}/{place.id}")
        library = sites[0].library if sites else Library((*local, *other_matters()))
        for channel, planted in zip(CHANNELS, rows[number % len(rows)], strict=True):
            name = f"{place.id}-{channel}"
            known = known_matters(local, planted, f"{seed}/{name}")
            sites.append(Site(name, place, channel, planted, known, library))
    return Country(study, seed, here, tuple(sites), items)
