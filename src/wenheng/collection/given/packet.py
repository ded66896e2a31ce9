"""The packet of a tester: every question to copy, and room for what comes back."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wenheng.collection.given.sheet import ENTERED, transcript_form
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.study.cards import LOOK_MIN, Asked, Card
from wenheng.tables import OUTCOMES
from wenheng.workbooks import Sheet, write_form

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
    sheet = Sheet(
        title=say("capture.guide-sheet"),
        headings=dict(zip(COLUMNS, headings, strict=True)),
        entered=ENTERED,
        widths=WIDE,
        choices={"outcome": _outcomes()},
    )
    told = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    write_form(path, sheet, told, (say("capture.guide-title"), _guide()))


def _guide() -> list[str]:
    values = {
        "stop": say("capture.stop"),
        "outcomes": say("tables.comma").join(_outcomes()),
        "minutes": LOOK_MIN,
    }
    return [say(f"capture.guide-{number}", **values) for number in range(1, GUIDE + 1)]


def _outcomes() -> list[str]:
    return [say(f"capture.word-{outcome}").split("|")[0] for outcome in OUTCOMES]


WRITERS = {".csv": _write_csv, ".xlsx": _write_xlsx}
