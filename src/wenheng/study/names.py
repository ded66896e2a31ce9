"""Every id that a study declares, and every place where it must name one of them.

Works on plain values, so that names are checked in all that could be read, whatever else is
wrong. Patterns: `*` is every item of a list or every value of a table, `~` every key of a table,
`**` a node and all nodes below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from wenheng.language import say
from wenheng.study.indicators import PROBE_TURN, TurnKind
from wenheng.study.places import Gathered
from wenheng.study.problems import Finding, Path, nearest
from wenheng.study.roster import NATION

PLACE_OF = "references.*.unit"

DECLARED = {
    "level": ("levels.*.id",),
    "channel": ("channels.*.id",),
    "region": ("regions.*.id",),
    "region-scheme": ("region_schemes.*.id",),
    "slot": ("slots.*.id",),
    "unit": ("units.*.id",),
    "platform": ("platforms.*.id",),
    "indicator": ("indicators.**.id", "packs.*.indicators.**.id"),
    "scenario": ("scenarios.*.id", "probes.*.id", "packs.*.probes.*.id"),
    "fact": ("scenarios.*.facts.*.id",),
    "pack": ("packs.*.id",),
    "type": ("grading.types.*.id",),
    "grade": ("grading.grades.*.id",),
    "label": ("grading.labels.*.id",),
    "tile": ("tiles.*.id",),
    "persona": ("simulated.personas.*.id",),
    "place": (PLACE_OF,),
}
"""Kind → where its ids are declared; within a kind no id may stand twice.

