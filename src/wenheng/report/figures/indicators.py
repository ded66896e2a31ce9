"""Indicators one by one: what each weighs, which levels it came to, what it has to gain."""

from collections.abc import Sequence
from typing import Any

from wenheng.language import say
from wenheng.report.figures.scales import step_of
from wenheng.report.figures.spec import FigureSpec, Part
from wenheng.report.material import Material, Row
from wenheng.report.names import bracketed, listed, subtitle
from wenheng.report.numbers import number, percent, share
from wenheng.report.plain import anchor
from wenheng.study.indicators import Indicator
from wenheng.study.tree import shares_of_total

SHADES = ("type4", "heat2", "heat4", "heat5")
"""Level 0, then from the lowest to the top."""

HALF = 0.5
LARGEST = 14
"""Pixels across of the mark of the indicator that weighs most, beyond the least there is."""


def weights(data: Material) -> FigureSpec:
    """F01: the share of every node in the total, as a tree."""
    of_leaf = shares_of_total(data.study)
    nodes = [(node, depth) for root in data.study.indicators for node, depth in _walk(root)]
    whole = {node.id: sum(of_leaf[leaf.id] for leaf in node.walk() if leaf.is_leaf)
             for node, _ in nodes}  # fmt: skip
    roots = listed(f"{r.name} {percent(whole[r.id], 2)}" for r in data.study.indicators)
    title = say("report.F01-title", roots=roots)
    tokens = ("other", "present", "barely")
    return FigureSpec(
        id="F01",
        kind="count",
        title=title,
        subtitle=say("report.F01-measure", n=len(data.study.leaves)),
        alt=say("report.alt", title=title, rows=say("report.F01-alt", n=len(nodes))),
        source=say("report.source-study"),
        columns=tuple(say("report.F01-columns").split("|")),
        rows=tuple(
            {
                "label": f"{node.id} {node.name}",
                "link": anchor("i", node.id) if node.is_leaf else "",
                "value": whole[node.id],
                "note": percent(whole[node.id], 2),
                "depth": depth,
                "token": "barely" if node.is_leaf else tokens[min(depth, 1)],
            }
            for node, depth in nodes
        ),
        shown=tuple(
            (f"{node.id} {node.name}", number(node.weight, 2), percent(whole[node.id], 2))
            for node, _ in nodes
        ),
        options={
            "token": "present",
            "tree": True,
            "bar": 10,
            "top": max(whole.values()),
            "percent": True,
        },
    )


def levels_reached(data: Material) -> FigureSpec | None:
    """F25: the levels that cells came to, by indicator, the most zeros first."""
    counts: dict[str, dict[str, int]] = {}
    for row in data.optional("level_counts"):
        counts.setdefault(row["indicator"], {})[row["outcome"]] = row["n"]
    outcomes = [*map(str, range(data.top + 1)), "not_assessed"]
    held = [
        (node, [counts[node.id][name] for name in outcomes])
        for node in data.study.leaves
        if node.id in counts and any(counts[node.id][name] for name in outcomes)
    ]
    if not any(sum(each[:-1]) for _, each in held):
        return None
    held.sort(key=lambda pair: -pair[1][0] / sum(pair[1]))
    many = sum(each[0] >= HALF * sum(each) for _, each in held)
    title = say("report.F25-title" if many else "report.F25-title-none", n=len(held), k=many)
    legend = _levels(data)
    return FigureSpec(
        id="F25",
        kind="share",
        title=title,
        subtitle=subtitle(data, "report.F25-measure", sum(sum(each) for _, each in held)),
        alt=say(
            "report.alt",
            title=title,
            rows=say("report.semicolon").join(
                f"{node.name} {listed(f'{p.label} {c}' for p, c in zip(legend, each, strict=True))}"
                for node, each in held
            ),
        ),
        source=say("report.source-level-counts"),
        columns=(say("report.indicator"), "n", *(part.label for part in legend)),
        rows=tuple(_stacked(node, each, legend) for node, each in held),
        shown=tuple(
            (f"{node.id} {node.name}", str(sum(each)), *_counted(each)) for node, each in held
        ),
        legend=legend,
        options={"axis": say("report.F25-axis"), "bar": 16},
        note=say("report.F25-note"),
    )


