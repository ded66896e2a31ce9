"""Whether the parts of a study fit together: what no single value can show.

Works on plain values like `wenheng.study.names`; what has the wrong shape is passed over here,
because the schema speaks of it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import Any, Literal

from wenheng.study.endpoint_sense import endpoint_findings, model_findings
from wenheng.study.names import found, items, nodes
from wenheng.study.places import Gathered, value_at
from wenheng.study.problems import Finding, Path
from wenheng.study.roster import NATION
from wenheng.study.scenarios import PLACE

ADDRESS = re.compile(r"https?://[^\s/?#]+\S*")
HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?")
PLACE_OF_TILE = ("row", "column")
BY_ADDRESS = ("browser", "openai", "http")
"""Transports whose entry is an address on the web."""


def sense_findings(gathered: Gathered) -> Iterator[Finding]:
    """What does not fit together, and what is worth a look."""
    for check in CHECKS:
        yield from check(gathered)


def _tree(gathered: Gathered) -> Iterator[Finding]:
    """Totals are sums of dimensions: a leaf that stands under none weighs as much as one."""
    for path, node in nodes(gathered.raw.get("indicators"), ("indicators",)):
        leaves = [not value_at(child, ("children",)) for _, child in items(node.get("children"))]
        if any(leaves) and not all(leaves):
            yield Finding("mixed-children", path, {"id": node.get("id")})
        if not leaves and len(path) == 2:
            yield Finding("leaf-without-dimension", path, {"id": node.get("id")})


def _anchors(gathered: Gathered) -> Iterator[Finding]:
    top = value_at(gathered.raw, ("scale", "top"))
    top = 3 if top is None else top
    for pattern in ("indicators.**.anchors", "packs.*.indicators.**.anchors"):
        for path, anchors in found(gathered.raw, pattern):
            given = sorted(map(str, anchors)) if isinstance(anchors, dict) else []
            regular = given == [str(level) for level in range(len(given))]
            if given and regular and len(given) != top + 1:
                yield Finding("anchors-off-scale", path, {"levels": ", ".join(given), "top": top})


def _scoring(gathered: Gathered) -> Iterator[Finding]:
    tree = nodes(gathered.raw.get("indicators"))
    inner = {str(node.get("id")): bool(node.get("children")) for _, node in tree}
    for path, key in found(gathered.raw, "scoring.aggregation.~"):
        if inner.get(str(key)) is False:
            yield Finding("aggregation-of-leaf", path, {"id": key})
    for path, id_ in found(gathered.raw, "scoring.gates.*.indicator"):
        if inner.get(str(id_)) is True:
            yield Finding("gate-on-inner", path, {"id": id_})
    weights = value_at(gathered.raw, ("scoring", "channel_weights"))
    if isinstance(weights, dict) and weights and not any(weights.values()):
        yield Finding("weights-all-zero", ("scoring", "channel_weights"))


def _units(gathered: Gathered) -> Iterator[Finding]:
    counts = Counter(level for _, level in found(gathered.raw, "units.*.level") if _is_text(level))
    for path, level in found(gathered.raw, "levels.*"):
        size, id_ = value_at(level, ("size",)), value_at(level, ("id",))
        if isinstance(size, int) and "units" not in gathered.unread and counts[str(id_)] != size:
            values = {"level": id_, "size": size, "n": counts[str(id_)]}
            yield Finding("level-size", (*path, "size"), values)
    yield from _circles(gathered)


def _circles(gathered: Gathered) -> Iterator[Finding]:
    parents = {
        value_at(unit, ("id",)): (path, value_at(unit, ("parent",)))
        for path, unit in found(gathered.raw, "units.*")
        if _is_text(value_at(unit, ("id",)))
    }
    for id_, (path, parent) in parents.items():
        seen = {id_}
        while _is_text(parent) and parent in parents and parent not in seen:
            seen.add(parent)
            parent = parents[parent][1]
        if parent == id_:
            yield Finding("parent-circle", (*path, "parent"), {"id": id_})


def _platforms(gathered: Gathered) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for path, platform in found(gathered.raw, "platforms.*"):
        if not isinstance(platform, dict):
            continue
        pair = (str(platform.get("unit")), str(platform.get("channel")))
        if pair in first:
            values = {"unit": pair[0], "channel": pair[1], "other": first[pair]}
            yield Finding("channel-twice", path, values)
        first.setdefault(pair, str(platform.get("id")))
        yield from _entry(gathered.root, path, platform)
        yield from _transport(path, platform)


def _entry(root: FilePath, path: Path, platform: dict[str, Any]) -> Iterator[Finding]:
    entry, recipe = platform.get("entry"), platform.get("recipe")
    transport = platform.get("transport", "browser")
    if entry and _is_text(entry) and transport in BY_ADDRESS and not ADDRESS.fullmatch(entry):
        near = f"https://{entry}" if HOST.fullmatch(entry) else "https://…"
        yield Finding("bad-entry", (*path, "entry"), {"entry": entry, "near": near})
    if entry and _is_text(entry) and transport == "replay" and lies(root, entry) != "there":
        yield Finding("recording-missing", (*path, "entry"), {"entry": entry})
    if recipe and _is_text(recipe) and (where := lies(root, recipe)) != "there":
        yield Finding(f"recipe-{where}", (*path, "recipe"), {"recipe": recipe})


def lies(root: FilePath, name: str) -> Literal["there", "missing", "outside"]:
    """Whether file `name` exists within `root`; what no path can be called is missing."""
    try:
        target = (root / name).resolve()
        if not target.is_relative_to(root.resolve()):
            return "outside"
        return "there" if target.exists() else "missing"
    except (OSError, ValueError):
        return "missing"


def _transport(path: Path, platform: dict[str, Any]) -> Iterator[Finding]:
    transport, http = platform.get("transport", "browser"), platform.get("http")
    if transport == "http" and http is None:
        yield Finding("http-missing", path, {"id": platform.get("id")})
    if transport != "http" and http is not None:
        yield Finding("http-unused", (*path, "http"), {"transport": transport})
    if transport != "openai" and platform.get("openai") is not None:
        yield Finding("openai-unused", (*path, "openai"), {"transport": transport})
    yield from endpoint_findings(path, platform)
    if transport == "openai" and not platform.get("model"):
        yield Finding("model-missing", path, {"id": platform.get("id")})


def _addresses(gathered: Gathered) -> Iterator[Finding]:
    bare = [
        (path, str(value_at(platform, ("id",))))
        for path, platform in found(gathered.raw, "platforms.*")
        if isinstance(platform, dict)
        and platform.get("transport", "browser") in BY_ADDRESS
        and not platform.get("entry")
    ]
    if bare:
        names = ", ".join(id_ for _, id_ in bare[:3]) + (" …" if len(bare) > 3 else "")
        yield Finding("entry-missing", bare[0][0], {"n": len(bare), "names": names})


def _questions(gathered: Gathered) -> Iterator[Finding]:
    for path, scenario in found(gathered.raw, "scenarios.*"):
        if isinstance(scenario, dict) and not scenario.get("facts"):
            yield Finding("no-facts", path, {"id": scenario.get("id")})
    for pattern in ("scenarios.*.utterances", "probes.*.say", "packs.*.probes.*.say"):
        for path, part in found(gathered.raw, pattern):
            for inner, text in _texts(part):
                for mark in re.findall(r"\{[^{}]*\}", text):
                    if mark != PLACE:
                        yield Finding("odd-placeholder", (*path, *inner), {"mark": mark})


def _texts(value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield (), value
    for key, inner in items(value):
        yield from (((key, *path), text) for path, text in _texts(inner))


def _references(gathered: Gathered) -> Iterator[Finding]:
    """A reference cannot both say what is true and that it is not known."""
    for path, reference in found(gathered.raw, "references.*"):
        facts = {str(fact).strip() for _, fact in found(reference, "facts.~")}
        for inner, fact in found(reference, "unknown.*"):
            if str(fact).strip() in facts:
                yield Finding("unknown-but-given", (*path, *inner), {"fact": fact})
    for path, id_ in found(gathered.raw, "units.*.id"):
        if id_ == NATION:
            yield Finding("unit-is-nation", path, {"id": id_})


def _study(gathered: Gathered) -> Iterator[Finding]:
    if not gathered.raw.get("contact") and "contact" not in gathered.unread:
        yield Finding("contact-missing", ("contact",))


def _consents(gathered: Gathered) -> Iterator[Finding]:
    """Probes that are planned, need a consent, and have none: they are tried nowhere."""
    given = {id_ for _, id_ in found(gathered.raw, "authorizations.*.probes.*")}
    planned = list(found(gathered.raw, "probes.*"))
    for path, pack in found(gathered.raw, "packs.*"):
        if isinstance(pack, dict) and pack.get("on") is True:
            planned += [((*path, *way), probe) for way, probe in found(pack, "probes.*")]
    for path, probe in planned:
        if (
            isinstance(probe, dict)
            and probe.get("consent") is True
            and probe.get("id") not in given
        ):
            yield Finding("consent-missing", path, {"id": probe.get("id")})


def _models(gathered: Gathered) -> Iterator[Finding]:
    for part in ("judge", "simulated"):
        reached = gathered.raw.get(part)
        if not isinstance(reached, dict):
            continue
        entry = reached.get("entry")
        if isinstance(entry, str) and not ADDRESS.fullmatch(entry):
            near = f"https://{entry}" if HOST.fullmatch(entry) else "https://…/v1"
            yield Finding("bad-entry", (part, "entry"), {"entry": entry, "near": near})
        if reached.get("budget_cost") is not None and not reached.get("prices"):
            yield Finding("budget-without-prices", (part, "budget_cost"))
        yield from model_findings(part, reached)


def _tiles(gathered: Gathered) -> Iterator[Finding]:
    """Every tile has a name and a place of its own."""
    first: dict[tuple[str, ...], Any] = {}
    parts = ("units", "regions")
    known = {str(id_) for part in parts for _, id_ in found(gathered.raw, f"{part}.*.id")}
    for path, tile in found(gathered.raw, "tiles.*"):
        id_ = str(value_at(tile, ("id",)))
        place = tuple(str(value_at(tile, (key,))) for key in PLACE_OF_TILE)
        if "units" not in gathered.unread and id_ not in known and not value_at(tile, ("name",)):
            yield Finding("tile-without-name", path, {"id": id_})
        if place in first:
            yield Finding("tile-covered", path, {"id": id_, "other": first[place]})
        first.setdefault(place, id_)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


CHECKS: tuple[Callable[[Gathered], Iterator[Finding]], ...] = (
    _tree,
    _anchors,
    _scoring,
    _units,
    _platforms,
    _addresses,
    _questions,
    _references,
    _consents,
    _models,
    _tiles,
    _study,
)
