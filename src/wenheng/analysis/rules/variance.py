"""R03b: how much of the differences among units lies between regions."""

import numpy as np
from numpy.typing import NDArray

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, at_least, shuffled
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.measures import BASES, measures
from wenheng.analysis.rules.phrases import percent
from wenheng.analysis.rules.reading import Reading, divided
from wenheng.analysis.series import settled
from wenheng.arrays import Floats

SHARE_WORTH_NAMING = 0.15
"""Of the variance that lies between regions."""


def parts_of_variance(m: Material) -> list[Draft]:
    """R03b: how much of the differences lies between regions, beside any word about regions."""
    if len(set(m.who.regions)) < 2:
        return [silent("R03b", Said("one-region"))]
    drafts = [_parts(m, measure, values) for measure, values in measures(m).items()]
    return drafts or [silent("R03b", Said("no-scores"))]


def _parts(m: Material, measure: str, values: Floats) -> Draft:
    everybody = np.ones(values.size, np.bool_)
    share, p = _explained(m, values, everybody)
    if share is None:
        return silent("R03b", Said("R03b-unknown"), measure=measure)
    gates = [
        Gate("least", "enough", int(np.isfinite(values).sum()), "≥", m.limits.least),
        Gate("between", "fact", share, "≥", SHARE_WORTH_NAMING),
    ]
    for level in dict.fromkeys(m.who.levels.tolist()):
        own, own_p = _explained(m, values, m.who.levels == level)
        gates.append(Gate(f"between.{level}", "info", own, "≥", SHARE_WORTH_NAMING))
        gates.append(Gate(f"p.{level}", "info", own_p, "<", m.limits.alpha))
    said = {
        "what": Said(f"by-{measure}"),
        "between": percent(share, 0),
        "within": percent(1 - share, 0),
    }

    def holds(reading: Reading) -> Bools:
        scores = BASES[measure](reading)
        known = np.asarray(np.isfinite(scores).all(axis=0))
        return np.asarray(_eta(m, scores[:, known], known) >= SHARE_WORTH_NAMING)

    return Draft(
        "R03b",
        Said("R03b", said),
        Said("R03b-counter", said),
        Said("R03b-unknown", said),
        measure=measure,
        statistic="eta2",
        value=share,
        n=int(np.isfinite(values).sum()),
        gates=tuple(gates),
        p=p,
        holds=holds if measure in BASES else None,
        resampled=measure != "coverage",
    )


def _explained(m: Material, values: Floats, here: Bools) -> tuple[float, float] | tuple[None, None]:
    """The share of variance between regions within levels, and its p by shuffling.

    None where units of a level do not differ: nothing has no share.
    """
    known = here & np.isfinite(values)
    found = float(_eta(m, values[None, known], known)[0])
    if not np.isfinite(found):
        return None, None
    levels = np.unique(m.who.levels[known], return_inverse=True)[1]
    trials = m.chance.trials if here.all() else m.chance.for_record
    mixed = shuffled(values[known], levels, trials, m.chance.seed)
    return found, at_least(found, _eta(m, mixed, known))


def _eta(m: Material, rows: Floats, here: Bools) -> Floats:
    """Of V versions of the units `here`, the share of variance within levels between regions.

    NaN where nothing varies.
    """
    levels = _indicators(m.who.levels[here])
    cells = _indicators(np.char.add(m.who.levels[here], m.who.regions[here]))
    centred = rows - (rows @ levels / levels.sum(axis=0)) @ levels.T
    between = ((centred @ cells) ** 2 / cells.sum(axis=0)).sum(axis=1)
    return divided(settled(between), settled((centred**2).sum(axis=1)))


def _indicators(names: NDArray[np.str_]) -> Floats:
    """Members × groups, 1 where it belongs."""
    groups, places = np.unique(names, return_inverse=True)
    return np.eye(groups.size)[places]
