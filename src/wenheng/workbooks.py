"""Workbooks: a form for people to fill in, or tables to read. Nothing in one acts as a formula."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from wenheng.errors import TableError
from wenheng.language import say

WIDTH = 14
WIDTHS = {"sentence": 60, "text": 60, "counter": 60, "condition": 60, "words": 40}
"""Columns of tables that hold sentences, by the beginning of their names."""

ROWS_OF_A_SHEET = 1_048_575
"""Below its heading."""

LETTERS_OF_A_CELL = 32_767


@dataclass(frozen=True)
class Sheet:
    """What is written: a title, and columns in order.

    `headings` holds column → heading, `entered` the columns that people fill in, `widths` those
    that are wider than others, `choices` what can be chosen in a column.
    """

    title: str
    headings: Mapping[str, str]
    entered: Iterable[str] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def write_form(
    path: Path,
    sheet: Sheet,
    rows: Iterable[Mapping[str, str]],
    guide: tuple[str, Sequence[str]] = ("", ()),
) -> None:
    """Write `rows`, each column → text, below the headings of `sheet`.

    Args:
        path: the file.
        sheet: what the columns are.
        rows: what is not empty is written as text, which is never a formula.
        guide: title and sentences of a second sheet.

    Raises:
        TableError: writing XLSX needs an extra that is missing.
    """
    book = _book(path)
    page = book.active
    page.title = sheet.title
    count = 1
    _fill(page, 1, sheet.headings.values())
    for count, row in enumerate(rows, 2):
        _fill(page, count, (row.get(name, "") for name in sheet.headings))
    _dress(page, sheet)
    _offer(page, sheet, count)
    _explain(book, *guide)
    book.save(path)


def can_write() -> bool:
    """Whether the extra `excel` is installed."""
    return find_spec("openpyxl") is not None


def write_workbook(tables: Mapping[str, pl.DataFrame], file: Path) -> None:
    """`tables` to `file`, a sheet each, headings frozen; texts stay texts, never formulas.

    Nested columns are left out.

    Raises:
        TableError: a table has more rows than a sheet can have; the extra `excel` is missing.
    """
    book = _book(file, write_only=True)
    for name, table in tables.items():
        if table.height > ROWS_OF_A_SHEET:
            raise TableError(
                say("sheets.too-many-rows", name=name, rows=table.height), where=str(file)
            )
        flat = table.select(pl.selectors.exclude(pl.selectors.nested()))
        _pour(book.create_sheet(name), flat)
    book.save(file)


def _book(file: Path, write_only: bool = False) -> Any:
    if not can_write():
        hint = say("sheets.no-excel-next")
        raise TableError(say("sheets.no-excel-write"), where=str(file), hint=hint)
    import openpyxl

    return openpyxl.Workbook(write_only=write_only)


def _letters(text: str) -> str:
    """`text` without what XML cannot hold, no longer than a cell takes."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:LETTERS_OF_A_CELL])


def _fill(page: Any, number: int, row: Iterable[str]) -> None:
    from openpyxl.styles import Alignment

    wrapped = Alignment(wrap_text=True, vertical="top")
    for column, text in enumerate(row, 1):
        if text:
            cell = page.cell(number, column)
            cell.value, cell.data_type, cell.alignment = _letters(text), "s", wrapped


def _dress(page: Any, sheet: Sheet) -> None:
    """Widths, and a colour of their own for the columns that people fill in."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for number, name in enumerate(sheet.headings, 1):
        head = page.cell(1, number)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="FFF2CC" if name in sheet.entered else "E7E6E6")
        page.column_dimensions[get_column_letter(number)].width = sheet.widths.get(name, WIDTH)
    page.freeze_panes = "B2"


def _offer(page: Any, sheet: Sheet, rows: int) -> None:
    """Lists to choose from, so that nobody has to spell what stands in them."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    names = list(sheet.headings)
    for name, words in sheet.choices.items():
        offer = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        letter = get_column_letter(names.index(name) + 1)
        offer.add(f"{letter}2:{letter}{rows + 1}")
        page.add_data_validation(offer)


def _explain(book: Any, title: str, sentences: Sequence[str]) -> None:
    if sentences:
        page = book.create_sheet(title)
        page.column_dimensions["A"].width = 110
        for number, sentence in enumerate(sentences, 1):
            page.append([f"{number}. {sentence}"])


def _pour(sheet: Any, table: pl.DataFrame) -> None:
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
    """Numbers as numbers; text as text, which is never a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    for name, look in style.items():
        setattr(cell, name, look)
    if isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    elif isinstance(value, str):
        cell.value = _letters(value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell
