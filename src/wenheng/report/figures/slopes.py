"""From one wave to the next: a line for each unit, what moved beyond chance drawn apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.numbers import number

TOKENS = {"rose": "web", "fell": "mobile", "unsure": "other"}
LABELLED = 40
"""Rows up to which all are drawn; of more only those that moved beyond chance."""


@dataclass(frozen=True)
class Slope:
    """A unit's mean over what both waves scored."""

    name: str
    link: str
    before: float
    after: float
    moved: str
    """`rose` or `fell` beyond chance, else `unsure`."""


@dataclass(frozen=True)
class Ends:
    """What stands above the two ends, and what is said of the figure as a whole."""

    id: str
    before: str
    after: str
    title: str
    subtitle: str
    source: str


def slopes(ends: Ends, given: Sequence[Slope]) -> FigureSpec:
    """A slope for each of `given`; the axis goes by halves around what there is."""
    rows = sorted(given, key=lambda one: (-one.after, -one.before, one.name))
    many = len(rows) > LABELLED
    drawn = [row for row in rows if row.moved != "unsure"] if many else rows
    values = [value for row in drawn for value in (row.before, row.after)]
    shown = tuple((row.name, number(row.before), number(row.after), _word(row)) for row in drawn)
    return FigureSpec(
        id=ends.id,
        kind="slope",
        title=ends.title,
        subtitle=ends.subtitle,
        alt=say("report.alt", title=ends.title, rows=_spoken(shown)),
        source=ends.source,
        columns=tuple(say("comparison.slope-columns").split("|")),
        rows=tuple(_row(row) for row in drawn),
        shown=shown,
        legend=tuple(
            Part(key, say(f"comparison.{key}"), token)
            for key, token in TOKENS.items()
            if any(row.moved == key for row in drawn)
        ),
        options={
            "ends": [ends.before, ends.after],
            "low": floor(2 * min(values, default=0)) / 2,
            "top": ceil(2 * max(values, default=0) + 0.1) / 2,
        },
        note=say("comparison.slope-left", count=len(rows) - len(drawn)) if many else "",
    )


def _row(row: Slope) -> dict[str, Any]:
    return {
        "label": row.name,
        "link": row.link,
        "before": row.before,
        "after": row.after,
        "texts": {"before": number(row.before), "after": number(row.after)},
        "token": TOKENS[row.moved],
        "dashed": row.moved == "fell",
    }


def _word(row: Slope) -> str:
    return say(f"comparison.{row.moved}")


def _spoken(shown: Sequence[tuple[str, ...]]) -> str:
    return say("report.semicolon").join(" ".join(cells) for cells in shown)
