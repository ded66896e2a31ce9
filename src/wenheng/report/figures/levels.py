"""Means over platforms, on the scale of a rating: core indicators and dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wenheng.language import say
from wenheng.report.figures.said import headed
from wenheng.report.figures.scales import interval_text
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import bracketed, group_name, listed, sentences, subtitle
from wenheng.report.numbers import NOTHING, number
from wenheng.study.indicators import Indicator

MARKS = (("need", "circle"), ("process", "diamond"), ("other", "circle"), ("web", "diamond"))


WEAKEST_OF = {"A1", "A2", "A3"}
"""Dimensions of which rule R10 asks whether one is clearly the lowest."""


@dataclass(frozen=True)
class Mean:
    """Mean of a node over the platforms that have a score in it; its interval, if one is known."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Group:
    """Platforms that are averaged together; `key` is their group in GROUP MEANS."""

    label: str
    platforms: tuple[str, ...]
    key: str


def core_indicators(data: Material) -> FigureSpec | None:
    """F19: the core indicators by level × channel; None where there is nothing to draw."""
    cores = data.study.indicators
    if any(core in data.parts for core in cores):
        return None
    groups = groups_of(data)
    legend = tuple(_mark(core, index) for index, core in enumerate(cores))
    means = [[mean_of(data, group, core.id) for core in cores] for group in groups]
    if not any(mean.n for mean in means[-1]):
        return None
    title, found = headed(data, "R08", "node", _core_title(data, cores, means[-1]))
    rows = tuple(_pair(data, *each, cores) for each in zip(groups, means, strict=True))
    return FigureSpec(
        id="F19",
        kind="pairs",
        title=title,
        subtitle=_subtitle(data, "F19", means, drawn=True),
        alt=say("report.alt", title=title, rows=_spoken_rows(data, groups, means, cores)),
        source=say("report.source-nodes"),
        columns=(say("report.group"), *(str(core.name) for core in cores)),
        rows=rows,
        shown=_shown(data, groups, means),
        legend=legend,
        options={"top": data.top, "axis": say("report.level-axis", top=data.top)},
        note=sentences(found, say("report.means-note")),
    )


def dimension_scores(data: Material) -> list[FigureSpec]:
    """F21, F22: the dimensions of each core indicator by level × channel; none without scores."""
    cores = [
        (core.id, [node for node in data.parts if node in core.walk()])
        for core in data.study.indicators
        if core not in data.parts
    ]
    loose = [node for node in data.parts if node in data.study.indicators]
    kinds = [*cores, *([("", loose)] if loose else [])]
    return [
        figure
        for place, (core, nodes) in enumerate(kinds)
        if (figure := _dimensions(data, f"F{21 + place}" if place < 2 else f"F22-{core}", nodes))
    ]


def _dimensions(data: Material, id_: str, nodes: Sequence[Indicator]) -> FigureSpec | None:
    groups = groups_of(data)
    means = [[mean_of(data, group, node.id) for node in nodes] for group in groups]
    if not any(mean.n for mean in means[-1]):
        return None
    title, found = _dimension_title(data, nodes, means[-1]), ""
    if {node.id for node in nodes} == WEAKEST_OF:
        title, found = headed(data, "R10", "node", title)
    return FigureSpec(
        id=id_,
        kind="heat",
        title=title,
        subtitle=_subtitle(data, "F21", means),
        alt=say("report.alt", title=title, rows=_spoken_rows(data, groups, means, nodes)),
        source=say("report.source-nodes"),
        columns=(say("report.group"), *(str(node.name) for node in nodes)),
        rows=tuple(_heat_row(data, *each, nodes) for each in zip(groups, means, strict=True)),
        shown=_shown(data, groups, means),
        options={
            "top": data.top,
            "across": [{"key": node.id, "label": str(node.name)} for node in nodes],
        },
        note=sentences(found, say("report.means-note")),
    )


def _subtitle(
    data: Material, id_: str, means: Sequence[Sequence[Mean]], drawn: bool = False
) -> str:
    known = drawn and any(mean.low is not None for row in means for mean in row)
    n = max(mean.n for mean in means[-1])
    return subtitle(data, f"report.{id_}-measure", n, "report.bootstrap-units" if known else "")


def groups_of(data: Material) -> list[Group]:
    """Level × channel where there are platforms, then all of them."""
    found = []
    for level in data.study.levels:
        for channel in data.study.channels:
            members = tuple(
                platform.id
                for platform in data.study.platforms
                if platform.channel == channel.id and data.units[platform.unit].level == level.id
            )
            if members:
                key = f"{level.id}/{channel.id}"
                found.append(Group(group_name(level, channel), members, key))
    whole = say("report.all-platforms")
    return [*found, Group(whole, tuple(data.platforms), "all")]


