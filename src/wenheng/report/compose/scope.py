"""Who was assessed, and on which matters: the plan at a glance."""

from collections.abc import Iterator

from wenheng.language import say
from wenheng.report.compose.parts import columns
from wenheng.report.document import Block, Cell, Column, Heading, Table
from wenheng.report.material import Material
from wenheng.report.names import level_name, listed, region_name, unit_name
from wenheng.report.numbers import NOTHING
from wenheng.report.plain import typeset
from wenheng.study.roster import Unit
from wenheng.study.scenarios import Scenario


def scope(data: Material) -> Iterator[Block]:
    """T02 and T03: units by level and region, scenarios by scene and kind of business."""
    yield Heading(3, say("report.scope"), "scope")
    yield _participants(data)
    if any(each.scene or each.business for each in data.study.scenarios):
        yield _matters(data)


def _participants(data: Material) -> Table:
    rows = tuple(
        _group(data, members)
        for level in data.study.levels
        for region in data.study.regions
        if (
            members := [
                unit
                for unit in data.study.units
                if (unit.level, unit.region) == (level.id, region.id)
            ]
        )
    )
    labels = columns("report.participants-columns", 2, 3)
    return Table(say("report.participants-caption"), labels, rows, anchor="participants")


def _group(data: Material, members: list[Unit]) -> tuple[Cell, ...]:
    platforms = sum(len(data.of_unit[unit.id]) for unit in members)
    return (
        Cell(level_name(data, members[0].level)),
        Cell(region_name(data, members[0].region)),
        Cell(str(len(members)), sort=len(members)),
        Cell(str(platforms), sort=platforms),
        Cell(listed(unit_name(data, unit.id) for unit in members)),
    )


def _matters(data: Material) -> Table:
    scenarios = data.study.scenarios
    kinds = list(dict.fromkeys(each.business for each in scenarios))
    rows = tuple(
        (
            Cell(typeset(scene) or NOTHING),
            *(_asked([s for s in scenarios if (s.scene, s.business) == (scene, k)]) for k in kinds),
        )
        for scene in dict.fromkeys(each.scene for each in scenarios)
    )
    heads = (Column(typeset(kind) or NOTHING, wide=True) for kind in kinds)
    return Table(
        say("report.matters-caption", n=len(scenarios)),
        (Column(say("report.scene")), *heads),
        rows,
        anchor="matters",
    )


def _asked(scenarios: list[Scenario]) -> Cell:
    names = listed(typeset(str(each.name)) for each in scenarios)
    text = say("report.matters", n=len(scenarios), names=names) if scenarios else NOTHING
    return Cell(text, quiet=not scenarios)
