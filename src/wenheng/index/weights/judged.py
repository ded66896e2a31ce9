"""Weights from judgement: all equal, or compared in pairs by people."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wenheng.arrays import floats
from wenheng.errors import NotScorable, TableError
from wenheng.index.weights.linear import solved
from wenheng.language import say
from wenheng.values import Numbers, Values, listed, read, refuse

RANDOM_INDEX = (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random reciprocal matrices of order 1, 2, … (Saaty 1980, p. 21)."""
ROUNDED = 0.05
"""Reciprocals as people write them: 0.33 for 1/3 misses 1 by 0.01."""


def equal(x: Values | int) -> Numbers:
    """1/k for each of k indicators.

    Args:
        x: k, or units × indicators.

    Raises:
        TableError: fewer than one indicator, or values that are refused.
    """
    k = x if isinstance(x, int) else len(read(x).names)
    if k < 1:
        raise TableError(say("index.no-values"))
    return np.full(k, 1 / k)


def ahp(matrix: ArrayLike) -> tuple[Numbers, float, float]:
    """Priorities of the analytic hierarchy process.

    Args:
        matrix: k × k; how many times as important the row is as the column: above 0, diagonal 1,
            opposite entries reciprocal (to 5 %, so that 0.33 may stand for 1/3).

    Returns:
        Weights, the principal right eigenvector with sum 1; the consistency ratio
        ((λmax − k) / (k − 1)) / random index, which should be at most 0.10 (0 for k ≤ 2, where
        no judgement can contradict another); and λmax, at least k.

    Raises:
        TableError: the matrix is not square, positive and reciprocal; all places are named.
        NotScorable: k > 15, for which Saaty gives no random index.

    Source:
        Saaty (1980), The Analytic Hierarchy Process, chapters 1–3; random index on p. 21.
    """
    judged = floats(matrix, "matrix")
    _check_reciprocal(judged)
    k = len(judged)
    if k > len(RANDOM_INDEX):
        raise NotScorable(say("index.no-random-index", k=k, most=len(RANDOM_INDEX)))
    values, vectors = np.linalg.eig(judged)
    first = int(np.argmax(values.real))
    largest = float(values[first].real)
    vector = np.abs(vectors[:, first].real)
    ratio = (largest - k) / (k - 1) / RANDOM_INDEX[k - 1] if k > 2 else 0.0
    return vector / vector.sum(), ratio, largest


def _check_reciprocal(judged: Numbers) -> None:
    if judged.ndim != 2 or judged.shape[0] != judged.shape[1] or not judged.size:
        raise TableError(say("index.not-square", shape=" × ".join(map(str, judged.shape))))
    if not (np.isfinite(judged) & (judged > 0)).all():
        bad = ~(np.isfinite(judged) & (judged > 0))
        raise TableError(say("index.judged-not-positive", places=_cells(bad)))
    skew = np.abs(judged * judged.T - 1) > ROUNDED
    refuse([say("index.not-reciprocal", places=_cells(np.triu(skew)))] * bool(skew.any()))


def _cells(mask: NDArray[np.bool_]) -> str:
    return listed(f"({i + 1}, {j + 1})" for i, j in np.argwhere(mask))


def bwm(best_to_others: Sequence[float], others_to_worst: Sequence[float]) -> tuple[Numbers, float]:
    """Weights of the best-worst method, the linear model.

    They minimise ξ = max over j of |w_best − a_best,j · w_j| and |w_j − a_j,worst · w_worst|.

    Args:
        best_to_others: how many times as important the best is as each, 1 for itself; ≥ 1.
        others_to_worst: how many times as important each is as the worst, 1 for itself; ≥ 1.

    Returns:
        Weights, and ξ ≥ 0; 0 where the judgements agree with each other.

    Raises:
        TableError: the two differ in length, hold a number below 1, none is 1 where the best or
            the worst should be, or more than one could be it.

    Source:
        Rezaei (2016), Best-worst multi-criteria decision-making method: some properties and a
        linear model, Omega 64, 126–130, model (8).
    """
    to_others = floats(best_to_others, "best_to_others")
    to_worst = floats(others_to_worst, "others_to_worst")
    _check_comparisons(to_others, to_worst)
    k = len(to_others)
    best, worst = _ends(to_others, to_worst)
    rows = []
    for j in range(k):
        for one, other, times in ((best, j, to_others[j]), (j, worst, to_worst[j])):
            row = np.zeros(k + 1)
            row[one] += 1
            row[other] -= times
            rows += [row, -row]
    upper = np.array(rows)
    upper[:, k] = -1
    sums = np.append(np.ones(k), 0.0)
    found = solved(np.append(np.zeros(k), 1.0), upper, np.zeros(len(rows)), sums)
    weights = np.clip(found[:k], 0, None)
    return weights / weights.sum(), max(float(found[k]), 0.0)


def _check_comparisons(to_others: Numbers, to_worst: Numbers) -> None:
    if to_others.shape != to_worst.shape or to_others.ndim != 1 or not to_others.size:
        first, second = to_others.size, to_worst.size
        raise TableError(say("index.comparisons-length", first=first, second=second))
    low = [
        f"{name}[{j + 1}]"
        for name, given in (("best_to_others", to_others), ("others_to_worst", to_worst))
        for j in range(len(given))
        if not (np.isfinite(given[j]) and given[j] >= 1)
    ]
    refuse([say("index.comparison-below-one", places=listed(low))] * bool(low))


def _ends(to_others: Numbers, to_worst: Numbers) -> tuple[int, int]:
    """Where the best and the worst stand.

    Several may compare as 1 with the best (or the worst): the best is the one of them that
    exceeds the worst most, the worst the one that the best exceeds most.
    """
    lacking = [
        name
        for name, given in (("best_to_others", to_others), ("others_to_worst", to_worst))
        if not np.any(given == 1)
    ]
    refuse([say("index.no-one", places=listed(lacking))] * bool(lacking))
    best = int(np.argmax(np.where(to_others == 1, to_worst, -np.inf)))
    worst = int(np.argmax(np.where(to_worst == 1, to_others, -np.inf)))
    return best, worst