Probes share the namespace of scenarios, because both stand in the column `scenario` of tables.
"""

KNOWN = {
    **{kind: patterns for kind, patterns in DECLARED.items() if kind != "scenario"},
    "scenario": ("scenarios.*.id",),
    "probe": ("probes.*.id", "packs.*.probes.*.id"),
    "node": DECLARED["indicator"],
    "place-thing": ("scenarios.*.id", "scenarios.*.facts.*.id"),
}

REFERENCES = (
    ("units.*.level", "level"),
    ("units.*.region", "region"),
    ("units.*.other_regions.~", "region-scheme"),
    ("units.*.other_regions.*", "region"),
    ("units.*.parent", "unit"),
    ("platforms.*.unit", "unit"),
    ("platforms.*.channel", "channel"),
    ("scenarios.*.facts.*.slot", "slot"),
    ("indicators.**.applies_to.*", "scenario"),
    ("packs.*.indicators.**.applies_to.*", "scenario"),
    ("sessions.variants.main.*", "scenario"),
    ("sessions.variants.paraphrases.*", "scenario"),
    ("sessions.variants.vague.*", "scenario"),
    ("sessions.variants.noise.*", "scenario"),
    ("sessions.variants.probes.*", "probe"),
    ("scoring.aggregation.~", "node"),
    ("scoring.channel_weights.~", "channel"),
    ("scoring.gates.*.indicator", "node"),
    ("scoring.gates.*.caps", "node"),
    ("grading.grades.*.type", "type"),
    ("authorizations.*.platforms.*", "platform"),
    ("authorizations.*.probes.*", "probe"),
    ("judge.indicators.*", "node"),
    ("simulated.scenarios.*", "scenario"),
    ("calibrated.*.indicator", "node"),
    (PLACE_OF, "unit"),
    ("references.*.entries.~", "scenario"),
    ("references.*.facts.~", "fact"),
    ("references.*.not_applicable.*", "place-thing"),
    ("references.*.inherited.*", "place-thing"),
    ("references.*.unknown.*", "place-thing"),
)

TURN_KINDS = get_args(TurnKind)

OPTIONAL = frozenset({"slot", "region-scheme"})
"""Kinds that need not be declared: where a study lists none, any name will do."""


@dataclass(frozen=True)
class Names:
    """The declared ids of each kind; a kind in `open_` may have more than could be read."""

    of: dict[str, frozenset[str]] = field(default_factory=dict)
    open_: frozenset[str] = frozenset()

    def unknown(self, kind: str, name: object) -> bool:
        if not isinstance(name, str) or kind in self.open_:
            return False
        return name.strip() not in self.of[kind] and not (kind in OPTIONAL and not self.of[kind])


def declared_names(gathered: Gathered) -> Names:
    """All ids that the readable files declare."""
    of = {
        kind: frozenset(value.strip() for _, value in _all(gathered.raw, patterns))
        for kind, patterns in KNOWN.items()
    }
    unread = {
        kind
        for kind, patterns in KNOWN.items()
        if any(pattern.split(".")[0] in gathered.unread for pattern in patterns)
    }
    return Names(of, frozenset(unread))


def name_findings(gathered: Gathered, names: Names) -> Iterator[Finding]:
    """Ids declared twice, and names of things that are not declared."""
    yield from _repeated(gathered)
    for pattern, kind in REFERENCES:
        for path, name in found(gathered.raw, pattern):
            of_nation = pattern == PLACE_OF and name == NATION
            if names.unknown(kind, name) and not of_nation:
                yield unknown(path, kind, name, names.of[kind])
    yield from _followups(gathered, names)
    yield from _turns(gathered, names)


def unknown(path: Path, kind: str, name: str, known: frozenset[str]) -> Finding:
    """The finding that `name` is no declared `kind`."""
    return Finding(f"unknown-{kind}", path, {"name": name, "near": nearest(name, known)})


def found(value: Any, pattern: str) -> Iterator[tuple[Path, Any]]:
    """Every value in nested lists and tables that `pattern` matches, with its path."""
    yield from _found(value, (), pattern.split("."))


def _found(value: Any, path: Path, steps: list[str]) -> Iterator[tuple[Path, Any]]:
    if not steps:
        yield path, value
        return
    step, rest = steps[0], steps[1:]
    if step == "~":
        yield from (((*path, key), key) for key in (value if isinstance(value, dict) else ()))
    elif step == "*":
        for key, inner in items(value):
            yield from _found(inner, (*path, key), rest)
    elif step == "**":
        for node_path, node in nodes(value, path):
            yield from _found(node, node_path, rest)
    elif isinstance(value, dict) and step in value:
        yield from _found(value[step], (*path, step), rest)


def nodes(value: Any, path: Path = ()) -> Iterator[tuple[Path, dict[Any, Any]]]:
    """Every node of a list of indicators, depth first."""
    for key, node in items(value) if isinstance(value, list) else ():
        if isinstance(node, dict):
            yield (*path, key), node
            yield from nodes(node.get("children"), (*path, key, "children"))


def items(value: Any) -> Iterator[tuple[str | int, Any]]:
    """What a list or table holds, with positions or keys; nothing of anything else."""
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _all(raw: dict[str, Any], patterns: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for pattern in patterns:
        yield from ((p, value) for p, value in found(raw, pattern) if isinstance(value, str))


def _repeated(gathered: Gathered) -> Iterator[Finding]:
    for kind, patterns in DECLARED.items():
        first: dict[str, Path] = {}
        for path, id_ in _all(gathered.raw, patterns):
            if id_.strip() in first:
                other = gathered.spot(first[id_.strip()])
                values = {"kind": say(f"check.kind-{kind}"), "name": id_, "other": other}
                yield Finding("declared-twice", path, values)
            first.setdefault(id_.strip(), path)


def _followups(gathered: Gathered, names: Names) -> Iterator[Finding]:
    """A follow-up may only expect facts of its own scenario."""
    for path, scenario in found(gathered.raw, "scenarios.*"):
        own = frozenset(value for _, value in _all({"s": scenario}, ("s.facts.*.id",)))
        for inner, name in found(scenario, "utterances.followups.*.expect.*"):
            if isinstance(name, str) and name not in own:
                yield unknown((*path, *inner), "expected-fact", name, own or names.of["fact"])


def _turns(gathered: Gathered, names: Names) -> Iterator[Finding]:
    for pattern in ("indicators.**.turns.*", "packs.*.indicators.**.turns.*"):
        for path, turn in found(gathered.raw, pattern):
            if isinstance(turn, str):
                yield from _turn(path, turn, names)


def _turn(path: Path, turn: str, names: Names) -> Iterator[Finding]:
    if turn.startswith(PROBE_TURN):
        probe = turn.removeprefix(PROBE_TURN)
        if names.unknown("probe", probe):
            yield unknown(path, "probe", probe, names.of["probe"])
    elif turn not in TURN_KINDS:
        yield unknown(path, "turn", turn, frozenset((*TURN_KINDS, f"{PROBE_TURN}P1")))
