"""One hump, evenness or two ends: how far ordered classes are polarised."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wenheng.analysis.series import amounts
from wenheng.arrays import Floats
from wenheng.errors import NotScorable
from wenheng.language import say


@dataclass(frozen=True)
class Polarisation:
    """How a whole is spread over ordered classes.

    `ends` is the share of the lowest and highest class together, 0 … 1. `agreement` is van der
    Eijk's A, −1 (half at either end) … 0 (even) … 1 (all in one class). `leik` is Leik's D, 0 (all
    in one class) … 1 (half at either end). `bimodality` is the bimodality coefficient of the
    class numbers, 5/9 for an even spread, more for two humps; None where all are in one class or
    fewer than four are counted. `float()` gives (1 − A)/2: 0 … 1, ½ for an even spread.
    """

    ends: float
    agreement: float
    leik: float
    bimodality: float | None

    def __float__(self) -> float:
        return (1 - self.agreement) / 2


def polarisation(counts: Sequence[float]) -> Polarisation:
    """How polarised counts of ordered classes are, by four measures that must be read together.

    Args:
        counts: how many stand in each of K ≥ 3 classes, in order from one end to the other; the
            bimodality coefficient wants counts, the others take shares too.

    Raises:
        NotScorable: fewer than three classes, a negative or missing count, or all are 0.

    Source:
        van der Eijk (2001), Measuring agreement in ordered rating scales, Quality & Quantity 35;
        Leik (1966), A measure of ordinal consensus, Pacific Sociological Review 9; SAS/STAT,
        PROC CLUSTER: (g₁² + 1) / (g₂ + 3(n − 1)²/((n − 2)(n − 3))), g₁ and g₂ of type 2.
    """
    values = amounts(counts)
    if values.size < 3:
        raise NotScorable(say("analysis.three-classes", k=values.size))
    return Polarisation(
        ends=float((values[0] + values[-1]) / values.sum()),
        agreement=_agreement(values),
        leik=_leik(values),
        bimodality=_bimodality(values),
    )


def _agreement(counts: Floats) -> float:
    """The mean of the agreements of layers, each as thick as its least class that is not empty."""
    left, total = counts.copy(), 0.0
    while left.any():
        there = left > 0
        thickness = left[there].min()
        total += thickness * there.sum() * _layer(there)
        left = np.where(there, left - thickness, 0.0)
        left[left < 1e-12 * counts.max()] = 0.0
    return float(total / counts.sum())


def _layer(there: np.ndarray) -> float:
    """Agreement of a layer: how few classes it has, times how unimodal they are."""
    k, filled = there.size, int(there.sum())
    if filled == k:
        return 0.0
    before = np.concatenate([[0], np.cumsum(there)[:-1]])
    after = filled - before - there
    middle_empty = int((before * after)[~there].sum())
    empty_after = np.cumsum(~there[::-1])[::-1] - ~there
    empty_before = np.cumsum(~there) - ~there
    side_empty = int((before * empty_after + empty_before * after)[there].sum())
    if not middle_empty + side_empty:
        unimodal = 1.0
    else:
        unimodal = ((k - 2) * side_empty - (k - 1) * middle_empty) / (
            (k - 2) * (side_empty + middle_empty)
        )
    return unimodal * (1 - (filled - 1) / (k - 1))


def _leik(counts: Floats) -> float:
    shares = np.cumsum(counts / counts.sum())
    return float(2 * np.minimum(shares, 1 - shares)[:-1].sum() / (counts.size - 1))


def _bimodality(counts: Floats) -> float | None:
    n = counts.sum()
    places = np.arange(counts.size)
    centred = places - places @ counts / n
    m2, m3, m4 = (float(centred**power @ counts / n) for power in (2, 3, 4))
    if n < 4 or m2 == 0:
        return None
    skew = m3 / m2**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    excess = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return float((skew**2 + 1) / (excess + 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))))
