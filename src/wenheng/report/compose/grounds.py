"""What every level of a platform rests on: reason, quoted words, rater and session."""

from collections.abc import Iterator
from dataclasses import replace

from wenheng.language import say, spoken
from wenheng.report.compose.parts import FEW, columns
from wenheng.report.document import Block, Cell, Fold, Table
from wenheng.report.material import Material, Row
from wenheng.report.names import dotted
from wenheng.report.numbers import NOTHING, number, percent
from wenheng.report.plain import anchor, cut, plain, typeset
from wenheng.study.indicators import Indicator
from wenheng.study.roster import Platform
from wenheng.tables import WHOLE_PLATFORM

LONGEST_SPAN = 160


def grounds(data: Material, platform: Platform) -> Iterator[Block]:
    """A fold with the grounds of all ratings of `platform`; nothing where there are none."""
    rows = tuple(row for node in data.study.leaves for row in _rows(data, platform.id, node))
    if not rows:
        return
    name = next(str(c.name) for c in data.study.channels if c.id == platform.channel)
    table = Table(
        say("report.grounds-caption", platform=name),
        columns("report.grounds-columns", 2, 3),
        rows,
        numbered=False,
        searchable=len(rows) > FEW,
    )
    title = say("report.grounds-title", platform=name)
    count = say("report.grounds-count", count=len(rows))
    yield Fold(title, count, anchor("g", platform.id), (table,))


def _rows(data: Material, platform: str, node: Indicator) -> list[tuple[Cell, ...]]:
    """One row per rating, then one for each reason why the rest was not assessed."""
    judged = data.judged.get((platform, node.id), [])
    rated = [row for row in judged if row["status"] == "rated"]
    rows = [_rated(data, row, node) for row in rated]
    rows += [_unrated(reason, count, node) for reason, count in _gaps(judged)]
    if not rows:
        return []
    (name, *rest), *others = rows
    return [(replace(name, anchor=anchor("e", platform, node.id)), *rest), *others]


def _rated(data: Material, row: Row, node: Indicator) -> tuple[Cell, ...]:
    session = row["session"] if row["session"] in data.session_ids else ""
    return (
        Cell(f"{node.id} {node.name}"),
        Cell(scenario_name(data, row["scenario"])),
        Cell(str(row["level"])),
        Cell(number(data.cell_scores.get(_key(row)), data.digits)),
        Cell(typeset(_reason(row))),
        Cell(cut(row["span"], LONGEST_SPAN)),
        Cell(_rater(data, row)),
        Cell(say("report.see-session"), link=anchor("s", session)) if session else Cell(NOTHING),
    )


def _unrated(reason: str, count: int, node: Indicator) -> tuple[Cell, ...]:
    words = say("report.grounds-unrated", count=count, reason=typeset(reason))
    name = Cell(f"{node.id} {node.name}")
    dash = Cell(NOTHING, quiet=True)
    return (name, dash, dash, dash, Cell(words, quiet=True), dash, dash, dash)


def _gaps(judged: list[Row]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for row in judged:
        if row["status"] == "not_assessed":
            counts[_reason(row)] = counts.get(_reason(row), 0) + 1
    return list(counts.items())


def _key(row: Row) -> tuple[str, str, str]:
    return row["platform"], row["indicator"], row["scenario"]


def _reason(row: Row) -> str:
    return str((row["reason_en"] if spoken() == "en" else "") or row["reason"])


def _rater(data: Material, row: Row) -> str:
    words = f"{say('report.rater-' + data.counted_kind(row))} {plain(row['rater'])}"
    if row["confidence"] is None:
        return words
    return dotted(words, say("report.confidence", value=percent(row["confidence"])))


def scenario_name(data: Material, id_: str) -> str:
    """A scenario's or probe's name; the id where the study declares neither."""
    if id_ == WHOLE_PLATFORM:
        return say("report.whole-platform")
    names = {each.id: each.name for each in data.study.scenarios}
    names |= {each.id: each.name for each in (*data.study.probes, *data.study.pack_probes)}
    return typeset(str(names.get(id_, id_)))
