"""Tables as one workbook, a sheet each, for those who read them in a spreadsheet program."""

from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from wenheng.errors import TableError
from wenheng.language import say

WIDTHS = {"sentence": 60, "text": 60, "counter": 60, "condition": 60, "words": 40}
"""Columns that hold sentences, by the beginning of their names."""
WIDTH = 14
ROWS_OF_A_SHEET = 1_048_575
"""Below its heading."""
LETTERS_OF_A_CELL = 32_767


def can_write() -> bool:
    """Whether the extra `excel` is installed."""
    return find_spec("openpyxl") is not None


def write_workbook(tables: Mapping[str, pl.DataFrame], file: Path) -> None:
    """`tables` to `file`, a sheet each, headings frozen; texts stay texts, never formulas.

    Nested columns are left out.

    Raises:
        TableError: a table has more rows than a sheet can have; the extra `excel` is missing.
    """
    if not can_write():
        hint = say("sheets.no-excel-next")
        raise TableError(say("sheets.no-excel-write"), where=str(file), hint=hint)
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for name, table in tables.items():
        if table.height > ROWS_OF_A_SHEET:
            raise TableError(
                say("sheets.too-many-rows", name=name, rows=table.height), where=str(file)
            )
        flat = table.select(pl.selectors.exclude(pl.selectors.nested()))
        _fill(book.create_sheet(name), flat)
    book.save(file)


def _fill(sheet: Any, table: pl.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    bold, wrapped = {"font": Font(bold=True)}, {"alignment": Alignment("general", "top", 0, True)}
    for i, column in enumerate(table.columns, 1):
        width = next((w for start, w in WIDTHS.items() if column.startswith(start)), WIDTH)
        sheet.column_dimensions[get_column_letter(i)].width = width
    sheet.freeze_panes = "A2"
    if table.width:
        sheet.auto_filter.ref = f"A1:{get_column_letter(table.width)}{table.height + 1}"
    sheet.append([_cell(sheet, heading, bold) for heading in table.columns])
    for row in table.iter_rows():
        sheet.append([_cell(sheet, value, wrapped) for value in row])


def _cell(sheet: Any, value: Any, style: Mapping[str, Any]) -> Any:
    """Numbers as numbers; text as text, which is never a formula, without what XML cannot hold."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = WriteOnlyCell(sheet)
    for name, look in style.items():
        setattr(cell, name, look)
    if isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:LETTERS_OF_A_CELL]
        cell.data_type = "s"
    else:
        cell.value = value
    return cell
