"""How much two levels agree: 1 where they are the same, 0 where they are farthest apart."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from wenheng.arrays import Floats
from wenheng.quality.reading import chosen

Weights = Literal["unweighted", "linear", "quadratic", "ordinal", "radical"]


def agreement_weights(weights: Weights | None, levels: Floats) -> Floats:
    """The agreement of each pair of `levels` (q, ascending): q × q, 0–1, 1 on the diagonal.

    With d the distance of two levels and R that of the lowest and highest: `unweighted` 1 or 0;
    `linear` 1 − d/R; `quadratic` 1 − d²/R²; `radical` 1 − √(d/R); `ordinal` 1 − C(s + 1, 2)/C(q, 2)
    where s counts steps of the scale, whatever the numbers.

    Raises:
        TableError: no weights of that name.

    Source:
        Gwet (2014), Handbook of inter-rater reliability, 4th ed., chapter 3.
    """
    formula = chosen(FORMULAS, weights or "unweighted", "weights")
    return formula(levels) if len(levels) > 1 else np.ones((1, 1))


def _apart(levels: Floats) -> Floats:
    distances: Floats = np.abs(levels[:, None] - levels)
    shares: Floats = distances / distances.max()
    return shares


def _ordinal(levels: Floats) -> Floats:
    steps = np.abs(np.subtract.outer(np.arange(len(levels)), np.arange(len(levels))))
    weights: Floats = 1 - steps * (steps + 1) / (len(levels) * (len(levels) - 1))
    return weights


FORMULAS: dict[str, Callable[[Floats], Floats]] = {
    "unweighted": lambda levels: np.eye(len(levels)),
    "linear": lambda levels: 1 - _apart(levels),
    "quadratic": lambda levels: 1 - _apart(levels) ** 2,
    "ordinal": _ordinal,
    "radical": lambda levels: 1 - np.sqrt(_apart(levels)),
}
