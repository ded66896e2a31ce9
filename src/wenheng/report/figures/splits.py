"""How much of the differences lies between regions."""

from wenheng.language import say
from wenheng.report.figures.said import finding, headed
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import dotted, level_name, listed, sentences, subtitle
from wenheng.report.numbers import percent


def region_splits(data: Material) -> FigureSpec | None:
    """F16: between and within regions; None where too few units differ to divide it."""
    rows = list(data.optional("splits"))
    judged = finding(data, "R03b", "covered")
    if not rows or (judged and judged["strength"] == "X"):
        return None
    neutral = say("report.F16-title", between=percent(rows[0]["between"]))
    title, note = headed(data, "R03b", "covered", neutral)
    labels = [_split_name(data, row) for row in rows]
    shown = tuple(
        (label, str(row["n"]), percent(row["between"], 1), percent(1 - row["between"], 1))
        for label, row in zip(labels, rows, strict=True)
    )
    return FigureSpec(
        id="F16",
        kind="share",
        title=title,
        subtitle=subtitle(data, "report.F16-measure", rows[0]["n"]),
        alt=say("report.alt", title=title, rows=listed(f"{row[0]} {row[2]}" for row in shown)),
        source=say("report.source-splits"),
        columns=tuple(say("report.F16-columns").split("|")),
        rows=tuple(
            {
                "label": label,
                "note": f"n = {row['n']}",
                "parts": {
                    "between": {"value": row["between"], "text": percent(row["between"])},
                    "within": {"value": 1 - row["between"], "text": percent(1 - row["between"])},
                },
            }
            for label, row in zip(labels, rows, strict=True)
        ),
        shown=shown,
        legend=(
            Part("between", say("report.split-between"), "present"),
            Part("within", say("report.split-within"), "absent"),
        ),
        options={"axis": say("report.F16-axis")},
        note=sentences(note, say("report.F16-note")),
    )


def _split_name(data: Material, row: Row) -> str:
    if row["level"] == "all":
        return say("report.split-all")
    return dotted(level_name(data, row["level"]), say(f"report.split-{row['measure']}"))
