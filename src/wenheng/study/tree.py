"""The indicator tree as scoring walks it: rated leaves, computed nodes, parts of the total."""

from collections.abc import Iterator

from wenheng.study.indicators import Indicator
from wenheng.study.model import Study


def trees(study: Study) -> tuple[Indicator, ...]:
    """The roots that are scored: the study's own, then those of packs that are switched on."""
    packs = (pack.indicators for pack in study.packs if pack.on)
    return (*study.indicators, *(root for roots in packs for root in roots))


def leaves(study: Study) -> list[Indicator]:
    """The rated indicators, packs included, in the order of the tree."""
    return [node for root in trees(study) for node in root.walk() if node.is_leaf]


def computed(study: Study) -> list[Indicator]:
    """The nodes that have children, packs included; every node after those below it."""
    return [node for root in trees(study) for node in root.walk() if node.children][::-1]


def parts(study: Study) -> list[str]:
    """Ids of what a platform's total is the sum of.

    These are the dimensions: the nodes all of whose children are rated. Where the tree has none
    above a rated indicator, that indicator itself is a part, so that nothing rated is left out.
    Packs are published apart and never part of a total.
    """
    return [node.id for root in study.indicators for node in _parts(root)]


def total_scale(study: Study) -> float:
    """What the mean of a total's parts, 0 … top, is multiplied by to be a total."""
    factors = {"sum": len(parts(study)), "mean": 1, "percent": 100 / study.scale.top}
    return factors[study.scoring.total]


def places_in_total(study: Study) -> dict[str, tuple[str, float]]:
    """The part of the total that each rated indicator belongs to, and its weight within.

    Indicators of packs have none: they are no part of a total.
    """
    return {
        leaf.id: (node.id, leaf.weight)
        for root in study.indicators
        for node in _parts(root)
        for leaf in node.children or [node]
    }


def shares_of_total(study: Study) -> dict[str, float]:
    """The share of each rated indicator in the total, packs left out; they sum to 1."""
    places, of_part = places_in_total(study), parts(study)
    sums: dict[str, float] = {}
    for part, weight in places.values():
        sums[part] = sums.get(part, 0.0) + weight
    return {id_: weight / sums[part] / len(of_part) for id_, (part, weight) in places.items()}


def _parts(node: Indicator) -> Iterator[Indicator]:
    if node.is_leaf or all(child.is_leaf for child in node.children):
        yield node
    else:
        for child in node.children:
            yield from _parts(child)
