"""Means over platforms, on the scale of a rating: core indicators and dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material
from wenheng.report.names import bracketed, group_name, listed, subtitle
from wenheng.report.numbers import NOTHING, number
from wenheng.study.indicators import Indicator

MARKS = (("need", "circle"), ("process", "diamond"), ("other", "circle"), ("web", "diamond"))


@dataclass(frozen=True)
class Mean:
    """Mean of a node over the platforms that have a score in it."""

    value: float | None
    n: int


@dataclass(frozen=True)
class Group:
    """Platforms that are averaged together."""

    label: str
    platforms: tuple[str, ...]


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
    title = _core_title(data, cores, means[-1])
    rows = tuple(_pair(data, *each, cores) for each in zip(groups, means, strict=True))
    return FigureSpec(
        id="F19",
        kind="pairs",
        title=title,
        subtitle=subtitle(data, "report.F19-measure", max(mean.n for mean in means[-1])),
        alt=say("report.alt", title=title, rows=_spoken_rows(data, groups, means, cores)),
        source=say("report.source-nodes"),
        columns=(say("report.group"), *(str(core.name) for core in cores)),
        rows=rows,
        shown=_shown(data, groups, means),
        legend=legend,
        options={"top": data.top, "axis": say("report.level-axis", top=data.top)},
        note=say("report.means-note"),
    )


def dimension_scores(data: Material) -> FigureSpec | None:
    """F21 and F22: the dimensions by level × channel; None where there is nothing to draw."""
    dimensions = data.parts
    groups = groups_of(data)
    means = [[mean_of(data, group, node.id) for node in dimensions] for group in groups]
    if not any(mean.n for mean in means[-1]):
        return None
    title = _dimension_title(data, dimensions, means[-1])
    return FigureSpec(
        id="F21",
        kind="heat",
        title=title,
        subtitle=subtitle(data, "report.F21-measure", max(mean.n for mean in means[-1])),
        alt=say("report.alt", title=title, rows=_spoken_rows(data, groups, means, dimensions)),
        source=say("report.source-nodes"),
        columns=(say("report.group"), *(str(node.name) for node in dimensions)),
        rows=tuple(_heat_row(data, *each, dimensions) for each in zip(groups, means, strict=True)),
        shown=_shown(data, groups, means),
        options={
            "top": data.top,
            "across": [{"key": node.id, "label": str(node.name)} for node in dimensions],
        },
        note=say("report.means-note"),
    )


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
                found.append(Group(group_name(level, channel), members))
    whole = say("report.all-platforms")
    return [*found, Group(whole, tuple(data.platforms))]


def mean_of(data: Material, group: Group, node: str) -> Mean:
    """Unweighted mean over the platforms of `group` that have a score in `node`."""
    rows = [data.nodes.get((platform, node)) for platform in group.platforms]
    scores = [row["score"] for row in rows if row and row["status"] == "scored"]
    return Mean(sum(scores) / len(scores) if scores else None, len(scores))


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
    }


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
    return bracketed(number(mean.value, data.digits), f"n={mean.n}")


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
