"""The packet of a tester: every question to copy, and room for what comes back."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wenheng.collection.given.sheet import ENTERED, transcript_form
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.study.cards import LOOK_MIN, Asked, Card
from wenheng.tables import OUTCOMES

COLUMNS = (
    *("session", "platform", "unit", "channel", "entry", "matter", "stop", "question", "text"),
    *("links", "options", "outcome", "asked_at", "first_s", "last_s", "clicks", "steps"),
    *("looked", "looked_min", "second", "pictures", "tester", "note"),
)
WIDE = {"question": 36, "text": 60, "links": 36, "options": 24, "stop": 30, "entry": 30, "note": 30}
GUIDE = 8
"""Sentences of the guide, `guide-1` … in `words/capture.yaml`."""


def write_packet(cards: Sequence[Card], path: Path) -> int:
    """Write a row for every question of `cards` as XLSX or CSV; returns the number of rows.

    Columns that the tester fills in are empty. In a workbook no text acts as a formula.

    Raises:
        TableError: the file is neither .xlsx nor .csv, or XLSX needs an extra that is missing.
    """
    rows = [_row(card, asked) for card in cards for asked in card.questions]
    write_rows(path, rows)
    return len(rows)


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write rows of a packet, each column → text, as XLSX or CSV.

    Raises:
        TableError: the file is neither .xlsx nor .csv, or XLSX needs an extra that is missing.
    """
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise TableError(say("sheets.no-format", suffix=suffix or path.name), where=str(path))
    form = transcript_form(None)
    told = [[row.get(name, "") for name in COLUMNS] for row in rows]
    WRITERS[suffix](path, [form.heading(name) for name in COLUMNS], told)


def _row(card: Card, asked: Asked) -> dict[str, str]:
    return {
        **{name: getattr(card, name) for name in ("session", "platform", "unit", "channel")},
        **{name: getattr(card, name) for name in ("entry", "stop")},
        "matter": f"{card.matter} {card.when}".strip(),
        "question": asked.say,
    }


def _write_csv(path: Path, headings: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headings, *rows])


def _write_xlsx(path: Path, headings: list[str], rows: list[list[str]]) -> None:
    try:
        import openpyxl
    except ImportError as error:
        hint = say("sheets.no-excel-next")
        raise TableError(say("sheets.no-excel-write"), where=str(path), hint=hint) from error
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = say("capture.guide-sheet")
    for number, row in enumerate((headings, *rows), 1):
        _fill(sheet, number, row)
    _dress(sheet)
    _offer_outcomes(sheet, len(rows))
    _guide(book.create_sheet(say("capture.guide-title")))
    book.save(path)


def _fill(sheet: Any, number: int, row: list[str]) -> None:
    """Write what is not empty as text, which is never a formula."""
    from openpyxl.styles import Alignment

    wrapped = Alignment(wrap_text=True, vertical="top")
    for column, text in enumerate(row, 1):
        if text:
            cell = sheet.cell(number, column)
            cell.value, cell.data_type, cell.alignment = text, "s", wrapped


def _dress(sheet: Any) -> None:
    """Widths, and a colour of their own for the columns that the tester fills in."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for number, name in enumerate(COLUMNS, 1):
        head = sheet.cell(1, number)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="FFF2CC" if name in ENTERED else "E7E6E6")
        sheet.column_dimensions[get_column_letter(number)].width = WIDE.get(name, 14)
    sheet.freeze_panes = "B2"


def _offer_outcomes(sheet: Any, rows: int) -> None:
    """A list to choose outcomes from, so that nobody has to spell them."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = DataValidation(type="list", formula1=f'"{",".join(_outcomes())}"', allow_blank=True)
    letter = get_column_letter(COLUMNS.index("outcome") + 1)
    choices.add(f"{letter}2:{letter}{rows + 1}")
    sheet.add_data_validation(choices)


def _guide(sheet: Any) -> None:
    values = {
        "stop": say("capture.stop"),
        "outcomes": say("tables.comma").join(_outcomes()),
        "minutes": LOOK_MIN,
    }
    sheet.column_dimensions["A"].width = 110
    for number in range(1, GUIDE + 1):
        sheet.append([f"{number}. {say(f'capture.guide-{number}', **values)}"])


def _outcomes() -> list[str]:
    return [say(f"capture.word-{outcome}").split("|")[0] for outcome in OUTCOMES]


WRITERS = {".csv": _write_csv, ".xlsx": _write_xlsx}
