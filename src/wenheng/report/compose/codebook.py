"""The annex: every indicator with its anchors, every scenario with its question, every status."""

from collections import Counter

from wenheng.language import say
from wenheng.report.compose.parts import FEW, columns
from wenheng.report.document import Block, Cell, Table
from wenheng.report.material import Material
from wenheng.report.names import status_name
from wenheng.report.numbers import NOTHING, number
from wenheng.report.plain import anchor, plain, typeset
from wenheng.study.indicators import Indicator

STATUSES = ("scored", "withheld", "not_assessed", "no_assistant", "not_applicable")


def codebook(data: Material) -> tuple[Block, ...]:
    return (
        _indicators(data),
        _scenarios(data),
        _statuses(),
    )


def _indicators(data: Material) -> Table:
    rows = tuple(_indicator(data, node) for node in data.study.nodes())
    labels = columns("report.codebook-columns", 4)
    caption = say("report.codebook-indicators")
    return Table(caption, labels, rows, anchor="indicator-list", searchable=len(rows) > FEW)


def _indicator(data: Material, node: Indicator) -> tuple[Cell, ...]:
    levels = sorted(node.anchors.items())
    anchors = "\n".join(say("report.anchor", level=n, text=typeset(text)) for n, text in levels)
    return (
        Cell(f"{node.id} {typeset(str(node.name))}", anchor=anchor("i", node.id)),
        Cell(typeset(node.definition) or NOTHING),
        Cell(anchors or NOTHING),
        Cell(_rated(data, node) if node.is_leaf else NOTHING),
        Cell(number(node.weight, 2)),
        Cell(say(f"report.origin-{node.origin.kind}")),
    )


def _rated(data: Material, node: Indicator) -> str:
    """Who is to rate it by the study; where people are, how much they have not looked at yet."""
    per = say(f"report.per-{node.per}")
    if node.automation is None:
        return per
    level = node.automation.level
    planned = say("report.rated-by", per=per, how=say(f"report.automation-{level}"))
    scores = data.scores_by.get(node.id, Counter())
    if level == "auto" or not scores["machine"]:
        return planned
    return say("report.rated-yet", rated=planned, n=scores["machine"], of=scores.total())


def _scenarios(data: Material) -> Table:
    rows = tuple(
        (
            Cell(each.id),
            Cell(typeset(str(each.name))),
            Cell(typeset(each.scene) or NOTHING),
            Cell(typeset(each.business) or NOTHING),
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
