"""Parts that several chapters are made of."""

from wenheng.language import say
from wenheng.report.document import Column, Figure, Meter
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.material import Material, Row
from wenheng.report.plain import typeset

FEW = 12
"""Rows up to which a table needs no search."""


def figure(spec: FigureSpec) -> Figure:
    return Figure(spec, anchor=f"figure-{spec.id}")


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
