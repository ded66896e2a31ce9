"""The consensus of a cell, found once for every pattern of ratings that occurs.

However many cells there are, raters can only have said so many different things about one.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.arrays import Floats
from wenheng.scoring.tensor import (
    NO_ASSISTANT,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    UNPLANNED,
    UNSAID,
    Levels,
    Tensor,
)
from wenheng.study.options import Quality, Scoring
from wenheng.tables import JUDGES, SCORE_STATUSES

SCORED, WITHHELD, GAP, ABSENT, IDLE = range(len(SCORE_STATUSES))
"""The places of SCORE_STATUSES; nobody's is below them."""
NOBODY = -1
LISTED = 1 << 16
"""Up to so many patterns are listed in full; of more, only those that occur."""
HIGHEST = np.iinfo(np.int8).max

Codes = NDArray[np.int8]
Patterns = NDArray[np.int64] | NDArray[np.uint16]


@dataclass(frozen=True)
class Verdicts:
    """What each pattern of ratings comes to; every array has an entry per pattern.

    `status` and `judged_by` are places in SCORE_STATUSES and JUDGES. What is not there is NaN in
    scores and −1 elsewhere.
    """

    status: Codes
    score: Floats
    raters: NDArray[np.int64]
    spread: Codes
    judged_by: Codes
    machine_score: Floats


def consensus(tensor: Tensor, scoring: Scoring, quality: Quality) -> tuple[Patterns, Verdicts]:
    """The pattern of every cell, platforms × columns, and what each pattern comes to.

    Whose judgement counts: an adjudicator's ruling; else people's, where a person judged the
    cell; else that of rules and models (docs/decisions/0002). A `not_assessed` of a person or a
    machine is no judgement; that of an adjudicator is, and strikes the ratings of the cell.

    Among those who count, any level makes the cell `scored`; else it is `no_assistant`, else
    `not_applicable`, if anyone says so; else `not_assessed`. What the plan says does not apply
    stays `not_applicable`. The score of independent levels is by `scoring.consensus`:

    - `mean`: their mean; but the median once they differ by `quality.adjudicate_from_difference`
      or more and a third has been called;
    - `median`: their median;
    - `adjudicated`: as `mean`, but two that differ as much are `withheld` until a third rating
      or a ruling is there.

    Args:
        tensor: the ratings of all cells.
        scoring: its `consensus`.
        quality: its `adjudicate_from_difference`.
    """
    patterns, said = _patterns(tensor.levels)
    kinds = np.array(tensor.kinds)
    heard = np.where(said == NOT_ASSESSED, UNSAID, said).astype(np.int8)
    how = (scoring.consensus, quality.adjudicate_from_difference)
    ruling = _agreed(said[:, kinds == "adjudicator"], *how)
    person = _agreed(heard[:, kinds == "person"], *how)
    machine = _agreed(heard[:, (kinds == "rule") | (kinds == "model")], *how)
    return patterns, _settled((said == UNPLANNED).any(axis=1), ruling, person, machine)


def named(codes: Codes, words: tuple[str, ...]) -> pl.Series:
    """The word at each place of `words`; null where it is nobody's."""
    known = pl.Series([*words, None], dtype=pl.Enum(words))
    return known.gather(np.where(codes == NOBODY, len(words), codes).ravel())


def _patterns(levels: Levels) -> tuple[Patterns, Levels]:
    """A number for what stands in the slots of each cell, and for each number what stands there."""
    slots, low = levels.shape[1], int(levels.min(initial=0))
    base = int(levels.max(initial=0)) - low + 1
    if base**slots <= LISTED:
        code = levels[:, 0].astype(np.uint16)
        for slot in range(1, slots):
            code *= base
            code += levels[:, slot].astype(np.uint16)  # below 0 wraps around, and back again
        code -= np.uint16(low * sum(base**i for i in range(slots)) % LISTED)
        listed = np.arange(base**slots)[:, None] // base ** np.arange(slots)[::-1] % base + low
        return code, listed.astype(np.int8)
    found, seen = np.zeros(levels[:, 0].shape, np.int64), np.zeros((1, 0), np.int8)
    for slot in range(slots):
        joint = found * base + (levels[:, slot].astype(np.int64) - low)
        unique, found = np.unique(joint, return_inverse=True)
        seen = np.column_stack([seen[unique // base], (unique % base + low).astype(np.int8)])
    return found.reshape(levels[:, 0].shape), seen


@dataclass(frozen=True)
class _Agreed:
    status: Codes
    score: Floats
    raters: NDArray[np.int64]
    spread: Codes


def _agreed(said: Levels, how: str, dispute: int) -> _Agreed:
    """What those come to who stand in the columns of `said`, a row per pattern."""
    said = np.column_stack([said, np.full(len(said), UNSAID, np.int8)])
    leveled = said >= 0
    raters = leveled.sum(axis=1)
    ordered = np.sort(np.where(leveled, said, HIGHEST), axis=1)
    low, high = ordered[:, 0], said.max(axis=1)
    spread = np.where(raters > 0, high.astype(np.int16) - low, NOBODY)
    mean = np.where(leveled, said, 0).sum(axis=1) / np.maximum(raters, 1)
    middle = np.stack([np.maximum(raters - 1, 0) // 2, raters // 2], axis=1)
    median = np.take_along_axis(ordered, middle, axis=1).mean(axis=1)
    disputed = spread >= dispute
    status = np.select(
        [
            disputed & (raters < 3) & (how == "adjudicated"),
            raters > 0,
            (said == NO_ASSISTANT).any(axis=1),
            (said == NOT_APPLICABLE).any(axis=1),
            (said == NOT_ASSESSED).any(axis=1),
        ],
        [WITHHELD, SCORED, ABSENT, IDLE, GAP],
        NOBODY,
    )
    settled = np.where((how == "median") | (disputed & (raters >= 3)), median, mean)
    score = np.where(status == SCORED, settled, np.nan)
    return _Agreed(status.astype(np.int8), score, raters, spread.astype(np.int8))


def _settled(
    unplanned: NDArray[np.bool_], ruling: _Agreed, person: _Agreed, machine: _Agreed
) -> Verdicts:
    """A ruling goes before people, people go before machines; a ruling counts no raters."""
    ruled, by_people = ruling.status != NOBODY, person.status != NOBODY
    by_machines = machine.status != NOBODY
    who = [ruled, by_people, by_machines]
    status = np.select(who, [ruling.status, person.status, machine.status], GAP)
    score = np.select(who, [ruling.score, person.score, machine.score], np.nan)
    judge = np.select(who, [JUDGES.index(x) for x in ("adjudicator", "person", "machine")], NOBODY)
    raters = np.where(by_people, person.raters, machine.raters)
    spread = np.where(by_people, person.spread, machine.spread)
    return Verdicts(
        np.where(unplanned, IDLE, status).astype(np.int8),
        np.where(unplanned, np.nan, score),
        np.where(unplanned, 0, raters),
        np.where(unplanned, NOBODY, spread).astype(np.int8),
        np.where(unplanned, NOBODY, judge).astype(np.int8),
        np.where(unplanned, np.nan, machine.score),
    )
