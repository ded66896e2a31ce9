"""What was met, and what could not be assessed: gaps are facts."""

from collections import Counter
from typing import Any

import polars as pl

from wenheng.language import say
from wenheng.report.figures.levels import groups_of
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import bracketed, capital, counted, listed, outcome_name, subtitle
from wenheng.report.numbers import share


def outcome_counts(data: Material) -> FigureSpec | None:
    """F31: how the sessions ended, the most frequent first; None where none was held."""
    met = Counter(data.tables["sessions"]["outcome"].cast(pl.String).to_list()).most_common()
    if not met:
        return None
    held = sum(count for _, count in met)
    whole = max(held, data.facts.planned_sessions or held)
    replied = dict(met).get("replied", 0)
    title = say("report.outcome-title", n=whole, replied=replied, share=share(replied, whole))
    counts = [(outcome_name(outcome), count) for outcome, count in met]
    if held < whole:
        counts.append((say("report.not-held"), whole - held))
    texts = [share(count, whole) for _, count in counts]
    rows = tuple(_outcome(*pair, text) for pair, text in zip(counts, texts, strict=True))
    return FigureSpec(
        id="F31",
        kind="count",
        title=title,
        subtitle=subtitle(data, "report.F31-measure", whole),
        alt=say("report.alt", title=title, rows=listed(f"{r['label']} {r['value']}" for r in rows)),
        source=say("report.source-sessions"),
        columns=tuple(say("report.outcome-columns").split("|")),
        rows=rows,
        shown=tuple(
            (row["label"], str(row["value"]), text) for row, text in zip(rows, texts, strict=True)
        ),
        options={"token": "other"},
    )


def reply_failures(data: Material) -> FigureSpec | None:
    """F31-replies: what replies to main questions were instead of an answer with a link."""
    found = data.optional("failures", end="reply")
    if not found:
        return None
    n, most = found[0]["n"], found[0]["k"]
    names = {row["kind"]: capital(say(f"report.reply-{row['kind']}")) for row in found}
    first = listed(names[row["kind"]] for row in found if row["k"] == most)
    title = say("report.replies-title", n=n, kinds=first, k=most)
    rows = tuple(
        {"label": names[row["kind"]], "value": row["k"],
         "note": bracketed(f"{row['k']}/{n}", share(row["k"], n))}
        for row in found
    )  # fmt: skip
    return FigureSpec(
        id="F31-replies",
        kind="count",
        title=title,
        subtitle=subtitle(data, "report.replies-measure", n),
        alt=say("report.alt", title=title, rows=listed(f"{r['label']} {r['value']}" for r in rows)),
        source=say("report.source-failures"),
        columns=tuple(say("report.replies-columns").split("|")),
        rows=rows,
        shown=tuple(
            (row["label"], f"{each['k']}/{n}", share(each["k"], n))
            for row, each in zip(rows, found, strict=True)
        ),
        options={"token": "other", "top": n},
        note=say("report.replies-note"),
    )


def assessed_cells(data: Material) -> FigureSpec:
    """F33: planned ratings by what became of them, by level × channel."""
    groups = [(group.label, cell_counts(data, group.platforms)) for group in groups_of(data)]
    held = [(label, counts) for label, counts in groups if sum(counts.values())]
    whole = cell_counts(data, tuple(data.platforms))
    planned = sum(whole.values())
    title = say(
        "report.cells-title",
        planned=planned,
        scored=whole["scored"],
        share=share(whole["scored"], planned),
        left=whole["not_assessed"],
        absent=whole["no_assistant"],
    )
    return FigureSpec(
        id="F33",
        kind="share",
        title=title,
        subtitle=subtitle(data, "report.F33-measure", planned),
        alt=say(
            "report.alt",
            title=title,
            rows=listed(f"{label} {c['scored']}/{sum(c.values())}" for label, c in held),
        ),
        source=say("report.source-cells"),
        columns=tuple(say("report.cells-columns").split("|")),
        rows=tuple(_cells_row(*each) for each in held),
        shown=tuple(
            (label, str(sum(counts.values())), *counted(data, list(counts.values())))
            for label, counts in held
        ),
        legend=(
            Part("scored", say("report.status-scored"), "present"),
            Part("not_assessed", say("report.status-not_assessed"), "unknown", hatch=True),
            Part("no_assistant", say("report.status-no_assistant"), "absent"),
        ),
        options={"axis": say("report.cells-axis")},
        note=say("report.cells-note"),
    )


def cell_counts(data: Material, platforms: tuple[str, ...], indicator: str = "") -> dict[str, int]:
    """Planned and applicable cells by status; withheld counts as not assessed."""
    frame = data.tables["cells"].filter(
        pl.col("platform").is_in(platforms), pl.col("status") != "not_applicable"
    )
    if indicator:
        frame = frame.filter(pl.col("indicator") == indicator)
    met = Counter(frame["status"].cast(pl.String).to_list())
    return {
        "scored": met["scored"],
        "not_assessed": met["not_assessed"] + met["withheld"],
        "no_assistant": met["no_assistant"],
    }


def _outcome(name: str, count: int, text: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "label": capital(name),
        "value": count,
        "note": bracketed(str(count), text),
    }
    return {**row, "token": "present"} if name == outcome_name("replied") else row


def _cells_row(label: str, counts: dict[str, int]) -> dict[str, Any]:
    whole = sum(counts.values())
    parts = {key: {"value": count / whole, "text": str(count)} for key, count in counts.items()}
    note = bracketed(f"{counts['scored']}/{whole}", share(counts["scored"], whole))
    return {"label": label, "note": note, "parts": parts}
