"""Weights from how much units differ on an indicator."""

import numpy as np

from wenheng.errors import NotScorable
from wenheng.index.components import components
from wenheng.language import say
from wenheng.values import FLAT, Numbers, Values, complete, flagged, flat, refuse


def entropy(x: Values) -> Numbers:
    """Weights from the entropy of each indicator's distribution over the units.

    With p = x / Σx of an indicator and 0 · ln 0 = 0: e = −Σ p ln p / ln n, weight ∝ 1 − e.

    Args:
        x: units × indicators, 0 or more, none missing; more is better, as shares of a sum.

    Returns:
        Weights in the order of the indicators; 0 where all units are equal. Noise in an
        indicator raises its weight.

    Raises:
        TableError: a value is missing or negative; all places are named.
        NotScorable: fewer than two units, an indicator that sums to 0, or no indicator on which
            units differ.

    Source:
        Shannon (1948); Hwang & Yoon (1981), Multiple Attribute Decision Making, section 3.2.2.
    """
    table = complete(x)
    values, names = table.x, table.names
    refuse(flagged("index.negative", zip(names, (values < 0).T, strict=True)))
    sums = values.sum(axis=0)
    if len(values) < 2 or not sums.all():
        raise NotScorable(say("index.no-entropy"))
    p = values / sums
    logs = np.log(np.where(p > 0, p, 1.0))
    return _shares(1 + (p * logs).sum(axis=0) / np.log(len(values)))


def stdev(x: Values) -> Numbers:
    """Weights ∝ the standard deviation of each indicator as it stands: normalise before.

    Args:
        x: units × indicators, none missing.

    Returns:
        Weights in the order of the indicators; 0 where all units are equal.

    Raises:
        TableError: a value is missing.
        NotScorable: fewer than two units, or no indicator on which units differ.

    Source:
        Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22, 763–770,
        “SD” beside CRITIC; Jahan & Edwards (2013).
    """
    values = complete(x).x
    constant = np.array([flat(column) for column in values.T])
    return _shares(np.where(constant, 0.0, values.std(axis=0)))


def pca(x: Values) -> Numbers:
    """Weights from the first principal component: its squared coefficients.

    The coefficients are a unit vector, so that their squares sum to 1 and none is negative. An
    indicator that runs against the others weighs as much as one that runs with them: look at
    `wh.index.pca` for the signs.

    Args:
        x: units × indicators, none missing.

    Returns:
        Weights in the order of the indicators.

    Raises:
        TableError: a value is missing.
        NotScorable: fewer than two indicators or three units, or an indicator does not vary.

    Source:
        Nicoletti, Scarpetta & Boylaud (2000), OECD Economics Department Working Paper 226: the
        squared loading is the share of a component's variance that an indicator explains;
        OECD/JRC (2008), Handbook, step 6. Only the first component, unrotated.
    """
    _, vectors = components(x)
    return _shares(vectors[:, 0] ** 2)


def _shares(amounts: Numbers) -> Numbers:
    amounts = np.where(amounts > FLAT, amounts, 0.0)
    if not amounts.sum():
        raise NotScorable(say("index.all-flat"))
    return np.asarray(amounts / amounts.sum())
