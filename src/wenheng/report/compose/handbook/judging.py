"""How every indicator is judged: what a level means, what it rests on, who decides."""

from collections.abc import Iterator

from wenheng.language import say
from wenheng.report.compose.handbook.said import declared, rows, table
from wenheng.report.document import Block, Heading, Note, Paragraph, Points, Table
from wenheng.report.material import Material
from wenheng.report.names import bracketed, capital, listed
from wenheng.report.plain import anchor, typeset
from wenheng.study.indicators import PROBE_TURN, Indicator, TurnKind
from wenheng.study.model import Study
from wenheng.study.questions import planned_scenarios

KINDS: tuple[TurnKind, ...] = ("main", "followups", "paraphrases", "vague", "noise", "all")


def judging(data: Material) -> tuple[Block, ...]:
    """Rules for all indicators, then each with its anchors."""
    return tuple(_judging(data.study))


def _judging(study: Study) -> Iterator[Block]:
    yield Paragraph(say("handbook.judging-text", top=study.scale.top))
    yield Points(tuple(say("handbook.judging-points").split("|")))
    yield Paragraph(say("handbook.na" if study.scale.allow_na else "handbook.no-na"))
    counts = {
        level: sum(
            leaf.automation is not None and leaf.automation.level == level for leaf in study.rated
        )
        for level in ("auto", "assisted", "human")
    }
    left = len(study.rated) - sum(counts.values())
    yield Paragraph(say("handbook.judging-counts", n=len(study.rated), **counts, left=left))
    if not any(leaf.examples for leaf in study.rated):
        yield Note(say("handbook.no-examples"))
    for root in study.indicators:
        yield from _node(study, root)
    for pack in study.packs:
        if pack.on:
            yield Heading(3, capital(typeset(str(pack.name))), anchor("pack", pack.id))
            yield Paragraph(declared(pack.note))
            for root in pack.indicators:
                yield from _node(study, root)


def _node(study: Study, node: Indicator) -> Iterator[Block]:
    title = f"{node.id} {typeset(str(node.name))}"
    origin = say(f"report.origin-{node.origin.kind}")
    if not node.is_leaf:
        yield Heading(3, title, anchor("i", node.id), origin)
        if node.definition:
            yield Paragraph(typeset(node.definition))
        for child in node.children:
            yield from _node(study, child)
        return
    yield Heading(4, title, anchor("i", node.id), origin)
    yield Paragraph(declared(node.definition))
    yield _anchors(node)
    yield table("judged-by", rows(_rules(study, node)), caption=say("handbook.judged-by"))


def _anchors(node: Indicator) -> Table:
    """Level by level, with examples where there are any."""
    fields = [(level, typeset(text)) for level, text in sorted(node.anchors.items())]
    if not node.examples:
        return table("anchors", rows(fields), caption=say("handbook.anchors"))
    none = say("handbook.no-example")
    given = ("\n".join(map(typeset, node.examples.get(level, ()))) for level, _ in fields)
    shown = ((*field, words or none) for field, words in zip(fields, given, strict=True))
    return table("examples", rows(shown), caption=say("handbook.anchors"))


def _rules(study: Study, node: Indicator) -> Iterator[tuple[str, str]]:
    planned = planned_scenarios(study, node)
    every = len(planned) == len(study.scenarios)
    where = say("handbook.all") if every else listed(planned) or say("handbook.never-planned")
    values = {
        "per": say(f"report.per-{node.per}"),
        "scenarios": where if node.per == "scenario" else "",
        "turns": _turns(study, node),
        "who": _who(node),
        "machine": _machine(node),
        "rule": typeset(node.rule),
        "evidence": declared(listed(typeset(kind) for kind in node.evidence)),
        "grounding": _grounding(node),
    }
    for key, value in values.items():
        if value:
            yield say(f"handbook.by-{key}"), value


def _turns(study: Study, node: Indicator) -> str:
    return listed(_turn(study, turn) for turn in node.turns or ("all",))


def _turn(study: Study, turn: str) -> str:
    if turn.startswith(PROBE_TURN):
        probe = study.probe(turn.removeprefix(PROBE_TURN))
        return bracketed(say("handbook.turn-probe", id=probe.id), typeset(str(probe.name)))
    return say(f"handbook.turn-{turn}") if turn in KINDS else turn


def _who(node: Indicator) -> str:
    if node.automation is None:
        return say("handbook.who-undeclared")
    return say(f"handbook.who-{node.automation.level}")


def _machine(node: Indicator) -> str:
    return declared(node.automation.how if node.automation else "")


def _grounding(node: Indicator) -> str:
    if node.grounding is None:
        return ""
    kind = say(f"handbook.grounding-{node.grounding.kind}")
    return bracketed(kind, typeset(node.grounding.note)) if node.grounding.note else kind
