"""A figure as data: what is drawn, and what is said of it. Every writer draws from this."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal[
    "count",
    "forest",
    "heat",
    "intervals",
    "matrix",
    "pairs",
    "quadrant",
    "ranking",
    "ranks",
    "share",
    "slope",
    "strip",
    "tilegrid",
]


@dataclass(frozen=True)
class Part:
    """An entry of the legend: a part of a whole, or a mark."""

    key: str
    label: str
    token: str
    shape: Literal["box", "circle", "diamond", "band", "open", "whisker"] = "box"
    hatch: bool = False


@dataclass(frozen=True)
class FigureSpec:
    """One figure.

    `title` states what the rows show, `subtitle` says measure · of what · when · n. `rows` hold
    raw values for drawing, each with a `label` and where it has one a `link` to its evidence;
    `shown` holds the same rows as printed text under `columns`: nothing else rounds.
    """

    id: str
    kind: Kind
    title: str
    subtitle: str
    alt: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    shown: tuple[tuple[str, ...], ...]
    legend: tuple[Part, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    def payload(self) -> dict[str, Any]:
        """The figure as the chart kit reads it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "columns": list(self.columns),
            "rows": [dict(row) for row in self.rows],
            "shown": [list(row) for row in self.shown],
            "legend": [asdict(part) for part in self.legend],
            **self.options,
        }

    def json(self) -> str:
        """The payload as JSON, the same text for the same figure."""
        return json.dumps(self.payload(), ensure_ascii=False, separators=(",", ":"))
