"""The chapters of results: coverage, ranks, dimensions, grades, and what could not be assessed."""

import polars as pl

from wenheng.language import say
from wenheng.report.compose.parts import FEW, columns, cuts_origin, figure, figures, total_meter
from wenheng.report.document import Block, Cell, Column, Heading, Meter, Note, Paragraph, Table
from wenheng.report.figures.bright import bright_spots
from wenheng.report.figures.channels import channel_matrix, channel_scores
from wenheng.report.figures.contrasts import channel_contrasts, level_contrasts
from wenheng.report.figures.coverage import coverage_by_group, unreached
from wenheng.report.figures.firmness import grade_chances, weight_ranges
from wenheng.report.figures.indicators import levels_reached, priorities
from wenheng.report.figures.kinds_of_units import unit_profiles
from wenheng.report.figures.leaders import channel_ranks
from wenheng.report.figures.levels import core_indicators, dimension_scores, groups_of, mean_of
from wenheng.report.figures.outcomes import cell_counts
from wenheng.report.figures.ranking import (
    Standing,
    platform_rankings,
    standing_text,
    sureness_text,
    unit_rankings,
    unit_standings,
)
from wenheng.report.figures.regions import coverage_by_region, region_scores
from wenheng.report.figures.scenes import scene_scores
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.figures.splits import region_splits
from wenheng.report.figures.spread import unit_spread
from wenheng.report.figures.tiles import tile_grid
from wenheng.report.figures.types import grade_members, type_shares
from wenheng.report.material import Material
from wenheng.report.names import (
    capital,
    dotted,
    level_name,
    listed,
    presence_words,
    region_name,
    sentences,
    type_name,
    unit_name,
)
from wenheng.report.numbers import NOTHING, number, percent
from wenheng.report.plain import anchor


def coverage(data: Material) -> tuple[Block, ...]:
    channels = data.study.channels
    rows = tuple(_presence_row(data, unit) for unit in data.units)
    table = Table(
        say("report.presence-caption"),
        (
            *columns("report.presence-columns"),
            *(Column(capital(str(channel.name)), wide=True) for channel in channels),
        ),
        rows,
        anchor="presence",
        searchable=len(rows) > FEW,
    )
    return (
        Paragraph(say("report.coverage-lead")),
        figure(coverage_by_group(data)),
        *figures(tile_grid(data)),
        figure(coverage_by_region(data)),
        *figures(channel_matrix(data), unreached(data)),
        table,
    )


def ranking(data: Material) -> tuple[Block, ...]:
    declared = say(f"report.policy-{data.study.scoring.absent_policy}")
    lead = say("report.ranking-lead", floor=_floor(data))
    return (
        Paragraph(sentences(lead, declared, _inferred(data))),
        _unit_table(data),
        Heading(3, say("report.by-unit"), "by-unit"),
        Paragraph(say("report.ranking-note")),
        *(figure(spec) for spec in (*unit_rankings(data), *weight_ranges(data))),
        Heading(3, say("report.by-platform"), "by-platform"),
        *(figure(spec) for spec in platform_rankings(data)),
        *_headed("by-channel", *channel_scores(data), *channel_ranks(data)),
        *_headed("by-spread", unit_spread(data)),
        *_headed("by-region", region_scores(data), region_splits(data), bright_spots(data)),
    )


def dimensions(data: Material) -> tuple[Block, ...]:
    means = [core_indicators(data), unit_profiles(data), *dimension_scores(data)]
    drawn = [spec for spec in means if spec]
    closer = [
        *channel_contrasts(data),
        *level_contrasts(data),
        levels_reached(data),
        scene_scores(data),
        priorities(data),
    ]
    return (
        Paragraph(say("report.dimensions-lead", top=data.top)),
        *([] if drawn else [Note(say("report.means-none"))]),
        *(figure(spec) for spec in drawn),
        *([Paragraph(_inferred(data))] if drawn and _inferred(data) else []),
        *(figure(spec) for spec in closer if spec),
        _indicator_table(data),
    )


def _headed(anchor_: str, *specs: FigureSpec | None) -> tuple[Block, ...]:
    """Figures under a heading of their own; nothing where there is none of them."""
    drawn = figures(*specs)
    return (Heading(3, say(f"report.{anchor_}"), anchor_), *drawn) if drawn else ()


def _floor(data: Material) -> str:
    floor = data.study.scoring.min_completeness
    return say("report.floor", floor=percent(floor, 1)) if floor else say("report.no-floor")


def _inferred(data: Material) -> str:
    """Parts without any rating, whose share the totals take from the others; "" if none."""
    given = data.tables["ratings"].filter(pl.col("status") == "rated")["indicator"].unique()
    rated = set(given.to_list())
    lacking = [part for part in data.parts if not rated & {node.id for node in part.walk()}]
    if len(lacking) in (0, len(data.parts)):
        return ""
    names = listed(f"{part.id} {part.name}" for part in lacking)
    return say("report.inferred", n=len(lacking), names=names)


