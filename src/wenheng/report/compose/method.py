"""How scores were computed, in words, and what must not be read into them."""

from collections import Counter
from collections.abc import Iterator

from wenheng.language import catalogue, say
from wenheng.report.compose.overview import platform_statuses
from wenheng.report.compose.parts import columns, cuts_origin, figure
from wenheng.report.compose.scope import scope
from wenheng.report.compose.simulated import simulated
from wenheng.report.document import Block, Cell, Heading, Paragraph, Points, Table
from wenheng.report.figures.agreement import agreement
from wenheng.report.figures.coverage import coverage_counts
from wenheng.report.figures.indicators import weights
from wenheng.report.figures.outcomes import cell_counts
from wenheng.report.material import Material
from wenheng.report.names import listed, sentences, type_name
from wenheng.report.numbers import number, percent, share
from wenheng.report.plain import typeset


def method(data: Material) -> tuple[Block, ...]:
    return (
        Paragraph(say("report.method-lead")),
        *scope(data),
        Heading(3, say("report.collection"), "collection"),
        Paragraph(sentences(say("report.collection-text"), _transports(data))),
        *simulated(data),
        Heading(3, say("report.rating"), "rating"),
        Paragraph(_raters(data)),
        *([figure(agreed)] if (agreed := agreement(data)) else []),
        Heading(3, say("report.scoring"), "scoring"),
        figure(weights(data)),
        steps(data),
        *cuts(data),
        Heading(3, say("report.provenance"), "provenance"),
        origins(data),
    )


def limits(data: Material) -> tuple[Block, ...]:
    return (Points(tuple(_limits(data))),)


def _transports(data: Material) -> str:
    met = Counter(data.tables["sessions"]["transport"].to_list()).most_common()
    if not met:
        return ""
    words = listed(say("report.counted", name=_transport(n), count=c) for n, c in met)
    return say("report.collection-counts", transports=words)


def _transport(name: str) -> str:
    key = f"transport-{name}"
    return say(f"report.{key}") if key in catalogue("report") else typeset(name)


def _raters(data: Material) -> str:
    if not data.rated:
        return say("report.rating-none")
    words = listed(
        say("report.counted", name=say(f"report.rater-{kind}"), count=count)
        for kind, count in data.rated.most_common()
    )
    return say("report.rating-text", top=data.top, raters=words)


def steps(data: Material) -> Table:
    """How scores come about, step by step, as the study declares it."""
    scoring = data.study.scoring
    top = number(data.total_top, 0)
    floor = percent(scoring.min_completeness, 1)
    rules = {
        "cell": _consensus(data),
        "indicator": say("report.indicator-rule"),
        "dimension": _dimension_rule(data),
        "total": say(f"report.total-{scoring.total}", count=len(data.parts), top=top),
        "unit": _unit_rule(data),
        "absent": say(f"report.policy-{scoring.absent_policy}"),
        "completeness": say("report.completeness-rule", floor=floor),
        "range": say("report.range-rule"),
        "gates": _gates(data),
        "rank": _rank_rule(data),
        "share": say("report.share-rule"),
        "rounding": say("report.rounding-rule", digits=data.digits),
    }
    rows = tuple((Cell(say(f"report.step-{key}")), Cell(rule)) for key, rule in rules.items())
    return Table(say("report.steps-caption"), columns("report.steps-columns"), rows, anchor="steps")


def _consensus(data: Material) -> str:
    dispute = data.study.quality.adjudicate_from_difference
    rule = say(f"report.consensus-{data.study.scoring.consensus}", dispute=dispute)
    return sentences(say("report.consensus-order"), rule)


def _dimension_rule(data: Material) -> str:
    equal = len({node.weight for node in data.study.nodes()}) == 1
    weights = say("report.weights-equal" if equal else "report.weights-own")
    rule = say("report.dimension-rule", weights=weights)
    special = {k: v for k, v in data.study.scoring.aggregation.items() if v != "arithmetic"}
    if not special:
        return rule
    names = {node.id: f"{node.id} {node.name}" for node in data.study.nodes()}
    said = listed(
        say(f"report.aggregation-{how}", node=names.get(id_, id_)) for id_, how in special.items()
    )
    return sentences(rule, say("report.dimension-special", nodes=said))


def _unit_rule(data: Material) -> str:
    weights = data.study.scoring.channel_weights
    if len({weights.get(channel.id, 1.0) for channel in data.study.channels}) == 1:
        return say("report.unit-rule-equal")
    words = listed(f"{c.name} {number(weights.get(c.id, 1.0), 2)}" for c in data.study.channels)
    return say("report.unit-rule-weighted", weights=words)


def _gates(data: Material) -> str:
    gates = data.study.scoring.gates
    if not gates:
        return say("report.gates-none")
    return say("report.semicolon").join(say("report.gate", **gate.model_dump()) for gate in gates)


def _rank_rule(data: Material) -> str:
    digits = data.study.scoring.rank_digits
    return say("report.rank-unrounded" if digits is None else "report.rank-rounded", digits=digits)


def cuts(data: Material) -> Iterator[Block]:
    """The cut-offs of grades and whose they are; nothing where the study has no grades."""
    grading = data.study.grading
    if not grading.grades:
        return
    rows = tuple(
        (
            Cell(type_name(data, grade.type)),
            Cell(grade.id),
            Cell(number(grade.from_percent, 2), sort=grade.from_percent),
        )
        for grade in grading.grades
    )
    labels = columns("report.cuts-columns", 2)
    yield Table(say("report.cuts-caption"), labels, rows, anchor="cuts")
    yield Paragraph(cuts_origin(data))


def origins(data: Material) -> Table:
    """How many nodes of the tree come from where, with the legend of the marks."""
    nodes = list(data.study.nodes())
    inner = Counter(node.origin.kind for node in nodes if not node.is_leaf)
    leaves = Counter(node.origin.kind for node in nodes if node.is_leaf)
    legend = data.study.provenance
    rows = tuple(
        (
            Cell(say(f"report.origin-{kind}")),
            Cell(typeset(legend.get(kind, ""))),
            Cell(str(inner[kind])),
            Cell(str(leaves[kind])),
        )
        for kind in ("report", "peer", "proposal", "own")
        if inner[kind] or leaves[kind] or kind in legend
    )
    labels = columns("report.provenance-columns", 2, 3)
    return Table(say("report.provenance-caption"), labels, rows, anchor="origins")


def _limits(data: Material) -> Iterator[str]:
    status = typeset(str(data.study.status))
    if status:
        yield status
    yield say("report.limit-moment")
    if "browser" in data.tables["sessions"]["transport"].to_list():
        yield say("report.limit-entrance")
    if data.rules_alone:
        yield say("report.limit-rules")
    unknown = coverage_counts(data)["unknown"]
    if unknown:
        yield say("report.limit-unknown", unknown=unknown)
    counts = cell_counts(data, tuple(data.platforms))
    planned, left = sum(counts.values()), counts["not_assessed"]
    if left:
        yield say("report.limit-gaps", planned=planned, left=left, share=share(left, planned))
    withheld = platform_statuses(data)["withheld"]
    if withheld:
        yield say("report.limit-withheld", withheld=withheld)
    yield say("report.limit-intervals")
    yield say("report.limit-wave")
    yield say("report.limit-replies")
