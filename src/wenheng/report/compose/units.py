"""One section for each unit: where it stands, every indicator, and what each level rests on."""

from collections.abc import Iterator

from wenheng.language import say
from wenheng.report.compose.grounds import grounds
from wenheng.report.compose.parts import total_meter
from wenheng.report.compose.transcripts import transcripts
from wenheng.report.document import (
    Block,
    Card,
    Cards,
    Cell,
    Column,
    Fold,
    Heading,
    Meter,
    Paragraph,
    Table,
)
from wenheng.report.figures.ranking import Standing, unit_standings
from wenheng.report.material import Material, Row
from wenheng.report.names import (
    capital,
    completeness_text,
    dotted,
    level_name,
    presence_words,
    range_text,
    region_name,
    sentences,
    status_name,
    type_name,
)
from wenheng.report.numbers import NOTHING, number
from wenheng.report.plain import anchor, plain, typeset
from wenheng.study.indicators import Indicator
from wenheng.study.roster import Platform

MANY = 500
"""Units from which on the scores of each are folded: a page of 3,000 could not be read else."""


def units(data: Material) -> tuple[Block, ...]:
    return tuple(
        block
        for level in data.study.levels
        for standing in unit_standings(data, level)
        for block in _unit(data, standing)
    )


def _unit(data: Material, standing: Standing) -> Iterator[Block]:
    unit = data.units[standing.id]
    level = level_name(data, unit.level)
    aside = dotted(level, region_name(data, unit.region))
    yield Heading(3, standing.name, standing.link, aside)
    yield Paragraph(unit_lead(data, standing, level))
    platforms = data.of_unit[unit.id]
    if not platforms:
        return
    details: tuple[Block, ...] = (
        Cards(tuple(_card(data, platform) for platform in platforms)),
        _tree(data, standing.name, platforms),
    )
    if len(data.units) > MANY:
        yield Fold(say("report.unit-details"), "", anchor("d", unit.id), details)
    else:
        yield from details
    for platform in platforms:
        yield from grounds(data, platform)
        yield _conversations(data, platform)


def unit_lead(data: Material, standing: Standing, level: str) -> str:
    total, rank = standing.total, standing.rank
    said = {
        "score": number(total["score"], data.digits),
        "top": number(data.total_top, 0),
        "level": level,
        "completeness": completeness_text(total),
        "range": range_text(total, data.digits),
        "status": status_name(total["status"]),
    }
    absent = say("report.unit-lead-absent", absent=standing.absent) if standing.absent else ""
    if total["score"] is None:
        return sentences(absent, say("report.unit-lead-none", **said))
    if rank is None:
        return sentences(absent, say("report.unit-lead-plain", **said))
    key = "report.unit-lead-tied" if rank["tied"] else "report.unit-lead"
    placed = say(key, **said, rank=rank["rank"], of=rank["of"])
    return sentences(absent, placed, _grade(data, standing.id))


def _grade(data: Material, unit: str) -> str:
    row = data.grades.get(unit)
    if row is None or row["grade"] is None:
        return ""
    return say("report.unit-grade", grade=row["grade"], type=type_name(data, row["type"]))


def _card(data: Material, platform: Platform) -> Card:
    total = data.totals["platform", platform.id, data.policy]
    channel = next(c for c in data.study.channels if c.id == platform.channel)
    facts = (
        ("card-assistant", _presence_cell(data, platform.id)),
        ("card-score", _score_cell(data, total)),
        ("card-rank", Cell(_rank(data, platform))),
        ("card-range", Cell(range_text(total, data.digits))),
        ("card-completeness", Cell(completeness_text(total))),
        ("card-sessions", _session_cell(data, platform.id)),
        ("card-entry", Cell(plain(platform.entry))),
    )
    shown = tuple((say(f"report.{key}"), cell) for key, cell in facts if cell.text)
    name = capital(typeset(str(platform.name or channel.name)))
    return Card(name, anchor("p", platform.id), shown)


def _presence_cell(data: Material, platform: str) -> Cell:
    met = data.presence[platform]
    shown = met["session"] if met["session"] in data.session_ids else ""
    return Cell(presence_words(met), link=anchor("s", shown) if shown else "")


def _score_cell(data: Material, total: Row) -> Cell:
    if total["score"] is None:
        return Cell(status_name(total["status"]), meter=total_meter(data, total), quiet=True)
    top = number(data.total_top, 0)
    text = say("report.of-top", score=number(total["score"], data.digits), top=top)
    return Cell(text, meter=total_meter(data, total))


def _rank(data: Material, platform: Platform) -> str:
    group = f"{data.units[platform.unit].level}/{platform.channel}"
    rank = data.ranks.get(("platform", platform.id, data.policy, group))
    if rank is None:
        return NOTHING
    return say("report.tied" if rank["tied"] else "report.place", **rank)


def _session_cell(data: Material, platform: str) -> Cell:
    held = len(data.sessions.get(platform, []))
    return Cell(
        say("report.transcripts-count", count=held),
        link=anchor("t", platform) if held else "",
    )


def _tree(data: Material, unit: str, platforms: list[Platform]) -> Table:
    names = {channel.id: capital(str(channel.name)) for channel in data.study.channels}
    rows = tuple(
        (_node_cell(node, depth), *(_score(data, platform.id, node) for platform in platforms))
        for root in data.study.indicators
        for node, depth in _with_depth(root)
    )
    return Table(
        say("report.unit-table", unit=unit),
        (
            Column(say("report.indicator")),
            *(Column(names[platform.channel], numeric=True) for platform in platforms),
        ),
        rows,
        numbered=False,
        tree=True,
    )


def _with_depth(node: Indicator, depth: int = 0) -> Iterator[tuple[Indicator, int]]:
    yield node, depth
    for child in node.children:
        yield from _with_depth(child, depth + 1)


def _node_cell(node: Indicator, depth: int) -> Cell:
    link = anchor("i", node.id) if node.is_leaf else ""
    return Cell(f"{node.id} {node.name}", depth=depth, link=link)


def _score(data: Material, platform: str, node: Indicator) -> Cell:
    row = data.nodes.get((platform, node.id))
    if row is None:
        return Cell(NOTHING, quiet=True)
    link = anchor("e", platform, node.id) if _has_grounds(data, platform, node) else ""
    parts = (row["score"], row["low"], row["high"])
    meter = Meter(*(None if part is None else part / data.top for part in parts))
    name = anchor("n", platform, node.id)
    if row["score"] is None:
        words = status_name(row["status"])
        return Cell(words, anchor=name, link=link, quiet=True, meter=meter if row["low"] else None)
    return Cell(number(row["score"], data.digits), anchor=name, link=link, meter=meter)


def _has_grounds(data: Material, platform: str, node: Indicator) -> bool:
    judged = data.judged.get((platform, node.id), []) if node.is_leaf else []
    return any(row["status"] in ("rated", "not_assessed") for row in judged)


def _conversations(data: Material, platform: Platform) -> Fold:
    channel = next(c for c in data.study.channels if c.id == platform.channel)
    held = transcripts(data, platform)
    return Fold(
        say("report.transcripts-title", platform=channel.name),
        say("report.transcripts-count", count=len(held)),
        anchor("t", platform.id),
        held or (Paragraph(say("report.no-transcript")),),
    )
