"""F26: scores by scene and business of what was asked, channel by channel."""

from wenheng.language import say
from wenheng.report.figures.said import headed
from wenheng.report.figures.scales import interval_text
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.material import Material, Row
from wenheng.report.names import bracketed, capital, dotted, sentences, subtitle
from wenheng.report.numbers import NOTHING, number


def scene_scores(data: Material) -> FigureSpec | None:
    """F26: means by scene × business × channel; None where scenarios have no scenes."""
    rows = data.optional("scene_means")
    if not rows:
        return None
    channels = {c.id: capital(str(c.name)) for c in data.study.channels}
    held = [id_ for id_ in channels if any(row["channel"] == id_ for row in rows)]
    kinds = list(dict.fromkeys((row["scene"], row["business"]) for row in rows))
    at = {(row["scene"], row["business"], row["channel"]): row for row in rows}
    best, last = (pick(rows, key=lambda row: row["mean"]) for pick in (max, min))
    neutral = say(
        "report.F26-title" if len(rows) > 1 else "report.F26-title-one",
        best=_name(best, channels), high=number(best["mean"], data.digits),
        last=_name(last, channels), low=number(last["mean"], data.digits),
    )  # fmt: skip
    title, found = headed(data, "R21", "scene", neutral)
    drawn = tuple(_row(data, kind, {id_: at.get((*kind, id_)) for id_ in held}) for kind in kinds)
    return FigureSpec(
        id="F26",
        kind="heat",
        title=title,
        subtitle=subtitle(data, "report.F26-measure", max(row["n"] for row in rows)),
        alt=say(
            "report.alt",
            title=title,
            rows=say("report.semicolon").join(
                f"{_name(row, channels)} {number(row['mean'], data.digits)}" for row in rows
            ),
        ),
        source=say("report.source-scenes"),
        columns=(say("report.F26-rows"), *(channels[id_] for id_ in held)),
        rows=drawn,
        shown=tuple(
            (dotted(*kind), *(_shown(data, at.get((*kind, id_))) for id_ in held)) for kind in kinds
        ),
        options={
            "top": data.top,
            "across": [{"key": id_, "label": channels[id_]} for id_ in held],
        },
        note=sentences(found, say("report.F26-note")),
    )


def _name(row: Row, channels: dict[str, str]) -> str:
    return dotted(row["scene"], row["business"], channels[row["channel"]])


def _row(data: Material, kind: tuple[str, str], found: dict[str, Row | None]) -> dict[str, object]:
    return {
        "label": dotted(*kind),
        "values": {id_: row["mean"] if row else None for id_, row in found.items()},
        "texts": {
            id_: f"{number(row['mean'], data.digits)}\nn = {row['n']}" if row else NOTHING
            for id_, row in found.items()
        },
    }


def _shown(data: Material, row: Row | None) -> str:
    if row is None:
        return NOTHING
    mean, n = number(row["mean"], data.digits), f"n = {row['n']}"
    if row["low"] is None:
        return bracketed(mean, n)
    return bracketed(f"{mean} {interval_text(row, data.digits)}", n)
