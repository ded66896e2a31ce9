"""What units are compared by: coverage, scores, or else grades."""

from collections.abc import Callable

import numpy as np

from wenheng.analysis.rules.inference import Bools
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.reading import Reading, divided
from wenheng.arrays import Floats

BASES: dict[str, Callable[[Reading], Floats]] = {
    "score": lambda reading: reading.units,
    "covered": lambda reading: reading.covered,
}


def measures(m: Material) -> dict[str, Floats]:
    """What units are compared by, on 0–100: coverage; the score of all, and of those covered.

    Where there are no scores, by the step of the grade.
    """
    found = {}
    known = m.presence != "unknown"
    if known.any():
        found["coverage"] = shares(m, m.presence == "present", known)
    if m.observed is not None:
        found |= {"score": m.observed.units[0], "covered": m.observed.covered[0]}
    elif any(m.grades):
        best_last = [grade.id for grade in m.study.grading.grades][::-1]
        steps = [np.nan if g is None else best_last.index(g) for g in m.grades]
        found["grade"] = np.array(steps) * 100 / (len(best_last) - 1)
    return {name: values for name, values in found.items() if np.isfinite(values).any()}


def shares(m: Material, has: Bools, counted: Bools) -> Floats:
    """The share of each unit's platforms that have an assistant, on 0–100."""
    sums = np.zeros((2, len(m.who.units)))
    np.add.at(sums[0], m.who.unit_of, has & counted)
    np.add.at(sums[1], m.who.unit_of, counted)
    return divided(sums[0], sums[1]) * 100
