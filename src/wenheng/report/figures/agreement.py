"""F03: how far people agreed on each indicator before anything was settled."""

from typing import Any

from wenheng.language import say
from wenheng.report.figures.scales import interval_text, signed, span
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import subtitle
from wenheng.report.numbers import number
from wenheng.report.plain import anchor


def agreement(data: Material) -> FigureSpec | None:
    """F03: ordinal α of indicators rated by two or more people; None where there is none."""
    found = {row["indicator"]: row for row in data.optional("agreement", coefficient="alpha")}
    nodes = [n for n in data.study.rated if n.id in found and found[n.id]["subjects"]]
    rows = [{**found[node.id], "label": f"{node.id} {node.name}"} for node in nodes]
    stated = [row for row in rows if row["value"] is not None]
    if not stated:
        return None
    low, high = (signed(end(row["value"] for row in stated), 2).lstrip("+") for end in (min, max))
    title = say("report.F03-title", n=len(stated), low=low, high=high)
    rows.sort(key=lambda row: (row["value"] is None, -(row["value"] or 0.0)))
    return FigureSpec(
        id="F03",
        kind="forest",
        title=title,
        subtitle=subtitle(
            data, "report.F03-measure", sum(row["subjects"] for row in rows), "report.F03-interval"
        ),
        alt=say(
            "report.alt",
            title=title,
            rows=say("report.semicolon").join(f"{row['label']} {_text(row)}" for row in rows),
        ),
        source=say("report.source-agreement"),
        columns=tuple(say("report.F03-columns").split("|")),
        rows=tuple(_row(row) for row in rows),
        shown=tuple(
            (row["label"], number(row["value"]), interval_text(row), str(row["subjects"]),
             str(row["raters"]))
            for row in rows
        ),
        legend=(Part("alpha", say("report.F03-mark"), "present", "circle"),),
        options={
            **span([1.0, *(row[end] for row in stated for end in ("value", "low"))]),
            "zero": True,
            "axis": say("report.F03-axis"),
        },
        note=say("report.F03-note"),
    )  # fmt: skip


def _row(row: Row) -> dict[str, Any]:
    undefined = row["value"] is None
    mark = {"value": row["value"], "low": row["low"], "high": row["high"], "text": _text(row)}
    return {
        "label": row["label"],
        "link": anchor("i", row["indicator"]),
        "note": "" if undefined else _text(row),
        "remark": say("report.F03-undefined") if undefined else "",
        "quiet": undefined,
        "marks": {"alpha": mark},
    }


def _text(row: Row) -> str:
    value = number(row["value"])
    return value if row["low"] is None else f"{value} {interval_text(row)}"
