"""What may be said, as far as it may be said; and the ledger of all that was considered."""

from collections.abc import Iterator

from wenheng.language import say, spoken
from wenheng.report.compose.parts import FEW, columns
from wenheng.report.document import Block, Cell, Finding, Heading, Paragraph, Table
from wenheng.report.material import Material, Row
from wenheng.report.names import sentences
from wenheng.report.numbers import number, percent
from wenheng.report.plain import anchor

TOPICS = {
    "coverage": ("R01", "R02", "R03", "R03b", "R04", "R19", "R23"),
    "scores": ("R16", "R13", "R05", "R14", "R06", "R07", "R03", "R03b", "R04b", "R18", "R20"),
    "dimensions": ("R08", "R09", "R10", "R11", "R12", "R17", "R21"),
    "robustness": ("R22",),
}
ELSEWHERE = ("R15", "R24")
"""Cases and advice have chapters of their own."""

ONE_BY_ONE = ("R12", "R17", "R23")
"""Rules that speak of each node, indicator or group: only what is true of one is worth a line."""
ORDER = "SMNX"


def findings(data: Material) -> tuple[Block, ...]:
    if not data.findings:
        return ()
    blocks = [block for topic, rules in TOPICS.items() for block in _topic(data, topic, rules)]
    considered = sum(row["rule"] not in ELSEWHERE for row in data.findings)
    shown = sum(isinstance(block, Finding) for block in blocks)
    lead = say("report.findings-lead", considered=considered, shown=shown)
    return Paragraph(lead), *blocks


def ledger(data: Material) -> tuple[Block, ...]:
    """T06: everything that was considered, with its statistic, conditions and counter-text."""
    if not data.findings:
        return ()
    table = Table(
        say("report.ledger-caption"),
        columns("report.ledger-columns", 3),
        tuple(_ledger_row(row) for row in data.findings),
        anchor="ledger-table",
        searchable=len(data.findings) > FEW,
    )
    return Paragraph(say("report.ledger-lead")), table


def _topic(data: Material, topic: str, rules: tuple[str, ...]) -> Iterator[Block]:
    found = [row for rule in rules for row in data.findings if row["rule"] == rule]
    here = [row for row in found if _is_about(topic, row) and _is_worth_a_line(row)]
    if not here:
        return
    yield Heading(3, say(f"report.topic-{topic}"), f"findings-{topic}")
    for row in sorted(here, key=lambda row: ORDER.index(row["strength"])):
        yield Finding(
            row["strength"],
            say(f"report.strength-{row['strength']}"),
            row[f"sentence_{spoken()}"],
            _grounds(row),
            anchor("f", row["rule"], row["about"], row["measure"]),
            _place(row),
        )


def _is_about(topic: str, row: Row) -> bool:
    """Rules that speak of regions stand with coverage or with scores, by their measure."""
    of_coverage = row["measure"] == "coverage"
    return of_coverage if topic == "coverage" else not of_coverage or topic == "robustness"


def _is_worth_a_line(row: Row) -> bool:
    if row["strength"] == "X":
        return False
    return row["strength"] != "N" or row["rule"] not in ONE_BY_ONE or row["measure"] == "all-nodes"


def _grounds(row: Row) -> str:
    """What it rests on: how many, by chance, in resamples, under other weights."""
    said = [say("report.ground-n", n=row["n"])] if row["n"] else []
    if row["p_family"] is not None:
        said.append(say("report.ground-p", p=_probability(row["p_family"])))
    for name in ("stability", "robustness"):
        if row[name] is not None:
            said.append(say(f"report.ground-{name}", share=percent(row[name])))
    return say("report.semicolon").join([row["rule"], *said])


def _probability(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {number(p, 3)}"


def _place(row: Row) -> str:
    return anchor("t", row["rule"], row["about"], row["measure"])


def _ledger_row(row: Row) -> tuple[Cell, ...]:
    language = spoken()
    sentence, other = row[f"sentence_{language}"], row[f"counter_{language}"]
    if row["strength"] == "N":
        other = row[f"text_{language}"]
    rule = say("report.dot").join((row["rule"], row["about"], row["measure"]))
    return (
        Cell(rule, anchor=_place(row)),
        Cell(say(f"report.strength-{row['strength']}"), sort=ORDER.index(row["strength"])),
        Cell(sentence),
        Cell(_statistic(row), sort=row["value"], quiet=row["value"] is None),
        Cell(sentences(_grounds(row), row[f"condition_{language}"])),
        Cell("" if other == sentence else other, quiet=True),
    )


def _statistic(row: Row) -> str:
    if row["value"] is None:
        return number(None)
    value = number(row["value"])
    if row["low"] is not None and row["high"] is not None:
        value = f"{value} [{number(row['low'])}, {number(row['high'])}]"
    return f"{row['statistic']} {value}"
