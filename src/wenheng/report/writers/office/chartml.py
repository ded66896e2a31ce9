"""A chart as Office keeps it: its drawing, and the workbook that "edit data" opens."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import xlsxwriter
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from wenheng.language import Language, say
from wenheng.report.writers.office.archives import settled
from wenheng.report.writers.office.charts import Chart, Series, Values
from wenheng.report.writers.office.colors import color, ink_on
from wenheng.report.writers.office.widths import width_of

TEMPLATES = Path(__file__).parents[1] / "templates"
TAGS = {"zh": "zh-CN", "en": "en-US"}
LATIN, EAST = "Arial", "微软雅黑"
SHEET = "Sheet1"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the workbook's properties, which want a date; the document has the true one."""


@dataclass(frozen=True)
class Frame:
    """Where a chart stands: its size and that of its text, in points."""

    width: float
    height: float
    size: float


@dataclass(frozen=True)
class _Column:
    series: Series
    index: int
    at: dict[str, str]
    plus: Values
    minus: Values


def drawing(chart: Chart, frame: Frame, language: Language) -> bytes:
    """The ChartML of `chart`; its relation `rId1` is the workbook.

    Source: ECMA-376-1, part 1, 21.2 (DrawingML Charts).
    """
    return (
        template("chart.xml.j2")
        .render(
            chart=chart,
            series=list(_columns(chart)),
            labels_at=_range(chart, 0),
            plot=_plot(chart, frame),
            step=_step(chart.top) if chart.axis else None,
            size=round(100 * frame.size),
            reach_width=round(12700 * min(6.0, 0.25 * frame.height / max(1, len(chart.labels)))),
            tongue=TAGS[language],
            latin=LATIN,
            east=EAST,
            ink=lambda series: ink_on(series.token) if chart.stacked else color("ink"),
        )
        .encode()
    )


def workbook(chart: Chart) -> bytes:
    """The numbers of `chart` as a workbook: text is text, never a formula or a link."""
    made = io.BytesIO()
    plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with xlsxwriter.Workbook(made, {"in_memory": True, **plain}) as book:
        book.set_properties({"created": NEVER.replace(tzinfo=None)})
        sheet = book.add_worksheet(SHEET)
        sheet.write_column(1, 0, chart.labels)
        for column in _columns(chart):
            sheet.write_string(0, column.index + 1, column.series.name)
            _write(sheet, column.index + 1, column.series.values)
            if column.plus:
                place = len(chart.series) + 1
                for offset, name in enumerate(("plus", "minus")):
                    sheet.write_string(0, place + offset, say(f"report.chart-{name}"))
                _write(sheet, place, column.plus)
                _write(sheet, place + 1, column.minus)
    return settled(made.getvalue())


def _write(sheet: xlsxwriter.worksheet.Worksheet, column: int, values: Values) -> None:
    for row, value in enumerate(values, 1):
        if value is not None:
            sheet.write_number(row, column, value)


def _columns(chart: Chart) -> Iterator[_Column]:
    """Series in the columns B …; the ends of the one with ranges in the two after the last."""
    last = len(chart.series) + 1
    for index, series in enumerate(chart.series):
        at = {
            "name": f"{SHEET}!${xl_col_to_name(index + 1)}$1",
            "values": _range(chart, index + 1),
            "plus": _range(chart, last),
            "minus": _range(chart, last + 1),
        }
        ends = list(zip(series.values, series.low, series.high, strict=False))
        plus = tuple(None if v is None or h is None else h - v for v, _, h in ends)
        minus = tuple(None if v is None or low is None else v - low for v, low, _ in ends)
        yield _Column(series, index, at, plus, minus)


def _range(chart: Chart, column: int) -> str:
    return f"{SHEET}!{xl_range_abs(1, column, max(1, len(chart.labels)), column)}"


def _plot(chart: Chart, frame: Frame) -> dict[str, float]:
    """The inner plot as shares of the frame: labels, legend and axis have their room."""
    line = 1.9 * frame.size
    top = line * 1.3 if chart.legend else 0.4 * line
    if chart.form == "marks":
        left, below = 3.5 * frame.size, line * (2.2 + _label_lines(chart, frame))
    else:
        names = max((width_of(label, frame.size) for label in chart.labels), default=0)
        left = min(0.42 * frame.width, names + 1.2 * frame.size)
        below = line * 2.1 if chart.axis else 0.4 * line
    right = 1.5 * frame.size
    return {
        "left": round(left / frame.width, 4),
        "top": round(top / frame.height, 4),
        "width": round((frame.width - left - right) / frame.width, 4),
        "height": round((frame.height - top - below) / frame.height, 4),
    }


def _label_lines(chart: Chart, frame: Frame) -> int:
    """Lines that the longest label under a mark takes."""
    room = 0.85 * frame.width / max(1, len(chart.labels))
    return max((int(width_of(label, frame.size) // room) for label in chart.labels), default=0)


def _step(top: float) -> float:
    steps = (0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 25)
    return next((s for s in steps if top / s <= 6 and abs(top / s - round(top / s)) < 1e-9), top)


@cache
def template(name: str) -> Template:
    """A template of XML, which escapes what it is given."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.globals.update(color=color)
    return environment.get_template(name)
