"""Means over platforms and over units, of those that have a value."""

import numpy as np

from wenheng.analysis.rules.inference import Bools, Ints
from wenheng.analysis.rules.material import Material
from wenheng.arrays import Floats


def means_of_units(m: Material, values: Floats) -> Floats:
    """The mean over the platforms of each unit that has any."""
    known = np.isfinite(values)
    sums = np.bincount(m.who.unit_of[known], values[known], len(m.who.units))
    counts = np.bincount(m.who.unit_of[known], minlength=len(m.who.units))
    return np.asarray(sums[counts > 0] / counts[counts > 0])


def column_means(values: Floats, here: Bools | Ints | None = None) -> Floats:
    """Means over the platforms that have a value, V long; NaN where none has."""
    part = values if here is None else values[:, here]
    known = np.isfinite(part)
    counts = known.sum(axis=1)
    sums = np.where(known, part, 0.0).sum(axis=1)
    return np.asarray(np.divide(sums, counts, out=np.full(len(part), np.nan), where=counts > 0))


def cells_of(m: Material, values: Floats) -> list[str]:
    """Cells level × channel in which enough platforms have a value."""
    known = np.isfinite(values)
    names = list(dict.fromkeys(m.who.cells.tolist()))
    return [cell for cell in names if (known & (m.who.cells == cell)).sum() >= m.limits.least]
