"""Workbooks: a form for people to fill in, tables to read. Nothing in one acts as a formula."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import IO, Any

import polars as pl

from wenheng.errors import TableError
from wenheng.language import say

WIDTH = 14
WIDTHS = {"sentence": 60, "text": 60, "counter": 60, "condition": 60, "words": 40}
"""Columns of tables that hold sentences, by the beginning of their names."""

ROWS_OF_A_SHEET = 1_048_575
"""Below its heading."""

LETTERS_OF_A_CELL = 32_767

BORN = datetime(1980, 1, 1, tzinfo=UTC)
"""Date of a workbook that is not told one: the same content makes the same bytes."""

ENTERED, GIVEN = "#FFF2CC", "#E7E6E6"
"""Headings of columns that people fill in, and of others."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_LIKE_A_FORMULA = r"^[=+\-@\t\r\n]"
_AS_THEY_STAND = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "nan_inf_to_errors": True,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
}


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
    _extra_is_there(path)
    with path.open("wb") as file, workbook(file) as book:
        page = book.add_worksheet(sheet.title)
        _dress(book, page, sheet)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        count = 1
        for count, row in enumerate(rows, 1):
            for place, name in enumerate(sheet.headings):
                if row.get(name):
                    page.write_string(count, place, letters(row[name]), wrapped)
        _offer(page, sheet, count)
        _explain(book, *guide)


def can_write() -> bool:
    """Whether the extra `excel` is installed."""
    return find_spec("xlsxwriter") is not None


def write_workbook(tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """`tables` to `path`, a sheet each, headings frozen; texts stay texts, never formulas.

    Nested columns are left out.

    Raises:
        TableError: a table has more rows than a sheet can have; the extra `excel` is missing.
    """
    _extra_is_there(path)
    for name, table in tables.items():
        if table.height > ROWS_OF_A_SHEET:
            raise TableError(
                say("sheets.too-many-rows", name=name, rows=table.height), where=str(path)
            )
    with path.open("wb") as file, workbook(file, constant_memory=True) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True})
        for name, table in tables.items():
            _pour(book.add_worksheet(name), flat(table), bold, wrapped)


@contextmanager
def workbook(
    file: IO[bytes], made_at: datetime | None = None, constant_memory: bool = False
) -> Iterator[Any]:
    """An `xlsxwriter.Workbook` that goes to `file`; the same content makes the same bytes."""
    import xlsxwriter

    options = {**_AS_THEY_STAND, "constant_memory": constant_memory}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": made_at or BORN})
    yield book
    book.close()


def letters(text: str) -> str:
    """`text` without what XML cannot hold, no longer than a cell takes."""
    return _UNWRITABLE.sub("\ufffd", text)[:LETTERS_OF_A_CELL]


def flat(table: pl.DataFrame) -> pl.DataFrame:
    """`table` without nested columns."""
    return table.select(pl.selectors.exclude(pl.selectors.nested()))


def for_spreadsheets(table: pl.DataFrame) -> pl.DataFrame:
    """`table` for CSV: no nested columns, no text that acts as a formula when a sheet opens it.

    A text that begins with = + - @ or a control character gets an apostrophe before it, as
    spreadsheet programs have it; Parquet keeps the text as it is.
    """
    return flat(table).with_columns(pl.col(pl.String).str.replace(_LOOKS_LIKE_A_FORMULA, "'${0}"))


def _extra_is_there(path: Path) -> None:
    if not can_write():
        hint = say("sheets.no-excel-next")
        raise TableError(say("sheets.no-excel-write"), where=str(path), hint=hint)


def _dress(book: Any, page: Any, sheet: Sheet) -> None:
    """Headings and widths, with a colour of their own for the columns that people fill in."""
    look = {"bold": True, "text_wrap": True, "valign": "top"}
    entered = book.add_format({**look, "bg_color": ENTERED})
    given = book.add_format({**look, "bg_color": GIVEN})
    for place, (name, heading) in enumerate(sheet.headings.items()):
        page.set_column(place, place, sheet.widths.get(name, WIDTH))
        page.write_string(0, place, letters(heading), entered if name in sheet.entered else given)
    page.freeze_panes(1, 1)


def _offer(page: Any, sheet: Sheet, rows: int) -> None:
    """Lists to choose from, so that nobody has to spell what stands in them."""
    names = list(sheet.headings)
    for name, words in sheet.choices.items():
        place = names.index(name)
        page.data_validation(1, place, rows, place, {"validate": "list", "source": list(words)})


def _explain(book: Any, title: str, sentences: Sequence[str]) -> None:
    if sentences:
        page = book.add_worksheet(title)
        page.set_column(0, 0, 110)
        for number, sentence in enumerate(sentences, 1):
            page.write_string(number - 1, 0, letters(f"{number}. {sentence}"))


def _pour(page: Any, table: pl.DataFrame, bold: Any, wrapped: Any) -> None:
    for place, column in enumerate(table.columns):
        width = next((w for start, w in WIDTHS.items() if column.startswith(start)), WIDTH)
        page.set_column(place, place, width)
    page.freeze_panes(1, 0)
    if table.width:
        page.autofilter(0, 0, table.height, table.width - 1)
    for number, row in enumerate(chain([table.columns], table.iter_rows())):
        for place, value in enumerate(row):
            _put(page, (number, place), value, wrapped if number else bold)


def _put(page: Any, at: tuple[int, int], value: Any, look: Any) -> None:
    """Numbers as numbers; text as text, which is never a formula."""
    if isinstance(value, str):
        page.write_string(*at, letters(value), look)
    elif isinstance(value, date):
        page.write_datetime(*at, value)  # in the workbook's own form of dates
    elif isinstance(value, bool):
        page.write_boolean(*at, value, look)
    elif value is not None:
        page.write_number(*at, value, look)