def priorities(data: Material) -> FigureSpec | None:
    """F32: the distance to the top against the share that scores 0."""
    rows = [
        {**row, "share": row["zeros"] / row["present"], "name": _name(data, row["indicator"])}
        for row in data.optional("priorities")
    ]
    if not rows:
        return None
    corner = {"x": HALF, "y": data.top * HALF}
    first = [row for row in rows if row["share"] >= corner["x"] and row["gap"] >= corner["y"]]
    words = {"n": len(rows), "k": len(first), "gap": number(corner["y"], 1)}
    title = say("report.F32-title", names=listed(row["name"] for row in first), **words)
    if len(first) > 3 or not first:
        title = say("report.F32-title-count" if first else "report.F32-title-none", **words)
    rows.sort(key=lambda row: (row not in first, -row["gap"] * row["weight"]))
    return FigureSpec(
        id="F32",
        kind="quadrant",
        title=title,
        subtitle=subtitle(data, "report.F32-measure", len(rows)),
        alt=say(
            "report.alt",
            title=title,
            rows=say("report.semicolon").join(
                f"{row['name']} {number(row['gap'], data.digits)}, {row['zeros']}/{row['present']}"
                for row in rows
            ),
        ),
        source=say("report.source-priorities"),
        columns=tuple(say("report.F32-columns").split("|")),
        rows=tuple(_point(data, row, place) for place, row in enumerate(rows, 1)),
        shown=tuple(
            (
                row["name"],
                number(row["gap"], data.digits),
                bracketed(f"{row['zeros']}/{row['present']}", share(row["zeros"], row["present"])),
                percent(row["weight"], 2),
            )
            for row in rows
        ),
        legend=_roots(data),
        options={
            "x": {"top": 1, "step": 0.25, "axis": say("report.F32-x"), "percent": True},
            "y": {"top": data.top, "step": step_of(data.top), "axis": say("report.F32-y")},
            "corner": {**corner, "label": say("report.F32-corner")},
        },
        note=say("report.F32-note"),
    )  # fmt: skip


def _walk(node: Indicator, depth: int = 0) -> list[tuple[Indicator, int]]:
    below = [pair for child in node.children for pair in _walk(child, depth + 1)]
    return [(node, depth), *below]


def _name(data: Material, id_: str) -> str:
    return f"{id_} {data.study.indicator(id_).name}"


def _levels(data: Material) -> tuple[Part, ...]:
    steps = [0, *(1 + round(2 * i / max(1, data.top - 1)) for i in range(data.top))]
    levels = [
        Part(str(level), say("report.level-part", level=level), SHADES[steps[level]])
        for level in range(data.top + 1)
    ]
    unknown = Part("not_assessed", say("report.status-not_assessed"), "unknown", hatch=True)
    return (*levels, unknown)


def _stacked(node: Indicator, counts: Sequence[int], legend: Sequence[Part]) -> dict[str, Any]:
    whole = sum(counts)
    return {
        "label": f"{node.id} {node.name}",
        "link": anchor("i", node.id),
        "note": f"n = {whole}",
        "parts": {
            part.key: {"value": count / whole, "text": str(count)}
            for part, count in zip(legend, counts, strict=True)
        },
    }


def _counted(counts: Sequence[int]) -> list[str]:
    whole = sum(counts)
    return [bracketed(str(n), share(n, whole)) if n else "0" for n in counts]


def _point(data: Material, row: Row, place: int) -> dict[str, Any]:
    root = next(r for r in data.study.indicators for n in r.walk() if n.id == row["indicator"])
    heaviest = max(each["weight"] for each in data.optional("priorities"))
    return {
        "label": row["name"],
        "short": row["indicator"],
        "link": anchor("i", row["indicator"]),
        "x": row["share"],
        "y": row["gap"],
        "group": root.id,
        "size": 6 + LARGEST * row["weight"] / heaviest,
        "tag": place,
    }


def _roots(data: Material) -> tuple[Part, ...]:
    looks = (("need", "circle"), ("process", "diamond"), ("other", "circle"), ("web", "diamond"))
    held = {row["indicator"] for row in data.optional("priorities")}
    return tuple(
        Part(root.id, str(root.name), *looks[i % len(looks)])  # type: ignore[arg-type]
        for i, root in enumerate(data.study.indicators)
        if held & {node.id for node in root.walk()}
    )
