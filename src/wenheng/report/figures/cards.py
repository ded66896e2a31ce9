"""Figures of a scorecard: where the unit stands, and its dimensions beside those of its peers."""

from collections.abc import Sequence
from typing import Any

from wenheng.language import say
from wenheng.report.figures.ranking import (
    Standing,
    ranking_legend,
    standing_row,
    standing_shown,
)
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import dotted, level_name, listed, subtitle
from wenheng.report.numbers import number

AROUND = 2
"""Neighbours that are drawn on either side."""

LOOK = {"token": "present", "shape": "circle"}


def position(data: Material, standings: Sequence[Standing], place: int) -> FigureSpec | None:
    """S1: the unit at `place` among its neighbours in the order of its level; None if unranked."""
    own = standings[place]
    if own.rank is None:
        return None
    first = max(0, min(place - AROUND, len(standings) - 2 * AROUND - 1))
    near = standings[first : first + 2 * AROUND + 1]
    rows = [standing_row(data, standing) | {"link": ""} for standing in near]
    rows[place - first]["label"] = "▶ " + rows[place - first]["label"]
    shown = tuple(standing_shown(data, standing) for standing in near)
    title = say(
        "cards.position-title-tied" if own.rank["tied"] else "cards.position-title",
        level=level_name(data, data.units[own.id].level),
        rank=own.rank["rank"],
        of=own.rank["of"],
        score=number(own.total["score"], data.digits),
    )
    return FigureSpec(
        id=f"S1-{own.id}",
        kind="ranking",
        title=title,
        subtitle=subtitle(data, "cards.position-measure", len(near)),
        alt=say("report.alt", title=title, rows=listed(f"{row[0]} {row[2]}" for row in shown)),
        source=say("report.source-totals"),
        columns=tuple(say("report.ranking-columns").split("|")),
        rows=tuple(rows),
        shown=shown,
        legend=ranking_legend(LOOK, rows),
        options={
            "top": data.total_top,
            "axis": say("report.ranking-axis", top=number(data.total_top, 0)),
            **LOOK,
        },
    )


def beside_peers(data: Material, unit: str) -> FigureSpec | None:
    """S2: each dimension of each platform beside the median of its peers; None without any."""
    channels = {channel.id: channel.name for channel in data.study.channels}
    held = {
        dotted(node.name, channels[platform.channel]): data.peers[platform.id, node.id]
        for platform in data.of_unit[unit]
        for node in data.parts
        if (platform.id, node.id) in data.peers
    }
    if not held:
        return None
    labels, found = list(held), list(held.values())
    title = _peers_title(found)
    shown = tuple(
        (label, number(row["value"], data.digits), number(row["median"], data.digits))
        for label, row in zip(labels, found, strict=True)
    )
    columns = tuple(say("cards.peers-columns").split("|"))
    return FigureSpec(
        id=f"S2-{unit}",
        kind="pairs",
        title=title,
        subtitle=subtitle(data, "cards.peers-measure", len(found)),
        alt=say("report.alt", title=title, rows=listed(" ".join(row) for row in shown)),
        source=say("cards.source-peers"),
        columns=columns,
        rows=tuple(_pair(label, row, data) for label, row in zip(labels, found, strict=True)),
        shown=shown,
        legend=(
            Part("own", columns[1], "present", "circle"),
            Part("median", columns[2], "other", "diamond"),
        ),
        options={"top": data.top, "axis": say("report.level-axis", top=data.top)},
    )


def _pair(label: str, row: Row, data: Material) -> dict[str, Any]:
    return {
        "label": label,
        "note": "",
        "remark": "",
        "quiet": False,
        "values": {"own": row["value"], "median": row["median"]},
        "texts": {
            "own": number(row["value"], data.digits),
            "median": number(row["median"], data.digits),
        },
    }


def _peers_title(found: Sequence[Row]) -> str:
    counts = {word: sum(row["standing"] == word for row in found) for word in ("strong", "weak")}
    if all(row["standing"] == "few" for row in found):
        return say("cards.peers-few")
    return say("cards.peers-title", n=len(found), **counts)
