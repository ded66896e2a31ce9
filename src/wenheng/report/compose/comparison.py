"""The report of two waves: what can be compared, what changed, who gained and lost an assistant."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from wenheng.language import Language, say, speaking, spoken
from wenheng.report.compose.parts import FEW, columns, figure, numbered
from wenheng.report.document import (
    Block,
    Cell,
    Cover,
    Finding,
    Heading,
    KeyNumber,
    KeyNumbers,
    Note,
    Paragraph,
    Points,
    ReportDoc,
    Table,
)
from wenheng.report.figures.slopes import Ends, Slope, slopes
from wenheng.report.house import House
from wenheng.report.material import beijing
from wenheng.report.names import bracketed, capital, listed
from wenheng.report.numbers import NOTHING, number, percent
from wenheng.report.plain import anchor, typeset
from wenheng.report.waves import Row, TwoWaves, WaveOf

STATES = ("present", "absent", "unknown", "not-there")


def comparison_document(
    waves: TwoWaves, language: Language, house: House | None = None
) -> ReportDoc:
    """The report of `waves`, published by `house`; it says early what cannot be compared."""
    with speaking(language):
        found = {name: tuple(compose(waves)) for name, compose in CHAPTERS.items()}
        chapters = numbered("comparison", found)
        colophon = say("report.colophon", software=waves.software)
        owner = house or House()
        cover = replace(_cover(waves), organisation=owner.organisation, logo=owner.logo)
        return ReportDoc(language, cover, chapters, colophon, waves.made_at, colour=owner.colour)


def _cover(waves: TwoWaves) -> Cover:
    facts = {
        "comparison.before": f"{waves.before.name}　{waves.before.days}",
        "comparison.after": f"{waves.after.name}　{waves.after.days}",
        "report.cover-made": beijing(waves.made_at),
        "report.cover-software": waves.software,
        "report.contact": waves.after.study.contact,
    }
    return Cover(
        title=typeset(str(waves.after.study.title)),
        subtitle=say("comparison.title"),
        status=typeset(str(waves.after.study.status)),
        facts=tuple((say(key), value) for key, value in facts.items() if value),
        notes=(say("comparison.reading"),),
    )


def _result(waves: TwoWaves) -> Iterator[Block]:
    moved = Counter(waves.moved(row) for row in waves.rows)
    regained, lost = _turned(waves, "absent", "present"), _turned(waves, "present", "absent")
    numbers = {
        "compared": (len(waves.rows), "comparable"),
        "rose": (moved["rose"], "changes"),
        "fell": (moved["fell"], "changes"),
        "unsure": (moved["unsure"], "changes"),
        "regained": (len(regained), "assistants"),
        "lost": (len(lost), "assistants"),
    }
    yield KeyNumbers(
        tuple(
            KeyNumber(str(value), say(f"comparison.{key}"), say(f"comparison.{key}-note"), link)
            for key, (value, link) in numbers.items()
        )
    )
    yield Paragraph(say("comparison.result-text", q=waves.significant))
    for row in waves.findings.iter_rows(named=True):
        yield Finding(
            row["strength"],
            say(f"report.strength-{row['strength']}"),
            typeset(row[f"sentence_{spoken()}"]),
            bracketed(row["rule"], f"n = {row['n']}"),
            anchor("f", row["rule"], row["about"], row["measure"]),
            "conditions",
        )


def _comparable(waves: TwoWaves) -> Iterator[Block]:
    yield Paragraph(say("comparison.comparable-text"))
    both = (waves.before, waves.after)
    values: dict[str, Callable[[WaveOf], object]] = {
        "study": lambda w: say("report.cover-study-value", id=w.study.id, version=w.study.version),
        "days": lambda w: w.days,
        "units": lambda w: len(w.study.units),
        "platforms": lambda w: len(w.study.platforms),
        "scenarios": lambda w: len(w.study.scenarios),
        "indicators": lambda w: len(w.study.rated),
        "known": lambda w: w.known,
    }
    yield _table(
        "waves",
        [
            [Cell(say(f"comparison.of-{key}")), *(Cell(str(value(wave))) for wave in both)]
            for key, value in values.items()
        ],
    )
    yield Paragraph(say("comparison.basket", cells=int(waves.changes["cells"].sum())))
    yield Heading(3, say("compare.left-out").rstrip(":："), "left-out")
    if waves.left_out.is_empty():
        yield Paragraph(say("comparison.nothing-left-out"))
        return
    lines = [
        [
            Cell(say(f"compare.what-{row['what']}")),
            Cell(_left_name(waves, row)),
            Cell(say(f"compare.{row['reason']}")),
            Cell(str(row["cells"]), sort=row["cells"]),
        ]
        for row in waves.left_out.iter_rows(named=True)
    ]
    yield _table("left-table", lines, 3)


def _left_name(waves: TwoWaves, row: Row) -> str:
    if row["what"] in ("platform", "cells"):
        return waves.platform_name(row["id"])
    studies = (waves.after.study, waves.before.study)
    kind = "scenarios" if row["what"] == "scenario" else "rated"
    named = (one for study in studies for one in getattr(study, kind) if one.id == row["id"])
    return " ".join((row["id"], *(typeset(str(one.name)) for one in list(named)[:1])))


def _changes(waves: TwoWaves) -> Iterator[Block]:
    if not waves.rows:
        yield Paragraph(say("comparison.none-compared"))
        return
    yield Paragraph(say("comparison.changes-text", q=waves.significant, draws=waves.draws))
    for level in waves.after.study.levels:
        units = {unit.id for unit in waves.after.study.units if unit.level == level.id}
        rows = [row for row in waves.rows if row["unit"] in units]
        if rows:
            yield figure(
                slopes(_ends(waves, level.id, str(level.name), rows), _slopes(waves, rows))
            )
    lines = [
        [
            Cell(waves.unit_name(row["unit"]), anchor=anchor("c", row["unit"])),
            Cell(str(row["cells"]), sort=row["cells"]),
            Cell(number(row["before"]), sort=row["before"]),
            Cell(number(row["after"]), sort=row["after"]),
            Cell(_signed(row["change"]), sort=row["change"]),
            Cell(f"{_signed(row['low'])} … {_signed(row['high'])}"),
            Cell(number(row["q"], 3), sort=row["q"]),
            Cell(say(f"comparison.{waves.moved(row)}")),
        ]
        for row in waves.rows
    ]
    yield _table("changes-table", lines, 1, 2, 3, 4, 6)
    left = [row for row in waves.changes.to_dicts() if row["status"] != "compared"]
    if left:
        said = (
            bracketed(waves.unit_name(row["unit"]), say(f"compare.{row['status']}")) for row in left
        )
        yield Note(say("comparison.units-left", units=listed(said)))


def _slopes(waves: TwoWaves, rows: list[Row]) -> list[Slope]:
    return [
        Slope(
            waves.unit_name(row["unit"]),
            anchor("c", row["unit"]),
            row["before"],
            row["after"],
            waves.moved(row),
        )
        for row in rows
    ]


def _ends(waves: TwoWaves, level: str, name: str, rows: list[Row]) -> Ends:
    moved = Counter(waves.moved(row) for row in rows)
    top = waves.after.study.scale.top
    counts = {"n": len(rows), "rose": moved["rose"], "fell": moved["fell"]}
    return Ends(
        id=f"F18-{level}",
        before=bracketed(say("comparison.before"), waves.before.days),
        after=bracketed(say("comparison.after"), waves.after.days),
        title=say("comparison.slope-title", group=capital(name), **counts),
        subtitle=say("comparison.slope-subtitle", top=top, n=len(rows)),
        source=say("report.semicolon").join((waves.before.name, waves.after.name)),
    )


def _own(waves: TwoWaves) -> Iterator[Block]:
    yield Paragraph(say("comparison.own-text"))
    lines = [
        [
            Cell(waves.unit_name(row["unit"])),
            *(Cell(number(row[f"own_{when}"]), sort=row[f"own_{when}"]) for when in WHEN),
            *(
                Cell(number(row[f"percent_{when}"], 1), sort=row[f"percent_{when}"])
                for when in WHEN
            ),
            *(Cell(_whole(row[f"rank_{when}"]), sort=row[f"rank_{when}"]) for when in WHEN),
        ]
        for row in waves.changes.iter_rows(named=True)
    ]
    yield _table("own-table", lines, 1, 2, 3, 4, 5, 6)


def _assistants(waves: TwoWaves) -> Iterator[Block]:
    yield Paragraph(say("comparison.assistants-text"))
    met = Counter(_states(waves, id_) for id_ in waves.platforms)
    lines = [
        [
            Cell(say(f"comparison.state-{then}")),
            *(Cell(str(met[then, now]), sort=met[then, now]) for now in STATES),
        ]
        for then in STATES
    ]
    yield _table("states-table", lines, 1, 2, 3, 4)
    turns = {"regained": ("absent", "present"), "lost": ("present", "absent")}
    for key, (then, now) in turns.items():
        yield Heading(3, say(f"comparison.{key}"), key)
        names = [waves.platform_name(id_) for id_ in _turned(waves, then, now)]
        yield Points(tuple(names)) if names else Paragraph(say("comparison.no-platform"))
    open_ = sum(count for states, count in met.items() if "unknown" in states)
    if open_:
        yield Note(say("comparison.unknown-note", count=open_))


def _turned(waves: TwoWaves, then: str, now: str) -> list[str]:
    return [id_ for id_ in waves.platforms if _states(waves, id_) == (then, now)]


def _states(waves: TwoWaves, platform: str) -> tuple[str, str]:
    then, now = (w.presence.get(platform, "not-there") for w in (waves.before, waves.after))
    return then, now


def _conditions(waves: TwoWaves) -> Iterator[Block]:
    yield Paragraph(say("comparison.conditions-text"))
    lines = [
        [
            Cell(say("report.dot").join((row["rule"], _about(waves, row)))),
            Cell(typeset(row[f"words_{spoken()}"])),
            Cell(_plain(row["value"]), sort=row["value"]),
            Cell(f"{row['sense']} {_plain(row['bound'])}" if row["bound"] is not None else ""),
            Cell(_held(row["holds"])),
        ]
        for row in waves.ledger.iter_rows(named=True)
    ]
    yield _table("conditions-table", lines, 2, 3)


def _about(waves: TwoWaves, row: Row) -> str:
    return say("comparison.about-all") if row["about"] == "all" else waves.unit_name(row["about"])


def _held(holds: bool | None) -> str:
    return say("comparison.not-tried" if holds is None else f"comparison.holds-{holds}".lower())


def _method(waves: TwoWaves) -> Iterator[Block]:
    said = say(
        "comparison.method-points",
        draws=waves.draws,
        q=waves.significant,
        level=percent(0.95),
        policy=say(f"report.policy-{waves.after.study.scoring.absent_policy}"),
    )
    yield Points(tuple(said.split("|")))


WHEN = ("before", "after")
CHAPTERS: dict[str, Callable[[TwoWaves], Iterator[Block]]] = {
    "result": _result,
    "comparable": _comparable,
    "changes": _changes,
    "own": _own,
    "assistants": _assistants,
    "conditions": _conditions,
    "method": _method,
}


def _table(name: str, lines: list[list[Cell]], *numeric: int) -> Table:
    return Table(
        say(f"comparison.{name}"),
        columns(f"comparison.{name}-columns", *numeric),
        tuple(tuple(line) for line in lines),
        anchor=name,
        searchable=len(lines) > FEW,
    )


def _signed(value: float) -> str:
    text = number(abs(value))
    sign = "" if not float(text) else "+" if value > 0 else "−"
    return sign + text


def _plain(value: float | None) -> str:
    """Counts as counts, shares with three decimals at most."""
    text = number(value, 3)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _whole(value: int | None) -> str:
    return NOTHING if value is None else str(value)
