"""What was met, and what could not be seen, reached or assessed."""

from collections import Counter

import polars as pl

from wenheng.language import say, spoken
from wenheng.report.compose.parts import FEW, columns, figure
from wenheng.report.document import Block, Cell, Paragraph, Table
from wenheng.report.figures.outcomes import (
    assessed_cells,
    cell_counts,
    outcome_counts,
    reply_failures,
)
from wenheng.report.material import Material
from wenheng.report.names import (
    bracketed,
    completeness_text,
    listed,
    outcome_name,
    platform_name,
    presence_words,
    range_text,
    status_name,
)
from wenheng.report.numbers import NOTHING, share
from wenheng.report.plain import anchor, typeset
from wenheng.study.indicators import Indicator


def outcomes(data: Material) -> tuple[Block, ...]:
    met = [spec for spec in (outcome_counts(data), reply_failures(data)) if spec]
    gaps = [p for p in data.platforms if _total_status(data, p) != "scored"]
    rows = tuple(_withheld_row(data, platform) for platform in gaps)
    withheld = Table(
        say("report.withheld-caption"),
        columns("report.withheld-columns", 3),
        rows,
        anchor="withheld",
        searchable=len(rows) > FEW,
    )
    return (
        Paragraph(say("report.outcomes-lead")),
        *(figure(spec) for spec in met),
        figure(assessed_cells(data)),
        *([withheld] if rows else []),
        _gap_table(data),
    )


def _total_status(data: Material, platform: str) -> str:
    return str(data.totals["platform", platform, data.policy]["status"])


def _withheld_row(data: Material, platform: str) -> tuple[Cell, ...]:
    total = data.totals["platform", platform, data.policy]
    met = Counter(row["outcome"] for row in data.sessions.get(platform, []))
    said = listed(bracketed(outcome_name(name), str(count)) for name, count in met.most_common())
    return (
        Cell(platform_name(data, platform), link=anchor("p", platform)),
        Cell(presence_words(data.presence[platform])),
        Cell(status_name(total["status"])),
        Cell(completeness_text(total), sort=total["completeness"]),
        Cell(range_text(total, data.digits)),
        Cell(said or NOTHING),
    )


def _gap_table(data: Material) -> Table:
    rows = tuple(_gap_row(data, node) for node in data.study.leaves)
    return Table(
        say("report.gaps-caption"),
        columns("report.gaps-columns", 1, 2, 3, 4),
        rows,
        anchor="gaps",
        searchable=len(rows) > FEW,
    )


def _gap_row(data: Material, node: Indicator) -> tuple[Cell, ...]:
    counts = cell_counts(data, tuple(data.platforms), node.id)
    planned = sum(counts.values())
    return (
        Cell(f"{node.id} {node.name}", link=anchor("i", node.id)),
        Cell(str(planned), sort=planned),
        Cell(bracketed(str(counts["scored"]), share(counts["scored"], planned))),
        Cell(str(counts["not_assessed"]), sort=counts["not_assessed"]),
        Cell(str(counts["no_assistant"]), sort=counts["no_assistant"]),
        Cell(_reasons(data, node.id, counts["not_assessed"])),
    )


def _reasons(data: Material, indicator: str, gaps: int) -> str:
    """The reasons on record for the gaps of an indicator, the most frequent first."""
    reason = "reason_en" if spoken() == "en" else "reason"
    met = Counter(
        data.tables["ratings"]
        .filter(pl.col("indicator") == indicator, pl.col("status") == "not_assessed")
        .get_column(reason)
        .to_list()
    )
    rest = gaps - sum(met.values())
    if rest > 0:
        met[say("report.gap-no-row")] += rest
    return say("report.semicolon").join(
        say("report.gap-reason", reason=typeset(said), count=count)
        for said, count in met.most_common(4)
    )
