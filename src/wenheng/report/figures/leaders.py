"""Who leads on both channels: rank against rank."""

from typing import Any

from wenheng.language import say
from wenheng.report.figures.said import headed
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.material import Material, Row
from wenheng.report.names import capital, level_name, sentences, some, subtitle, unit_name
from wenheng.report.numbers import NOTHING
from wenheng.report.plain import anchor
from wenheng.study.roster import Level

LEADERS = 10


def channel_ranks(data: Material) -> list[FigureSpec]:
    """F17: a figure for each level with more platforms than leaders: rank against rank."""
    if len(data.study.channels) != 2:
        return []
    drawn = (_ranks(data, level) for level in data.study.levels)
    return [figure for figure in drawn if figure]


def _ranks(data: Material, level: Level) -> FigureSpec | None:
    units = [unit.id for unit in data.study.units if unit.level == level.id]
    places = {unit: _places(data, unit, level) for unit in units}
    both = [unit for unit in units if None not in places[unit]]
    of = max((row["of"] for unit in both for row in places[unit] if row), default=0)
    if of <= LEADERS:
        return None
    leaders = [u for u in both if all(row and row["rank"] <= LEADERS for row in places[u])]
    name = level_name(data, level.id)
    neutral = say("report.F17-title", level=name, n=len(both), k=len(leaders), top=LEADERS)
    title, note = headed(data, "R06", "rank", neutral, level.id)
    channels = [capital(str(channel.name)) for channel in data.study.channels]
    axes = [say("report.rank-on", channel=each) for each in channels]
    shown = tuple((unit_name(data, u), *(_place(row) for row in places[u])) for u in both)
    return FigureSpec(
        id=f"F17-{level.id}",
        kind="ranks",
        title=title,
        subtitle=subtitle(data, "report.F17-measure", len(both)),
        alt=say("report.alt", title=title, rows=some([f"{r[0]} {r[1]} {r[2]}" for r in shown])),
        source=say("report.source-totals"),
        columns=(say("report.unit"), *axes),
        rows=tuple(_point(data, unit, places[unit], unit in leaders) for unit in both),
        shown=shown,
        options={"top": of, "box": LEADERS, "x": axes[0], "y": axes[1]},
        note=sentences(note, say("report.F17-note", top=LEADERS, n=len(units) - len(both))),
    )  # fmt: skip


def _places(data: Material, unit: str, level: Level) -> list[Row | None]:
    met = {platform.channel: platform.id for platform in data.of_unit[unit]}
    return [
        data.ranks.get(
            ("platform", met.get(channel.id, ""), data.policy, f"{level.id}/{channel.id}")
        )
        for channel in data.study.channels
    ]


def _point(data: Material, unit: str, places: list[Row | None], named: bool) -> dict[str, Any]:
    x, y = (row["rank"] if row else None for row in places)
    return {
        "label": unit_name(data, unit),
        "link": anchor("u", unit),
        "x": x,
        "y": y,
        "named": named,
    }


def _place(row: Row | None) -> str:
    return NOTHING if row is None else say("report.tied" if row["tied"] else "report.place", **row)
