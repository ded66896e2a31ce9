"""A document as plain data for the typesetter: what is printed, and where links can lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, assert_never

from wenheng.language import say
from wenheng.report.document import (
    Block,
    Card,
    Cards,
    Cell,
    Chapter,
    Column,
    Figure,
    Finding,
    Fold,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
    Points,
    ReportDoc,
    Shot,
    Table,
    Transcript,
    Turn,
)
from wenheng.report.pictures import Picture, Thumbnail, thumbnails
from wenheng.report.writers.drawings import Drawing

Shown = dict[str, Any]

SHORT, LONG = 16, 400
"""Widest text of a column that needs no share of the page; text of a cell that may be broken."""

PAGE, METER, BETWEEN = 108, 8, 2.4
"""Widths in Latin letters: of a page, of the smallest meter, between two columns."""


def paper(
    document: ReportDoc,
    drawings: Mapping[str, tuple[Drawing, ...]],
    pictures: Mapping[str, Thumbnail],
) -> Shown:
    """What the template prints, as JSON can hold it; links lead only to what is printed.

    Args:
        document: in the language being spoken.
        drawings: of each figure by its id.
        pictures: thumbnails by SHA-256.
    """
    chapters = [_chapter(chapter, drawings, pictures) for chapter in document.chapters]
    shown = {
        "language": document.language,
        "form": document.form,
        "dated": document.made_at is not None,
        "title": document.cover.title,
        "subtitle": document.cover.subtitle,
        "organisation": document.cover.organisation,
        "logo": _logo(document.cover.logo),
        "colour": document.colour,
        "status": document.cover.status,
        "notes": list(document.cover.notes),
        "facts": [list(fact) for fact in document.cover.facts],
        "author": document.cover.organisation or "Wenheng",
        "footer": document.colophon,
        "colophon": document.colophon,
        "chapters": chapters,
        "words": _words(),
    }
    _only_live(shown)
    return shown


def _words() -> Shown:
    plain = {name: say(f"report.{name}") for name in ("contents", "question", "reply", "evidence")}
    return plain | {"comma": say("report.list-comma"), "options": say("report.options-printed")}


def _chapter(
    chapter: Chapter,
    drawings: Mapping[str, tuple[Drawing, ...]],
    pictures: Mapping[str, Thumbnail],
) -> Shown:
    blocks: list[Shown] = []
    depth, headed = 1, False
    for folded, group in groupby(chapter.blocks, lambda block: isinstance(block, Fold)):
        if folded:
            blocks.append(_elsewhere([b.title for b in group if isinstance(b, Fold)]))
            continue
        for block in group:
            shown = _block(block, drawings, pictures)
            if isinstance(block, Heading):
                # a level may not be left out, or the file is not PDF/UA
                depth = shown["level"] = min(block.level - 1, depth + 1)
            shown["headed"], headed = headed, isinstance(block, Heading)
            blocks.append(shown)
    return {"anchor": chapter.anchor, "title": chapter.title, "blocks": blocks}


def _elsewhere(titles: list[str]) -> Shown:
    listed = say("report.semicolon").join(titles)
    return {"kind": "elsewhere", "text": say("report.elsewhere", titles=listed)}


def _block(  # noqa: C901 one arm for each kind
    block: Block,
    drawings: Mapping[str, tuple[Drawing, ...]],
    pictures: Mapping[str, Thumbnail],
) -> Shown:
    match block:
        case Heading(_, text, anchor, aside):
            return {"kind": "heading", "text": text, "anchor": anchor, "aside": aside}
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Note(text):
            return {"kind": "note", "text": text}
        case Finding():
            return {"kind": "finding", **vars(block)}
        case Points(items):
            return {"kind": "points", "items": list(items)}
        case KeyNumbers(numbers):
            return {"kind": "keynumbers", "items": [vars(item) for item in numbers]}
        case Figure():
            return _figure(block, drawings[block.spec.id])
        case Table():
            return _table(block)
        case Cards(cards):
            return {"kind": "cards", "items": [_card(card) for card in cards]}
        case Transcript():
            return _transcript(block, pictures)
        case Fold(title):
            return _elsewhere([title])
        case _:
            assert_never(block)


def _figure(block: Figure, drawings: tuple[Drawing, ...]) -> Shown:
    spec = block.spec
    return {
        "kind": "figure",
        "anchor": block.anchor,
        "number": block.number,
        "title": spec.title,
        "subtitle": spec.subtitle,
        "note": spec.note,
        "source": say("report.source", source=spec.source),
        "drawings": [{"svg": d.svg, "alt": d.alt, "part": d.part} for d in drawings],
    }


def _table(block: Table) -> Shown:
    block = _uncrowded(block)
    return {
        "kind": "table",
        "anchor": block.anchor,
        "number": block.number,
        "caption": block.caption,
        "tree": block.tree,
        "columns": [{"label": c.label, "numeric": c.numeric} for c in block.columns],
        "widths": _widths(block),
        "rows": [[_cell(cell) for cell in row] for row in block.rows],
        "long": any(len(cell.text) > LONG for row in block.rows for cell in row),
    }


def _uncrowded(table: Table) -> Table:
    """`table` without its meters where its texts leave them no room."""
    metered = sum(any(cell.meter for cell in column) for column in zip(*table.rows, strict=True))
    if not metered or PAGE - sum(_needs(table)) >= METER * metered:
        return table
    rows = tuple(tuple(replace(cell, meter=None) for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def _widths(table: Table) -> list[float]:
    """A share of the page for each column; 0 where it is as wide as its text."""
    columns = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
    pairs = zip(table.columns, columns, strict=True)
    shares = [_share(column, list(cells), table.tree) for column, cells in pairs]
    needs = _needs(table)
    return shares if any(shares) or sum(needs) > PAGE else needs


def _needs(table: Table) -> list[float]:
    """What each column takes if nothing in it is broken, in Latin letters."""
    columns = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
    pairs = zip(table.columns, columns, strict=True)
    return [BETWEEN + max(_width(head.label), _widest(cells)) for head, cells in pairs]


def _share(column: Column, cells: list[Cell], tree: bool) -> float:
    if any(cell.meter for cell in cells) or (tree and column.numeric):
        return 5.0
    widest = _widest(cells)
    return 0.0 if widest <= SHORT or column.numeric else float(min(widest, 120)) ** 0.5


def _widest(cells: Sequence[Cell]) -> int:
    lines = (line for cell in cells for line in cell.text.split("\n"))
    return max(map(_width, lines), default=0)


def _width(text: str) -> int:
    return sum(2 if character > "\u2e80" else 1 for character in text)


def _cell(cell: Cell) -> Shown:
    meter = cell.meter
    return {
        "text": cell.text,
        "link": cell.link,
        "anchor": cell.anchor,
        "quiet": cell.quiet,
        "depth": cell.depth,
        "meter": meter and {"value": meter.value, "low": meter.low, "high": meter.high},
    }


def _card(card: Card) -> Shown:
    facts = [[label, _cell(cell)] for label, cell in card.facts]
    return {"title": card.title, "anchor": card.anchor, "facts": facts}


def _transcript(block: Transcript, pictures: Mapping[str, Thumbnail]) -> Shown:
    return {
        "kind": "transcript",
        "anchor": block.anchor,
        "title": block.title,
        "aside": say("report.dot").join(part for part in (block.outcome, block.when) if part),
        "facts": [list(fact) for fact in block.facts],
        "turns": [_turn(turn) for turn in block.turns],
        "evidence": [_shot(shot, pictures.get(shot.sha256)) for shot in block.evidence],
    }


def _turn(turn: Turn) -> Shown:
    said = (turn.label, turn.times, turn.outcome)
    return {
        "label": say("report.dot").join(part for part in said if part),
        "question": turn.question,
        "reply": turn.reply,
        "remarks": [turn.cut] if turn.cut else [],
        "options": list(turn.options),
        "links": [list(link) for link in turn.links],
    }


def _shot(shot: Shot, small: Thumbnail | None) -> Shown:
    missing = shot.picture and small is None
    parts = [shot.label, say("report.shot-missing") if missing else "", shot.sha256]
    return {
        "label": say("report.dot").join(part for part in parts if part),
        "alt": shot.alt,
        "picture": _framed(small) if small else "",
    }


def _logo(picture: Picture | None) -> str:
    found = thumbnails({"logo": picture}, ["logo"]) if picture else {}
    return _framed(found["logo"]) if found else ""


def _framed(small: Thumbnail) -> str:
    """The picture inside an SVG, the one form in which a picture can be text."""
    size = f'width="{small.width}" height="{small.height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return f'{head}<image {size} href="{small.uri}"/></svg>'


def _only_live(shown: Shown) -> None:
    """Take away links to what is not printed, and names that no link needs."""
    named = [part for part in _parts(shown["chapters"]) if part.get("anchor")]
    wanted = {part["link"] for part in _parts(shown["chapters"]) if part.get("link")}
    live: set[str] = set()
    for part in named:
        if part["anchor"] in wanted - live:
            live.add(part["anchor"])
        else:
            part["anchor"] = ""
    for part in _parts(shown["chapters"]):
        if part.get("link") and part["link"] not in live:
            part["link"] = ""


def _parts(value: Any) -> Iterator[Shown]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)
