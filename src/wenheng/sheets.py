"""A CSV or XLSX file as rows of text, exactly as they stand there: nothing guessed or evaluated."""

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

from wenheng.errors import TableError
from wenheng.language import say

Row = tuple[int, list[str]]
"""The number of a row as a spreadsheet shows it, from 1, and its fields."""

LARGEST_MB = 512
"""What a file may hold when unpacked: a full sheet of a million rows fits, a zip bomb does not."""
WIDEST = 64
"""Columns read from a sheet; what lies further right is not a table of ours."""
DEEPEST = 1_048_576
"""Rows a sheet can have."""


class Formula(str):
    """The text of a cell of a workbook that holds a formula, which is never evaluated."""


def text_rows(path: Path) -> list[Row]:
    """The rows of a .csv, .tsv or .xlsx file as text, empty ones left out.

    Of a workbook the first sheet is read. CSV may be UTF-8 with or without a byte order mark,
    UTF-16 with one, or GBK; its fields are divided by comma, semicolon or tab. Nothing is taken
    for a gap: "NA" stays "NA". Of a formula the text is read, never its value.

    Raises:
        TableError: the file is absent, of another format, damaged, or larger than 512 MB.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise _error(path, say("sheets.no-format", suffix=path.suffix or path.name))
    _present(path)
    return READERS[suffix](path)


def bounded_text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 with a byte order mark, or GBK.

    Raises:
        TableError: the file is absent, no text, or larger than 512 MB.
    """
    _present(path)
    return _decoded(path)


def _present(path: Path) -> None:
    if not path.is_file():
        raise _error(path, say("sheets.no-file"))
    _bounded(path, path.stat().st_size)


def _csv_rows(path: Path) -> list[Row]:
    text = _decoded(path)
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [
            (row, fields) for row, fields in enumerate(reader, 1) if any(map(str.strip, fields))
        ]
    except csv.Error as error:
        said = say("sheets.no-csv", row=reader.line_num, why=error)
        raise _error(path, said) from error


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _error(path, say("sheets.no-encoding"))


def _xlsx_rows(path: Path) -> list[Row]:
    try:
        import openpyxl
    except ImportError as error:
        hint = say("sheets.no-excel-next")
        raise TableError(say("sheets.no-excel"), where=str(path), hint=hint) from error
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            with zipfile.ZipFile(file) as parts:
                _bounded(path, sum(part.file_size for part in parts.infolist()))
            warnings.simplefilter("ignore", UserWarning)  # of styles and extensions it skips
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            return list(_sheet_rows(book.worksheets[0]))
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, SyntaxError, OSError) as error:
        raise _error(path, say("sheets.no-xlsx", why=str(error) or type(error).__name__)) from error


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # a sheet may claim to be larger than it is
    rows = sheet.iter_rows(max_col=WIDEST, max_row=DEEPEST)
    for row, cells in enumerate(rows, 1):
        fields = [_text(cell) for cell in cells]
        if any(fields):
            yield row, fields


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(getattr(value, "text", value)).strip()
    return Formula(text) if cell.data_type == "f" else text


def _bounded(path: Path, size: int) -> None:
    if size > LARGEST_MB * 1_000_000:
        said = say("sheets.too-big", size=size // 1_000_000, limit=LARGEST_MB)
        raise _error(path, said)


def _error(path: Path, said: str) -> TableError:
    return TableError(said, where=str(path))


READERS: dict[str, Callable[[Path], list[Row]]] = {
    ".csv": _csv_rows,
    ".tsv": _csv_rows,
    ".xlsx": _xlsx_rows,
}
