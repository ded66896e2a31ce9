"""Where everyone stands: one row per platform or unit, with what its gaps leave open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wenheng.language import say
from wenheng.report.figures.said import said
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import (
    bracketed,
    channel_shape,
    channel_token,
    completeness_text,
    group_name,
    level_name,
    listed,
    presence_words,
    range_text,
    status_name,
    subtitle,
    unit_name,
)
from wenheng.report.numbers import number
from wenheng.report.plain import anchor
from wenheng.study.roster import Channel, Level

LEADERS, FIRM = 10, 0.8
"""Places that count as in front, and the share of resamples that makes such a place firm."""


@dataclass(frozen=True)
class Standing:
    """One ranked thing, with all that is printed of it."""

    id: str
    name: str
    link: str
    total: Row
    rank: Row | None
    sure: Row | None
    """How sure its position is; None where that is not known."""
    absent: str = ""
    """Why there is nothing to draw; empty where there is an assistant."""


def platform_standings(data: Material, level: Level, channel: Channel) -> list[Standing]:
    """The platforms of a level on a channel, best first, then those without a rank."""
    group = f"{level.id}/{channel.id}"
    found = [
        Standing(
            id=platform.id,
            name=unit_name(data, platform.unit),
            link=anchor("p", platform.id),
            total=data.totals["platform", platform.id, data.policy],
            rank=data.ranks.get(("platform", platform.id, data.policy, group)),
            sure=data.standings.get(("platform", platform.id, group)),
            absent=_absent(data, [platform.id]),
        )
        for platform in data.study.platforms
        if platform.channel == channel.id and data.units[platform.unit].level == level.id
    ]
    return sorted(found, key=_order)


def unit_standings(data: Material, level: Level) -> list[Standing]:
    """The units of a level, best first, then those without a rank."""
    found = [
        Standing(
            id=unit.id,
            name=unit_name(data, unit.id),
            link=anchor("u", unit.id),
            total=data.totals["unit", unit.id, data.policy],
            rank=data.ranks.get(("unit", unit.id, data.policy, level.id)),
            sure=data.standings.get(("unit", unit.id, level.id)),
            absent=_absent(data, [platform.id for platform in data.of_unit[unit.id]]),
        )
        for unit in data.study.units
        if unit.level == level.id
    ]
    return sorted(found, key=_order)


def platform_rankings(data: Material) -> list[FigureSpec]:
    """F08–F11: a figure for each level × channel that has platforms."""
    figures = []
    for level in data.study.levels:
        for channel in data.study.channels:
            standings = platform_standings(data, level, channel)
            if not standings:
                continue
            look = {"token": channel_token(channel), "shape": channel_shape(channel)}
            name = f"F08-{level.id}-{channel.id}"
            figures.append(_figure(data, name, group_name(level, channel), standings, look))
    return figures


def unit_rankings(data: Material) -> list[FigureSpec]:
    """F12: a figure for each level that has units."""
    look = {"token": "present", "shape": "circle"}
    return [
        _figure(data, f"F12-{level.id}", level_name(data, level.id), standings, look)
        for level in data.study.levels
        if (standings := unit_standings(data, level))
    ]


def standing_text(data: Material, standing: Standing) -> tuple[str, ...]:
    """Rank, score, range, completeness and status of a standing, as printed."""
    total, rank = standing.total, standing.rank
    place = "" if rank is None else say("report.tied" if rank["tied"] else "report.place", **rank)
    return (
        place or number(None),
        number(total["score"], data.digits),
        range_text(total, data.digits),
        completeness_text(total),
        standing.absent or status_name(total["status"]),
    )


def sureness_text(data: Material, standing: Standing) -> tuple[str, str]:
    """The interval of the score and the ranks that it may truly have, as printed."""
    sure = standing.sure
    if sure is None or standing.absent:
        return number(None), number(None)
    interval, ranks = number(None), number(None)
    if sure["low"] is not None:
        interval = f"{number(sure['low'], data.digits)}–{number(sure['high'], data.digits)}"
    if sure["rank_low"] is not None:
        ranks = say("report.rank-set", low=sure["rank_low"], high=sure["rank_high"])
    return interval, ranks


def _figure(
    data: Material, id_: str, group: str, standings: Sequence[Standing], look: dict[str, str]
) -> FigureSpec:
    about = id_.partition("-")[2].replace("-", "/", 1)
    title = said(data, "R14", "rank", about) or _title(data, group, standings)
    drawn = tuple(standing_row(data, standing) for standing in standings)
    shown = tuple(standing_shown(data, standing) for standing in standings)
    key = "report.F12-measure" if id_.startswith("F12") else "report.F08-measure"
    return FigureSpec(
        id=id_,
        kind="ranking",
        title=title,
        subtitle=subtitle(data, key, len(standings)),
        alt=say("report.alt", title=title, rows=listed(f"{row[0]} {row[2]}" for row in shown)),
        source=say("report.source-totals"),
        columns=tuple(say("report.ranking-columns").split("|")),
        rows=drawn,
        shown=shown,
        legend=ranking_legend(look, drawn),
        note=say("report.ranking-unsure") if any(_unsure(s) for s in standings) else "",
        options={
            "top": data.total_top,
            "axis": say("report.ranking-axis", top=number(data.total_top, 0)),
            **look,
        },
    )


def standing_shown(data: Material, standing: Standing) -> tuple[str, ...]:
    """The same row as printed, under `report.ranking-columns`."""
    place, score, bounds, complete, status = standing_text(data, standing)
    return (standing.name, place, score, *sureness_text(data, standing), bounds, complete, status)


def _unsure(standing: Standing) -> bool:
    """Among the first ten, but in fewer than four of five resamples."""
    sure, rank = standing.sure, standing.rank
    return bool(
        rank
        and sure
        and rank["rank"] <= LEADERS < rank["of"]
        and sure["p_leaders"] is not None
        and sure["p_leaders"] < FIRM
    )


def standing_row(data: Material, standing: Standing) -> dict[str, Any]:
    """A row of a figure of kind `ranking`."""
    total, rank = standing.total, standing.rank
    sure = None if standing.absent else standing.sure
    score = None if standing.absent else total["score"]
    place = f"{rank['rank']}  " if rank else ""
    return {
        "label": f"{place}{standing.name}{' ※' if _unsure(standing) else ''}",
        "link": standing.link,
        "value": score,
        "low": None if standing.absent else total["low"],
        "high": None if standing.absent else total["high"],
        "sure": [sure["low"], sure["high"]] if sure and sure["low"] is not None else None,
        "note": _note(data, standing),
        "remark": standing.absent,
        "quiet": score is None,
    }


def _note(data: Material, standing: Standing) -> str:
    total = standing.total
    if total["status"] != "scored":
        return "" if standing.absent else status_name(total["status"])
    score = number(total["score"], data.digits)
    if standing.absent:
        return say("report.counted-as", score=score)
    return bracketed(score, completeness_text(total))


def ranking_legend(look: dict[str, str], rows: Sequence[dict[str, Any]]) -> tuple[Part, ...]:
    """The marks that such rows need."""
    shape: Any = look["shape"]
    entries = [
        Part("score", say("report.mark-score"), look["token"], shape),
        Part("range", say("report.mark-range"), "range", "band"),
    ]
    if any(row["sure"] for row in rows):
        entries.append(Part("sure", say("report.mark-sure"), "ink", "whisker"))
    if any(row["value"] is None and row["low"] is not None for row in rows):
        entries.append(Part("open", say("report.mark-withheld"), "paper", "open"))
    return tuple(entries)


def _title(data: Material, group: str, standings: Sequence[Standing]) -> str:
    scored = [s for s in standings if s.total["status"] == "scored" and not s.absent]
    if not scored:
        return say("report.ranking-title-none", group=group, n=len(standings))
    scores = [s.total["score"] for s in scored]
    same = number(max(scores), data.digits) == number(min(scores), data.digits)
    several = "report.ranking-title-same" if same else "report.ranking-title"
    return say(
        several if len(scored) > 1 else "report.ranking-title-one",
        group=group,
        n=len(standings),
        scored=len(scored),
        highest=number(max(scores), data.digits),
        lowest=number(min(scores), data.digits),
    )


def _absent(data: Material, platforms: Sequence[str]) -> str:
    met = [data.presence[platform] for platform in platforms]
    if any(row["status"] == "present" for row in met):
        return ""
    if len(met) == 1:
        return presence_words(met[0])
    statuses = {row["status"] for row in met}
    return say(f"report.{statuses.pop()}" if len(statuses) == 1 else "report.absent-or-unknown")


def _order(standing: Standing) -> tuple[int, bool, float]:
    rank = standing.rank["rank"] if standing.rank else 1 << 30
    high = standing.total["high"] if standing.total["high"] is not None else -1.0
    return rank, bool(standing.absent), -high
