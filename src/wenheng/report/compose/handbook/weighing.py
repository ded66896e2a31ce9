"""How ratings become scores: steps, weights, ceilings, grades with whose cut-offs they are."""

from collections.abc import Iterator

from wenheng.language import say
from wenheng.report.compose.handbook.said import rows, table
from wenheng.report.compose.method import cuts, origins, steps
from wenheng.report.document import Block, Cell, Heading, Paragraph, Points, Table
from wenheng.report.material import Material
from wenheng.report.names import capital
from wenheng.report.numbers import number, percent
from wenheng.report.plain import typeset
from wenheng.study.indicators import Indicator


def weighing(data: Material) -> tuple[Block, ...]:
    """From ratings to grades."""
    return tuple(_weighing(data))


def _weighing(data: Material) -> Iterator[Block]:
    scoring, grading = data.study.scoring, data.study.grading
    yield Heading(3, say("handbook.scored"), "scored")
    yield steps(data)
    notes = (*scoring.steps, scoring.absent_note, scoring.rounding_note, scoring.note)
    if said := tuple(typeset(note) for note in notes if note):
        yield Paragraph(say("handbook.scoring-notes"))
        yield Points(said)
    yield Heading(3, say("handbook.weights"), "weights")
    yield Paragraph(say("handbook.weights-text"))
    yield _weights(data)
    yield origins(data)
    yield Heading(3, say("handbook.graded"), "graded")
    if not grading.grades:
        yield Paragraph(say("handbook.no-grades"))
    yield from cuts(data)
    if grading.labels:
        labels = (
            (
                capital(str(label.name)),
                typeset(label.rule),
                say(f"report.origin-{label.origin.kind}"),
            )
            for label in grading.labels
        )
        yield table("labels", rows(labels))


def _weights(data: Material) -> Table:
    """Each node with its weight among its siblings, and its share of what is above it."""
    found = []
    for node, siblings in _walked(data.study.indicators):
        portion = node.weight / sum(sibling.weight for sibling in siblings)
        found.append(
            (
                Cell(f"{node.id} {typeset(str(node.name))}"),
                Cell(number(node.weight), sort=node.weight),
                Cell(percent(portion, 1), sort=portion),
                Cell(say(f"report.origin-{node.origin.kind}")),
            )
        )
    return table("weights-table", tuple(found), 1, 2)


def _walked(
    nodes: tuple[Indicator, ...],
) -> Iterator[tuple[Indicator, tuple[Indicator, ...]]]:
    for node in nodes:
        yield node, nodes
        yield from _walked(node.children)
