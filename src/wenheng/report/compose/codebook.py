"""The annex: every indicator with its anchors, every scenario with its question, every status."""

from wenheng.language import say
from wenheng.report.compose.parts import FEW, columns
from wenheng.report.document import Block, Cell, Table
from wenheng.report.material import Material
from wenheng.report.names import status_name
from wenheng.report.numbers import NOTHING, number
from wenheng.report.plain import anchor, plain
from wenheng.study.indicators import Indicator

STATUSES = ("scored", "withheld", "not_assessed", "no_assistant", "not_applicable")


def codebook(data: Material) -> tuple[Block, ...]:
    return (
        _indicators(data),
        _scenarios(data),
        _statuses(),
    )


def _indicators(data: Material) -> Table:
    rows = tuple(_indicator(node) for node in data.study.nodes())
    labels = columns("report.codebook-columns", 6)
    caption = say("report.codebook-indicators")
    return Table(caption, labels, rows, anchor="indicator-list", searchable=len(rows) > FEW)


def _indicator(node: Indicator) -> tuple[Cell, ...]:
    levels = sorted(node.anchors.items())
    anchors = "\n".join(say("report.anchor", level=n, text=plain(text)) for n, text in levels)
    rated = say(f"report.automation-{node.automation.level}") if node.automation else NOTHING
    return (
        Cell(node.id, anchor=anchor("i", node.id)),
        Cell(plain(str(node.name))),
        Cell(plain(node.definition) or NOTHING),
        Cell(anchors or NOTHING),
        Cell(say(f"report.per-{node.per}") if node.is_leaf else NOTHING),
        Cell(rated if node.is_leaf else NOTHING),
        Cell(number(node.weight, 2)),
        Cell(say(f"report.origin-{node.origin.kind}")),
    )


def _scenarios(data: Material) -> Table:
    rows = tuple(
        (
            Cell(each.id),
            Cell(plain(str(each.name))),
            Cell(plain(each.scene) or NOTHING),
            Cell(plain(each.business) or NOTHING),
            Cell(plain(each.utterances.main)),
            Cell(str(len(each.facts)) if each.facts else NOTHING),
        )
        for each in data.study.scenarios
    )
    labels = columns("report.scenario-columns", 5)
    return Table(say("report.codebook-scenarios"), labels, rows, anchor="scenario-list")


def _statuses() -> Table:
    rows = tuple((Cell(status_name(s)), Cell(say(f"report.meaning-{s}"))) for s in STATUSES)
    labels = columns("report.status-columns")
    return Table(say("report.codebook-statuses"), labels, rows, anchor="status-list")
