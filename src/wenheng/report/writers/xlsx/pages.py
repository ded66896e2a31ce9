"""What a document holds, as sheets: tables of the same kind that stand apart are drawn together."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from wenheng.language import say
from wenheng.report.document import (
    Block,
    Card,
    Cards,
    Cell,
    Column,
    Figure,
    Finding,
    Fold,
    Heading,
    KeyNumber,
    KeyNumbers,
    Note,
    Paragraph,
    Points,
    ReportDoc,
    Table,
    Transcript,
    Turn,
)

Row = tuple[Cell, ...]


@dataclass
class Grid:
    """A sheet of rows below headings."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A line of the text: what is said, or the number and title of a table or figure."""

    depth: int
    text: str
    sheet: str = ""


@dataclass
class Pages:
    """The sheets of a workbook in order, and the text that stands between them."""

    sheets: list[Grid | Figure] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    gathered: dict[tuple[str, ...], Grid] = field(default_factory=dict)
    """What stands apart in the document and together here, by kind and headings."""


def pages(document: ReportDoc) -> Pages:
    """The sheets of `document`: one for each figure and numbered table, one for others of a kind.

    A fold is opened: what is below it stands where it is.
    """
    found = Pages()
    for chapter in document.chapters:
        found.lines.append(Line(0, chapter.title))
        _read(found, chapter.blocks, chapter.title)
    return found


def _read(found: Pages, blocks: tuple[Block, ...], place: str) -> None:
    for block in blocks:
        if isinstance(block, Heading):
            place = block.text
        _take(found, block, place)


def _take(found: Pages, block: Block, place: str) -> None:
    if isinstance(block, Heading | Paragraph | Note | Points | Finding):
        found.lines.extend(_said(block))
        return
    match block:
        case KeyNumbers():
            grid = _gathered(found, "numbers", say("workbook.numbers-columns"))
            grid.rows.extend(_key_number(item) for item in block.items)
        case Figure():
            found.sheets.append(block)
            found.lines.append(Line(2, block.spec.title, block.number))
        case Table():
            _table(found, block, place)
        case Cards():
            grid = _gathered(found, "cards", say("workbook.cards-columns"))
            grid.rows.extend(row for card in block.items for row in _card(card, place))
        case Transcript():
            _transcript(found, block, place)
        case Fold():
            _read(found, block.blocks, place)
        case _:
            assert_never(block)


def _said(block: Heading | Paragraph | Note | Points | Finding) -> Iterator[Line]:
    match block:
        case Heading():
            yield Line(1, block.text)
        case Paragraph() | Note():
            yield Line(2, block.text)
        case Finding():
            yield Line(2, say("workbook.finding", label=block.label, text=block.text))
            if block.note:
                yield Line(3, block.note)
        case Points():
            yield from (Line(2, item) for item in block.items)
        case _:
            assert_never(block)


def _table(found: Pages, table: Table, place: str) -> None:
    if table.numbered:
        found.sheets.append(Grid(table.number, table.caption, table.columns, list(table.rows)))
        found.lines.append(Line(2, table.caption, table.number))
        return
    key = ("table", *(column.label for column in table.columns))
    if key not in found.gathered:
        number = 1 + sum(kind == "table" for kind, *_ in found.gathered)
        lead = tuple(Column(label) for label in say("workbook.details-columns").split("|"))
        name = say("workbook.details", number=number)
        title = say("workbook.details-title", columns=" · ".join(key[1:]))
        found.gathered[key] = Grid(name, title, (*lead, *table.columns))
        found.sheets.append(found.gathered[key])
    where = (Cell(place), Cell(table.caption))
    found.gathered[key].rows.extend((*where, *row) for row in table.rows)


def _gathered(found: Pages, kind: str, headings: str) -> Grid:
    if (kind,) not in found.gathered:
        labels = headings.split("|")
        columns = tuple(Column(label.rstrip("#"), numeric=label.endswith("#")) for label in labels)
        grid = Grid(say(f"workbook.{kind}"), say(f"workbook.{kind}-title"), columns)
        found.gathered[kind,] = grid
        found.sheets.append(grid)
    return found.gathered[kind,]


def _key_number(item: KeyNumber) -> Row:
    return Cell(item.value), Cell(item.label), Cell(item.note)


def _card(card: Card, place: str) -> Iterator[Row]:
    for label, fact in card.facts:
        yield Cell(place), Cell(card.title), Cell(label), fact


def _transcript(found: Pages, held: Transcript, place: str) -> None:
    where = (Cell(place), Cell(held.title))
    turns = _gathered(found, "turns", say("workbook.turns-columns"))
    facts = _lines(f"{name} {said}" for name, said in held.facts)
    met = (Cell(held.outcome), Cell(held.when))
    asked = held.turns or (Turn("", "", "", "", "", (), (), ""),)
    for number, turn in enumerate(asked):
        turns.rows.append((*where, *met, Cell("") if number else facts, *_turn(turn)))
    if held.evidence:
        shots = _gathered(found, "shots", say("workbook.shots-columns"))
        shots.rows.extend((*where, Cell(shot.label), Cell(shot.sha256)) for shot in held.evidence)


def _turn(turn: Turn) -> Row:
    return (
        Cell(turn.label),
        Cell(turn.question),
        Cell(turn.outcome),
        _lines((turn.reply, turn.cut)),
        _lines(turn.options),
        _lines(f"{text} {address}" for text, address in turn.links),
        Cell(turn.times),
    )


def _lines(texts: Iterator[str] | tuple[str, ...]) -> Cell:
    return Cell("\n".join(text for text in texts if text))
