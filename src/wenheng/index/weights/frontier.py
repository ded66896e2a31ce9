"""Every unit by the weights that suit it best."""

import numpy as np

from wenheng.errors import NotScorable
from wenheng.index.weights.linear import solved
from wenheng.language import say
from wenheng.values import Numbers, Values, complete, flagged, listed, refuse


def bod(x: Values) -> Numbers:
    """Benefit-of-the-doubt scores: each unit by its own best weights.

    The score of unit i is the largest Σ w x_i with w ≥ 0 and Σ w x_j ≤ 1 for every unit j.

    Args:
        x: units × indicators, 0 or more, none missing, more is better.

    Returns:
        A score per unit, 0–1; 1 where no mix of other units is better by the unit's own weights.
        Changing the unit of measurement of an indicator changes nothing.

    Raises:
        TableError: a value is missing or negative; all places are named.
        NotScorable: an indicator that is 0 for all units.

    Source:
        Cherchye, Moesen, Rogge & Van Puyenbroeck (2007), An introduction to ‘benefit of the
        doubt’ composite indicators, Social Indicators Research 82, 111–145; OECD/JRC (2008),
        Handbook, step 6.
    """
    table = complete(x)
    values, names = table.x, table.names
    refuse(flagged("index.negative", zip(names, (values < 0).T, strict=True)))
    most = values.max(axis=0)
    empty = [name for name, top in zip(names, most, strict=True) if not top]
    if empty:
        raise NotScorable(say("index.all-zero", columns=listed(empty)))
    scaled = values / most
    limits = np.ones(len(scaled))
    scores = [float(row @ solved(-row, scaled, limits)) for row in scaled]
    return np.asarray(np.clip(scores, 0, 1))