def mean_of(data: Material, group: Group, node: str) -> Mean:
    """Unweighted mean over the platforms of `group` that have a score in `node`."""
    rows = [data.nodes.get((platform, node)) for platform in group.platforms]
    scores = [row["score"] for row in rows if row and row["status"] == "scored"]
    if not scores:
        return Mean(None, 0)
    ends = data.optional("group_means", node=node, group=group.key)
    low, high = (ends[0]["low"], ends[0]["high"]) if ends else (None, None)
    return Mean(sum(scores) / len(scores), len(scores), low, high)


def _mark(core: Indicator, index: int) -> Part:
    token, shape = MARKS[index % len(MARKS)]
    return Part(core.id, str(core.name), token, shape)  # type: ignore[arg-type]


def _pair(
    data: Material, group: Group, means: Sequence[Mean], nodes: Sequence[Indicator]
) -> dict[str, Any]:
    counts = sorted({mean.n for mean in means})
    note = "n = " + "–".join(str(count) for count in (counts[0], counts[-1])[: len(counts)])
    empty = all(mean.value is None for mean in means)
    return {
        "label": group.label,
        "note": note,
        "remark": say("report.no-score-here") if empty else "",
        "quiet": empty,
        **_values(data, means, nodes),
        **_ends(means, nodes),
    }


def _ends(means: Sequence[Mean], nodes: Sequence[Indicator]) -> dict[str, Any]:
    """The intervals of a row, where there are any."""
    pairs = zip(nodes, means, strict=True)
    known = {n.id: [mean.low, mean.high] for n, mean in pairs if mean.low is not None}
    return {"ends": known} if known else {}


def _heat_row(
    data: Material, group: Group, means: Sequence[Mean], nodes: Sequence[Indicator]
) -> dict[str, Any]:
    return {"label": group.label, **_values(data, means, nodes)}


def _values(
    data: Material, means: Sequence[Mean], nodes: Sequence[Indicator]
) -> dict[str, dict[str, Any]]:
    return {
        "values": {node.id: mean.value for node, mean in zip(nodes, means, strict=True)},
        "texts": {
            node.id: number(mean.value, data.digits)
            for node, mean in zip(nodes, means, strict=True)
        },
    }


def _shown(
    data: Material, groups: Sequence[Group], means: Sequence[Sequence[Mean]]
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (group.label, *(_with_n(data, mean) for mean in row))
        for group, row in zip(groups, means, strict=True)
    )


def _with_n(data: Material, mean: Mean) -> str:
    if mean.value is None:
        return NOTHING
    text = number(mean.value, data.digits)
    if mean.low is not None:
        ends = interval_text({"low": mean.low, "high": mean.high}, data.digits)
        text = f"{text} {ends}"
    return bracketed(text, f"n={mean.n}")


def _spoken_rows(
    data: Material,
    groups: Sequence[Group],
    means: Sequence[Sequence[Mean]],
    nodes: Sequence[Indicator],
) -> str:
    return say("report.semicolon").join(
        f"{group.label} {_scores(data, nodes, row)}"
        for group, row in zip(groups, means, strict=True)
    )


def _scores(data: Material, nodes: Sequence[Indicator], means: Sequence[Mean]) -> str:
    return listed(
        f"{node.name} {number(mean.value, data.digits)}"
        for node, mean in zip(nodes, means, strict=True)
    )


def _core_title(data: Material, cores: Sequence[Indicator], means: Sequence[Mean]) -> str:
    stated = [(core, mean) for core, mean in zip(cores, means, strict=True) if mean.n]
    return say(
        "report.core-title",
        scores=_scores(data, [core for core, _ in stated], [mean for _, mean in stated]),
        top=data.top,
    )


def _dimension_title(data: Material, nodes: Sequence[Indicator], means: Sequence[Mean]) -> str:
    texts = {
        str(node.name): (mean.value, number(mean.value, data.digits))
        for node, mean in zip(nodes, means, strict=True)
        if mean.value is not None
    }
    highest, lowest = max(texts.values()), min(texts.values())
    return say(
        "report.dimension-title" if len(texts) > 1 else "report.dimension-title-one",
        stated=len(texts),
        highest=listed(name for name, text in texts.items() if text[1] == highest[1]),
        lowest=listed(name for name, text in texts.items() if text[1] == lowest[1]),
        high=highest[1],
        low=lowest[1],
    )
