"""Where each planned cell stands: a row per platform, a column per scenario and indicator."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.study.model import Study
from wenheng.study.tree import leaves

Places = NDArray[np.int64]
NOWHERE = -1


@dataclass(frozen=True)
class Layout:
    """The planned cells as a grid of P platforms × C columns.

    `columns` are pairs of scenario and indicator; those of an indicator stand together, the
    indicators in the order of the tree. `applicable` is P × C; what is not planned is not
    applicable there. `plan` has the grid's row and column of each row of the plan.
    """

    platforms: tuple[str, ...]
    scenarios: tuple[str, ...]
    leaves: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    applicable: NDArray[np.bool_]
    plan: tuple[Places, Places]

    def places(self, cells: pl.DataFrame) -> tuple[Places, Places]:
        """The row and column of each of `cells` (platform, scenario, indicator); else −1."""
        return (
            _codes(cells["platform"], self.platforms),
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
    names = tuple(leaf.id for leaf in leaves(study))
    platforms = tuple(plan["platform"].unique(maintain_order=True))
    pairs = plan.select("scenario", "indicator").unique(maintain_order=True).rows()
    columns = tuple(sorted(pairs, key=lambda pair: names.index(pair[1])))
    scenarios = tuple(dict.fromkeys(scenario for scenario, _ in columns))
    places = (_codes(plan["platform"], platforms), _columns(plan, scenarios, names, columns))
    applicable = np.zeros((len(platforms), len(columns)), np.bool_)
    applicable[places] = plan["applicable"].to_numpy()
    return Layout(platforms, scenarios, names, columns, applicable, places)


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
    found = grid[_codes(cells["scenario"], scenarios), _codes(cells["indicator"], indicators)]
    return np.asarray(found, np.int64)


def _codes(names: pl.Series, known: tuple[str, ...]) -> Places:
    placed = names.cast(pl.Enum(known), strict=False).to_physical().cast(pl.Int64)
    return placed.fill_null(NOWHERE).to_numpy()
