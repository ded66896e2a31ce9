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
from wenheng.report.writers.office.charts import Chart, Scale, Series, Values
from wenheng.report.writers.office.colors import color, ink_on
from wenheng.report.writers.office.widths import width_of

TEMPLATES = Path(__file__).parents[1] / "templates"
TAGS = {"zh": "zh-CN", "en": "en-US"}
LATIN, EAST = "Arial", "微软雅黑"
SHEET = "Sheet1"
EMU = 12700
SLANT, MOST_LINES = -2_700_000, 2
"""Labels that take more than two lines stand aslant, by 45 degrees."""

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
    """A series and the ranges of the sheet that hold its parts."""

    series: Series
    index: int
    at: dict[str, str]
    first: int

    @property
    def parts(self) -> dict[str, Values]:
        """What stands in the columns from `first` on, those that are held."""
        series = self.series
        held = {
            "xs": series.xs,
            "values": series.values,
            "minus": series.minus,
            "plus": series.plus,
        }
        return {name: values for name, values in held.items() if values}


def drawing(chart: Chart, frame: Frame, language: Language) -> bytes:
    """The ChartML of `chart`; its relation `rId1` is the workbook.

    Source: ECMA-376-1, part 1, 21.2 (DrawingML Charts).
    """
    return (
        template("chart.xml.j2")
        .render(
            chart=chart,
            series=list(_columns(chart)),
            labels_at=_range(0, len(chart.labels)),
            plot=_plot(chart, frame),
            step=_step(chart.scale),
            across_step=_step(chart.across) if chart.across else None,
            slant=SLANT if _is_slanted(chart, frame) else 0,
            size=round(100 * frame.size),
            reach_width=round(EMU * min(6.0, 0.25 * frame.height / max(1, len(chart.labels)))),
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
            for place, (name, values) in enumerate(column.parts.items(), column.first):
                told = column.series.name if name == "values" else say(f"report.chart-{name}")
                sheet.write_string(0, place, told)
                _write(sheet, place, values)
    return settled(made.getvalue())


def _write(sheet: xlsxwriter.worksheet.Worksheet, column: int, values: Values) -> None:
    for row, value in enumerate(values, 1):
        if value is not None:
            sheet.write_number(row, column, value)


def _columns(chart: Chart) -> Iterator[_Column]:
    """The series, each with its parts in columns side by side, from the second on."""
    first = 1
    for index, series in enumerate(chart.series):
        column = _Column(series, index, {}, first)
        for place, (name, values) in enumerate(column.parts.items(), first):
            column.at[name] = _range(place, len(values))
            if name == "values":
                column.at["name"] = f"{SHEET}!${xl_col_to_name(place)}$1"
        first += len(column.parts)
        yield column


def _range(column: int, count: int) -> str:
    return f"{SHEET}!{xl_range_abs(1, column, max(1, count), column)}"


def _plot(chart: Chart, frame: Frame) -> dict[str, float]:
    """The inner plot as shares of the frame: labels, legend and axis have their room."""
    line = 1.9 * frame.size
    top = line * (0.4 + 0.9 * _legend_lines(chart, frame)) if chart.legend else 0.6 * line
    names = max((width_of(label, frame.size) for label in chart.labels), default=0)
    right = 1.5 * frame.size
    if chart.form == "bars":
        left = min(0.42 * frame.width, names + 1.2 * frame.size)
        below = line * 2.1 if chart.scale.title else 0.4 * line
    elif chart.form == "marks":
        left = 4.5 * frame.size
        below = line * (1.3 + _label_lines(chart, frame))
        if _is_slanted(chart, frame):
            below = min(0.4 * frame.height, 0.75 * names + line)
    else:  # nearly a square, in the middle
        below = 2.3 * line
        left = max(4.5 * frame.size, frame.width / 2 - 0.65 * (frame.height - top - below))
        right = left
    return {
        "left": round(left / frame.width, 4),
        "top": round(top / frame.height, 4),
        "width": round((frame.width - left - right) / frame.width, 4),
        "height": round((frame.height - top - below) / frame.height, 4),
    }


def _legend_lines(chart: Chart, frame: Frame) -> int:
    keys = (width_of(series.name, frame.size) + 3 * frame.size for series in chart.series)
    return max(1, -int(-sum(keys) // (0.65 * frame.width)))


def _label_lines(chart: Chart, frame: Frame) -> int:
    """Lines that the longest label under a mark takes."""
    room = 0.85 * frame.width / max(1, len(chart.labels))
    return 1 + max((int(width_of(label, frame.size) // room) for label in chart.labels), default=0)


def _is_slanted(chart: Chart, frame: Frame) -> bool:
    return chart.form == "marks" and _label_lines(chart, frame) > MOST_LINES


def _step(scale: Scale) -> float | None:
    if not scale.title or scale.step:
        return scale.step
    steps = (0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 25)
    reach = scale.most - scale.least
    whole = (s for s in steps if reach / s <= 6 and abs(reach / s - round(reach / s)) < 1e-9)
    return next(whole, None)


@cache
def template(name: str) -> Template:
    """A template of XML, which escapes what it is given."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.globals.update(color=color)
    return environment.get_template(name)
