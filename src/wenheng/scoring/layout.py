"""Where each planned cell stands: a row per platform, a column per scenario and indicator."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.study.model import Study
from wenheng.study.plan import exempt, planned_columns
from wenheng.study.tree import leaves

Places = NDArray[np.int64]
NOWHERE = -1


@dataclass(frozen=True)
class Layout:
    """The planned cells as a grid of P platforms × C columns.

    `columns` are pairs of scenario and indicator; those of an indicator stand together, the
    indicators in the order of the tree. `applicable` is P × C; what is not planned is not
    applicable there.
    """

    platforms: tuple[str, ...]
    scenarios: tuple[str, ...]
    leaves: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    applicable: NDArray[np.bool_]

    def places(self, cells: pl.DataFrame) -> tuple[Places, Places]:
        """The row and column of each of `cells` (platform, scenario, indicator); else −1."""
        return (
            codes(cells["platform"], self.platforms),
            _columns(cells, self.scenarios, self.leaves, self.columns),
        )

    @property
    def starts(self) -> dict[int, int]:
        """Place of a leaf → its first column, of leaves that have a column."""
        indicators = [indicator for _, indicator in self.columns]
        places = {indicator: i for i, indicator in enumerate(self.leaves)}
        return {places[name]: indicators.index(name) for name in dict.fromkeys(indicators)}


def layout_of(study: Study, plan: pl.DataFrame) -> Layout:
    """The grid of the PLANNED_CELLS `plan`, its platforms in the order of the plan."""
    platforms = tuple(plan["platform"].unique(maintain_order=True))
    layout = _grid(
        study, platforms, plan.select("scenario", "indicator").unique(maintain_order=True)
    )
    layout.applicable[layout.places(plan)] = plan["applicable"].to_numpy()
    return layout


def whole_layout(study: Study) -> Layout:
    """The grid of all that `study` plans, made without a row for every cell of it."""
    platforms = tuple(platform.id for platform in study.platforms)
    layout = _grid(study, platforms, planned_columns(study))
    layout.applicable[:] = True
    asked = np.array([scenario for scenario, _ in layout.columns], object)
    place = {name: i for i, name in enumerate(platforms)}
    for platform, scenario in exempt(study).iter_rows():
        layout.applicable[place[platform], asked == scenario] = False
    return layout


def _grid(study: Study, platforms: tuple[str, ...], pairs: pl.DataFrame) -> Layout:
    names = tuple(leaf.id for leaf in leaves(study))
    told = pairs.select("scenario", "indicator").rows()
    columns = tuple(sorted(told, key=lambda pair: names.index(pair[1])))
    scenarios = tuple(dict.fromkeys(scenario for scenario, _ in columns))
    applicable = np.zeros((len(platforms), len(columns)), np.bool_)
    return Layout(platforms, scenarios, names, columns, applicable)


def _columns(
    cells: pl.DataFrame,
    scenarios: tuple[str, ...],
    indicators: tuple[str, ...],
    columns: tuple[tuple[str, str], ...],
) -> Places:
    """The column of each cell, looked up by the places of its scenario and indicator."""
    scenario_at = {name: i for i, name in enumerate(scenarios)}
    indicator_at = {name: i for i, name in enumerate(indicators)}
    grid = np.full((len(scenarios) + 1, len(indicators) + 1), NOWHERE)  # −1 reads the margin
    for column, (scenario, indicator) in enumerate(columns):
        grid[scenario_at[scenario], indicator_at[indicator]] = column
    found = grid[codes(cells["scenario"], scenarios), codes(cells["indicator"], indicators)]
    return np.asarray(found, np.int64)


def codes(names: pl.Series, known: tuple[str, ...]) -> Places:
    """The place of each name in `known`; −1 where it is not there."""
    placed = names.cast(pl.Enum(known), strict=False).to_physical().cast(pl.Int64)
    return placed.fill_null(NOWHERE).to_numpy()
