"""One part of the score above another: a difference by platform, among units."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, sign_flip_p
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.means import column_means, means_of_units
from wenheng.analysis.rules.phrases import number
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats

MOST = 2 / 3


def among_units(m: Material, like: Draft, lead: Callable[[Reading], Floats]) -> Draft:
    """The draft that `lead` is above 0 by a gap worth naming, for most units.

    Args:
        m: with observed scores.
        like: whose rule, measure and words it has; to what its text names, `gap`, `k` of `n`
            units are added, for its counter-text too.
        lead: a difference by platform on 0–3, V × platforms; NaN where there is none.
    """
    assert m.observed is not None
    units = means_of_units(m, lead(m.observed)[0])
    if not units.size:
        return silent(like.rule, Said("too-few-units"), like.about, like.measure)
    gap, above = float(units.mean()), units > 0

    def holds(reading: Reading) -> Bools:
        return np.asarray(column_means(lead(reading)) >= m.limits.gap)

    said = {**like.text.values, "gap": number(gap), "k": int(above.sum()), "n": units.size}
    return replace(
        like,
        text=replace(like.text, values=said),
        counter=replace(like.counter, values=said),
        statistic="difference",
        value=gap,
        n=units.size,
        gates=(
            Gate("least", "enough", units.size, "≥", m.limits.least),
            Gate("gap", "fact", gap, "≥", m.limits.gap),
            Gate("share-above", "fact", float(above.mean()), "≥", MOST),
        ),
        p=sign_flip_p(units, m.chance.trials, m.chance.seed),
        holds=holds,
    )
