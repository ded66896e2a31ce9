"""What could be bettered first: by rule, for how many, and what the top level asks for."""

from collections.abc import Iterator

from wenheng.language import say, spoken
from wenheng.report.compose.parts import FEW, columns
from wenheng.report.document import Block, Cell, Heading, Paragraph, Points, Table
from wenheng.report.material import Material, Row
from wenheng.report.names import listed, platform_name
from wenheng.report.numbers import percent
from wenheng.report.plain import anchor, typeset


def advice(data: Material) -> tuple[Block, ...]:
    """T05, and below it the platforms that each piece of advice is for."""
    if not data.advice and not data.findings:
        return ()
    fired = [row for row in data.findings if row["rule"] == "R24" and row["strength"] in "SM"]
    points = Points(tuple(typeset(row[f"sentence_{spoken()}"]) for row in fired))
    return (
        Paragraph(say("report.advice-lead")),
        *([points] if fired else [Paragraph(say("report.advice-none"))]),
        *_by_indicator(data),
    )


def _by_indicator(data: Material) -> Iterator[Block]:
    by: dict[str, list[Row]] = {}
    for row in data.advice:
        by.setdefault(row["indicator"], []).append(row)
    if not by:
        return
    order = sorted(by, key=lambda id_: (-len({row["unit"] for row in by[id_]}), id_))
    yield Heading(3, say("report.advice-platforms"), "advice-platforms")
    yield Table(
        say("report.advice-caption"),
        columns("report.advice-columns", 1, 2),
        tuple(_row(data, id_, by[id_]) for id_ in order),
        anchor="advice-table",
        searchable=len(order) > FEW,
    )


def _row(data: Material, indicator: str, rows: list[Row]) -> tuple[Cell, ...]:
    node = data.study.indicator(indicator)
    units = len({row["unit"] for row in rows})
    return (
        Cell(f"{indicator} {typeset(str(node.name))}", link=anchor("i", indicator)),
        Cell(str(units), sort=units),
        Cell(percent(rows[0]["weight"], 1), sort=rows[0]["weight"]),
        Cell(typeset(rows[0]["wanted"])),
        Cell(listed(platform_name(data, row["platform"]) for row in rows)),
    )
