"""What was read from screenshots, as rows that a person corrects and then imports."""

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenheng.collection.given.matching import Plan
from wenheng.collection.given.packet import write_rows
from wenheng.collection.screenshots.layout import layout
from wenheng.collection.screenshots.lines import Reader, pixels_of
from wenheng.collection.screenshots.messages import Exchange, exchanges, messages
from wenheng.collection.screenshots.windows import joined
from wenheng.errors import TableError
from wenheng.forms import plain
from wenheng.language import say

SURE = 0.9
"""A line that is less sure is pointed out."""

ALIKE = 0.8
"""Share of characters by which a question read is taken for one of the plan."""


@dataclass(frozen=True)
class Proposed:
    """A question and its reply as they were read, for a person to look through.

    `doubts` say in words what to look at; `boxes` are picture (from 0), left, top, right, bottom
    of each line, in pixels of the picture scaled to a width of 500.
    """

    question: str
    text: str
    pictures: tuple[str, ...]
    confidence: float
    doubts: tuple[str, ...]
    boxes: tuple[tuple[int, float, float, float, float], ...]


def proposed(
    pictures: Sequence[Path], read: Reader, asked: Sequence[str] = ()
) -> tuple[Proposed, ...]:
    """The questions and replies in screenshots of one talk, in the order of scrolling.

    Args:
        pictures: the files, first to last; what two of them both show is taken once.
        read: see `lines.reader`.
        asked: what the plan asks; a question that reads nearly so is taken for it.

    Raises:
        TableError: a file is absent, too large, or no picture.
    """
    shots = [pixels_of(picture) for picture in pictures]
    windows = [layout(read(shot), shot) for shot in shots]
    found = exchanges(messages(joined(windows)))
    return tuple(_proposed(one, pictures, asked) for one in found)


def write_proposal(rows: Sequence[Proposed], file: Path, platform: str = "") -> None:
    """Write `rows` as JSONL, XLSX or CSV, to be corrected and imported.

    Pictures stand by their names relative to the folder of `file`.

    Raises:
        TableError: a picture lies elsewhere, or the ending is of no known format.
    """
    named = [{**_row(row, file.parent), "platform": platform} for row in rows]
    if file.suffix.lower() != ".jsonl":
        write_rows(file, [_as_text(one) for one in named])
        return
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in named)
    file.write_text("".join(lines), "utf-8")


def questions_of(plan: Plan, platform: str) -> list[str]:
    """What the plan asks `platform`, or all platforms where it is not named."""
    named = [platform] if platform else sorted(plan.platforms)
    return list(dict.fromkeys(q for one in named for q in plan.questions(one)))


def _proposed(exchange: Exchange, pictures: Sequence[Path], asked: Sequence[str]) -> Proposed:
    question, doubts = _question(exchange.question.text, asked)
    if exchange.confidence < SURE:
        doubts.append(say("ocr.unsure", confidence=f"{exchange.confidence:.0%}"))
    every = (exchange.question, *exchange.replies)
    if any(message.after_gap for message in every):
        doubts.append(say("ocr.gap"))
    if not exchange.replies:
        doubts.append(say("ocr.no-reply"))
    return Proposed(
        question,
        exchange.text,
        tuple(str(pictures[window]) for window in exchange.windows),
        round(exchange.confidence, 3),
        tuple(doubts),
        tuple(box for message in every for box in message.boxes),
    )


def _question(read: str, asked: Sequence[str]) -> tuple[str, list[str]]:
    """The question of the plan that `read` is, or `read` itself, and what to look at."""
    read = read.replace("\n", "")
    if not asked:
        return read, []
    likeness = {one: _likeness(one, read) for one in asked}
    best = max(likeness, key=lambda one: likeness[one])
    if likeness[best] == 1:
        return best, []
    if likeness[best] >= ALIKE:
        return best, [say("ocr.mended", read=read)]
    return read, [say("ocr.unplanned")]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio()


def _row(row: Proposed, folder: Path) -> dict[str, Any]:
    return {
        "question": row.question,
        "text": row.text,
        "pictures": [_relative(Path(picture), folder) for picture in row.pictures],
        "note": say("tables.comma").join(row.doubts),
        "confidence": row.confidence,
        "boxes": [[box[0], *(round(edge) for edge in box[1:])] for box in row.boxes],
    }


def _relative(picture: Path, folder: Path) -> str:
    try:
        return picture.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError as error:
        message = say("ocr.elsewhere", name=picture.name)
        raise TableError(message, where=str(folder), hint=say("ocr.elsewhere-next")) from error


def _as_text(row: dict[str, Any]) -> dict[str, str]:
    told = ("platform", "question", "text", "note")
    return {name: row[name] for name in told} | {"pictures": ";".join(row["pictures"])}
