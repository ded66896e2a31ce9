"""How many have an assistant: by level and channel, and by region."""

from collections.abc import Iterator
from typing import Any

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import bracketed, dotted, group_name, listed, region_name, subtitle
from wenheng.report.numbers import number, share

GROUPS = ("level", "channel", "region")
ALL = "all"
COUNTS = ("n", "k", "usable", "unknown")

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
    return _figure(data, "F04", groups, say(key, **whole, share=share(whole["k"], whole["n"])))


def coverage_by_region(data: Material) -> FigureSpec:
    """F06: region × channel."""
    groups = [
        (dotted(region.name, channel.name), _region(data, region.id, channel.id))
        for region in data.study.regions
        for channel in data.study.channels
    ]
    title = say("report.coverage-regions", regions=listed(_regions(data)))
    return _figure(data, "F06", groups, title)


def coverage_counts(data: Material, **wanted: str) -> Counts:
    """n, k, usable and unknown of the platforms that have the `wanted` values; 0 if none has."""
    level, channel, region = (wanted.get(group, ALL) for group in GROUPS)
    row = data.coverage.get((level, channel, region), {})
    return {name: row.get(name, 0) for name in COUNTS}


def _region(data: Material, region: str, channel: str) -> Counts:
    return coverage_counts(data, region=region, channel=channel)


def _regions(data: Material) -> Iterator[str]:
    for region in data.study.regions:
        counts = coverage_counts(data, region=region.id)
        if counts["n"]:
            said = {"name": region_name(data, region.id), "share": share(counts["k"], counts["n"])}
            yield say("report.coverage-of", **said, k=counts["k"], n=counts["n"])


def _figure(data: Material, id_: str, groups: list[tuple[str, Counts]], title: str) -> FigureSpec:
    held = [(label, counts) for label, counts in groups if counts["n"]]
    rows = tuple(_row(label, counts) for label, counts in held)
    occurring = {key for row in rows for key, part in row["parts"].items() if part["value"]}
    shown = tuple(_shown(label, counts) for label, counts in held)
    return FigureSpec(
        id=id_,
        kind="share",
        title=title,
        subtitle=subtitle(data, f"report.{id_}-measure", sum(c["n"] for _, c in held)),
        alt=say(
            "report.alt", title=title, rows=listed(f"{row[0]} {row[2]}/{row[1]}" for row in shown)
        ),
        source=say("report.source-coverage"),
        columns=tuple(say("report.coverage-columns").split("|")),
        rows=rows,
        shown=shown,
        legend=tuple(part for part in _parts() if part.key in occurring),
        options={"axis": say("report.coverage-axis")},
        note=say("report.coverage-note") if id_ == "F04" else "",
    )


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


def _parts() -> tuple[Part, ...]:
    return (
        Part("usable", say("report.part-usable"), "present"),
        Part("barely", say("report.part-barely"), "barely"),
        Part("unknown", say("report.part-unknown"), "unknown", hatch=True),
        Part("absent", say("report.part-absent"), "absent"),
    )


def _shown(label: str, counts: Counts) -> tuple[str, ...]:
    n, low = counts["n"], counts["k"]
    high = low + counts["unknown"]
    bounds = share(low, n) if low == high else f"{share(low, n)}–{share(high, n)}"
    return (label, *(str(counts[name]) for name in COUNTS), share(low, n), bounds)
