"""Spot checks: how many items to look at again, and how many faults a batch may show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil, floor, log
from typing import Literal

import numpy as np
from scipy import special

from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.quality.reading import chosen

Kind = Literal["hypergeometric", "binomial"]
EXACT = 9
"""Decimals to which a number of faults is a whole one: 0.15 × 240 is 36."""


def sampling_plan(  # noqa: PLR0913  six numbers make a plan
    lot: int,
    acceptable: float,
    rejectable: float,
    alpha: float = 0.05,
    beta: float = 0.05,
    kind: Kind = "hypergeometric",
) -> tuple[int, int]:
    """The smallest single sampling plan (n, c): look at n items, accept with at most c faults.

    Args:
        lot: items in the batch; of no effect for `binomial`, which takes it as endless.
        acceptable: a share of faults, 0–1, at which the batch should pass.
        rejectable: a larger share at which it should not.
        alpha: the most that may be risked of rejecting a batch as good as `acceptable`.
        beta: the most that may be risked of accepting one as bad as `rejectable`.
        kind: `hypergeometric` draws without replacement from the lot, in which ⌊lot·acceptable⌋
            and ⌈lot·rejectable⌉ items are at fault; `binomial` draws from a process.

    Returns:
        (n, c), c < n ≤ lot.

    Raises:
        TableError: shares and risks not within 0–1, or not acceptable < rejectable; a lot below 1.
        NotScorable: so small a lot holds the same number of faults at both shares.

    Source:
        Schilling & Neubauer (2017), Acceptance sampling in quality control, 3rd ed., chapter 5.
    """
    _checked_risks(acceptable, rejectable, alpha, beta)
    if lot < 1:
        raise TableError(say("quality.no-lot", lot=lot), where="lot")
    accepts = chosen({"hypergeometric": _from_lot, "binomial": _from_process}, kind, "kind")
    good, bad = accepts(lot, acceptable, floor), accepts(lot, rejectable, ceil)
    largest = lot if kind == "hypergeometric" else None
    if largest and floor(round(lot * acceptable, EXACT)) == ceil(round(lot * rejectable, EXACT)):
        raise NotScorable(say("quality.small-lot", lot=lot))
    n = c = 0
    while True:
        n = _first(partial(_risk_kept, bad, c, beta), max(n, c + 1), largest)
        if good(n, c) >= 1 - alpha:
            return n, c
        c += 1


Accepts = Callable[[int, int], float]
"""(sample size, faults allowed) → the probability that the batch passes."""


def _risk_kept(bad: Accepts, c: int, beta: float, n: int) -> bool:
    return bad(n, c) <= beta


def _from_lot(lot: int, share: float, whole: Callable[[float], int]) -> Accepts:
    faults = whole(round(lot * share, EXACT))

    def accepts(n: int, c: int) -> float:
        seen = np.arange(max(0, n - (lot - faults)), min(c, faults, n) + 1)
        logs = _choose(faults, seen) + _choose(lot - faults, n - seen) - _choose(lot, n)
        return float(np.exp(logs).sum())

    return accepts


def _from_process(lot: int, share: float, whole: Callable[[float], int]) -> Accepts:
    return lambda n, c: float(special.bdtr(c, n, share))


def _choose(n: int, k: np.ndarray | int) -> np.ndarray:
    parts: np.ndarray = special.gammaln(n + 1) - special.gammaln(np.add(k, 1))
    parts -= special.gammaln(np.subtract(n, k) + 1)
    return parts


def _first(holds: Callable[[int], bool], start: int, largest: int | None) -> int:
    """The first number from `start` for which `holds`, which once true stays true."""
    low, high = start, start
    while not holds(high):
        low, high = high + 1, min(2 * high, largest or 2 * high)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


@dataclass(frozen=True)
class SequentialPlan:
    """Two parallel lines: after n items accept at `slope`·n − `below` faults, or reject above.

    Reject from `slope`·n + `above` faults; in between look at one more item.
    """

    slope: float
    below: float
    above: float

    def decide(self, checked: int, faults: int) -> Literal["accept", "reject", "continue"]:
        """What to do after `faults` among `checked` items.

        Raises:
            TableError: not 0 ≤ faults ≤ checked.
        """
        if not 0 <= faults <= checked:
            raise TableError(say("quality.odd-count", faults=faults, checked=checked))
        if faults >= self.slope * checked + self.above:
            return "reject"
        return "accept" if faults <= self.slope * checked - self.below else "continue"


def sprt(
    acceptable: float, rejectable: float, alpha: float = 0.05, beta: float = 0.05
) -> SequentialPlan:
    """Wald's sequential test of a batch, item by item; it needs fewer items on average.

    Args:
        acceptable: a share of faults, 0–1, at which the batch should pass.
        rejectable: a larger share at which it should not.
        alpha: risk of rejecting at `acceptable`, as Wald approximates it.
        beta: risk of accepting at `rejectable`.

    Returns:
        The plan; ask it after each item by `decide`.

    Raises:
        TableError: shares and risks not within 0–1, or not acceptable < rejectable.

    Source:
        Wald (1947), Sequential analysis, equations 5.7–5.12.
    """
    _checked_risks(acceptable, rejectable, alpha, beta)
    step = log(rejectable / acceptable) + log((1 - acceptable) / (1 - rejectable))
    return SequentialPlan(
        slope=log((1 - acceptable) / (1 - rejectable)) / step,
        below=log((1 - alpha) / beta) / step,
        above=log((1 - beta) / alpha) / step,
    )


def _checked_risks(acceptable: float, rejectable: float, alpha: float, beta: float) -> None:
    shares = 0 < acceptable < rejectable < 1
    if not (shares and 0 < alpha < 1 and 0 < beta < 1 and alpha + beta < 1):
        given = (acceptable, rejectable, alpha, beta)
        raise TableError(say("quality.odd-risks", given=", ".join(map(str, given))))
