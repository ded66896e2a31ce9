"""Who is measured: units (public bodies) and their platforms; what is true at their place."""

from datetime import date
from typing import Literal

from pydantic import Field

from wenheng.study.base import Declared, Id, Named, Words
from wenheng.study.endpoints import HttpEndpoint, OpenAIEndpoint
from wenheng.study.truths import TruthOrText

TransportName = Literal["browser", "openai", "http", "capture", "replay"]


class Level(Named):
    """A tier of government within which units are ranked."""

    size: int | None = Field(None, ge=0, description="how many units it has; the roster must agree")


class Channel(Named):
    """A way in which people reach a unit: web, mobile …"""

    what: str = ""
    emulate: Literal["desktop", "mobile"] = "desktop"


class Region(Named):
    """A group of units that is compared with others."""


class RegionScheme(Named):
    """A way of dividing units into regions; the first is that of `Unit.region`."""

    note: str = ""


class Unit(Named):
    """A ranked public body."""

    level: Id
    region: Id
    other_regions: dict[Id, Id] = Field({}, description="region by another scheme")
    parent: Id | None = Field(None, description="the unit it belongs to")


class Platform(Declared):
    """One channel of a unit, whose assistant is tested."""

    id: Id
    unit: Id
    channel: Id
    name: Words | None = None
    entry: str = Field("", description="address of the page, endpoint or recording")
    transport: TransportName = "browser"
    recipe: str = Field("", description="file that says how its assistant is reached")
    model: str = Field("", description="openai transport: name of the model")
    key_env: str = Field("", description="openai transport: environment variable with the key")
    openai: OpenAIEndpoint | None = Field(None, description="openai transport: what else is sent")
    http: HttpEndpoint | None = Field(None, description="http transport: what is sent and read")


class Tile(Declared):
    """Where something stands on a grid of tiles that shows who lies north or east of whom: no map.

    Units that belong to the unit of a tile (`parent`), or lie in its region, are dots in it.
    """

    id: Id = Field(description="a unit or a region, or else a place that is not assessed")
    row: int = Field(ge=0, le=40, description="0 is the top")
    column: int = Field(ge=0, le=24, description="0 is the left")
    name: Words | None = Field(None, description="of what is neither unit nor region here")
    short: Words | None = Field(None, description="for tiles too narrow for the name")
    outlined: bool = Field(False, description="a unit without a territory of its own")


class Entry(Declared):
    """Where a matter is applied for: addresses against which links are compared."""

    platform: str = ""
    apply: str = ""
    guide: str = ""
    portal: str = ""
    also: tuple[str, ...] = ()


NATION = "national"
"""Stands for a unit in the reference that holds wherever no place says otherwise."""


class Reference(Declared):
    """The reference facts of one unit, or of the nation, by scenario and fact."""

    unit: Id = Field(description="a unit, or `national` for what holds where no place says more")
    place: str
    province: str = ""
    as_of: date | None = None
    entries: dict[Id, Entry] = Field({}, description="scenario → addresses")
    facts: dict[Id, TruthOrText] = Field(
        {}, description="fact → what is true here; a plain string is its text"
    )
    inherited: tuple[Id, ...] = Field(
        (),
        description="scenarios and facts whose values also hold for the units that belong to this "
        "one, where these say nothing",
    )
    unknown: tuple[Id, ...] = Field(
        (),
        description="scenarios and facts of which it is not known what is true here; of the "
        "nation: that have no national value, so that they are unknown where a place is silent",
    )
    not_applicable: tuple[Id, ...] = Field(
        (), description="scenarios and facts that do not exist at this place"
    )
