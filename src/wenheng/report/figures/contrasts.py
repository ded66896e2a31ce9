"""How dimensions differ between channels of the same units, and between levels of units."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Literal

from wenheng.language import say
from wenheng.report.figures.said import headed
from wenheng.report.figures.scales import interval_text, signed, span
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import capital, level_name, listed, sentences, subtitle

Side = Literal["channel", "level"]
IDS: dict[Side, str] = {"channel": "F23", "level": "F24"}


def channel_contrasts(data: Material) -> list[FigureSpec]:
    """F23: a figure for each pair of channels that some unit has scores on."""
    return list(_figures(data, "channel", [channel.id for channel in data.study.channels]))


def level_contrasts(data: Material) -> list[FigureSpec]:
    """F24: a figure for each pair of levels that both have scores."""
    return list(_figures(data, "level", [level.id for level in data.study.levels]))


def _figures(data: Material, side: Side, names: Sequence[str]) -> Iterator[FigureSpec]:
    pairs = list(combinations(names, 2))
    for first, second in pairs:
        id_ = IDS[side] if len(pairs) == 1 else f"{IDS[side]}-{first}-{second}"
        held = {r["node"]: r for r in data.optional("contrasts", first=first, second=second)}
        nodes = [node for node in data.study.nodes() if node.id in held and node.children]
        if nodes:
            rows = [{**held[node.id], "label": str(node.name)} for node in nodes]
            yield _figure(data, id_, side, rows)


def _figure(data: Material, id_: str, side: Side, rows: Sequence[dict[str, Any]]) -> FigureSpec:
    names = [_name(data, side, rows[0][end]) for end in ("first", "second")]
    title, found = _neutral(data, rows, names), ""
    if side == "level":
        title, found = headed(data, "R12", "all-nodes", title)
    known = any(row["low"] is not None for row in rows)
    most = max(min(row["n_first"], row["n_second"]) for row in rows)
    n = most if side == "channel" else max(row["n_first"] + row["n_second"] for row in rows)
    return FigureSpec(
        id=id_,
        kind="forest",
        title=title,
        subtitle=subtitle(
            data, f"report.{IDS[side]}-measure", n, "report.bootstrap-units" if known else ""
        ),
        alt=say(
            "report.alt",
            title=title,
            rows=say("report.semicolon").join(f"{row['label']} {_text(data, row)}" for row in rows),
        ),
        source=say("report.source-contrasts"),
        columns=tuple(say("report.contrast-columns").split("|")),
        rows=tuple(_row(data, side, row) for row in rows),
        shown=tuple(
            (
                row["label"],
                signed(row["difference"], data.digits),
                interval_text(row, data.digits, sign=True),
                _n(side, row),
            )
            for row in rows
        ),
        legend=(
            Part("difference", say("report.contrast-mark", **_ends(names)), "present", "circle"),
        ),
        options={
            **span(row[end] for row in rows for end in ("difference", "low", "high")),
            "zero": True,
            "axis": say("report.contrast-axis", **_ends(names)),
        },
        note=sentences(found, say(f"report.contrast-note-{side}")),
    )


def _neutral(data: Material, rows: Sequence[Row], names: Sequence[str]) -> str:
    known = [row for row in rows if row["low"] is not None]
    words = {**_ends(names), "n": len(rows)}
    if not known:
        ends = [signed(end(r["difference"] for r in rows), data.digits) for end in (min, max)]
        return say("report.contrast-title-plain", low=ends[0], high=ends[1], **words)
    above = sum(row["low"] > 0 for row in known)
    below = sum(row["high"] < 0 for row in known)
    counts = {"above": above, "below": below, "around": len(rows) - above - below}
    parts = listed(say(f"report.contrast-{name}", k=k) for name, k in counts.items() if k)
    return say("report.contrast-title", parts=parts, **words)


def _row(data: Material, side: Side, row: dict[str, Any]) -> dict[str, Any]:
    mark = {"value": row["difference"], "low": row["low"], "high": row["high"]}
    return {
        "label": row["label"],
        "note": _text(data, row),
        "marks": {"difference": {**mark, "text": signed(row["difference"], data.digits)}},
    }


def _text(data: Material, row: Row) -> str:
    value = signed(row["difference"], data.digits)
    return (
        f"{value} {interval_text(row, data.digits, sign=True)}" if row["low"] is not None else value
    )


def _n(side: Side, row: Row) -> str:
    return str(row["n_first"]) if side == "channel" else f"{row['n_first']} / {row['n_second']}"


def _name(data: Material, side: Side, id_: str) -> str:
    if side == "level":
        return level_name(data, id_)
    return capital(next(str(c.name) for c in data.study.channels if c.id == id_))


def _ends(names: Sequence[str]) -> dict[str, str]:
    return {"first": names[0], "second": names[1]}
