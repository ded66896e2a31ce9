"""A scorecard for each unit: where it stands, what it is good and weak at, what to do next."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from wenheng.language import Language, say, speaking, spoken
from wenheng.report.compose.cover import cover
from wenheng.report.compose.grounds import scenario_name
from wenheng.report.compose.parts import columns, figure, numbered
from wenheng.report.compose.transcripts import transcripts
from wenheng.report.compose.units import unit_lead
from wenheng.report.document import (
    Block,
    Cell,
    Cover,
    Fold,
    Heading,
    KeyNumber,
    KeyNumbers,
    Meter,
    Paragraph,
    Points,
    ReportDoc,
    Table,
)
from wenheng.report.figures.cards import beside_peers, position
from wenheng.report.figures.ranking import Standing, sureness_text, unit_standings
from wenheng.report.material import Material, Row, RunFacts, material
from wenheng.report.names import completeness_text, level_name, type_name, when
from wenheng.report.numbers import NOTHING, number, percent
from wenheng.report.plain import anchor, typeset
from wenheng.study.model import Study

MOST = 5
"""Strengths, weaknesses and pieces of advice that are printed."""

MOST_STEPS = 8


def scorecards(
    study: Study, tables: Mapping[str, pl.DataFrame], facts: RunFacts, language: Language
) -> dict[str, ReportDoc]:
    """The scorecard of each unit by its id, in the order of levels and ranks.

    Args:
        study: what was declared.
        tables: as `report_document` takes them; `peers`, `paths`, `steps`, `advice` and
            `standings` where they are there.
        facts: about the run.
        language: of everything but the collected text.

    Raises:
        TableError: a table is missing, breaks its contract or leaves out a planned platform.
    """
    with speaking(language):
        data = material(study, tables, facts)
        return {
            standing.id: _card(data, standings, place, language)
            for level in study.levels
            if (standings := unit_standings(data, level))
            for place, standing in enumerate(standings)
        }


def _card(data: Material, standings: list[Standing], place: int, language: Language) -> ReportDoc:
    own = standings[place]
    cited: dict[str, None] = {}
    blocks = [*_position(data, standings, place), *_beside(data, own.id, cited)]
    blocks += [*_path(data, own.id), *_advice(data, own.id), *_conversations(data, own.id, cited)]
    whole = cover(data)
    front = Cover(
        own.name, say("cards.title"), whole.status, (_study(data), *whole.facts), whole.notes
    )
    title = say("cards.chapter", unit=own.name)
    chapter = replace(numbered("cards", {"card": tuple(blocks)})[0], title=title)
    return ReportDoc(language, front, (chapter,), _footer(data), data.facts.made_at, form="card")


def _footer(data: Material) -> str:
    study = typeset(str(data.study.title))
    return say("cards.footer", study=study, wave=data.facts.wave or when(data))


def _study(data: Material) -> tuple[str, str]:
    return say("cards.study"), typeset(str(data.study.title))


def _position(data: Material, standings: list[Standing], place: int) -> Iterator[Block]:
    own = standings[place]
    level = level_name(data, data.units[own.id].level)
    yield Paragraph(unit_lead(data, own, level))
    yield KeyNumbers(tuple(_numbers(data, own)))
    drawn = position(data, standings, place)
    if drawn is not None:
        yield figure(drawn)


def _numbers(data: Material, own: Standing) -> Iterator[KeyNumber]:
    interval, ranks = sureness_text(data, own)
    top = number(data.total_top, 0)
    here = "card"
    yield KeyNumber(
        number(own.total["score"], data.digits),
        say("cards.total", top=top),
        "" if interval == NOTHING else say("cards.interval", interval=interval),
        here,
    )
    rank = own.rank
    yield KeyNumber(
        say("report.place", **rank) if rank else NOTHING,
        say("cards.rank"),
        "" if ranks == NOTHING else say("cards.ranks", ranks=ranks),
        here,
    )
    yield KeyNumber(*_grade(data, own.id), here)
    yield KeyNumber(completeness_text(own.total), say("cards.completeness"), "", here)


def _grade(data: Material, unit: str) -> tuple[str, str, str]:
    row = data.grades.get(unit)
    if row is None or row["grade"] is None:
        return NOTHING, say("cards.grade"), ""
    sure = data.chances.get((unit, row["grade"]))
    note = "" if sure is None else say("cards.chance", share=percent(sure))
    return row["grade"], type_name(data, row["type"]), note


def _beside(data: Material, unit: str, cited: dict[str, None]) -> Iterator[Block]:
    drawn = beside_peers(data, unit)
    if drawn is None:
        return
    yield Heading(3, say("cards.peers"), "peers")
    yield figure(drawn)
    for standing in ("strong", "weak"):
        rows = _outstanding(data, unit, standing)
        if rows:
            yield Table(
                say(f"cards.{standing}-caption"),
                columns("cards.standing-columns", 2, 3, 4, 5),
                tuple(_line(data, row, cited) for row in rows[:MOST]),
                anchor=standing,
            )


def _outstanding(data: Material, unit: str, standing: str) -> list[Row]:
    """The rated indicators of the unit that are so, farthest from the median first."""
    rows = [
        row
        for platform in data.of_unit[unit]
        for leaf in data.study.leaves
        if (row := data.peers.get((platform.id, leaf.id))) and row["standing"] == standing
    ]
    return sorted(rows, key=lambda row: -abs(row["value"] - row["median"]))


def _line(data: Material, row: Row, cited: dict[str, None]) -> tuple[Cell, ...]:
    node = data.study.indicator(row["node"])
    shown = _shown(data, row)
    if shown:
        cited[shown["session"]] = None
        ground = Cell(scenario_name(data, shown["scenario"]), link=anchor("s", shown["session"]))
    return (
        Cell(f"{node.id} {typeset(str(node.name))}"),
        Cell(_channel(data, row["platform"])),
        Cell(number(row["value"], data.digits), meter=Meter(row["value"] / data.top)),
        Cell(number(row["median"], data.digits)),
        Cell(number(row["best"], data.digits)),
        Cell(say("report.place", rank=row["place"], of=row["peers"])),
        ground if shown else Cell(NOTHING, quiet=True),
    )


def _shown(data: Material, row: Row) -> Row | None:
    """The rating that shows it best: the highest of a strength, the lowest of a weakness."""
    sign = -1 if row["standing"] == "strong" else 1
    rated = [
        judged
        for judged in data.judged.get((row["platform"], row["node"]), [])
        if judged["status"] == "rated" and judged["session"] in data.session_ids
    ]
    return min(rated, key=lambda judged: sign * judged["level"], default=None)


def _channel(data: Material, platform: str) -> str:
    channel = data.platforms[platform].channel
    return typeset(str(next(c.name for c in data.study.channels if c.id == channel)))


def _path(data: Material, unit: str) -> Iterator[Block]:
    path = data.paths.get(unit)
    if path is None:
        return
    yield Heading(3, say("cards.path"), "path")
    said = {
        "grade": path["grade"],
        "gap": number(path["gap"], data.digits),
        "percent": number(path["percent"], data.digits),
        "steps": path["steps"],
    }
    yield Paragraph(say(f"cards.path-{path['status'].replace('_', '-')}", **said))
    steps = data.steps.get(unit, [])[:MOST_STEPS]
    if steps:
        yield Table(
            say("cards.steps-caption", shown=len(steps), **said),
            columns("cards.steps-columns", 0, 3, 4, 5, 6),
            tuple(_step(data, row) for row in steps),
            anchor="steps",
        )


def _step(data: Material, row: Row) -> tuple[Cell, ...]:
    node = data.study.indicator(row["indicator"])
    return (
        Cell(str(row["step"])),
        Cell(f"{node.id} {typeset(str(node.name))}"),
        Cell(_channel(data, row["platform"])),
        Cell(number(row["value"], data.digits)),
        Cell(number(row["to"], data.digits)),
        Cell(number(row["gain"], data.digits)),
        Cell(number(row["percent"], data.digits)),
    )


def _advice(data: Material, unit: str) -> Iterator[Block]:
    rows = [row for row in data.advice if row["unit"] == unit][:MOST]
    if not rows:
        return
    yield Heading(3, say("report.advice"), "advice")
    yield Points(tuple(typeset(row[f"text_{spoken()}"]) for row in rows))
    yield Paragraph(say("cards.advice-rule"))


def _conversations(data: Material, unit: str, cited: dict[str, None]) -> Iterator[Block]:
    """The transcripts that strengths and weaknesses rest on."""
    wanted = {anchor("s", session) for session in cited}
    held = tuple(
        replace(told, back=Cell(say("cards.back"), link="card"))
        for platform in data.of_unit[unit]
        for told in transcripts(data, platform)
        if told.anchor in wanted
    )
    if held:
        count = say("report.transcripts-count", count=len(held))
        yield Fold(say("cards.transcripts"), count, "transcripts", held)
