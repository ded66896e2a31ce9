"""Tables as one workbook, a sheet each, for those who read them in a spreadsheet program."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import polars as pl

WIDTHS = {"sentence": 60, "text": 60, "counter": 60, "condition": 60, "words": 40}
"""Columns that hold sentences, by the beginning of their names."""


def can_write() -> bool:
    """Whether the extra `excel` is installed."""
    return find_spec("openpyxl") is not None


def write_workbook(tables: Mapping[str, pl.DataFrame], file: Path) -> None:
    """`tables` to `file`, a sheet each, headings frozen; texts stay texts, never formulas."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(table.columns)
        for row in table.iter_rows():
            sheet.append(row)
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        for i, column in enumerate(table.columns, 1):
            sheet.cell(1, i).font = Font(bold=True)
            width = next((w for start, w in WIDTHS.items() if column.startswith(start)), 14)
            sheet.column_dimensions[get_column_letter(i)].width = width
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    book.save(file)
