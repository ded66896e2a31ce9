"""Regions: how many have an assistant, how units score, how much of it lies between them."""

from collections.abc import Iterator
from typing import Any

from wenheng.language import say
from wenheng.report.figures.coverage import (
    COVERAGE_COLUMNS,
    Counts,
    coverage_counts,
    coverage_shown,
)
from wenheng.report.figures.looks import channel_marks, level_marks
from wenheng.report.figures.said import headed
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import (
    bracketed,
    dotted,
    level_name,
    listed,
    region_name,
    sentences,
    some,
    subtitle,
    unit_name,
)
from wenheng.report.numbers import number, share
from wenheng.report.plain import anchor
from wenheng.study.roster import Channel, Region


def coverage_by_region(data: Material) -> FigureSpec:
    """F06: region × channel, with what unknown platforms leave open."""
    groups = [
        (region, channel, counts)
        for region in data.study.regions
        for channel in data.study.channels
        if (counts := coverage_counts(data, region=region.id, channel=channel.id))["n"]
    ]
    shown = tuple(
        coverage_shown(dotted(region.name, channel.name), counts)
        for region, channel, counts in groups
    )
    regions = list(dict.fromkeys(region.id for region, _, _ in groups))
    neutral = say("report.coverage-regions", regions=listed(_coverages(data, regions)))
    title, note = headed(data, "R03", "coverage", neutral)
    whole = sum(counts["n"] for _, _, counts in groups)
    return FigureSpec(
        id="F06",
        kind="intervals",
        title=title,
        subtitle=subtitle(data, "report.F06-measure", whole, "report.bars-unknown"),
        alt=say("report.alt", title=title, rows=listed(f"{r[0]} {r[2]}/{r[1]}" for r in shown)),
        source=say("report.source-coverage"),
        columns=tuple(say(COVERAGE_COLUMNS).split("|")),
        rows=tuple(_coverage_row(regions, *each) for each in groups),
        shown=shown,
        legend=channel_marks(data),
        options={
            "groups": [{"label": region_name(data, region)} for region in regions],
            "top": 1,
            "percent": True,
            "axis": say("report.coverage-axis"),
        },
        note=note,
    )


def region_scores(data: Material) -> FigureSpec | None:
    """F15: units by region, each with the mean of its region; None where no unit has a score."""
    rows = {row["region"]: row for row in data.optional("regions") if row["level"] == "all"}
    regions = [region for region in data.study.regions if region.id in rows]
    if not regions:
        return None
    places = {region.id: place for place, region in enumerate(regions)}
    units = [unit for unit in data.study.units if unit.id in data.covered]
    means = listed(
        say("report.F15-mean", region=region_name(data, key), mean=number(row["mean"], 1))
        for key, row in _in_order(regions, rows)
    )
    title, note = headed(data, "R03", "covered", say("report.F15-title", means=means))
    ends = _extremes(data)
    return FigureSpec(
        id="F15",
        kind="strip",
        title=title,
        subtitle=subtitle(data, "report.F15-measure", len(units), "report.bars-units"),
        alt=say("report.alt", title=title, rows=means),
        source=say("report.source-regions"),
        columns=tuple(say("report.F15-columns").split("|")),
        rows=tuple(
            {
                "label": unit_name(data, unit.id),
                "link": anchor("u", unit.id),
                "group": places[unit.region],
                "part": unit.level,
                "value": data.covered[unit.id],
                "named": unit.id in ends,
            }
            for unit in units
        ),
        shown=tuple(
            (
                unit_name(data, unit.id),
                region_name(data, unit.region),
                level_name(data, unit.level),
                number(data.covered[unit.id], 1),
            )
            for unit in units
        ),
        legend=(*level_marks(data), Part("mean", say("report.mark-mean"), "ink", "whisker")),
        options={
            "groups": [
                {"label": region_name(data, key), "note": f"n = {row['n']}"}
                for key, row in _in_order(regions, rows)
            ],
            "means": [_mean(row) for _, row in _in_order(regions, rows)],
            "top": 100,
            "axis": say("report.F15-axis"),
        },
        note=sentences(note, say("report.F15-note"), *_uncounted(regions, rows, data)),
    )


def _coverage_row(
    regions: list[str], region: Region, channel: Channel, counts: Counts
) -> dict[str, Any]:
    n, k = counts["n"], counts["k"]
    return {
        "label": str(region.name),
        "group": regions.index(region.id),
        "part": channel.id,
        "value": k / n,
        "low": k / n,
        "high": (k + counts["unknown"]) / n,
        "text": bracketed(share(k, n), f"{k}/{n}"),
    }


def _coverages(data: Material, regions: list[str]) -> Iterator[str]:
    for region in regions:
        counts = coverage_counts(data, region=region)
        said = {"name": region_name(data, region), "share": share(counts["k"], counts["n"])}
        yield say("report.coverage-of", **said, k=counts["k"], n=counts["n"])


def _in_order(regions: list[Region], rows: dict[str, Row]) -> list[tuple[str, Row]]:
    return [(region.id, rows[region.id]) for region in regions]


def _mean(row: Row) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("low", "high")},
        "value": row["mean"],
        "text": number(row["mean"], 1),
    }


def _extremes(data: Material) -> set[str]:
    """The highest and the lowest of each region."""
    found_: set[str] = set()
    for region in data.study.regions:
        own = [u.id for u in data.study.units if u.region == region.id and u.id in data.covered]
        found_ |= (
            {max(own, key=data.covered.__getitem__), min(own, key=data.covered.__getitem__)}
            if own
            else set()
        )
    return found_


def _uncounted(regions: list[Region], rows: dict[str, Row], data: Material) -> Iterator[str]:
    gone = [u for u in data.study.units if u.id not in data.covered]
    if gone:
        names = some([unit_name(data, unit.id) for unit in gone])
        yield say("report.F15-missing", n=len(gone), names=names)
