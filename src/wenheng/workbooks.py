"""A sheet of text for people to fill in, as XLSX: nothing in it acts as a formula."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wenheng.errors import TableError
from wenheng.language import say

WIDTH = 14
LONGEST = 32_000
"""Characters of a cell, a little fewer than a spreadsheet takes."""


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


def write_workbook(
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
    try:
        import openpyxl
    except ImportError as error:
        hint = say("sheets.no-excel-next")
        raise TableError(say("sheets.no-excel-write"), where=str(path), hint=hint) from error
    book = openpyxl.Workbook()
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


def _fill(page: Any, number: int, row: Iterable[str]) -> None:
    from openpyxl.styles import Alignment

    wrapped = Alignment(wrap_text=True, vertical="top")
    for column, text in enumerate(row, 1):
        if text:
            cell = page.cell(number, column)
            cell.value, cell.data_type, cell.alignment = text[:LONGEST], "s", wrapped


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
