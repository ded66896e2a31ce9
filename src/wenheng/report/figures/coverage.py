"""How many have an assistant, by level and channel; how many could not be reached."""

from typing import Any

from wenheng.language import say
from wenheng.report.figures.said import headed
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import bracketed, group_name, listed, sentences, subtitle
from wenheng.report.numbers import number, share

GROUPS = ("level", "channel", "region")
ALL = "all"
COUNTS = ("n", "k", "usable", "unknown")
COVERAGE_COLUMNS = "report.coverage-columns"

Counts = dict[str, int]


def coverage_by_group(data: Material) -> FigureSpec:
    """F04: level × channel."""
    groups = [
        (group_name(level, channel), coverage_counts(data, level=level.id, channel=channel.id))
        for level in data.study.levels
        for channel in data.study.channels
    ]
    whole = coverage_counts(data)
    key = "report.coverage-title-unknown" if whole["unknown"] else "report.coverage-title"
    title = say(key, **whole, share=share(whole["k"], whole["n"]))
    held = [(label, counts) for label, counts in groups if counts["n"]]
    rows = tuple(_row(label, counts) for label, counts in held)
    occurring = {key for row in rows for key, part in row["parts"].items() if part["value"]}
    shown = tuple(coverage_shown(label, counts) for label, counts in held)
    return FigureSpec(
        id="F04",
        kind="share",
        title=title,
        subtitle=subtitle(data, "report.F04-measure", sum(c["n"] for _, c in held)),
        alt=say(
            "report.alt", title=title, rows=listed(f"{row[0]} {row[2]}/{row[1]}" for row in shown)
        ),
        source=say("report.source-coverage"),
        columns=tuple(say(COVERAGE_COLUMNS).split("|")),
        rows=rows,
        shown=shown,
        legend=tuple(part for part in _parts() if part.key in occurring),
        options={"axis": say("report.coverage-axis")},
        note=say("report.coverage-note"),
    )


def unreached(data: Material) -> FigureSpec | None:
    """F33: platforms of which it is not known whether they have an assistant; None if none is."""
    whole = coverage_counts(data)
    if not whole["unknown"]:
        return None
    groups = [
        (group_name(level, channel), coverage_counts(data, level=level.id, channel=channel.id))
        for level in data.study.levels
        for channel in data.study.channels
    ]
    held = [(label, counts) for label, counts in groups if counts["n"]]
    title, note = headed(data, "R23", "coverage", say("report.unreached-title", **whole))
    shown = tuple(coverage_shown(label, counts) for label, counts in held)
    return FigureSpec(
        id="F33-platforms",
        kind="share",
        title=title,
        subtitle=subtitle(data, "report.unreached-measure", whole["n"]),
        alt=say("report.alt", title=title, rows=listed(f"{r[0]} {r[4]}/{r[1]}" for r in shown)),
        source=say("report.source-coverage"),
        columns=tuple(say(COVERAGE_COLUMNS).split("|")),
        rows=tuple(
            _reach(label, counts, row[-1]) for (label, counts), row in zip(held, shown, strict=True)
        ),
        shown=shown,
        legend=(
            Part("reached", say("report.part-reached"), "present"),
            Part("unknown", say("report.part-unknown"), "unknown", hatch=True),
        ),
        options={"axis": say("report.coverage-axis")},
        note=sentences(note, say("report.unreached-note")),
    )


def coverage_counts(data: Material, **wanted: str) -> Counts:
    """n, k, usable and unknown of the platforms that have the `wanted` values; 0 if none has."""
    level, channel, region = (wanted.get(group, ALL) for group in GROUPS)
    row = data.coverage.get((level, channel, region), {})
    return {name: row.get(name, 0) for name in COUNTS}


def coverage_shown(label: str, counts: Counts) -> tuple[str, ...]:
    """The counts of a group as printed under the columns of coverage."""
    n, low = counts["n"], counts["k"]
    high = low + counts["unknown"]
    bounds = share(low, n) if low == high else f"{share(low, n)}–{share(high, n)}"
    return (label, *(str(counts[name]) for name in COUNTS), share(low, n), bounds)


def _row(label: str, counts: Counts) -> dict[str, Any]:
    n, k = counts["n"], counts["k"]
    split = {
        "usable": counts["usable"],
        "barely": k - counts["usable"],
        "unknown": counts["unknown"],
        "absent": n - k - counts["unknown"],
    }
    parts = {key: {"value": part / n, "text": number(part, 0)} for key, part in split.items()}
    return {"label": label, "note": bracketed(f"{k}/{n}", share(k, n)), "parts": parts}


def _reach(label: str, counts: Counts, bounds: str) -> dict[str, Any]:
    n, unknown = counts["n"], counts["unknown"]
    split = {"reached": n - unknown, "unknown": unknown}
    parts = {key: {"value": part / n, "text": number(part, 0)} for key, part in split.items()}
    return {"label": label, "note": bounds, "parts": parts}


def _parts() -> tuple[Part, ...]:
    return (
        Part("usable", say("report.part-usable"), "present"),
        Part("barely", say("report.part-barely"), "barely"),
        Part("unknown", say("report.part-unknown"), "unknown", hatch=True),
        Part("absent", say("report.part-absent"), "absent"),
    )
