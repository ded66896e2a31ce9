"""Weights that give indicators the importance that was meant."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from wenheng.arrays import floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.values import Numbers, Values, complete, flat, listed


def optimise(x: Values, targets: Sequence[float] | None = None) -> Numbers:
    """Weights with which the effective importances come as near to `targets` as they can.

    The importance of an indicator is its squared correlation with the weighted sum, relative to
    the sum over indicators; a negative correlation counts as 0. The squared distance to the
    targets is made least over weights of 0 or more, so that some targets may be out of reach.

    Args:
        x: units × indicators, none missing, normalised, all better in the same direction.
        targets: importance meant of each indicator, relative to their sum; all equal if None.

    Returns:
        Weights in the order of the indicators; the same on every run. `effective_weights` tells
        what importance they give in fact.

    Raises:
        TableError: a value is missing; targets are not as many as indicators, negative or all 0.
        NotScorable: an indicator does not vary, or fewer than three units.

    Source:
        Becker, Saisana, Paruolo & Vandecasteele (2017), Weights and importance in composite
        indicators: closing the gap, Ecological Indicators 80, 12–22 (inverse problem, here with
        squared linear correlation).
    """
    table = complete(x)
    values, names = table.x, table.names
    wanted = _targets(targets, len(names))
    wrong = [name for name, column in zip(names, values.T, strict=True) if flat(column)]
    if wrong or len(values) < 3:
        raise NotScorable(say("index.no-spread", columns=listed(wrong or names)))
    covariance = np.cov(values, rowvar=False).reshape(len(names), len(names))
    covariance = covariance / np.mean(np.diag(covariance))
    results = [_nearest(covariance, wanted, start) for start in _starts(covariance, wanted)]
    weights = min(results, key=lambda w: _distance(w, covariance, wanted))
    return np.asarray(weights / weights.sum())


def importances(weights: Numbers, covariance: Numbers) -> Numbers:
    """Squared correlation of each indicator with the weighted sum, relative to their sum."""
    shared = np.clip(covariance @ weights, 0, None) ** 2 / np.diag(covariance)
    return np.asarray(shared / max(shared.sum(), np.finfo(float).tiny))


def _targets(targets: Sequence[float] | None, k: int) -> Numbers:
    given = np.ones(k) if targets is None else floats(targets, "targets")
    if given.shape != (k,):
        raise TableError(say("index.targets-length", given=given.size, columns=k))
    if not np.isfinite(given).all() or (given < 0).any() or not given.sum():
        raise TableError(say("index.targets"))
    return np.asarray(given / given.sum())


def _starts(covariance: Numbers, wanted: Numbers) -> list[Numbers]:
    """Equal weights, the targets, and both with the scale of indicators taken out."""
    deviations = np.sqrt(np.diag(covariance))
    plain = [np.full(len(wanted), 1 / len(wanted)), wanted]
    return plain + [start / deviations / (start / deviations).sum() for start in plain]


def _distance(weights: Numbers, covariance: Numbers, wanted: Numbers) -> float:
    return float(np.sum((importances(weights, covariance) - wanted) ** 2))


def _nearest(covariance: Numbers, wanted: Numbers, start: Numbers) -> Numbers:
    result = minimize(
        _distance,
        start,
        (covariance, wanted),
        "SLSQP",
        bounds=[(0, 1)] * len(start),
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-16, "maxiter": 1000},
    )
    return np.asarray(np.clip(result.x, 0, None))
