"""A report as blocks: what it says, before any writer gives it a form.

Every number in a block is already text, or stands beside its text only to be drawn or sorted by.
An `anchor` is the block's own name, a `link` the anchor it points to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wenheng.language import Language
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.pictures import Picture


@dataclass(frozen=True)
class Meter:
    """A value on a scale, and what gaps leave open, as shares of the scale (0–1)."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Cell:
    """A field of a table: text, and what it is drawn, sorted and linked by."""

    text: str
    link: str = ""
    anchor: str = ""
    meter: Meter | None = None
    sort: float | None = None
    quiet: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Heading:
    level: Literal[3, 4]
    text: str
    anchor: str
    aside: str = ""


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Note:
    """Something a reader must know before quoting."""

    text: str


@dataclass(frozen=True)
class Finding:
    """What may be said of the results, how strongly, and what it rests on.

    `strength`: `S` a headline, `M` body text with its qualifier, `N` only the counter-text is
    true enough (`text` holds it), `X` too little to judge; `label` is the same in words. `note`
    names rule, n and chance; `link` is the anchor of its line in the ledger.
    """

    strength: Literal["S", "M", "N", "X"]
    label: str
    text: str
    note: str
    anchor: str
    link: str


@dataclass(frozen=True)
class Points:
    items: tuple[str, ...]


@dataclass(frozen=True)
class KeyNumber:
    value: str
    label: str
    note: str
    link: str


@dataclass(frozen=True)
class KeyNumbers:
    items: tuple[KeyNumber, ...]


@dataclass(frozen=True)
class Figure:
    spec: FigureSpec
    anchor: str
    number: str = ""


@dataclass(frozen=True)
class Table:
    """`numbered` tables are counted through the report; `searchable` ones can be filtered."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    anchor: str = ""
    numbered: bool = True
    searchable: bool = False
    tree: bool = False
    number: str = ""


@dataclass(frozen=True)
class Card:
    """Facts about one thing, each with a label; with a picture where there is one."""

    title: str
    anchor: str
    facts: tuple[tuple[str, Cell], ...]
    shot: "Shot | None" = None


@dataclass(frozen=True)
class Cards:
    items: tuple[Card, ...]


@dataclass(frozen=True)
class Shot:
    """A piece of evidence; a picture where `sha256` is among those embedded."""

    sha256: str
    label: str
    alt: str
    picture: bool


@dataclass(frozen=True)
class Turn:
    label: str
    question: str
    outcome: str
    reply: str
    cut: str
    options: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    times: str


@dataclass(frozen=True)
class Transcript:
    """A session as it was held: what was asked and replied, and the evidence of it."""

    anchor: str
    title: str
    outcome: str
    when: str
    facts: tuple[tuple[str, str], ...]
    turns: tuple[Turn, ...]
    evidence: tuple[Shot, ...]
    back: Cell


@dataclass(frozen=True)
class Fold:
    """Blocks that open on demand and stay out of print."""

    title: str
    aside: str
    anchor: str
    blocks: tuple["Block", ...]


Block = (
    Heading
    | Paragraph
    | Note
    | Finding
    | Points
    | KeyNumbers
    | Figure
    | Table
    | Cards
    | Transcript
    | Fold
)


def shots_of(blocks: Iterable[Block]) -> Iterator[Shot]:
    """The pictures that stand in `blocks`: those of transcripts and of cards."""
    for block in blocks:
        if isinstance(block, Transcript):
            yield from (shot for shot in block.evidence if shot.picture)
        elif isinstance(block, Cards):
            yield from (card.shot for card in block.items if card.shot is not None)


@dataclass(frozen=True)
class Chapter:
    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Cover:
    title: str
    subtitle: str
    status: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    organisation: str = ""
    logo: Picture | None = None

    @property
    def over(self) -> str:
        """The line over the title: whose it is, and what."""
        return "  ".join(part for part in (self.organisation, self.subtitle) if part)


@dataclass(frozen=True)
class ReportDoc:
    """The whole report in one language; `made_at` is the moment its numbers are as of.

    `colour` is that of titles, `#rrggbb`, or empty.
    A `card` is one or two pages about one unit, without cover and contents.
    """

    language: Language
    cover: Cover
    chapters: tuple[Chapter, ...]
    colophon: str
    made_at: datetime | None = None
    form: Literal["report", "card"] = "report"
    colour: str = ""
