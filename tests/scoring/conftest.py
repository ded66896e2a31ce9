"""Small studies, built in Python, with which a single rule can be seen at work."""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl
import pytest
from hypothesis import settings

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import WHOLE_PLATFORM, PlannedCells

settings.register_profile("busy-machine", deadline=None)
settings.load_profile("busy-machine")

ANCHORS = {0: "none", 1: "little", 2: "most", 3: "all"}
TREE = (
    {
        "id": "A",
        "name": "information",
        "children": [
            {
                "id": "A1",
                "name": "content",
                "children": [
                    {"id": "A1.1", "name": "correct", "anchors": ANCHORS},
                    {"id": "A1.2", "name": "complete", "anchors": ANCHORS},
                ],
            },
            {
                "id": "A2",
                "name": "links",
                "children": [{"id": "A2.1", "name": "link", "anchors": ANCHORS}],
            },
        ],
    },
    {
        "id": "B",
        "name": "system",
        "children": [
            {
                "id": "B1",
                "name": "entry",
                "children": [
                    {"id": "B1.1", "name": "clicks", "anchors": ANCHORS, "per": "platform"}
                ],
            }
        ],
    },
)
UNITS = (
    {"id": "gz", "name": "广州", "level": "city", "region": "south"},
    {"id": "sz", "name": "深圳", "level": "city", "region": "south"},
    {"id": "gd", "name": "广东", "level": "province", "region": "south"},
)


def study_of(**parts: Any) -> Study:
    """A study of three units, two channels, two scenarios and four indicators, save `parts`."""
    units = parts.get("units", UNITS)
    channels = parts.get("channels", ("web", "mobile"))
    declared = {
        "id": "small",
        "version": 1,
        "title": "small",
        "levels": [{"id": "province", "name": "省级"}, {"id": "city", "name": "城市"}],
        "channels": [{"id": channel, "name": channel} for channel in channels],
        "regions": [{"id": "south", "name": "南"}, {"id": "north", "name": "北"}],
        "indicators": TREE,
        "scenarios": [
            {"id": id_, "name": id_, "utterances": {"main": f"{id_}?"}} for id_ in ("card", "move")
        ],
        "units": units,
        "platforms": [
            {"id": f"{unit['id']}-{channel}", "unit": unit["id"], "channel": channel}
            for unit in units
            for channel in channels
        ],
    }
    return Study.model_validate(declared | parts | {"channels": declared["channels"]})


def plan_of(study: Study, *inapplicable: tuple[str, str, str]) -> pl.DataFrame:
    """Every platform × rated indicator (× scenario), all applicable but those named."""
    scenarios = [scenario.id for scenario in study.scenarios]
    packs = [leaf for pack in study.packs if pack.on for leaf in pack.indicators]
    cells = [
        (platform.id, scenario, leaf.id)
        for platform in study.platforms
        for leaf in (*study.leaves, *packs)
        for scenario in ([WHOLE_PLATFORM] if leaf.per == "platform" else scenarios)
    ]
    rows = [(*cell, cell not in inapplicable) for cell in cells]
    return checked(PlannedCells, pl.DataFrame(rows, PlannedCells.column_names(), orient="row"))


def ratings_of(*rows: tuple[Any, ...]) -> pl.DataFrame:
    """Ratings from (platform, scenario, indicator, rater, level or status[, rater kind])."""
    return pl.DataFrame(
        [
            {
                "platform": platform,
                "scenario": scenario,
                "indicator": indicator,
                "rater": rater,
                "level": said if isinstance(said, int) else None,
                "status": "rated" if isinstance(said, int) else said,
                "rater_kind": kind[0] if kind else "person",
            }
            for platform, scenario, indicator, rater, said, *kind in rows
        ],
        schema=dict.fromkeys(("platform", "scenario", "indicator", "rater"), pl.String)
        | {"level": pl.Int64, "status": pl.String, "rater_kind": pl.String},
    )


def everything(
    study: Study, level: int | str, platforms: Iterable[str] = (), rater: str = "ann"
) -> pl.DataFrame:
    """The same judgement of every planned cell, of all platforms or of those named."""
    wanted = set(platforms) or {platform.id for platform in study.platforms}
    cells = plan_of(study).filter("applicable").select("platform", "scenario", "indicator").rows()
    return ratings_of(*((*cell, rater, level) for cell in cells if cell[0] in wanted))


@pytest.fixture(scope="session")
def make_study() -> Callable[..., Study]:
    return study_of


@pytest.fixture(scope="session")
def make_plan() -> Callable[..., pl.DataFrame]:
    return plan_of


@pytest.fixture(scope="session")
def make_ratings() -> Callable[..., pl.DataFrame]:
    return ratings_of


@pytest.fixture(scope="session")
def rate_all() -> Callable[..., pl.DataFrame]:
    return everything