def grades(data: Material) -> tuple[Block, ...]:
    shares = type_shares(data)
    if shares is None:
        return ()
    levels = data.study.levels
    table = Table(
        say("report.grades-caption"),
        (
            Column(say("report.type")),
            Column(say("report.grade")),
            *(Column(level_name(data, level.id), wide=True) for level in levels),
        ),
        tuple(
            (
                Cell(type_name(data, type_ or None)),
                Cell(grade or NOTHING),
                *(_members(data, members[level.id]) for level in levels),
            )
            for type_, grade, members in grade_members(data)
        ),
        anchor="grade-table",
    )
    lead = sentences(say("report.grades-lead"), cuts_origin(data))
    firm = [figure(spec) for spec in grade_chances(data)]
    return Paragraph(lead), figure(shares), table, *firm


def _presence_row(data: Material, unit: str) -> tuple[Cell, ...]:
    declared = data.units[unit]
    level, region = level_name(data, declared.level), region_name(data, declared.region)
    met = {platform.channel: platform.id for platform in data.of_unit[unit]}
    return (
        Cell(unit_name(data, unit), link=anchor("u", unit)),
        Cell(dotted(level, region)),
        *(_presence_cell(data, met.get(channel.id)) for channel in data.study.channels),
    )


def _presence_cell(data: Material, platform: str | None) -> Cell:
    """Links to the session that showed it, else to the platform."""
    if platform is None:
        return Cell(NOTHING, quiet=True)
    row = data.presence[platform]
    shown = row["session"] in data.session_ids
    link = anchor("s", row["session"]) if shown else anchor("p", platform)
    return Cell(presence_words(row), link=link, quiet=row["status"] != "present")


def _unit_table(data: Material) -> Table:
    both = data.study.scoring.absent_policy == "both"
    labels = columns("report.units-columns", 1, 2, 3, 4, 5)
    extra = (Column(say("report.present-only"), numeric=True),) if both else ()
    rows = tuple(
        _unit_row(data, standing, both)
        for level in data.study.levels
        for standing in unit_standings(data, level)
    )
    return Table(
        say("report.units-caption"),
        (*labels[:3], *extra, *labels[3:]),
        rows,
        anchor="unit-table",
        searchable=len(rows) > FEW,
    )


def _unit_row(data: Material, standing: Standing, both: bool) -> tuple[Cell, ...]:
    unit, total = data.units[standing.id], standing.total
    place, score, bounds, complete, status = standing_text(data, standing)
    _, ranks = sureness_text(data, standing)
    return (
        Cell(standing.name, link=standing.link),
        Cell(place, sort=float(standing.rank["rank"]) if standing.rank else None),
        Cell(
            score if total["status"] == "scored" else status,
            link=standing.link,
            meter=total_meter(data, total),
            sort=total["score"],
            quiet=total["status"] != "scored",
        ),
        *([_other_reading(data, unit.id)] if both else []),
        Cell(ranks, sort=standing.sure["rank_low"] if standing.sure else None),
        Cell(bounds, sort=total["low"]),
        Cell(complete, sort=total["completeness"]),
        Cell(_grade(data, unit.id)),
        Cell(dotted(level_name(data, unit.level), region_name(data, unit.region))),
    )


def _grade(data: Material, unit: str) -> str:
    row = data.grades.get(unit)
    if row is None or row["grade"] is None:
        return say("report.no-grade")
    return say("report.grade-value", grade=row["grade"], type=type_name(data, row["type"]))


def _other_reading(data: Material, unit: str) -> Cell:
    total = data.totals["unit", unit, "exclude"]
    return Cell(number(total["score"], data.digits), sort=total["score"])


def _indicator_table(data: Material) -> Table:
    everyone = groups_of(data)[-1]
    rows = []
    for node in data.study.leaves:
        mean = mean_of(data, everyone, node.id)
        counts = cell_counts(data, tuple(data.platforms), node.id)
        meter = None if mean.value is None else Meter(mean.value / data.top)
        rows.append(
            (
                Cell(f"{node.id} {node.name}", link=anchor("i", node.id)),
                Cell(number(mean.value, data.digits), meter=meter, sort=mean.value),
                Cell(str(mean.n), sort=mean.n),
                Cell(str(counts["scored"]), sort=counts["scored"]),
                Cell(str(counts["not_assessed"]), sort=counts["not_assessed"]),
                Cell(say(f"report.origin-{node.origin.kind}")),
            )
        )
    return Table(
        say("report.indicators-caption"),
        columns("report.indicators-columns", 1, 2, 3, 4),
        tuple(rows),
        anchor="indicators",
        searchable=len(rows) > FEW,
    )


def _members(data: Material, units: list[str]) -> Cell:
    return Cell(listed(unit_name(data, unit) for unit in units) or NOTHING, quiet=not units)
