"""R12: two levels of government, dimension by dimension."""

import numpy as np
from scipy.special import stdtrit

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, at_least, hedges, shuffled
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.means import column_means, means_of_units
from wenheng.analysis.rules.phrases import level_name, node_name, number
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats

ADVERBS = ((0.8, "clearly"), (0.5, "rather"), (0.2, "slightly"))
"""Words for a difference of so many standard deviations at least."""
SLIGHTLY = ADVERBS[-1][0]


def levels_compared(m: Material) -> list[Draft]:
    """R12: whether the first level of the study or the second is higher, by dimension."""
    if m.observed is None or len(m.study.levels) != 2:
        return [silent("R12", Said("not-two-levels"), measure="node")]
    nodes = [node.id for node in m.study.dimensions if node.id in m.observed.nodes]
    return [_levels(m, node) for node in nodes]


def _levels(m: Material, node: str) -> Draft:
    assert m.observed is not None
    names = [level.id for level in m.study.levels]
    of_level = m.who.levels[m.who.unit_of]
    groups = [_unit_means(m, m.observed.nodes[node][0], of_level == level) for level in names]
    if min(g.size for g in groups) < 2:
        why = Said("too-few-units")
        return silent("R12", why, about=node, measure="node")
    gap, p = float(groups[0].mean() - groups[1].mean()), _two_groups_p(m, groups)
    high, low = (0, 1) if gap >= 0 else (1, 0)
    g, sign = hedges(*groups), 1 if gap >= 0 else -1
    gates = (
        Gate("least", "enough", min(x.size for x in groups), "≥", m.limits.least),
        Gate("gap", "fact", abs(gap), "≥", m.limits.gap),
        Gate("hedges", "fact", abs(g), "≥", SLIGHTLY),
    )

    def holds(reading: Reading) -> Bools:
        values = reading.nodes[node]
        means = [column_means(values, of_level == level) for level in names]
        return np.asarray(sign * (means[0] - means[1]) >= m.limits.gap)

    low_end, high_end = _interval(groups)
    same = -m.limits.gap <= low_end and high_end <= m.limits.gap
    said = {
        "node": node_name(m, node),
        "high": level_name(m, names[high]),
        "low": level_name(m, names[low]),
        "gap": number(abs(gap)),
        "how": Said(f"how-{_adverb(g)}"),
        "a": number(float(groups[high].mean())),
        "b": number(float(groups[low].mean())),
        "bound": number(m.limits.gap),
    }
    counter = "R12-same" if same else "R12-counter"
    return Draft(
        "R12",
        Said("R12", said),
        Said(counter, said),
        about=node,
        measure="node",
        statistic="difference",
        value=gap,
        low=low_end,
        high=high_end,
        n=sum(x.size for x in groups),
        gates=gates,
        p=p,
        holds=holds,
    )


def _unit_means(m: Material, values: Floats, here: Bools) -> Floats:
    return means_of_units(m, np.where(here, values, np.nan))


def _two_groups_p(m: Material, groups: list[Floats]) -> float:
    values = np.concatenate(groups)
    contrast = np.repeat([1 / groups[0].size, -1 / groups[1].size], [x.size for x in groups])
    mixed = shuffled(values, np.zeros(values.size, np.int64), m.chance.trials, m.chance.seed)
    return at_least(abs(float(values @ contrast)), np.abs(mixed @ contrast))


def _interval(groups: list[Floats]) -> tuple[float, float]:
    """Welch's 90 % interval of the difference of means, as two one-sided tests of 5 % use it."""
    parts = [float(x.var(ddof=1)) / x.size for x in groups]
    gap = float(groups[0].mean() - groups[1].mean())
    if sum(parts) == 0:
        return gap, gap
    below = sum(part**2 / (x.size - 1) for part, x in zip(parts, groups, strict=True))
    reach = float(stdtrit(sum(parts) ** 2 / below, 0.95)) * sum(parts) ** 0.5
    return gap - reach, gap + reach


def _adverb(g: float) -> str:
    return next((word for floor, word in ADVERBS if abs(g) >= floor), "same")
