"""Values of units on indicators, read once and refused in words with all places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from wenheng.arrays import Floats, floats
from wenheng.contracts import places
from wenheng.errors import TableError
from wenheng.language import say

Values = pl.DataFrame | ArrayLike
"""A frame whose first column is the unit, or a 2-D array: units × indicators, NaN = missing."""
Numbers = Floats
FLAT = 1e-12
"""Spread, relative to the size of the numbers, that is only the noise of floats."""


@dataclass(frozen=True)
class Table:
    """Units × indicators, checked."""

    unit: pl.Series
    names: tuple[str, ...]
    x: Numbers
    """n × k; NaN where a value is missing."""

    def frame(self, x: Numbers) -> pl.DataFrame:
        """The same units and indicators with other numbers; NaN becomes null."""
        columns = {name: nullable(x[:, j]) for j, name in enumerate(self.names)}
        return pl.DataFrame([self.unit, *(s.alias(n) for n, s in columns.items())])


def nullable(column: Numbers) -> pl.Series:
    """A column in which what is missing is null."""
    return pl.Series(column, dtype=pl.Float64).fill_nan(None)


def read(values: Values) -> Table:
    """`values` as a table.

    Args:
        values: a frame of units (first column: no gap, no repetition) × numeric indicators, null
            = missing; or a 2-D array, NaN = missing, whose units and indicators are numbered.

    Raises:
        TableError: no indicator, units that are missing, repeated or fractions, text, NaN in a
            frame, infinity: all places at once.
    """
    frame = values if isinstance(values, pl.DataFrame) else _numbered(values)
    if frame.width < 2 or not frame.height:
        raise TableError(say("index.no-values"))
    unit, *columns = frame.get_columns()
    refuse([*_unit_problems(unit), *(p for column in columns for p in faults(column))])
    x = np.column_stack([c.cast(pl.Float64).fill_null(np.nan).to_numpy() for c in columns])
    return Table(unit, tuple(frame.columns[1:]), np.asfortranarray(x))


def complete(values: Values) -> Table:
    """`values` as a table in which nothing is missing.

    Raises:
        TableError: as `read`, or a value is missing.
    """
    table = read(values)
    gaps = ((name, np.isnan(table.x[:, j])) for j, name in enumerate(table.names))
    refuse(flagged("index.gap", gaps), hint=say("index.fill-gaps"))
    return table


def refuse(problems: Iterable[str], hint: str = "") -> None:
    """Raise a `TableError` that lists `problems`, if there are any."""
    found = list(problems)
    if found:
        raise TableError("\n  ".join(found), hint=hint)


def flagged(key: str, columns: Iterable[tuple[str, Any]]) -> list[str]:
    """The sentence `key` for each (column, mask of its rows) that has any row, with these rows."""
    return [
        say(key, column=name, rows=places((np.flatnonzero(mask) + 1).tolist()))
        for name, mask in columns
        if np.any(mask)
    ]


def listed(names: Iterable[object]) -> str:
    """Names in a row, as the language separates them."""
    return say("tables.comma").join(str(name) for name in names)


def flat(x: Numbers) -> bool:
    """Whether the numbers, some of which may be NaN, do not differ."""
    known = x[~np.isnan(x)]
    return known.size == 0 or bool(np.ptp(known) <= FLAT * np.abs(known).max())


def directions(table: Table, direction: dict[str, int] | None) -> Sequence[int]:
    """+1 or −1 of each indicator, +1 where `direction` says nothing.

    Raises:
        TableError: a column that is not there, or a direction other than +1 and −1.
    """
    given = direction or {}
    strange = sorted(set(given) - set(table.names))
    wrong = [name for name, sign in given.items() if sign not in (1, -1)]
    refuse(
        [say("index.unknown-columns", columns=listed(strange))] * bool(strange)
        + [say("index.direction", columns=listed(wrong))] * bool(wrong)
    )
    return [given.get(name, 1) for name in table.names]


def _numbered(values: ArrayLike) -> pl.DataFrame:
    x = floats(values)
    if x.ndim != 2:
        raise TableError(say("index.not-2d", dimensions=x.ndim))
    columns = {f"x{j + 1}": nullable(x[:, j]) for j in range(x.shape[1])}
    return pl.DataFrame({"unit": range(1, len(x) + 1), **columns})


def _unit_problems(unit: pl.Series) -> list[str]:
    if unit.dtype.is_float():
        return [say("index.unit-is-number", unit=unit.name)]
    twice = unit.is_duplicated() & unit.is_not_null()
    names = unit.filter(twice).unique(maintain_order=True)
    empty = flagged("index.unit-missing", [(unit.name, unit.is_null().to_numpy())])
    return empty + [
        say("index.unit-twice", unit=name, rows=_places(unit == name)) for name in names
    ]


def faults(column: pl.Series) -> list[str]:
    """What is wrong with one indicator: text, NaN, infinity, each with its rows."""
    if column.dtype == pl.Null:
        return []
    if not column.dtype.is_numeric():
        return _text(column)
    if not column.dtype.is_float():
        return []
    nan = flagged("index.nan", [(column.name, column.is_nan().fill_null(False).to_numpy())])
    infinite = column.is_infinite().fill_null(False).to_numpy()
    return nan + flagged("index.infinite", [(column.name, infinite)])


def _text(column: pl.Series) -> list[str]:
    written = column.cast(pl.String)
    stray = written.is_not_null() & written.cast(pl.Float64, strict=False).is_null()
    if not stray.any():
        return [say("index.text-column", column=column.name)]
    groups = written.filter(stray).unique(maintain_order=True)
    return [
        say("index.text", column=column.name, text=text, rows=_places(written == text))
        for text in groups
    ]


def _places(mask: pl.Series) -> str:
    return places((mask.fill_null(False).arg_true() + 1).to_list())
