"""What charts of a workbook are drawn from: values in columns of a sheet, words as they stand."""

from dataclasses import dataclass
from typing import Any

from wenheng.report.palette import colours
from wenheng.workbooks import letters

Value = str | float | None
MARKS = {"circle": "circle", "diamond": "diamond", "box": "square", "band": "long_dash"}


@dataclass(frozen=True)
class Drawn:
    """The values of a figure in columns, the first of them the labels."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Place:
    """Where the values stand: the name of the sheet, the row of their headings, how many."""

    sheet: str
    row: int
    count: int

    def heading(self, column: int) -> list[Any]:
        return [self.sheet, self.row, column]

    def values(self, column: int) -> list[Any]:
        return [self.sheet, self.row + 1, column, self.row + self.count, column]

    def formula(self, column: int) -> str:
        letter = chr(ord("A") + column)
        rows = f"${letter}${self.row + 2}:${letter}${self.row + self.count + 1}"
        return f"='{self.sheet}'!{rows}"


def axis(title: str) -> dict[str, Any]:
    grid = {"visible": True, "line": {"color": colours()["grid"]}}
    return {
        "name": literal(title),
        "name_font": {"bold": False, "size": 9},
        "major_gridlines": grid,
    }


def between(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else high - low


def literal(text: str) -> str:
    """`text` as it stands: what begins with = would be taken for a formula."""
    return letters(f" {text}" if text.startswith("=") else text)
