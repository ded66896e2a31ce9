"""The numbers a reader should not have to look for, and how to read all others."""

from collections import Counter

import polars as pl

from wenheng.language import say
from wenheng.report.document import Block, KeyNumber, KeyNumbers, Paragraph
from wenheng.report.figures.coverage import coverage_counts
from wenheng.report.figures.outcomes import cell_counts
from wenheng.report.material import Material
from wenheng.report.numbers import share


def overview(data: Material) -> tuple[Block, ...]:
    items = (_planned(data), _present(data), _sessions(data), _scored(data), _ratings(data))
    return KeyNumbers(items), Paragraph(say("report.how-to-read"))


def _planned(data: Material) -> KeyNumber:
    note = say("report.key-units", units=len(data.study.units))
    return KeyNumber(str(len(data.platforms)), say("report.key-platforms"), note, "codebook")


def _present(data: Material) -> KeyNumber:
    counts = coverage_counts(data)
    key = "report.key-present-unknown" if counts["unknown"] else "report.key-present-note"
    note = say(key, share=share(counts["k"], counts["n"]), unknown=counts["unknown"])
    return KeyNumber(str(counts["k"]), say("report.key-present"), note, "coverage")


def _sessions(data: Material) -> KeyNumber:
    held = data.tables["sessions"]
    replied = held.filter(pl.col("outcome") == "replied")
    note = say("report.key-sessions-note", replied=len(replied))
    return KeyNumber(str(len(held)), say("report.key-sessions"), note, "outcomes")


def _scored(data: Material) -> KeyNumber:
    met = platform_statuses(data)
    note = say(
        "report.key-scored-note",
        withheld=met["withheld"],
        absent=met["no_assistant"],
        rest=met["not_assessed"] + met["not_applicable"],
    )
    return KeyNumber(str(met["scored"]), say("report.key-scored"), note, "ranking")


def _ratings(data: Material) -> KeyNumber:
    counts = cell_counts(data, tuple(data.platforms))
    planned = sum(counts.values())
    note = say("report.key-cells-note", planned=planned, share=share(counts["scored"], planned))
    return KeyNumber(str(counts["scored"]), say("report.key-cells"), note, "outcomes")


def platform_statuses(data: Material) -> Counter[str]:
    """How many platforms have a total of each status."""
    return Counter(
        data.totals["platform", platform, data.policy]["status"] for platform in data.platforms
    )
