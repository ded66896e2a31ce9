"""Parts that several chapters are made of."""

from collections.abc import Mapping
from dataclasses import replace

from wenheng.language import say
from wenheng.report.document import Block, Chapter, Column, Figure, Meter, Table
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.material import Material, Row
from wenheng.report.plain import typeset

FEW = 12
"""Rows up to which a table needs no search."""


def numbered(
    area: str, found: Mapping[str, tuple[Block, ...]], titles: Mapping[str, str] | None = None
) -> tuple[Chapter, ...]:
    """Chapters with their numbers, figures and numbered tables counted through, each from 1.

    Args:
        area: of the words that chapters are titled by.
        found: name of a chapter → its blocks; one that has none is left out.
        titles: of chapters that `area` has no words for.
    """
    own = titles or {}
    counts = {Figure: 0, Table: 0}
    held = [name for name, blocks in found.items() if blocks]
    numerals = say("report.numerals").split("|")
    return tuple(
        Chapter(
            name,
            say(
                "report.chapter",
                number=numerals[place],
                title=own.get(name) or say(f"{area}.{name}"),
            ),
            tuple(_counted(block, counts) for block in found[name]),
        )
        for place, name in enumerate(held)
    )


def _title(number: str, title: str) -> str:
    return say("report.chapter", number=number, title=title)


def _counted(block: Block, counts: dict[type, int]) -> Block:
    if isinstance(block, Figure):
        counts[Figure] += 1
        return replace(block, number=say("report.figure-number", number=counts[Figure]))
    if isinstance(block, Table) and block.numbered:
        counts[Table] += 1
        return replace(block, number=say("report.table-number", number=counts[Table]))
    return block


def figure(spec: FigureSpec) -> Figure:
    return Figure(spec, anchor=f"figure-{spec.id}")


def figures(*specs: FigureSpec | None) -> tuple[Figure, ...]:
    """A block for each figure that there is."""
    return tuple(figure(spec) for spec in specs if spec)


def columns(key: str, *numeric: int) -> tuple[Column, ...]:
    """Columns from a sentence `a|b|c`; those at the places `numeric` hold numbers."""
    labels = say(key).split("|")
    return tuple(Column(label, numeric=index in numeric) for index, label in enumerate(labels))


def total_meter(data: Material, total: Row) -> Meter | None:
    """A total and its bounds as shares of the highest possible total."""
    if total["low"] is None or total["status"] == "no_assistant":
        return None
    parts = (total["score"], total["low"], total["high"])
    value, low, high = (None if part is None else part / data.total_top for part in parts)
    return Meter(value, low, high)


def cuts_origin(data: Material) -> str:
    """Whose the cut-offs of grades are, and what the study says of them."""
    grading = data.study.grading
    origin = say(f"report.origin-{grading.origin.kind}")
    return say("report.cuts-origin", origin=origin, note=typeset(grading.note))
