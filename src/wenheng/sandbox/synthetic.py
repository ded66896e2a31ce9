"""An invented wave of a whole study that agrees with published aggregates: who rated what.

The file `wave.yaml` of a synthetic study says what each platform comes to in the end; here two
raters' levels are drawn, by a fixed seed, so that they do come to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml
from numpy.typing import NDArray
from pydantic import Field

from wenheng.language import Language, catalogue
from wenheng.study.base import Declared, Words
from wenheng.study.model import Study
from wenheng.study.plan import planned_columns
from wenheng.tables import WHOLE_PLATFORM

RATERS = ("synthetic-1", "synthetic-2")
Floats = NDArray[np.float64]


class Identity(Declared):
    """By what the synthetic study differs from its base in name."""

    id: str
    version: int
    title: Words
    status: Words
    contact: str


class Spread(Declared):
    """Standard deviations of what is drawn, in levels; `online` is a shift."""

    indicator: float = Field(ge=0)
    scenario: float = Field(ge=0)
    online: float
    cell: float = Field(gt=0)
    rater: float = Field(ge=0)


class Wave(Declared):
    """What a synthetic wave is to come to."""

    base: str
    seed: int
    study: Identity
    cuts: dict[str, float]
    totals: dict[str, tuple[float | None, ...]] = Field(
        description="unit → percent by channel; null where there is no assistant"
    )
    offsets: dict[str, float]
    by_channel: dict[str, dict[str, float]]
    by_level: dict[str, dict[str, float]]
    spread: Spread


def read_wave(file: Path) -> Wave:
    """The wave that `file` declares."""
    return Wave.model_validate(yaml.safe_load(file.read_text("utf-8")))


def percents(study: Study, wave: Wave) -> dict[str, float | None]:
    """Platform → the percentage it is to come to; None where it has no assistant."""
    order = [channel.id for channel in study.channels]
    none = (None,) * len(order)
    return {p.id: wave.totals.get(p.unit, none)[order.index(p.channel)] for p in study.platforms}


def synthetic_ratings(study: Study, wave: Wave) -> pl.DataFrame:
    """Both raters' ratings of every planned cell of `study`, in the columns of RATINGS.

    Dimensions are met one by one, the coarsest first; what one misses of its target for want of
    cells the others make up, so that a platform's total is met within the step of one cell.
    """
    drawn = _Drawn(study, wave)
    tables = []
    for platform, percent in percents(study, wave).items():
        levels = None if percent is None else drawn.levels(platform, percent / 100)
        tables.append(_told(platform, drawn.columns, levels))
    return pl.concat(tables)


@dataclass(frozen=True)
class _Drawn:
    study: Study
    wave: Wave

    @cached_property
    def columns(self) -> pl.DataFrame:
        return planned_columns(self.study)

    @cached_property
    def _random(self) -> np.random.Generator:
        return np.random.default_rng(self.wave.seed)

    @cached_property
    def _members(self) -> dict[str, list[NDArray[np.int64]]]:
        """Dimension → for each of its indicators the places of its cells among the columns."""
        names = self.columns["indicator"].to_numpy()
        return {
            dimension.id: [np.flatnonzero(names == leaf.id) for leaf in dimension.children]
            for dimension in self.study.dimensions
        }

    @cached_property
    def _lean(self) -> Floats:
        """How far each column lies above or below its dimension, on all platforms."""
        spread = self.wave.spread
        scenes = {s.id: s.scene for s in self.study.scenarios}
        first = self.study.scenarios[0].scene
        hard = {id_: self._random.normal(0, spread.scenario) for id_ in scenes}
        own = {leaf.id: self._random.normal(0, spread.indicator) for leaf in self.study.rated}
        return np.array(
            [
                own[indicator]
                + hard.get(scenario, 0)
                + (spread.online if scenes.get(scenario, first) != first else 0)
                for indicator, scenario in self.columns.iter_rows()
            ]
        )

    def levels(self, platform: str, share: float) -> NDArray[np.int64]:
        """Raters × columns of a platform that is to reach `share` of the top."""
        spread, size = self.wave.spread, len(self._lean)
        raw = self._lean + self._random.normal(0, spread.cell, size)
        said = raw + self._random.normal(0, spread.rater, (len(RATERS), size))
        found = np.zeros((len(RATERS), size), np.int64)
        targets, missed = self._targets(platform, share), 0.0
        left = sorted(self._members, key=lambda d: sum(len(i) > 1 for i in self._members[d]))
        while left:
            dimension = left[0]
            wanted = targets[dimension] + missed / len(left)
            cells = self._members[dimension]
            came = _meet(said, found, cells, wanted, self.study.scale.top)
            missed -= came - targets[dimension]
            left = left[1:]
        return found

    def _targets(self, platform: str, share: float) -> dict[str, float]:
        """Dimension → its mean; all of them together are the platform's total."""
        its = self.study.platform(platform)
        level = self.study.unit(its.unit).level
        sources: tuple[Mapping[str, float], ...] = (
            self.wave.offsets, self.wave.by_channel[its.channel], self.wave.by_level[level],
        )  # fmt: skip
        tops = self.study.scale.top
        shifts = {d: sum(source.get(d, 0) for source in sources) for d in self._members}
        middle = sum(shifts.values()) / len(shifts)
        give = 4 * share * (1 - share)
        return {d: tops * share + give * (shift - middle) for d, shift in shifts.items()}


def _meet(
    said: Floats, found: NDArray[np.int64], cells: list[NDArray[np.int64]], wanted: float, top: int
) -> float:
    """Write into `found` levels of `cells` whose mean is nearest to `wanted`; returns that mean."""

    def at(shift: float) -> tuple[float, list[NDArray[np.int64]]]:
        levels = [np.clip(np.round(said[:, i] + shift), 0, top).astype(np.int64) for i in cells]
        return float(np.mean([part.mean() for part in levels])), levels

    low, high = -3.0 * top, 3.0 * top
    for _ in range(48):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle)[0] < wanted else (low, middle)
    mean, levels = min((at(low), at(high)), key=lambda one: abs(one[0] - wanted))
    for place, part in zip(cells, levels, strict=True):
        found[:, place] = part
    return mean


def _told(platform: str, columns: pl.DataFrame, levels: NDArray[np.int64] | None) -> pl.DataFrame:
    """The ratings of one platform, as both raters would have filled them in."""
    rows = [
        {
            "platform": platform,
            "scenario": scenario,
            "indicator": indicator,
            "rater": rater,
            **_judged(None if levels is None else int(levels[place, column])),
            "session": None if scenario == WHOLE_PLATFORM else f"{platform}/{scenario}/main/1",
        }
        for place, rater in enumerate(RATERS)
        for column, (indicator, scenario) in enumerate(columns.iter_rows())
    ]
    return pl.DataFrame(rows, schema_overrides={"level": pl.UInt8})


def _judged(level: int | None) -> dict[str, Any]:
    words = catalogue("sandbox")
    if level is None:
        said = words["synthetic-absent"]
        return {"level": None, "status": "no_assistant", **_reasons(said)}
    rated = words["synthetic-rating"]
    said = {language: text.format(level=level) for language, text in rated.items()}
    return {"level": level, "status": "rated", **_reasons(said)}


def _reasons(said: Mapping[Language, str]) -> dict[str, str]:
    return {"reason": said["zh"], "reason_en": said["en"]}
